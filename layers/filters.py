"""The one filter grammar: pages, API, tiles and exports read a request's parameters through `FeatureQuery.parse`."""

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.db.models import BigIntegerField, BooleanField, FloatField, Q, QuerySet
from django.db.models.expressions import Func
from django.db.models.functions import Cast
from django.http import QueryDict
from django.utils import timezone

from . import cql2, parameters, reference_systems, sorting
from .clipping import clipped
from .declaration import Field, Layer, Reading
from .features import features, geometry, touches, value_of, within_region
from .models import Release
from .parameters import Box
from .problems import BadParameter
from .reference_systems import CRS84, ReferenceSystem
from .releases import release_numbered, release_on
from .spans import Span, is_version, of_version

DEFAULT_LIMIT, MAX_LIMIT = 1_000, 10_000
MAX_OFFSET = 10_000_000
WHOLE_FILE = 10_000_000  # a file to keep holds everything that matches, unless a limit is given
# Read elsewhere, or carried by clients that add them to every address (QGIS its key, our own pages a version).
COMMON = frozenset({"f", "bahasa", "v", "token", "key"})
READING = frozenset({"as_of", "release", "datetime"})
SHAPE = frozenset({"geometry", "crs"})
ITEM = COMMON | READING | SHAPE | {parameters.SAVED, "properties"}
PAGING = frozenset({"limit", "after", "offset", "sortby"})
FILTER = frozenset({"filter", "filter-lang", "filter-crs"})
GRAMMAR = ITEM | PAGING | FILTER | {"bbox", "bbox-crs", "region"}
COMPARED_AS = {"number": FloatField, "integer": BigIntegerField}


@dataclass(frozen=True)
class FeatureQuery:
    """What was asked of a layer. `detail_m` None means the shape as delivered; `shape` False means none at all.

    `names` are the properties told (None: all), `order` what features are sorted by before their id, `after` where a page begins
    (`sorting`), `crs` the system shapes are told in; boxes and shapes to compare with are in longitude and latitude. `clip`
    is the area shapes are cut to (None: they stay whole); what has nothing in it does not match.
    """

    layer: Layer
    reading: Reading
    limit: int = DEFAULT_LIMIT
    after: sorting.Position | None = None
    offset: int = 0
    boxes: tuple[Box, ...] = ()
    areas: tuple[GEOSGeometry, ...] = ()
    region: str | None = None
    equal: tuple[tuple[Field, Any], ...] = ()
    asked: cql2.Condition | None = None
    order: tuple[sorting.Key, ...] = ()
    names: tuple[str, ...] | None = None
    crs: ReferenceSystem = CRS84
    detail_m: int | None = None
    shape: bool = True
    clip: GEOSGeometry | None = None

    @classmethod
    def parse(cls, params: QueryDict, layer: Layer, *, newest: int, base_url: str = "") -> "FeatureQuery":
        """Read a request's parameters, or raise BadParameter. `newest` is the number of the layer's newest release.

        One query where `release` is given, or a day to a layer that only its releases date; else none.
        """
        parameters.refuse_unknown(params, GRAMMAR | {field.name for field in filterable(layer)})
        shape, detail_m = _shape(params, layer)
        whole = WHOLE_FILE if parameters.saved(params) else DEFAULT_LIMIT
        boxes, areas = _boxes(params)
        order = sorting.read(parameters.single(params, "sortby"), sortable(layer))
        return cls(
            layer=layer,
            reading=_reading(params, layer, newest, base_url),
            limit=_number(params, "limit", 1, MAX_LIMIT, whole),
            after=sorting.position(parameters.single(params, "after", longest=sorting.LONGEST), order),
            offset=_number(params, "offset", 0, MAX_OFFSET, 0),
            boxes=boxes,
            areas=areas,
            region=_region(params, layer),
            equal=_equal(params, layer),
            asked=_asked(params, layer),
            order=order,
            names=_names(params, layer),
            crs=_crs(params, "crs"),
            detail_m=detail_m,
            shape=shape,
        )

    @classmethod
    def parse_item(
        cls, params: QueryDict, layer: Layer, feature: str, *, newest: int, base_url: str = ""
    ) -> "FeatureQuery":
        """Read the parameters of one feature's address: which state, which shape. `feature` may name a version (`spans`)."""
        parameters.refuse_unknown(params, ITEM)
        shape, detail_m = _shape(params, layer)
        return cls(
            layer=layer,
            reading=_reading_of_one(params, layer, feature, newest, base_url),
            names=_names(params, layer),
            crs=_crs(params, "crs"),
            detail_m=detail_m,
            shape=shape,
        )

    @property
    def columns(self) -> list[Field]:
        """Return the fields the reading tells, in order; those `properties` names where it was given."""
        told = (field for field in self.layer.fields if field.told_in(self.reading.release))
        return [field for field in told if self.names is None or field.name in self.names]

    @property
    def geometry(self) -> Any:
        """Return the expression of the shapes told, in longitude and latitude."""
        shape = geometry(self.layer, self.reading, self.detail_m)
        return shape if self.clip is None else clipped(shape, self.clip, self.layer.geometry_type)

    def matched(self) -> QuerySet[Any]:
        """Return the rows that match, without regard to paging; each has `out_id`."""
        rows = features(self.layer, self.reading)
        if self.region:
            rows = within_region(rows, self.layer, self.reading, self.region)
        touched = [touches(self.layer, box) for box in self.boxes]
        touched += [Q((f"{self.layer.geometry}__intersects", area)) for area in self.areas]
        if touched:
            rows = rows.filter(reduce(or_, touched))
        if self.asked is not None:
            rows = self.asked.narrow(rows, lambda name: value_of(self.layer, name, self.reading))
        if self.clip is not None:
            empty = Func(self.geometry, function="ST_IsEmpty", output_field=BooleanField())
            rows = rows.alias(out_empty=empty).filter(out_empty=False)
        for number, (field, value) in enumerate(self.equal):
            if field.match is not None:
                rows = rows.filter(field.match(value))
                continue
            expression: Any = value_of(self.layer, field.name, self.reading)
            if field.type in COMPARED_AS:
                expression = Cast(expression, COMPARED_AS[field.type]())
            rows = rows.alias(**{f"out_filter_{number}": expression}).filter(**{f"out_filter_{number}": value})
        return rows

    def page(self) -> QuerySet[Any]:
        """Return the rows of this page and one more, which tells whether there is a next page; `sorting.columns` are on them."""
        rows = sorting.ordered(self.matched(), self.order, lambda name: value_of(self.layer, name, self.reading))
        if self.after is not None:
            rows = rows.filter(sorting.beyond(self.after, self.order))
        return rows[self.offset : self.offset + self.limit + 1]

    def next_params(self, params: QueryDict, last: str) -> QueryDict:
        """Return the parameters of the page after the position `last`: the same release on the same day."""
        following = params.copy()
        for name in (*READING, "offset", "after"):
            following.pop(name, None)
        if self.reading.release:
            following["release"] = str(self.reading.release)
        following["as_of"] = self.reading.as_of.isoformat()
        if self.reading.within is not None:
            following["datetime"] = str(self.reading.within)
        following["after"] = last
        return following


def filterable(layer: Layer) -> list[Field]:
    """Return the fields a parameter may name: where the grammar has the name already, the grammar keeps it."""
    return [field for field in layer.fields if field.filterable and field.until is None and field.name not in GRAMMAR]


def light_detail(layer: Layer) -> int | None:
    """Return the tolerance, in metres, that `geometry=ringan` stands for; None where the layer prepares no shapes."""
    return layer.details[min(1, len(layer.details) - 1)] if layer.simplified and layer.details else None


def _number(params: QueryDict, name: str, least: int, most: int, default: int) -> int:
    text = parameters.single(params, name)
    return default if text is None else parameters.whole_number(name, text, least=least, most=most)


def sortable(layer: Layer) -> list[Field]:
    """Return the fields features may be sorted by: whatever they tell now but addresses."""
    return [field for field in layer.fields if field.until is None and field.type != "uri"]


def _crs(params: QueryDict, name: str) -> ReferenceSystem:
    text = parameters.single(params, name)
    return CRS84 if text is None else reference_systems.named(name, text)


def _boxes(params: QueryDict) -> tuple[tuple[Box, ...], tuple[GEOSGeometry, ...]]:
    """Return what `bbox` asks for: boxes in longitude and latitude, or the area a box of another system is there."""
    system, text = _crs(params, "bbox-crs"), parameters.single(params, "bbox")
    if text is None:
        return (), ()
    if not system.proj:
        return parameters.boxes("bbox", text, north_first=system.north_first), ()
    corners = parameters.corners("bbox", text)
    area = reference_systems.box("bbox", system, corners)
    return (), (GEOSGeometry(memoryview(shapely.to_wkb(area)), srid=4326),)


def _asked(params: QueryDict, layer: Layer) -> cql2.Condition | None:
    language = parameters.single(params, "filter-lang")
    if language not in (None, *cql2.LANGUAGES):
        known = ", ".join(cql2.LANGUAGES)
        raise BadParameter("filter-lang", f"Pilih salah satu: {known}.", f"Choose one of: {known}.")
    system, text = _crs(params, "filter-crs"), parameters.single(params, "filter", longest=None)
    if text is None:
        return None
    return cql2.condition(cql2.read(text, language or cql2.LANGUAGES[0]), layer, filterable(layer), system)


def _names(params: QueryDict, layer: Layer) -> tuple[str, ...] | None:
    text = parameters.single(params, "properties", longest=sorting.LONGEST)
    if text is None:
        return None
    known, asked = {field.name for field in layer.fields}, [part.strip() for part in text.split(",") if part.strip()]
    for name in asked:
        if name not in known:
            listed = ", ".join(field.name for field in layer.fields)
            raise BadParameter(
                "properties",
                f"Properti {name!r} tidak ada; yang ada: {listed}.",
                f"There is no property {name!r}; there are: {listed}.",
            )
    return tuple(asked)


def _region(params: QueryDict, layer: Layer) -> str | None:
    text = parameters.single(params, "region")
    if text is None:
        return None
    if layer.region_field is None:
        raise BadParameter(
            "region", f"Lapisan {layer.key} tidak memuat kode wilayah.", f"Layer {layer.key} carries no region code."
        )
    return parameters.region_code("region", text)


def _equal(params: QueryDict, layer: Layer) -> tuple[tuple[Field, Any], ...]:
    given = ((field, parameters.single(params, field.name)) for field in filterable(layer))
    return tuple((field, parameters.value_for(field, text)) for field, text in given if text is not None)


def _shape(params: QueryDict, layer: Layer) -> tuple[bool, int | None]:
    """Return whether a shape is wanted, and its detail in metres (None: as delivered)."""
    text = parameters.single(params, "geometry")
    if text in (None, "penuh", "none"):
        return text != "none", None
    if text == "ringan":
        return True, light_detail(layer)
    known = ["none", "ringan", "penuh", *(str(each) for each in layer.details)]
    if text not in known:
        raise BadParameter("geometry", f"Pilih salah satu: {', '.join(known)}.", f"Choose one of: {', '.join(known)}.")
    return True, int(text or 0)


def _reading(params: QueryDict, layer: Layer, newest: int, base_url: str) -> Reading:
    """Read which state is asked for: neither parameter means the newest release as it holds today in WITA."""
    day, within, name = _time(params, layer)
    number = parameters.single(params, "release")
    if number is None and day and layer.dated_by_releases:
        said = release_on(layer.releases_of, day)
        return Reading(release=said.number if said else 0, as_of=day, base_url=base_url)
    if number is None:
        return Reading(release=newest, as_of=day or timezone.localdate(), base_url=base_url, within=within)
    if day and "after" not in params:
        raise BadParameter(
            name,
            f"Pilih {name} (keadaan menurut rilis terbaru) atau release (keadaan saat rilis itu), tidak keduanya.",
            f"Choose {name} (as the newest release says) or release (as it was then), not both.",
        )
    release = _release(layer, parameters.whole_number("release", number, least=1), newest)
    return Reading(release=release.number, as_of=day or release.as_of, base_url=base_url, within=within)


def _reading_of_one(params: QueryDict, layer: Layer, feature: str, newest: int, base_url: str) -> Reading:
    """Read which state of one feature is asked for, or of one version of it."""
    reading = _reading(params, layer, newest, base_url)
    read = of_version(layer, reading, feature, dated=not params.keys().isdisjoint(("as_of", "datetime")))
    if reading.within is not None and not is_version(layer, feature):
        raise BadParameter(
            "datetime",
            "Dalam satu selang satu fitur dapat berlaku dengan beberapa keadaan: tulis satu hari, atau id keadaannya"
            " (kode@tanggal mulai) dari daftar items?datetime=.",
            "A feature may hold in several states within an interval: write one day, or the id of a state (code@first day)"
            " from the list items?datetime=.",
        )
    return read


def _time(params: QueryDict, layer: Layer) -> tuple[date | None, Span | None, str]:
    """Return the day asked for, the interval, and the parameter that told the day.

    Of a layer without dates in law an interval is its last day: its day is its release of that day (decision 12).
    """
    told, asked = parameters.single(params, "as_of"), parameters.single(params, "datetime")
    day = None if told is None else parameters.day("as_of", told)
    if asked is None:
        return day, None, "as_of"
    span, interval = parameters.span("datetime", asked)
    if interval and layer.dated_by_law:
        # A next link carries the day of its first page, too, so that all pages tell codes and names of one day.
        if day and "after" not in params:
            raise _both()
        return day, span, "as_of"
    if day:
        raise _both()
    return span.last_day, None, "datetime"


def _both() -> BadParameter:
    return BadParameter("datetime", "Pilih as_of atau datetime.", "Choose as_of or datetime.")


def _release(layer: Layer, number: int, newest: int) -> Release:
    found = release_numbered(layer.releases_of, number) if number <= newest else None
    if found is None:
        raise BadParameter(
            "release",
            f"Rilis {number} dari lapisan {layer.key} tidak ada; yang terbaru {newest}.",
            f"There is no release {number} of layer {layer.key}; the newest is {newest}.",
        )
    return found
