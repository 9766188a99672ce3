"""What a folium map shows of a region: its own shape, its parts, what lies around it, and every other layer inside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

import shapely
from django.contrib.gis.db.models.functions import AsWKB
from django.contrib.gis.geos import GEOSGeometry
from django.db.models import Q, QuerySet, Value
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from ..declaration import Category, Layer, Reading
from ..features import Box, features, geometry, touches, value_of, within_region
from ..figures import rounded
from ..models import Release
from ..releases import newest_releases

# How much of the surroundings is drawn, in parts of the region's own width and height.
SURROUNDINGS = 0.35
# What one layer may bring to a map of one region; the map page of all layers has no such limit.
MAX_FEATURES = 3000
# Of marks with letters fewer are legible, and they must not cost the borders their detail.
MAX_MARKS = 800
# Fields that any layer may have and that say how far to trust it.
STANDING_FIELDS = ("source", "sample", "legal_status")
INDICATIVE = "indikatif"
Narrowing = Callable[[QuerySet[Any], Layer, Reading], QuerySet[Any]]


class Role(StrEnum):
    """What a layer is to the region that is shown."""

    OWN = "own"
    PARTS = "parts"
    AROUND = "around"
    OTHER = "other"


class Feature(NamedTuple):
    """`facts` are texts, in the order of the sheet's `titles`; "" where nothing is known."""

    id: str
    label: str
    link: str
    facts: tuple[str, ...]
    geometry: BaseGeometry
    category: str = ""


@dataclass(frozen=True)
class Sheet:
    """A layer ready to be drawn: the features its newest release says of the region. `alone`: the map is of them only."""

    layer: Layer
    role: Role
    features: tuple[Feature, ...] = ()
    titles: tuple[str, ...] = ()
    release: int = 0
    as_of: date | None = None
    sources: tuple[str, ...] = ()
    sample: bool = False
    indicative: bool = False
    left_out: bool = False
    category: Category | None = None
    alone: bool = False

    @property
    def vertices(self) -> int:
        return int(sum(shapely.get_num_coordinates(each.geometry) for each in self.features))


@dataclass(frozen=True)
class Subject:
    """The region a map is about: its code, the layer that holds its shape, the one that holds its parts, all layers.

    `as_of` is the day the map speaks for; None: today.
    """

    code: str
    own: Layer
    parts: Layer | None
    layers: Sequence[Layer]
    as_of: date | None = None

    def releases(self) -> dict[str, Release]:
        """Return the release that is read of each layer: the newest, or that of the day where only releases tell days.
        One query, two for another day."""
        found = newest_releases(layer.releases_of for layer in self.layers)
        dated = [layer.releases_of for layer in self.layers if layer.dated_by_releases]
        if self.as_of and dated:
            found = {key: release for key, release in found.items() if key not in dated}
            found |= newest_releases(dated, day=self.as_of)
        return found


def read_sheets(subject: Subject, *, detail_m: int, base_url: str) -> list[Sheet]:
    """Read every layer at one detail, so that a border two layers share is one line. One query, and one per layer."""
    reader = _Reader(subject.releases(), subject.as_of or timezone.localdate(), base_url, detail_m)
    own = reader.sheet(subject.own, Role.OWN, _exactly(subject.code))
    shape = shapely.union_all([each.geometry for each in own.features])
    sheets = [own]
    if not shape.is_empty:
        around = reader.sheet(subject.own, Role.AROUND, _near(widened(shape.bounds)))
        sheets.insert(0, _without(around, own))
    for layer in subject.layers:
        if layer.key != subject.own.key:
            parts = subject.parts is not None and layer.key == subject.parts.key
            read = reader.sheet(layer, Role.PARTS if parts else Role.OTHER, _inside(subject.code, shape))
            sheets += by_category(read)
    return [sheet for sheet in sheets if sheet.features or sheet.left_out]


def by_category(sheet: Sheet) -> list[Sheet]:
    """Return a sheet for each declared category there are features of, to be switched on and off apart; else the sheet."""
    layer = sheet.layer
    if not layer.categories or sheet.left_out:
        return [sheet]
    apart = [_only(sheet, category) for category in layer.categories]
    known = {category.value for category in layer.categories}
    rest = replace(sheet, features=tuple(each for each in sheet.features if each.category not in known))
    return [each for each in (*apart, rest) if each.features]


def _only(sheet: Sheet, category: Category) -> Sheet:
    style = replace(sheet.layer.style, letter=category.letter, stroke=category.fill, fill=category.fill)
    found = tuple(each for each in sheet.features if each.category == category.value)
    return replace(sheet, layer=replace(sheet.layer, style=style), features=found, category=category)


def widened(bounds: tuple[float, float, float, float]) -> Box:
    """Return the box with some of its surroundings."""
    west, south, east, north = bounds
    wide, high = (east - west) * SURROUNDINGS, (north - south) * SURROUNDINGS
    return west - wide, south - high, east + wide, north + high


def _without(sheet: Sheet, other: Sheet) -> Sheet:
    ids = {each.id for each in other.features}
    return replace(sheet, features=tuple(each for each in sheet.features if each.id not in ids))


def _exactly(code: str) -> Narrowing:
    return lambda rows, layer, reading: within_region(rows, layer, reading, code).filter(out_region=code)


def _near(box: Box) -> Narrowing:
    return lambda rows, layer, reading: rows.filter(touches(layer, box))


def _inside(code: str, shape: BaseGeometry) -> Narrowing:
    """Narrow by region code, or by place where a layer knows no codes."""

    def narrow(rows: QuerySet[Any], layer: Layer, reading: Reading) -> QuerySet[Any]:
        if layer.region_field:
            return within_region(rows, layer, reading, code)
        if shape.is_empty:
            return rows.none()
        return rows.filter(Q((f"{layer.geometry}__intersects", GEOSGeometry(shapely.to_wkt(shape), srid=4326))))

    return narrow


@dataclass(frozen=True)
class _Reader:
    releases: dict[str, Release]
    day: date
    base_url: str
    detail_m: int

    def sheet(self, layer: Layer, role: Role, narrow: Narrowing) -> Sheet:
        release = self.releases.get(layer.releases_of)
        if release is None:
            return Sheet(layer, role)
        reading = Reading(release=release.number, as_of=self.day, base_url=self.base_url)
        most = MAX_MARKS if layer.categories else MAX_FEATURES
        rows = list(self._rows(narrow(features(layer, reading), layer, reading), layer, reading)[: most + 1])
        empty = Sheet(layer, role, release=release.number, as_of=release.as_of, titles=_titles(layer))
        return replace(empty, left_out=True) if len(rows) > most else _filled(empty, rows)

    def _rows(self, rows: QuerySet[Any], layer: Layer, reading: Reading) -> QuerySet[Any]:
        names = {"out_label": layer.label_field} | {f"out_{name}": name for name in STANDING_FIELDS}
        names |= {f"out_fact_{place}": name for place, name in enumerate(summary_of(layer))}
        values = {
            column: value_of(layer, name, reading) if layer.field(name) else Value("") for column, name in names.items()
        }
        link = value_of(layer, layer.link_field, reading) if layer.link_field else Value("")
        kind = value_of(layer, layer.category_field, reading) if layer.category_field else Value("")
        shape = AsWKB(geometry(layer, reading, self.detail_m))
        wanted = rows.order_by("out_id").annotate(**values, out_link=link, out_wkb=shape, out_category=kind)
        columns = ("out_id", "out_link", "out_wkb", "out_category", *values)
        return wanted.values(*columns)


def _filled(sheet: Sheet, rows: list[dict[str, Any]]) -> Sheet:
    return replace(
        sheet,
        features=tuple(_feature(row, len(sheet.titles)) for row in rows if row["out_wkb"] is not None),
        sources=tuple(sorted({sheet.layer.source, *(row["out_source"] or "" for row in rows)} - {""})),
        sample=any(row["out_sample"] is True for row in rows),
        indicative=bool(rows) and all(row["out_legal_status"] == INDICATIVE for row in rows),
    )


def _feature(row: dict[str, Any], facts: int) -> Feature:
    return Feature(
        id=row["out_id"],
        label=row["out_label"] or row["out_id"],
        link=row["out_link"] or "",
        facts=tuple(as_text(row[f"out_fact_{place}"]) for place in range(facts)),
        geometry=shapely.from_wkb(bytes(row["out_wkb"])),
        category=row["out_category"] or "",
    )


def summary_of(layer: Layer) -> tuple[str, ...]:
    """Return the names of the fields a pop-up shows under the name: those declared, else the first three."""
    if layer.summary:
        return layer.summary
    apart = {layer.label_field, layer.link_field, *STANDING_FIELDS}
    return tuple([field.name for field in layer.fields if field.name not in apart and field.type != "uri"][:3])


def _titles(layer: Layer) -> tuple[str, ...]:
    return tuple(field.title for name in summary_of(layer) if (field := layer.field(name)))


def as_text(value: Any) -> str:
    """Write a value as the reader's language writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(value, (float, Decimal)):
        return number_format(rounded(value, 1), decimal_pos=1, force_grouping=True)
    if isinstance(value, date):
        return date_format(value, "j F Y")
    return str(value)
