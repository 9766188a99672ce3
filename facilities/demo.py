"""Some 1,500 facilities that exist nowhere, all *data contoh*: the same ones each time, inside the demo's desa.

One office for each desa, kelurahan and kecamatan; schools and health posts by a desa's weight. School numbers are from a
range (99...) no ministry gives. One facility is typed into the wrong desa, for `/periksa-silang/` to find.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from math import cos, radians
from random import Random
from typing import Any

import shapely
from django.contrib.gis.db.models.functions import AsWKB
from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils import timezone
from shapely.geometry.base import BaseGeometry

from accounts.models import User
from boundaries.models import Boundary, Kind, Level, Region
from layers.models import Release
from layers.releases import current_number, lock_layer, open_release

from .kinds import KINDS
from .models import LAYER
from .writing import new_facilities, say

SEED = 6408
FIRST_NPSN = 99_000_001
SOURCE, SOURCE_DATE = "data contoh, dibuat acak", date(2026, 6, 30)
METRES_PER_DEGREE = 111_320
VILLAGE_M = 900  # how far from the middle of its desa most of a village lies
TRIES = 60
OFFICE_HOURS = "Senin–Kamis 08.00–16.00, Jumat 08.00–11.30"
CONDITIONS = ("baik", "baik", "baik", "baik", "rusak_ringan", "rusak_ringan", "rusak_berat", "")
FLOWERS = ("Melati", "Mawar", "Anggrek", "Kenanga", "Dahlia", "Teratai", "Cempaka", "Flamboyan")
FAITH = ("Nurul Iman", "Al-Ikhlas", "Baiturrahman", "At-Taqwa", "Al-Muhajirin", "Darussalam")
CHURCHES = ("Immanuel", "Getsemani", "Santo Yosef", "Kalvari", "Betlehem")
# Kind, how many in a desa of weight 1 (the rest is chance), whether a heavier desa has more.
IN_A_DESA = (
    ("balai_desa", 0.4, False),
    ("paud", 0.7, True),
    ("sd", 1.1, True),
    ("smp", 0.35, True),
    ("posyandu", 1.1, True),
    ("masjid", 0.9, True),
    ("musala", 0.3, True),
    ("gereja", 0.35, False),
    ("pura", 0.04, False),
    ("lapangan", 0.45, False),
    ("bumdes", 0.45, False),
    ("pasar", 0.15, True),
    ("internet", 0.4, False),
    ("bts", 0.3, False),
    ("air_bersih", 0.2, False),
    ("pelabuhan", 0.1, False),
)
IN_A_SEAT = (
    "kantor_kecamatan",
    "puskesmas",
    "sma",
    "smk",
    "mts",
    "pos_polisi",
    "pasar",
    "bank",
    "apotek",
    "klinik",
)
# In the seat of the regency, with the name of each.
IN_THE_CAPITAL = (
    ("kantor_bupati", "Kantor Bupati Kutai Timur"),
    ("rumah_sakit", "Rumah Sakit Contoh Sangatta"),
    ("rumah_sakit", "Rumah Sakit Contoh Bukit Pelangi"),
    ("terminal", "Terminal Contoh Sangatta"),
    ("bandara", "Bandara Contoh Tanjung Bara"),
    ("perpustakaan", "Perpustakaan Daerah Contoh"),
    ("damkar", "Pos Pemadam Kebakaran Contoh"),
    ("perguruan_tinggi", "Sekolah Tinggi Contoh Sangatta"),
    ("slb", "SLB Negeri Contoh Sangatta"),
    ("tps", "Tempat Pengolahan Sampah Contoh Batota"),
)
CAPITAL = "Sangatta Utara"
NUMBERED = {"sd": "SD Negeri {:03} {}", "smp": "SMP Negeri {} {}", "sma": "SMA Negeri {} {}", "smk": "SMK Negeri {} {}"}


@dataclass
class Desa:
    region: Region
    shape: BaseGeometry
    weight: float
    seat: bool = False
    heart: tuple[float, float] = (0.0, 0.0)


@dataclass
class Generator:
    """Makes facilities one by one; every number is drawn from `random`, in order of the desa's codes."""

    random: Random
    npsn: int = FIRST_NPSN
    numbers: dict[tuple[str, int], int] = field(default_factory=dict)

    def of(self, desa: Desa) -> Iterator[dict[str, Any]]:
        own = "kantor_kelurahan" if desa.region.kind == Kind.KELURAHAN else "kantor_desa"
        yield self.one(desa, own, self.title(own, desa))
        post = self.random.choice(("pustu", "pustu", "poskesdes"))
        yield self.one(desa, post, self.title(post, desa))
        for kind, expected, scaled in IN_A_DESA:
            for _number in range(self.count(expected * (desa.weight if scaled else 1))):
                yield self.one(desa, kind, self.title(kind, desa))
        for kind in IN_A_SEAT if desa.seat else ():
            yield self.one(desa, kind, self.title(kind, desa))
        if desa.seat and desa.region.parent and desa.region.parent.name == CAPITAL:
            for kind, title in IN_THE_CAPITAL:
                yield self.one(desa, kind, title)

    def count(self, expected: float) -> int:
        whole = int(expected)
        return whole + (self.random.random() < expected - whole)

    def title(self, kind: str, desa: Desa) -> str:
        above = desa.region.parent
        assert above is not None  # a desa has a parent
        if kind in NUMBERED:
            return NUMBERED[kind].format(self.next(kind, above.pk), above.name)
        if kind in ("kantor_kecamatan", "puskesmas"):
            return f"{KINDS[kind].title_id} {above.name}"
        return f"{self.called(kind, desa)} {desa.region.name}"

    def called(self, kind: str, desa: Desa) -> str:
        match kind:
            case "paud":
                return f"TK {self.random.choice(FLOWERS)}"
            case "posyandu":
                return f"Posyandu {self.random.choice(FLOWERS)} {self.next(kind, desa.region.pk)}"
            case "masjid" | "musala":
                return f"{'Masjid' if kind == 'masjid' else 'Musala'} {self.random.choice(FAITH)}"
            case "gereja":
                return f"Gereja {self.random.choice(CHURCHES)}"
            case "poskesdes":
                return "Poskesdes"
            case "pelabuhan":
                return "Dermaga"
            case _:
                return KINDS[kind].title_id

    def next(self, kind: str, region: int) -> int:
        self.numbers[kind, region] = self.numbers.get((kind, region), 0) + 1
        return self.numbers[kind, region]

    def one(self, desa: Desa, kind: str, title: str) -> dict[str, Any]:
        office = KINDS[kind].group.code == "pemerintahan" or kind in ("puskesmas", "pustu")
        return {
            "kind": kind,
            "name": self.own(title, desa),
            "geom": self.place(desa),
            "region": desa.region,
            "condition": self.random.choice(CONDITIONS),
            "hours": OFFICE_HOURS if office else "",
            "address": f"Jl. Contoh No. {self.random.randint(1, 120)}",
            "npsn": self.number() if KINDS[kind].npsn else "",
            "source": SOURCE,
            "source_date": SOURCE_DATE,
            "sample": True,
        }

    def own(self, title: str, desa: Desa) -> str:
        """Return a title no other facility of the desa bears: the second one of a name is numbered."""
        number = self.next(title, desa.region.pk)
        return title if number == 1 else f"{title} {number}"

    def number(self) -> str:
        self.npsn += 1
        return str(self.npsn - 1)

    def place(self, desa: Desa) -> Point:
        """Return a point inside the desa, most likely near its heart; six decimals, as the API writes them."""
        lon, lat = desa.heart
        spread = VILLAGE_M / METRES_PER_DEGREE
        for _try in range(TRIES):
            x = round(self.random.gauss(lon, spread / cos(radians(lat))), 6)
            y = round(self.random.gauss(lat, spread), 6)
            if shapely.contains_xy(desa.shape, x, y):
                return Point(x, y, srid=4326)
        return Point(lon, lat, srid=4326)


@transaction.atomic
def seed(*, by: User, random: Random | None = None) -> Release | None:
    """Publish the sample facilities as the layer's first release; None where it has one, or no desa has a border."""
    lock_layer(LAYER)
    desa = _desa() if current_number(LAYER) == 0 else []
    if not desa:
        return None
    generator = Generator(random or Random(SEED))  # sample data, not secrets
    rows = [row for each in _weighed(desa, generator.random) for row in generator.of(each)]
    _mistype(rows)
    release = open_release(layer=LAYER, by=by, reason="Data contoh")
    say(zip(new_facilities(len(rows)), rows, strict=True), release=release.number, actor=by)
    return release


def _mistype(rows: list[dict[str, Any]]) -> None:
    """Let the last facility be stated in the desa listed before its own, where there is one."""
    others = [row["region"] for row in rows if row["region"] != rows[-1]["region"]]
    rows[-1]["stated_region"] = others[-1] if others else None


def _desa() -> list[Desa]:
    """Return the desa with a border today, in order of their codes. One query."""
    today = timezone.localdate()
    rows = Boundary.objects.of_level(Level.DESA).current().valid_on(today).select_related("region__parent")
    coded = rows.filter(region__codes__scheme="kemendagri", region__codes__valid__contains=today)
    ordered = coded.annotate(wkb=AsWKB("geom")).defer("geom").order_by("region__codes__code")
    return [Desa(row.region, shapely.from_wkb(bytes(row.wkb)), 1.0) for row in ordered]  # type: ignore[attr-defined]  # annotated above


def _weighed(desa: list[Desa], random: Random) -> list[Desa]:
    """Give each desa its weight and heart, and each kecamatan its seat: the desa of its name, else its first."""
    seats: dict[int, Desa] = {}
    for each in desa:
        above = each.region.parent
        assert above is not None  # a desa has a parent
        if above.pk not in seats or (above.name in each.region.name and above.name not in seats[above.pk].region.name):
            seats[above.pk] = each
        each.weight = random.uniform(0.6, 1.4)
        spot = shapely.point_on_surface(each.shape)
        each.heart = (round(spot.x, 6), round(spot.y, 6))
        shapely.prepare(each.shape)
    for each in seats.values():
        each.seat, each.weight = True, each.weight + 0.8
    return desa
