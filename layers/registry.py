"""Which layers there are, and who may see them. Asked at request time by everything that publishes."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import TextField
from django.utils import timezone

from accounts.models import User
from accounts.permissions import may

from . import licences
from .declaration import Layer
from .marked import Marked
from .models import LayerSettings, Visibility
from .releases import REGISTER
from .statements import Bound, Statement

Reader = User | AnonymousUser


class Source(NamedTuple):
    """Where layers come from that are made from rows: all of them, and the one of a key.

    `row` is SQL for one row's text, null where there is none, with one %s for the key; `made` returns the layer of such a text:
    the same object as long as the text is. The layer's releases are counted under its own key.
    """

    every: Callable[[], Iterable[Layer]]
    row: str
    made: Callable[[str], Layer]


_declared: dict[str, Layer] = {}
_sources: list[Source] = []
REMEMBERED = 256  # layers
# What stands beside a layer's settings: the newest release of its own, and of the register, and the rows of sources.
STANDING = """
    SELECT (SELECT max(number) FROM layers_release WHERE layer = %s),
        (SELECT max(number) FROM layers_release WHERE layer = %s), kept.*{rows}
    FROM (SELECT 1) always LEFT JOIN ({{}}) kept ON true
"""


class Kept(NamedTuple):
    """A row of `LayerSettings`; `style` is JSON text."""

    visibility: str
    title_id: str
    title_en: str
    licence: str
    style: str
    retired_on: date | None
    two_people: bool


class LayerAlreadyRegistered(Exception):
    """Two declarations claim one key."""


@dataclass(frozen=True)
class Shelf:
    """A layer with the settings its keepers gave it; `two_people` asks for a second one before a publication.

    `releases` are the newest of its own and of the register, where one layer was asked for.
    """

    layer: Layer
    declared: Layer
    visibility: str
    retired_on: date | None
    two_people: bool = False
    releases: Mapping[str, int] = field(default_factory=dict)

    @property
    def retired(self) -> bool:
        return self.retired_on is not None and self.retired_on <= timezone.localdate()

    @property
    def public(self) -> bool:
        """Whether everybody may see it, so that files and archives are made of it."""
        return self.visibility == Visibility.PUBLIC and not self.retired


def register(layer: Layer) -> Layer:
    """Declare a layer; call it from an app's `layers.py`, which is imported when the apps are ready."""
    if layer.key in _declared:
        raise LayerAlreadyRegistered(layer.key)
    _declared[layer.key] = layer
    return layer


def unregister(key: str) -> None:
    """Forget a declaration (tests, and apps that are switched off)."""
    _declared.pop(key, None)


def register_source(source: Source) -> None:
    """Add a source that is asked at every request."""
    _sources.append(source)
    _standing.cache_clear()


def shelves() -> list[Shelf]:
    """Return every layer with its settings, whoever asks. One query, and those of the sources."""
    rows = LayerSettings.objects.values_list("key", *Kept._fields)
    settings = {key: Kept(*found)._replace(style=json.dumps(found[4])) for key, *found in rows}
    layers = [*_declared.values(), *(layer for source in _sources for layer in source.every())]
    found = (_shelf(layer, settings.get(layer.key)) for layer in layers)
    return sorted(found, key=lambda shelf: (shelf.layer.order, shelf.layer.key))


def find_shelf(key: str) -> Shelf | None:
    """Return the layer with its settings and releases, whoever asks. One query."""
    if "\x00" in key:  # which PostgreSQL does not take in a text
        return None
    layer = _declared.get(key)
    counted = layer.releases_of if layer else key
    ((own, register, *row),) = _standing(bool(layer)).rows({"key": key, "counted": counted})
    settings, texts = row[: len(Kept._fields)], row[len(Kept._fields) :]
    if layer is None:
        found = zip(_sources, texts, strict=True)
        layer = next((source.made(text) for source, text in found if text is not None), None)
    if layer is None:
        return None
    shelf = _shelf(layer, Kept(*settings) if settings[0] is not None else None)
    return replace(shelf, releases={REGISTER: register or 0, counted: own or 0})


@cache
def _standing(declared: bool) -> Statement:
    """Return the statement behind a shelf; of a layer that is declared no source is asked."""
    key = Bound("key", "text", TextField())
    sources = [] if declared else _sources
    return Statement(
        LayerSettings.objects.filter(key=key).values_list(*Kept._fields),
        STANDING.format(rows="".join(f", ({source.row})" for source in sources)),
        before=[Bound("counted", "text", TextField()), REGISTER, *[key] * len(sources)],
    )


def _shelf(layer: Layer, kept: Kept | None) -> Shelf:
    if kept is None:
        return Shelf(layer, layer, layer.default_visibility, None)
    face = (kept.title_id, kept.title_en, kept.licence, kept.style)
    return Shelf(
        _as_kept(Marked((id(layer), *face), layer), *face), layer, kept.visibility, kept.retired_on, kept.two_people
    )


@lru_cache(REMEMBERED)
def _as_kept(declared: Marked, title_id: str, title_en: str, licence: str, style: str) -> Layer:
    """Return a layer as its keepers call it: the same object as long as neither changes, so that statements of it stay kept."""
    layer: Layer = declared.it
    return replace(
        layer,
        title_id=title_id or layer.title_id,
        title_en=title_en or layer.title_en,
        licence=licence or layer.licence,
        licence_url=licences.address(licence or layer.licence) or layer.licence_url,
        style=replace(layer.style, **json.loads(style)),
    )


def layers_for(reader: Reader) -> list[Layer]:
    """Return the layers `reader` may see, in order: the one place visibility is asked."""
    return [shelf.layer for shelf in shelves() if _visible(shelf, reader)]


def get_layer(key: str, reader: Reader) -> Layer | None:
    """Return the layer if it exists and `reader` may see it; a hidden layer answers like an absent one."""
    shelf = get_shelf(key, reader)
    return shelf.layer if shelf is not None else None


def get_shelf(key: str, reader: Reader) -> Shelf | None:
    """Return the layer as `get_layer` does, with its settings and releases."""
    shelf = find_shelf(key)
    return shelf if shelf is not None and _visible(shelf, reader) else None


def _visible(shelf: Shelf, reader: Reader) -> bool:
    if shelf.retired or shelf.public:
        return shelf.public
    action = "layers.view_internal" if shelf.visibility == Visibility.INTERNAL else "layers.view_draft"
    return may(reader, action, shelf.layer)
