"""The three boundary layers: kabupaten, kecamatan, desa."""

from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db.models import F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat, NullIf, Round

from layers import shape_text
from layers.declaration import Field, History, Layer, Reading, Style
from layers.registry import register
from layers.spans import day_of, holding, outer_day_of

from .models import Boundary, BoundaryLevel, Level, OfficialArea, Region, RegionCode, RegionState

DETAILS_M = settings.BOUNDARY_DETAILS_M
LICENCE = "CC-BY-4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
STEWARD = "Diskominfo Staper Kabupaten Kutai Timur"


def _code_join(scheme: str, day: Any) -> FilteredRelation:
    return FilteredRelation(
        "region__codes", condition=Q(region__codes__scheme=scheme, region__codes__valid__contains=day)
    )


def _rows(level: Level) -> Any:
    def rows(reading: Reading) -> QuerySet[Any]:
        """Each row with its codes (`own`, `bps`), its state (`held`) and the unit above it (`above`) on the day told of."""
        day = day_of(reading)
        return (
            holding(Boundary.objects.of_level(level).said_in(reading.release), reading)
            .annotate(own=_code_join("kemendagri", day), bps=_code_join("bps", day))
            .annotate(held=FilteredRelation("region__states", condition=Q(region__states__valid__contains=day)))
            .annotate(above=Coalesce(F("held__parent_id"), F("region__parent_id")))
        )

    return rows


def _simplified(reading: Reading, detail_m: int) -> Subquery:
    levels = BoundaryLevel.objects.filter(
        Q(until__isnull=True) | Q(until__gt=reading.release),
        boundary=OuterRef("pk"),
        detail_m=detail_m,
        since__lte=reading.release,
    )
    return Subquery(levels.values("geom")[:1])


def _official(column: str) -> Subquery:
    areas = OfficialArea.objects.filter(region=OuterRef("region")).order_by("-year", "pk")
    return Subquery(areas.values(column)[:1])


def _known(text: Any) -> NullIf:
    """Tell null where nothing is known, as every other property does; the tables keep "" for that."""
    return NullIf(text, Value(""))


def _page_url(reading: Reading) -> Concat:
    return Concat(Value(f"{reading.base_url}/wilayah/"), F("own__code"), Value("/"))


# What hangs on a region is asked for by its code, in the API of whoever keeps it; these addresses always answer.
HANGING = (
    ("monograph_url", "/api/monographs?region=", "Monografi wilayah ini", "Monographs of this region"),
    ("tenders_url", "/api/tenders?region=", "Tender dan paket di wilayah ini", "Tenders in this region"),
    ("documents_url", "/api/documents?region=", "Dokumen wilayah ini", "Documents of this region"),
    (
        "facilities_url",
        "/api/collections/fasilitas/items?region=",
        "Fasilitas di wilayah ini",
        "Facilities in this region",
    ),
    (
        "projects_url",
        "/api/collections/proyek/items?region=",
        "Lokasi proyek di wilayah ini",
        "Project sites in this region",
    ),
)


def _hanging(path: str) -> Any:
    return lambda reading: Concat(Value(f"{reading.base_url}{path}"), F("own__code"))


# What RBI, the map of BIG, calls them by level: Kemendagri code, BPS code, name; for files whose names have ten letters.
RBI_CODES = {Level.DESA: "KDEPUM", Level.KECAMATAN: "KDCPUM", Level.KABUPATEN: "KDBPUM"}
RBI_BPS = {Level.DESA: "KDEBPS", Level.KECAMATAN: "KDCBPS", Level.KABUPATEN: "KDBBPS"}
RBI_NAMES = {Level.DESA: "WADMKD", Level.KECAMATAN: "WADMKC", Level.KABUPATEN: "WADMKK"}
RBI_ABOVE = {"provinsi": ("KDPPUM", "WADMPR"), "kabupaten": ("KDBPUM", "WADMKK"), "kecamatan": ("KDCPUM", "WADMKC")}


def _parents(level: Level) -> list[Field]:
    """Code and name of each unit above on the day read, nearest first."""
    above = {Level.DESA: ["kecamatan", "kabupaten", "provinsi"], Level.KECAMATAN: ["kabupaten", "provinsi"]}
    named = enumerate(above.get(level, ["provinsi"]))
    return [field for steps, name in named for field in (_parent_code(name, steps), _parent_name(name, steps))]


def _parent_code(name: str, steps: int) -> Field:
    def code(reading: Reading) -> Subquery:
        day = outer_day_of(reading)
        codes = RegionCode.objects.filter(_over("region", steps), scheme="kemendagri", valid__contains=day)
        return Subquery(codes.values("code")[:1])

    return Field(
        f"{name}_code", code, f"Kode Kemendagri {name}", f"Kemendagri code of {name}", short=RBI_ABOVE[name][0]
    )


def _parent_name(name: str, steps: int) -> Field:
    def named(reading: Reading) -> Coalesce:
        then = RegionState.objects.filter(_over("region", steps), valid__contains=outer_day_of(reading))
        now = Region.objects.filter(_over("", steps))
        return Coalesce(Subquery(then.values("name")[:1]), Subquery(now.values("name")[:1]))

    return Field(f"{name}_name", named, f"Nama {name}", f"Name of {name}", short=RBI_ABOVE[name][1])


def _over(region: str, steps: int) -> Q:
    """Return the condition that the region at a lookup path stands `steps` over the unit above a row. Only a desa changes
    the region above it, so the way up from there is the same on every day."""
    path = "__".join([region] * bool(region) + ["children"] * steps) or "pk"
    return Q(**{path: OuterRef("above")})


def _fields(level: Level) -> tuple[Field, ...]:
    return (
        Field("code", "own__code", "Kode Kemendagri", "Kemendagri code", short=RBI_CODES[level]),
        Field("bps_code", "bps__code", "Kode BPS", "BPS code", short=RBI_BPS[level]),
        Field("name", Coalesce("held__name", "region__name"), "Nama", "Name", short=RBI_NAMES[level]),
        Field("kind", Coalesce("held__kind", "region__kind"), "Jenis", "Kind"),
        *_parents(level),
        Field("area_km2", Round(F("area_m2") / 1e6, 4), "Luas geodesik (km²)", "Geodesic area (km²)", "number"),
        Field(
            "area_source",
            Value("geodesik WGS 84 dari batas ini"),
            "Cara luas geodesik",
            "How the geodesic area was made",
        ),
        Field("official_area_km2", _official("area_km2"), "Luas resmi (km²)", "Official area (km²)", "number"),
        Field("official_area_year", _known(_official("year")), "Tahun luas resmi", "Year of the official area"),
        Field("official_area_source", _official("source"), "Sumber luas resmi", "Source of the official area"),
        Field("legal_status", "legal_status", "Status hukum batas", "Legal status of the border"),
        Field("legal_basis", _known("legal_basis"), "Dasar hukum batas", "Legal basis of the border", short="UUPP"),
        Field("source", _known("source"), "Sumber batas", "Source of the border"),
        Field("scale", "scale", "Skala sumber (1:n)", "Source scale (1:n)", "integer"),
        Field("valid_from", "valid__startswith", "Berlaku sejak", "Valid from", "date"),
        Field("valid_until", "valid__endswith", "Berlaku sampai (tidak termasuk)", "Valid until (exclusive)", "date"),
        Field("derived", "derived", "Turunan dari bagiannya", "Derived from its parts", "boolean"),
        Field("sample", "sample", "Data contoh", "Sample data", "boolean"),
        Field(
            "release", "since", "Rilis saat batas ini terbit", "Release in which this border was published", "integer"
        ),
        Field("page_url", _page_url, "Halaman wilayah", "Page of the region", "uri", filterable=False),
        *(
            Field(name, _hanging(path), title_id, title_en, "uri", filterable=False)
            for name, path, title_id, title_en in HANGING
        ),
    )


def _history(level: Level) -> History:
    return History(
        versions=lambda: Boundary.objects.of_level(level),
        identity="region",
        valid="valid",
        facts=(
            Field("valid", "valid", "Masa berlaku", "Validity"),
            Field("legal_status", "legal_status", "Status hukum batas", "Legal status of the border"),
            Field("legal_basis", "legal_basis", "Dasar hukum batas", "Legal basis of the border"),
            Field("minutes", "minutes", "Berita acara", "Minutes"),
            Field("source", "source", "Sumber batas", "Source of the border"),
            Field("scale", "scale", "Skala sumber (1:n)", "Source scale (1:n)", "integer"),
            Field("derived", "derived", "Turunan dari bagiannya", "Derived from its parts", "boolean"),
            Field("sample", "sample", "Data contoh", "Sample data", "boolean"),
        ),
        turned=_turned,
    )


def _turned(before: Reading, after: Reading) -> QuerySet[Any]:
    """Return the regions whose own code or state (name, kind, unit above), or that of a unit above now or once, began or
    ended between the days of two readings."""
    within = Q()
    for edge in ("valid__startswith", "valid__endswith"):
        within |= Q(**{f"{edge}__gt": before.as_of, f"{edge}__lte": after.as_of})
    turned = [model.objects.filter(within).values("region") for model in (RegionCode, RegionState)]
    above = ("pk", "parent", "parent__parent", "parent__parent__parent", "states__parent")
    either = (Q(**{f"{path}__in": regions}) for path in above for regions in turned)
    return Region.objects.filter(reduce(or_, either)).values("pk")


def _declare(level: Level, title: tuple[str, str], description: tuple[str, str], style: Style, order: int) -> Layer:
    return register(
        Layer(
            key=level.value,
            title_id=title[0],
            title_en=title[1],
            description_id=description[0],
            description_en=description[1],
            geometry_type="MultiPolygon",
            rows=_rows(level),
            fields=_fields(level),
            id_field="code",
            shape_text=shape_text.COLUMN,
            simplified=_simplified,
            details=DETAILS_M,
            region_field="code",
            link_field="page_url",
            summary=("kind", "code", "area_km2"),
            licence=LICENCE,
            licence_url=LICENCE_URL,
            steward=STEWARD,
            topic="boundaries",
            style=style,
            order=order,
            history=_history(level),
        )
    )


KABUPATEN = _declare(
    Level.KABUPATEN,
    ("Batas kabupaten", "Regency boundary"),
    (
        "Batas Kabupaten Kutai Timur; dilebur dari kecamatan bila tidak ada yang diterbitkan sendiri.",
        "Boundary of Kutai Timur Regency; dissolved from its kecamatan where none was published.",
    ),
    Style(width=1.6, fill_opacity=0.0),
    order=30,
)
KECAMATAN = _declare(
    Level.KECAMATAN,
    ("Batas kecamatan", "Kecamatan boundaries"),
    (
        "Batas 18 kecamatan di Kutai Timur; dilebur dari desa bila tidak ada yang diterbitkan sendiri.",
        "Boundaries of the 18 kecamatan of Kutai Timur; dissolved from their desa where none was published.",
    ),
    Style(width=1.0, fill_opacity=0.08),
    order=10,
)
DESA = _declare(
    Level.DESA,
    ("Batas desa dan kelurahan", "Desa and kelurahan boundaries"),
    (
        "Batas 139 desa dan 2 kelurahan di Kutai Timur.",
        "Boundaries of the 139 desa and 2 kelurahan of Kutai Timur.",
    ),
    Style(width=0.5, fill_opacity=0.05),
    order=20,
)
