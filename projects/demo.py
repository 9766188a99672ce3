"""Data contoh: packages and village works that exist nowhere, the same ones each time, inside the demo's desa.

Every desa and kelurahan has at least one small work of the newest year. Providers are plainly made up ("CV Contoh 12").
One site lies outside the desa it names, for `/periksa-silang/` to find.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from math import cos, radians, sin
from random import Random

import shapely
from django.contrib.gis.db.models.functions import AsWKB
from django.contrib.gis.geos import GEOSGeometry
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from shapely.geometry.base import BaseGeometry

from accounts.models import User
from boundaries.models import Boundary, Kind, Level, Region

from .chains import Link, counted_value, stage_of
from .models import Addendum, Award, Contract, Process, Progress, Project
from .proposing import propose
from .words import Certainty, Stage, TenderStatus, Way
from .words import Kind as Goods
from .writing import BATCH, begin, from_shapely, release, say, with_keys

SEED = 6408
YEARS = (2024, 2025, 2026)
TENDERS = 120
UNPLACED = 0.1  # of the tenders
ROUGH = 0.2
PROVIDERS = 40
MILLION = 1_000_000
METRES_PER_DEGREE = 111_320
TRIES = 40
BUYER = "Pemerintah Kabupaten Kutai Timur"
SPSE = "https://spse.example/kutaitimurkab/lelang/{}/pengumumanlelang"
TOLD_UNTIL = date(2026, 10, 31)  # nothing of the demo happens later
# Title, kind, shape, agency, from and to in millions of rupiah.
PACKAGES = (
    ("Peningkatan Jalan {}", Goods.WORKS, "line", "Dinas Pekerjaan Umum dan Penataan Ruang", 2_500, 28_000),
    ("Pembangunan Jembatan {}", Goods.WORKS, "line", "Dinas Pekerjaan Umum dan Penataan Ruang", 1_800, 15_000),
    ("Normalisasi Drainase {}", Goods.WORKS, "line", "Dinas Pekerjaan Umum dan Penataan Ruang", 400, 3_500),
    ("Pembangunan Jaringan Irigasi {}", Goods.WORKS, "area", "Dinas Pekerjaan Umum dan Penataan Ruang", 800, 6_000),
    ("Rehabilitasi Ruang Kelas SD Negeri Contoh {}", Goods.WORKS, "point", "Dinas Pendidikan dan Kebudayaan", 350, 1_900),
    ("Pembangunan Gedung SMP Negeri Contoh {}", Goods.WORKS, "point", "Dinas Pendidikan dan Kebudayaan", 1_500, 7_500),
    ("Rehabilitasi Puskesmas Pembantu {}", Goods.WORKS, "point", "Dinas Kesehatan", 300, 1_600),
    ("Pengadaan Alat Kesehatan Puskesmas {}", Goods.GOODS, "point", "Dinas Kesehatan", 250, 2_400),
    ("Pembangunan Instalasi Air Bersih {}", Goods.WORKS, "point", "Dinas Perumahan dan Kawasan Permukiman", 700, 8_500),
    ("Penataan Kawasan Permukiman {}", Goods.WORKS, "area", "Dinas Perumahan dan Kawasan Permukiman", 600, 5_200),
    ("Perencanaan Jalan Lingkungan {}", Goods.CONSULTING, "area", "Dinas Perumahan dan Kawasan Permukiman", 120, 650),
    ("Pengadaan Bibit dan Alat Pertanian {}", Goods.GOODS, "area", "Dinas Tanaman Pangan dan Peternakan", 220, 1_300),
    ("Sewa Layanan Internet Desa {}", Goods.SERVICES, "point", "Dinas Komunikasi dan Informatika", 210, 900),
)  # fmt: skip
VILLAGE_WORKS = (
    ("Semenisasi jalan RT {} {}", "line", 90, 320),
    ("Pembangunan posyandu RT {} {}", "point", 110, 280),
    ("Drainase lingkungan RT {} {}", "line", 70, 240),
    ("Sumur bor air bersih RT {} {}", "point", 60, 190),
    ("Penerangan jalan RT {} {}", "point", 40, 150),
    ("Lapangan olahraga RT {} {}", "area", 80, 260),
)


@dataclass
class Place:
    region: Region
    shape: BaseGeometry


@dataclass
class Made:
    """All rows of the demo, stored together at the end."""

    projects: list[Project] = field(default_factory=list)
    places: list[GEOSGeometry | None] = field(default_factory=list)
    processes: list[Process] = field(default_factory=list)
    awards: list[Award] = field(default_factory=list)
    contracts: list[Contract] = field(default_factory=list)
    addenda: list[Addendum] = field(default_factory=list)
    progress: list[Progress] = field(default_factory=list)


@transaction.atomic
def seed(*, by: User) -> int:
    """Publish the sample projects, once, where desa have borders; return how many were made."""
    begin()
    places = _places()
    if Project.objects.exists() or not places:
        return 0
    made, chance = Made(), Random(SEED)
    for place in places:
        _village_work(made, place, max(YEARS), chance)
    for place in chance.sample(places, min(60, len(places))):
        _village_work(made, place, chance.choice(YEARS[:-1]), chance)
    for number in range(TENDERS):
        _tender(made, number, chance.choice(places), YEARS[number % len(YEARS)], chance)
    _progress(made, by, chance)
    _misplace(made, places)
    _store(made, by)
    propose([each for each in made.projects if each.region is None])
    return len(made.projects)


def _misplace(made: Made, places: list[Place]) -> None:
    """Let the site of the last package lie in the desa listed before its own, where there is one."""
    exact = [
        number
        for number, project in enumerate(made.projects)
        if project.way == Way.PROVIDER and project.place_certainty == Certainty.EXACT
    ]
    if exact and len(places) > 1:
        own = [place.region.pk for place in places].index(made.projects[exact[-1]].region_id or 0)
        spot = shapely.point_on_surface(places[own - 1].shape)
        made.places[exact[-1]] = from_shapely(shapely.set_precision(spot, 1e-6))


def _places() -> list[Place]:
    current = Boundary.objects.of_level(Level.DESA).current().valid_on(timezone.localdate())
    rows = current.select_related("region__parent").annotate(wkb=AsWKB("geom")).defer("geom").order_by("region__pk")
    return [Place(row.region, shapely.from_wkb(bytes(row.wkb))) for row in rows]  # type: ignore[attr-defined]  # annotated


FEWEST_RT = 2  # every desa of the demo has as many; RT 7 in one of three would be no work anybody could visit


def _village_work(made: Made, place: Place, year: int, chance: Random) -> None:
    """Add a small work a desa does itself (APBDes), or a kecamatan for its kelurahan (swakelola)."""
    title, shape, least, most = chance.choice(VILLAGE_WORKS)
    kelurahan = place.region.kind == Kind.KELURAHAN
    pagu = chance.randint(least, most) * MILLION
    over = year < max(YEARS)
    stage = Stage.DONE if over else chance.choice((Stage.RUP, Stage.STARTED, Stage.STARTED, Stage.DONE))
    counted = counted_value(pagu, [])
    made.projects.append(
        Project(
            title=title.format(chance.randint(1, 12) % FEWEST_RT + 1, place.region.name),
            agency=f"Kelurahan {place.region.name}" if kelurahan else f"Pemerintah Desa {place.region.name}",
            buyer=BUYER if kelurahan else f"Pemerintah Desa {place.region.name}",
            year=year,
            fund="APBD" if kelurahan else "APBDes",
            kind=Goods.WORKS,
            way=Way.SELF if kelurahan else Way.VILLAGE,
            stage=stage,
            pagu=pagu,
            value=counted.rupiah,
            basis=counted.basis,
            region=place.region,
            place_certainty=Certainty.EXACT,
            started_on=date(year, chance.randint(3, 8), chance.randint(1, 28)) if stage != Stage.RUP else None,
            ended_on=date(year, chance.randint(9, 10), chance.randint(1, 28)) if stage == Stage.DONE else None,
            sample=True,
        )
    )
    made.places.append(_site(place, shape, chance))


def _tender(made: Made, number: int, place: Place, year: int, chance: Random) -> None:
    title, kind, shape, agency, least, most = chance.choice(PACKAGES)
    pagu = chance.randint(least, most) * MILLION
    certainty = _certainty(chance)
    project = Project(
        title=f"{title.format(place.region.name)} ({year})",
        agency=agency,
        buyer=BUYER,
        year=year,
        fund=chance.choice(("APBD", "APBD", "APBD", "APBD-P", "DAK")),
        kind=kind,
        pagu=pagu,
        region=place.region if certainty != Certainty.NONE else None,
        place_certainty=certainty,
        stated_place=f"Kecamatan {place.region.parent.name if place.region.parent else ''} - Kutai Timur (Kab.)",
        origin="contoh",
        source_key=f"contoh-{number:04d}",
        sample=True,
    )
    chain = _chain(made, project, number, chance)
    project.value, project.basis = counted_value(pagu, chain)
    project.stage = stage_of(chain)
    made.projects.append(project)
    spot = from_shapely(shapely.point_on_surface(place.shape))
    sites = {Certainty.EXACT: _site(place, shape, chance), Certainty.ROUGH: spot}
    made.places.append(sites.get(certainty))


def _certainty(chance: Random) -> Certainty:
    drawn = chance.random()
    if drawn < UNPLACED:
        return Certainty.NONE
    return Certainty.ROUGH if drawn < UNPLACED + ROUGH else Certainty.EXACT


def _chain(made: Made, project: Project, number: int, chance: Random) -> list[Link]:
    """Add the tender of a package, before it sometimes one that failed; return what the chain says."""
    pagu, year = project.pagu or 0, project.year
    drawn = chance.random()
    if year == max(YEARS) and drawn < 0.15:
        return []
    announced = date(year, chance.randint(2, 7), chance.randint(1, 28))
    links, before = [], None
    if drawn > 0.85:
        before = _process(made, project, f"90{number:05d}", announced - timedelta(days=40), pagu)
        before.status, before.status_told = TenderStatus.FAILED, "Gagal/Batal"
        links.append(Link(hps=before.hps, pagu=pagu, failed=True))
    process = _process(made, project, f"91{number:05d}", announced, pagu)
    if before is not None:
        process.repeats, process.repeat_reason = before, "Tidak ada peserta yang lulus evaluasi penawaran"
        process.title += " Tender Ulang"
    reached = (
        chance.choice((1, 2, 3, 4, 4, 5))
        if year == max(YEARS)
        else 5
        if year == min(YEARS)
        else chance.choice((4, 5, 5, 5))
    )
    return [*links, _carried_out(made, process, reached, chance)]


def _process(made: Made, project: Project, code: str, day: date, pagu: int) -> Process:
    process = Process(
        project=project,
        code=code,
        rup_codes=[f"5{code}"],
        title=project.title,
        method="Seleksi" if project.kind == Goods.CONSULTING else "Tender",
        hps=pagu * 985 // 1000 // 1000 * 1000,
        pagu=pagu,
        announced_on=day,
        closes_on=day + timedelta(days=21),
        status=TenderStatus.RUNNING,
        status_told="Berlangsung",
        bidders=9,
        address=SPSE.format(code),
    )
    made.processes.append(process)
    return process


def _carried_out(made: Made, process: Process, reached: int, chance: Random) -> Link:
    """Add what followed the tender: 2 winner, 3 contract, 4 order to begin, 5 handed over."""
    day = process.announced_on or date(max(YEARS), 2, 1)
    if reached < 2:
        return Link(hps=process.hps, pagu=process.pagu)
    process.status, process.status_told = TenderStatus.DONE, "Selesai"
    provider = f"CV Contoh {chance.randint(1, PROVIDERS)}"
    offer = round((process.hps or 0) * chance.uniform(0.82, 0.985)) // 1000 * 1000
    slug = slugify(provider)
    won = day + timedelta(days=35)
    made.awards.append(Award(process=process, provider=provider, provider_slug=slug, value=offer, decided_on=won))
    if reached < 3:
        return Link(hps=process.hps, pagu=process.pagu, awards=[offer])
    signed = won + timedelta(days=12)
    ends = signed + timedelta(days=150)
    late = timedelta(days=30 if chance.random() < 0.2 and reached >= 4 else 0)
    reached = reached if ends + late <= TOLD_UNTIL else min(reached, 4)
    contract = Contract(
        process=process,
        number=f"CONTOH/{process.code}/{process.project.year}",
        provider=provider,
        provider_slug=slug,
        value=offer,
        signed_on=signed,
        starts_on=signed + timedelta(days=7),
        ends_on=ends,
        spmk_on=signed + timedelta(days=7) if reached >= 4 else None,
        bast_on=ends if reached >= 5 else None,
    )
    made.contracts.append(contract)
    process.project.started_on = contract.spmk_on
    process.project.ended_on = contract.bast_on
    if late:
        later = Addendum(
            contract=contract,
            number=f"{contract.number}/ADD-1",
            signed_on=signed + timedelta(days=100),
            ends_on=ends + late,
        )
        made.addenda.append(later)
        if contract.bast_on:
            contract.bast_on = process.project.ended_on = later.ends_on
    return Link(
        hps=process.hps,
        pagu=process.pagu,
        awards=[offer],
        contracts=[offer],
        started=contract.spmk_on is not None,
        done=contract.bast_on is not None,
    )


def _progress(made: Made, by: User, chance: Random) -> None:
    """Tell the progress of works under way, in two or three steps, and of those that are done."""
    for project in made.projects:
        if project.stage == Stage.DONE:
            project.percent = 100
        elif project.stage == Stage.STARTED and project.started_on:
            first = chance.randint(10, 35)
            for step in range(chance.randint(1, 3)):
                day = project.started_on + timedelta(days=14 + 21 * step)
                if day > TOLD_UNTIL:
                    break
                project.percent = first + step * 20
                made.progress.append(Progress(project=project, day=day, percent=project.percent, actor=by))


def _store(made: Made, by: User) -> None:
    with_keys(made.projects)
    Project.objects.bulk_create(made.projects, batch_size=BATCH)
    first = [each for each in made.processes if each.repeats is None]
    for processes in (first, [each for each in made.processes if each.repeats is not None]):
        Process.objects.bulk_create(processes, batch_size=BATCH)
    Award.objects.bulk_create(made.awards, batch_size=BATCH)
    Contract.objects.bulk_create(made.contracts, batch_size=BATCH)
    Addendum.objects.bulk_create(made.addenda, batch_size=BATCH)
    Progress.objects.bulk_create(made.progress, batch_size=BATCH)
    shapes = {each.pk: shape for each, shape in zip(made.projects, made.places, strict=True) if shape is not None}
    say(made.projects, shapes, number=release(by, "Data contoh").number, by=by)


def _site(place: Place, shape: str, chance: Random) -> GEOSGeometry:
    """Return a site inside the desa: a point, a bent line of some hundred metres, or a small area."""
    x, y = _spot(place.shape, chance)
    if shape == "point":
        found: BaseGeometry = shapely.Point(x, y)
    elif shape == "line":
        found = shapely.LineString(_walk(x, y, chance))
    else:
        found = shapely.box(x - 0.0012, y - 0.0009, x + 0.0012, y + 0.0009)
    inside = shapely.intersection(found, place.shape)
    kept = found if inside.is_empty or inside.geom_type != found.geom_type else inside
    return from_shapely(shapely.set_precision(kept, 1e-6))


def _spot(shape: BaseGeometry, chance: Random) -> tuple[float, float]:
    """Return a place inside, most often near the middle, where people live."""
    middle = shapely.point_on_surface(shape)
    for _try in range(TRIES):
        angle, metres = chance.uniform(0, 6.283), chance.uniform(0, 2_500)
        x = middle.x + metres * cos(angle) / METRES_PER_DEGREE / cos(radians(middle.y))
        y = middle.y + metres * sin(angle) / METRES_PER_DEGREE
        if shape.contains(shapely.Point(x, y)):
            return x, y
    return middle.x, middle.y


def _walk(x: float, y: float, chance: Random) -> list[tuple[float, float]]:
    heading, steps = chance.uniform(0, 6.283), [(x, y)]
    for _step in range(chance.randint(3, 6)):
        heading += chance.uniform(-0.5, 0.5)
        metres = chance.uniform(120, 350)
        x += metres * cos(heading) / METRES_PER_DEGREE
        y += metres * sin(heading) / METRES_PER_DEGREE
        steps.append((x, y))
    return steps
