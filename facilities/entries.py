"""The rows of a file as facilities: kind, place, desa and the rest, each value read and what is wrong with it noted.

The same reading serves the checks, the matching and what is published, so that they cannot differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import shapely
from django.contrib.gis.geos import Point
from django.utils import timezone

from boundaries import codes
from boundaries.models import Level, Region, RegionAlias
from boundaries.names import plain, read_name
from boundaries.places import Places
from imports.rows import Choices, Row

from .kinds import Kind
from .models import NPSN, Condition, FacilityVersion
from .positions import Placed, place
from .recognising import kind_of

NEAR_DEG = 0.018  # about 2 km: a jetty, or a border drawn roughly
METRES_PER_DEGREE = 111_320
TEXTS = ("name", "operator", "contact", "hours", "address", "source")
DATE_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y/%m/%d")
YEAR = re.compile(r"(19|20)\d\d")
CONDITIONS = {plain(str(words)): value for value in Condition.values for words in (value, value.replace("_", " "))} | {
    "rusak sedang": Condition.LIGHT.value,
    "rusak": Condition.HEAVY.value,
    "sedang dibangun": Condition.BUILDING.value,
    "rusak total": Condition.HEAVY.value,
    "bagus": Condition.GOOD.value,
}


@dataclass
class Entry:
    """A row as a facility. `content` is what is stored of it, by name: only what the file tells.

    `near_m` is how far the point lies from the desa it is nearest to, where it is in none. `faults` holds the columns whose
    value cannot be used, with that value; `unknown_desa` what was typed and is no desa.
    """

    row: Row
    placed: Placed
    kind: Kind | None
    named: bool
    region: int | None = None
    stated: int | None = None
    near: tuple[int, float] | None = None
    unknown_desa: str = ""
    content: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.row.values.get("name", "")

    @property
    def kept(self) -> bool:
        """Whether the row can be published."""
        return self.placed.point is not None and self.kind is not None and bool(self.name)


class Gazetteer:
    """The register's names and codes of today, for what people type. Two queries."""

    def __init__(self) -> None:
        today = timezone.localdate()
        levels = (Level.DESA, Level.KECAMATAN)
        rows = Region.objects.filter(level__in=levels).existing_on(today).coded(today)
        self.regions = {each.pk: each for each in rows}
        self.by_code = {each.code: each for each in self.regions.values() if each.code}  # type: ignore[attr-defined]
        self.by_name: dict[tuple[str, str], list[Region]] = {}
        aliases = RegionAlias.objects.filter(region__in=self.regions).values_list("name", "region")
        named = [(each.name, each.pk) for each in self.regions.values()]
        for name, key in [*named, *aliases]:
            region = self.regions[key]
            found = self.by_name.setdefault((region.level, plain(name)), [])
            if region not in found:
                found.append(region)

    def find(self, code: str, name: str, above: str) -> Region | None:
        """Return the one desa a code or a name (with its kecamatan's) speaks of; None where none or several do."""
        if code:
            try:
                return self.by_code.get(codes.normalise(code))
            except ValueError:
                return None
        found = self.by_name.get((Level.DESA, read_name(name).words), [])
        if above and len(found) > 1:
            parents = {each.pk for each in self.by_name.get((Level.KECAMATAN, read_name(above).words), [])}
            found = [each for each in found if each.parent_id in parents]
        return found[0] if len(found) == 1 else None

    def title(self, region: int | None) -> str:
        """Return "Teluk Lingga (Sangatta Utara)"."""
        here = self.regions.get(region or 0)
        above = self.regions.get(here.parent_id or 0) if here else None
        if here is None:
            return "-"
        return f"{here.name} ({above.name})" if above else here.name


@dataclass
class Entries:
    """All rows read. `mapped` are the names the file has columns for."""

    entries: list[Entry]
    gazetteer: Gazetteer
    mapped: frozenset[str]

    @classmethod
    def of(cls, rows: Sequence[Row], choices: Choices) -> Entries:
        """Read the rows. Three queries."""
        gazetteer, places = Gazetteer(), Places(timezone.localdate())

        def holds(point: tuple[float, float]) -> bool:
            return places.nearest(shapely.Point(point), NEAR_DEG) is not None

        read = [_read(row, choices, holds) for row in rows]
        points = [shapely.Point(each.placed.point) if each.placed.point else None for each in read]
        for entry, point, region in zip(read, points, places.regions_of(points), strict=True):
            entry.region = region
            if point is not None and region is None:
                near = places.nearest(point, NEAR_DEG)
                entry.near = (near[0], near[1] * METRES_PER_DEGREE) if near else None
            _find_stated(entry, gazetteer)
            entry.content = dict(_content(entry, choices))
        return cls(read, gazetteer, frozenset(rows[0].columns) if rows else frozenset())

    @property
    def kept(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.kept]


def _read(row: Row, choices: Choices, holds: Any) -> Entry:
    values = row.values
    name = values.get("name", "")
    return Entry(
        row, place(row, choices.matches.get(row.number), holds), kind_of(values.get("kind", ""), name), bool(name)
    )


def _find_stated(entry: Entry, gazetteer: Gazetteer) -> None:
    values = entry.row.values
    code, name = values.get("region_code", ""), values.get("region_name", "")
    if not code and not name:
        return
    found = gazetteer.find(code, name, values.get("kecamatan_name", ""))
    entry.stated = found.pk if found else None
    entry.unknown_desa = "" if found else code or name


def _content(entry: Entry, choices: Choices) -> Iterator[tuple[str, Any]]:
    """Yield what is stored of a row; a value that cannot be used is noted, and told as empty."""
    values = entry.row.values
    if entry.placed.point is not None:
        yield "geom", Point(*entry.placed.point, srid=4326)
    if entry.kind is not None:
        yield "kind", entry.kind.code
    yield "region_id", entry.region
    if "region_code" in values or "region_name" in values:
        yield "stated_region_id", entry.stated
    for name in TEXTS:
        if name in values:
            yield name, _text(entry, name)
    if not values.get("source"):
        yield "source", choices.source
    if "npsn" in values:
        yield "npsn", _npsn(entry)
    if "condition" in values:
        yield "condition", _condition(entry)
    if "source_date" in values:
        yield "source_date", _day(entry)
    yield "sample", choices.sample


def _text(entry: Entry, name: str) -> str:
    text = " ".join(entry.row.values[name].split())
    most = FacilityVersion._meta.get_field(name).max_length or 0  # type: ignore[union-attr]  # all are CharFields
    if len(text) > most:
        entry.faults[name] = text
    return text


def _npsn(entry: Entry) -> str:
    text = entry.row.values["npsn"].strip().removesuffix(".0")
    if not text:
        return ""
    if not re.fullmatch(NPSN, text) or (entry.kind and not entry.kind.npsn):
        entry.faults["npsn"] = text
        return ""
    return text


def _condition(entry: Entry) -> str:
    text = entry.row.values["condition"]
    value = CONDITIONS.get(plain(text).replace("-", " "), "")
    if text and not value:
        entry.faults["condition"] = text
    return value


def _day(entry: Entry) -> date | None:
    text = entry.row.values["source_date"]
    day = read_day(text)
    if text and day is None:
        entry.faults["source_date"] = text
    return day


def read_day(text: str) -> date | None:
    """Read a date as offices write it; a year alone is its last day."""
    text = text.strip().split("T")[0].split(" ")[0]
    if YEAR.fullmatch(text):
        return date(int(text), 12, 31)
    for each in DATE_FORMATS:
        try:
            return datetime.strptime(text, each).date()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
    return None
