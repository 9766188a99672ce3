"""`/api/collections/{layer}/releases.atom`: the releases of a layer, the newest first, and how much each changed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from urllib.parse import quote

from django.db import connection
from django.db.models import IntegerField, QuerySet, Value
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.formats import date_format
from rest_framework.request import Request

from ..api.features import LayerView
from ..api.negotiation import GEOJSON, Json
from ..api.schemas import Schema, operation
from ..api.words import said, told
from ..changes import ADDED, CHANGED, KINDS, ChangesQuery, State
from ..declaration import Layer, Reading
from ..filters import FeatureQuery
from ..models import Release
from ..releases import fingerprint
from .atom import ATOM, Entry, atom_text

SHOWN = 20
Counts = dict[int, dict[str, int]]


class Atom(Json):
    media_type, format = ATOM, "atom"


class ReleasesFeed(LayerView):
    """GET /api/collections/{id}/releases.atom"""

    renderer_classes = [Atom]

    def get(self, request: Request, key: str) -> HttpResponseBase:
        layer = self.layer(key)
        read = {layer.releases_of: self.releases(layer)[layer.releases_of]}
        parts = (ATOM, layer.face, layer.steward, request.LANGUAGE_CODE, self.base)
        tag = fingerprint(read, *parts)
        return self.tagged(tag, ATOM, lambda: self.text(layer), vary=("Accept", "Cookie"))

    def text(self, layer: Layer) -> str:
        """Write the feed. Two queries, one where the layer keeps no earlier releases."""
        releases = list(Release.objects.filter(layer=layer.releases_of).order_by("-number")[: SHOWN + 1])
        counts = counts_of(layer, releases) if layer.history else {}
        page = f"{self.base}/lapisan/{quote(layer.key)}/"
        return atom_text(
            key=f"layer:{layer.key}",
            title=said(f"{layer.title}: rilis", f"{layer.title}: releases"),
            subtitle=layer.description,
            link=page,
            here=f"{self.api}/collections/{quote(layer.key)}/releases.atom",
            entries=[self.entry(layer, release, counts.get(release.number), page) for release in releases[:SHOWN]],
            empty_since=timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0),
            author=layer.steward,
            rights=layer.licence,
        )

    def entry(self, layer: Layer, release: Release, counts: dict[str, int] | None, page: str) -> Entry:
        number, day = release.number, date_format(release.as_of, "j F Y")
        between = f"{self.api}/collections/{quote(layer.key)}/changes?from={number - 1}&to={number}"
        title = said("Perubahan pada rilis ini", "What this release changed")
        return Entry(
            key=f"layer:{layer.key}:{number}",
            title=said(f"{layer.title}, rilis {number}", f"{layer.title}, release {number}"),
            link=f"{page}?as_of={release.as_of.isoformat()}",
            updated=release.published_at,
            lines=tuple(
                line
                for line in (
                    said(f"Keadaan per {day}.", f"As of {day}."),
                    release.reason,
                    _counted(counts) if counts is not None else "",
                )
                if line
            ),
            related=((between, GEOJSON, title),) if layer.history else (),
        )


def counts_of(layer: Layer, releases: Sequence[Release]) -> Counts:
    """Return how many features each release added, changed and removed, by its number. One query.

    `releases` follow one another, the newest first; of the last only what came before it is read, unless it is the first.
    """
    states = [State.of(release) for release in releases]
    if states and states[-1].number == 1:
        states.append(State(0, states[-1].as_of))
    found: Counts = {later.number: dict.fromkeys(KINDS, 0) for later, _earlier in pairwise(states)}
    parts = [rows for later, earlier in pairwise(states) for rows in _changed(layer, earlier, later)]
    compiled = [rows.query.sql_with_params() for rows in parts if not rows.query.is_empty()]
    if not compiled:
        return found
    union = " UNION ALL ".join(f"({sql})" for sql, _params in compiled)
    counted = " ".join(["SELECT number, kind, count(*) FROM (", union, ") AS told (kind, number) GROUP BY 1, 2"])
    with connection.cursor() as cursor:
        cursor.execute(counted, [param for _sql, params in compiled for param in params])
        for number, kind, count in cursor.fetchall():
            found[number][kind] = count
    return found


def _changed(layer: Layer, earlier: State, later: State) -> tuple[QuerySet[Release], ...]:
    query = ChangesQuery(earlier, later, _reading(layer, earlier), _reading(layer, later))
    number = Value(later.number, output_field=IntegerField())
    return tuple(
        rows.annotate(out_number=number).order_by().values_list("out_kind", "out_number") for rows in query.parts()
    )


def _reading(layer: Layer, state: State) -> FeatureQuery:
    return FeatureQuery(layer=layer, reading=Reading(state.number, state.as_of))


def _counted(counts: dict[str, int]) -> str:
    words = {
        ADDED: said("baru", "added"),
        CHANGED: said("berubah", "changed"),
    }
    parts = [
        f"{counts[kind]} {words.get(kind, said('tidak terbit lagi', 'removed'))}" for kind in KINDS if counts[kind]
    ]
    return ", ".join(parts) + "." if parts else said("Tidak ada yang berubah.", "Nothing changed.")


def paths(layers: Sequence[Layer]) -> Schema:
    """Return the OpenAPI fragment of this part."""
    return {
        f"/collections/{layer.key}/releases.atom": {
            "get": operation(
                f"releases_{layer.key}",
                told("Rilis-rilis lapisan, sebagai Atom", "The releases of the layer, as Atom"),
                {"type": "string"},
                media_type=ATOM,
                tag=layer.title,
            )
        }
        for layer in layers
    }
