"""Data contoh: three editions for every desa and kelurahan, from a few published totals and a seeded generator.

Only the totals of the regency are facts (Kepmendagri 300.2.2-2138/2025: 448,850 people, 240,268 men, 208,582 women).
How they spread over desa, ages, schools and work is made up, the same each time, and marked as sample.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from boundaries.facts import RegionFacts, listed
from boundaries.models import Kind, Level, Region
from layers.releases import lock_layer, open_release

from .actions import MONOGRAPH
from .indicators import AGES, asked_of, indicators
from .models import Edition, Figure, Status
from .sharing_out import shared_out

PEOPLE, MEN = 448_850, 240_268
YEARS = (2023, 2024, 2025)
GROWTH = 0.019  # a year
SOURCE = "Data contoh; hanya jumlah kabupaten yang nyata (Kepmendagri 300.2.2-2138/2025)"
# How heavily each kecamatan is peopled, roughly: the towns and the coast, then the rest.
WEIGHTS = {
    "64.08.04": 9.5, "64.08.12": 3.0, "64.08.09": 3.4, "64.08.13": 1.9, "64.08.05": 2.1, "64.08.02": 2.4,
    "64.08.08": 2.0, "64.08.01": 1.3, "64.08.15": 1.6, "64.08.16": 1.3, "64.08.10": 1.2, "64.08.14": 1.2,
}  # fmt: skip
PYRAMID = (9.6, 9.8, 9.5, 8.6, 8.4, 8.9, 9.0, 8.6, 7.6, 6.1, 4.8, 3.6, 2.5, 1.5, 0.9, 0.6)
SCHOOLS = (24, 27, 18, 24, 7)
WORK = {"tani": 34, "nelayan": 6, "karyawan": 22, "tambang": 14, "pedagang": 12, "asn": 5, "lain": 7}
FAITHS = (74, 13, 10, 0.8, 0.4, 0.3)
IDM_STEPS = (
    (0.491, "SANGAT TERTINGGAL"),
    (0.599, "TERTINGGAL"),
    (0.707, "BERKEMBANG"),
    (0.815, "MAJU"),
    (2, "MANDIRI"),
)
Values = dict[str, Decimal | str]
BATCH = 5_000


@dataclass(frozen=True)
class Village:
    facts: RegionFacts
    people: int
    men: int


@transaction.atomic
def seed(*, by: User) -> int:
    """Publish the sample editions, once; return how many were made."""
    if Edition.objects.exists():
        return 0
    lock_layer(MONOGRAPH)
    made = [
        (village, Edition(region_id=village.facts.pk, year=year, made_by=by, **_published(year)))
        for year in YEARS
        for village in _villages(year)
    ]
    Edition.objects.bulk_create([edition for _village, edition in made])
    figures = (figure for village, edition in made for figure in _figures(village, edition))
    Figure.objects.bulk_create(figures, batch_size=BATCH)
    open_release(layer=MONOGRAPH, by=by, reason="Data contoh")
    return len(made)


def _published(year: int) -> dict[str, object]:
    return {
        "status": Status.PUBLISHED,
        "compiled_on": date(year, 12, 31),
        "source": SOURCE,
        "sample": True,
        "published_at": timezone.now(),
    }


def _villages(year: int) -> list[Village]:
    """Return every desa and kelurahan with its share of the regency's people in `year`; the newest year's are the facts."""
    day = timezone.localdate()
    found = Region.objects.existing_on(day).filter(level=Level.DESA).exclude(kind=Kind.DESA_PERSIAPAN)
    villages = listed(found, day=day)
    years_back = max(YEARS) - year
    people = shared_out(round(PEOPLE / (1 + GROWTH) ** years_back), [_weight(each) for each in villages])
    men = shared_out(
        round(MEN / (1 + GROWTH) ** years_back),
        [count * Random(f"laki:{each.code}").uniform(0.97, 1.03) for each, count in zip(villages, people, strict=True)],
    )
    return [Village(*each) for each in zip(villages, people, men, strict=True)]


def _weight(village: RegionFacts) -> float:
    """Weigh a village by its kecamatan and its own chance; a kelurahan and the namesake of a kecamatan are towns."""
    town = 2.6 if village.kind == Kind.KELURAHAN or village.name == village.parent_name else 1.0
    return WEIGHTS.get(village.parent_code or "", 1.0) * town * Random(f"jiwa:{village.code}").lognormvariate(0, 0.45)


def _figures(village: Village, edition: Edition) -> Iterator[Figure]:
    values = _values(village, edition.year)
    for indicator in asked_of(village.facts.kind):
        value = values.get(indicator.code)
        if isinstance(value, str):
            yield Figure(edition=edition, indicator=indicator.code, text=value)
        elif value is not None:
            yield Figure(edition=edition, indicator=indicator.code, number=value)


def _values(village: Village, year: int) -> Values:
    code, women = village.facts.code or village.facts.slug, village.people - village.men
    chance = Random(f"{code}:{year}")
    numbers: dict[str, float] = {
        "penduduk": village.people, "penduduk_l": village.men, "penduduk_p": women,
        **_ages(village.men, "l", Random(f"umur:{code}")), **_ages(women, "p", Random(f"umur:{code}")),
        **_schools(village.people, Random(f"didik:{code}")), **_faiths(village.people, Random(f"agama:{code}")),
        **_work(village.people, Random(f"kerja:{code}")), **_households(village.people, chance),
        **_lie(village.people, Random(f"letak:{code}")), **_finance(village.people, chance, year),
    }  # fmt: skip
    words = _words(village, Random(f"kata:{code}"))
    return {
        **{name: _decimal(name, value) for name, value in numbers.items()},
        **words,
        **_index(Random(f"indeks:{code}"), year),
    }


def _decimal(code: str, value: float) -> Decimal:
    places = 0 if indicators()[code].kind != "ukuran" else 1
    return Decimal(str(round(value, places)))


def _ages(people: int, sex: str, chance: Random) -> dict[str, float]:
    bands = shared_out(people, [weight * chance.uniform(0.9, 1.1) for weight in PYRAMID])
    return {f"umur_{age:02d}_{sex}": count for age, count in zip(AGES, bands, strict=True)}


def _shares(people: int, weights: Mapping[str, float], chance: Random, spread: float) -> dict[str, float]:
    parts = shared_out(people, [weight * chance.uniform(1 - spread, 1 + spread) for weight in weights.values()])
    return dict(zip(weights, parts, strict=True))


def _schools(people: int, chance: Random) -> dict[str, float]:
    names = ("belum", "sd", "smp", "sma", "tinggi")
    return _shares(people, {f"didik_{name}": weight for name, weight in zip(names, SCHOOLS, strict=True)}, chance, 0.3)


def _faiths(people: int, chance: Random) -> dict[str, float]:
    names = ("islam", "kristen", "katolik", "hindu", "buddha", "lain")
    return _shares(people, {f"agama_{name}": weight for name, weight in zip(names, FAITHS, strict=True)}, chance, 0.5)


def _work(people: int, chance: Random) -> dict[str, float]:
    return _shares(round(people * 0.46), {f"kerja_{name}": weight for name, weight in WORK.items()}, chance, 0.5)


def _households(people: int, chance: Random) -> dict[str, float]:
    households = round(people / chance.uniform(3.2, 3.7))
    return {
        "kk": households,
        "kk_miskin": round(households * chance.uniform(0.04, 0.16)),
        "disabilitas": round(people * chance.uniform(0.004, 0.011)),
        "lahir": round(people * chance.uniform(0.014, 0.022)),
        "mati": round(people * chance.uniform(0.004, 0.008)),
        "datang": round(people * chance.uniform(0.006, 0.03)),
        "pindah": round(people * chance.uniform(0.004, 0.018)),
        "kk_listrik": round(households * chance.uniform(0.55, 0.99)),
        "kk_air": round(households * chance.uniform(0.4, 0.95)),
    }


def _lie(people: int, chance: Random) -> dict[str, float]:
    blocks = max(2, round(people / 260))
    return {
        "ketinggian_m": chance.randint(3, 180),
        "jarak_kecamatan_km": chance.uniform(0.5, 38),
        "jarak_kabupaten_km": chance.uniform(4, 210),
        "waktu_kabupaten_jam": chance.uniform(0.3, 7),
        "rt": blocks,
        "rw": max(1, blocks // 4),
        "dusun": max(1, blocks // 6),
        "perangkat": chance.randint(7, 14),
        "bpd": chance.choice((5, 7, 9)),
        "posyandu_kader": max(5, people // 180),
        "karang_taruna": 1,
        "kelompok_tani": chance.randint(1, 24),
        "koperasi": chance.randint(0, 3),
        "bumdes": chance.randint(0, 1),
        "sekolah_paud": 1 + people // 1800,
        "sekolah_sd": 1 + people // 2200,
        "sekolah_smp": people // 3500,
        "sekolah_sma": people // 6500,
        "puskesmas": 1 if people > 1200 else chance.randint(0, 1),
        "posyandu": 1 + people // 700,
        "masjid": 1 + people // 900,
        "gereja": people // 2400,
        "jalan_baik_km": chance.uniform(1, 34),
        "jalan_rusak_km": chance.uniform(0.5, 26),
    }


def _finance(people: int, chance: Random, year: int) -> dict[str, float]:
    step = 1 + 0.03 * (year - min(YEARS))
    income = {
        "apbdes_pades": chance.uniform(20e6, 420e6),
        "apbdes_dd": 750e6 + people * chance.uniform(60e3, 90e3),
        "apbdes_add": chance.uniform(1.1e9, 2.6e9),
        "apbdes_lain": chance.uniform(90e6, 700e6),
    }
    income = {name: round(value * step / 1e5) * 1e5 for name, value in income.items()}
    names = ("pemerintahan", "pembangunan", "pembinaan", "pemberdayaan", "darurat")
    whole = int(sum(income.values()) / 1e5)
    spent = shared_out(whole, [chance.uniform(low, low * 1.5) for low in (30, 38, 8, 12, 3)])
    return {**income, **{f"belanja_{name}": value * 1e5 for name, value in zip(names, spent, strict=True)}}


def _words(village: Village, chance: Random) -> Values:
    return {
        "tipologi": chance.choice(indicators()["tipologi"].choices),
        "tahun_pembentukan": str(chance.randint(1958, 2012)),
        "kepala": f"Kepala Contoh {chance.randint(1, 99)}",
        "sinyal": chance.choice(("lemah", "2G", "3G", "4G", "4G")),
    }


def _index(chance: Random, year: int) -> Values:
    score = min(0.98, chance.uniform(0.6, 0.86) + 0.012 * (year - min(YEARS)))
    status = next(word for most, word in IDM_STEPS if score <= most)
    if year <= 2024:
        return {"idm": Decimal(f"{score:.4f}"), "idm_status": status}
    return {"indeks_desa": Decimal(f"{score * 100:.2f}"), "indeks_desa_status": status}
