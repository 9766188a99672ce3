"""What the figures of one edition must make together. Told as warnings at the form; what a file is told stands in `checks`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .indicators import age_codes, indicators, of_group
from .numbers import as_typed
from .periods import Period
from .selectors import Value

LAST_IDM, FIRST_INDEX = 2024, 2025  # the Indeks Desa took the place of the IDM; neither is turned into the other


@dataclass(frozen=True)
class Mismatch:
    """What does not go together: `codes` are the figures concerned, the first the one to look at. `grave`: it cannot be."""

    codes: tuple[str, ...]
    message_id: str
    message_en: str
    grave: bool = False


def mismatches(values: Mapping[str, Value], year: int) -> Iterator[Mismatch]:
    """Yield what does not go together; what is unknown is not compared."""
    numbers = {code: value for code, value in values.items() if isinstance(value, Decimal)}
    yield from _sum(numbers, "penduduk", ("penduduk_l", "penduduk_p"), grave=True)
    yield from _sum(numbers, "penduduk_l", age_codes("l"))
    yield from _sum(numbers, "penduduk_p", age_codes("p"))
    yield from _sum(numbers, "penduduk", [each.code for each in of_group("agama")])
    yield from _sum(numbers, "penduduk", [each.code for each in of_group("pendidikan")])
    yield from _most(numbers, "penduduk", [each.code for each in of_group("pekerjaan")])
    yield from _most(numbers, "luas_ha", [each.code for each in of_group("wilayah") if each.code.startswith("lahan_")])
    for whole, part in (
        ("kk", "kk_miskin"),
        ("kk", "kk_listrik"),
        ("kk", "kk_air"),
        ("penduduk", "kk"),
        ("penduduk", "disabilitas"),
    ):
        yield from _most(numbers, whole, [part])
    yield from _index(values, year)


def _sum(
    numbers: Mapping[str, Decimal], whole: str, parts: Sequence[str], *, grave: bool = False
) -> Iterator[Mismatch]:
    if whole not in numbers or any(part not in numbers for part in parts):
        return
    total = sum((numbers[part] for part in parts), Decimal(0))
    if total != numbers[whole]:
        id_, en = _names(parts)
        yield Mismatch(
            (whole, *parts),
            f"{_title(whole)} {as_typed(numbers[whole])}, tetapi jumlah {id_} {as_typed(total)}",
            f"{_title(whole, en=True)} is {as_typed(numbers[whole])}, but {en} make {as_typed(total)}",
            grave,
        )


def _most(numbers: Mapping[str, Decimal], whole: str, parts: Sequence[str]) -> Iterator[Mismatch]:
    told = [part for part in parts if part in numbers]
    total = sum((numbers[part] for part in told), Decimal(0))
    if whole in numbers and told and total > numbers[whole]:
        id_, en = _names(told)
        yield Mismatch(
            (told[0], whole),
            f"{id_} {as_typed(total)}, lebih dari {_title(whole)} {as_typed(numbers[whole])}",
            f"{en} {as_typed(total)}, more than {_title(whole, en=True)} {as_typed(numbers[whole])}",
        )


def _index(values: Mapping[str, Value], year: int) -> Iterator[Mismatch]:
    if year > LAST_IDM and "idm" in values:
        yield Mismatch(("idm",), f"IDM berakhir {LAST_IDM}", f"the IDM ended in {LAST_IDM}")
    if year < FIRST_INDEX and "indeks_desa" in values:
        yield Mismatch(
            ("indeks_desa",), f"Indeks Desa baru ada sejak {FIRST_INDEX}", f"the Desa Index began in {FIRST_INDEX}"
        )


def _names(parts: Sequence[str]) -> tuple[str, str]:
    if len(parts) <= 2:
        return " + ".join(map(_title, parts)), " + ".join(_title(part, en=True) for part in parts)
    group = indicators()[parts[0]].group
    sex = {"l": " laki-laki", "p": " perempuan"}.get(parts[0][-1], "") if group == "umur" else ""
    return f"rincian {group}{sex} ({len(parts)} isian)", f"the {len(parts)} figures of {group}{sex}"


def _title(code: str, *, en: bool = False) -> str:
    found = indicators()[code]
    return found.title_en if en else found.title_id


def outside(day: date | None, period: Period) -> tuple[str, str] | None:
    """Say in both languages that a day does not lie in the period its figures are told for; None where it does."""
    if day is None or period.begins <= day <= period.ends:
        return None
    return (
        f"hari keadaan data {day:%d/%m/%Y} di luar {period.told}",
        f"the figures are of {day.isoformat()}, which is not in {period.told}",
    )


def carried_over(code: str, year: int) -> bool:
    """Tell whether the figure of an earlier edition may be proposed for `year`: never an index that is not of that time."""
    if code.startswith("idm"):
        return year <= LAST_IDM
    return not code.startswith("indeks_desa") or year >= FIRST_INDEX
