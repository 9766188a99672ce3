"""Which layers there are, and who may see them. Asked at request time by everything that publishes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts.models import User
from accounts.permissions import may

from . import licences
from .declaration import Layer
from .models import LayerSettings, Visibility

Reader = User | AnonymousUser
_declared: dict[str, Layer] = {}
_sources: list[Callable[[], Iterable[Layer]]] = []


class LayerAlreadyRegistered(Exception):
    """Two declarations claim one key."""


@dataclass(frozen=True)
class Shelf:
    """A layer with the settings its keepers gave it; `two_people` asks for a second one before a publication."""

    layer: Layer
    declared: Layer
    visibility: str
    retired_on: date | None
    two_people: bool = False

    @property
    def retired(self) -> bool:
        return self.retired_on is not None and self.retired_on <= timezone.localdate()


def register(layer: Layer) -> Layer:
    """Declare a layer; call it from an app's `layers.py`, which is imported when the apps are ready."""
    if layer.key in _declared:
        raise LayerAlreadyRegistered(layer.key)
    _declared[layer.key] = layer
    return layer


def unregister(key: str) -> None:
    """Forget a declaration (tests, and apps that are switched off)."""
    _declared.pop(key, None)


def register_source(source: Callable[[], Iterable[Layer]]) -> None:
    """Add a function that is asked, at every request, for layers made from rows."""
    _sources.append(source)


def shelves() -> list[Shelf]:
    """Return every layer with its settings, whoever asks. One query, and those of the sources."""
    settings = {row.key: row for row in LayerSettings.objects.all()}
    layers = [*_declared.values(), *(layer for source in _sources for layer in source())]
    return sorted(
        (_shelf(layer, settings.get(layer.key)) for layer in layers), key=lambda s: (s.layer.order, s.layer.key)
    )


def find_shelf(key: str) -> Shelf | None:
    """Return the layer with its settings, whoever asks. One query where it is declared; else the sources are asked."""
    if key in _declared:
        return _shelf(_declared[key], LayerSettings.objects.filter(key=key).first())
    return next((shelf for shelf in shelves() if shelf.layer.key == key), None)


def _shelf(layer: Layer, row: LayerSettings | None) -> Shelf:
    if row is None:
        return Shelf(layer, layer, layer.default_visibility, None)
    return Shelf(_as_kept(layer, row), layer, row.visibility, row.retired_on, row.two_people)


def _as_kept(layer: Layer, row: LayerSettings) -> Layer:
    licence = row.licence or layer.licence
    return replace(
        layer,
        title_id=row.title_id or layer.title_id,
        title_en=row.title_en or layer.title_en,
        licence=licence,
        licence_url=licences.address(licence) or layer.licence_url,
        style=replace(layer.style, **row.style),
    )


def layers_for(reader: Reader) -> list[Layer]:
    """Return the layers `reader` may see, in order: the one place visibility is asked."""
    return [shelf.layer for shelf in shelves() if _visible(shelf, reader)]


def get_layer(key: str, reader: Reader) -> Layer | None:
    """Return the layer if it exists and `reader` may see it; a hidden layer answers like an absent one."""
    shelf = find_shelf(key)
    return shelf.layer if shelf is not None and _visible(shelf, reader) else None


def _visible(shelf: Shelf, reader: Reader) -> bool:
    if shelf.retired:
        return False
    if shelf.visibility == Visibility.PUBLIC:
        return True
    action = "layers.view_internal" if shelf.visibility == Visibility.INTERNAL else "layers.view_draft"
    return may(reader, action, shelf.layer)
