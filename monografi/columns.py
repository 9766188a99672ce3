"""The columns of the sheet that goes out to be filled and comes back: first whose and of when, then a column an indicator."""

from collections.abc import Iterable
from dataclasses import dataclass

from .indicators import Indicator, asked_of, indicators

SHEET, GUIDE = "Monografi", "Petunjuk"
TITLES = 2  # the line that says in words what the codes in the first line mean


@dataclass(frozen=True)
class Column:
    """A column: its code in the first line, its words in the second, and its indicator unless it says whose the row is."""

    code: str
    title_id: str
    title_en: str
    synonyms: tuple[str, ...] = ()
    indicator: Indicator | None = None
    optional: bool = False  # sheets that went out before it was asked lack it


WHOSE = (
    Column("kode", "Kode wilayah", "Code of the region", ("KODE_WILAYAH", "KODE_DESA", "CODE")),
    Column("nama", "Desa atau kelurahan", "Desa or kelurahan", ("NAMA_DESA", "NAMA_WILAYAH", "NAME")),
    Column("tahun", "Tahun", "Year", ("YEAR",)),
    Column("semester", "Semester (kosong: setahun penuh)", "Semester (empty: the whole year)", ("SMT",), optional=True),
    Column("keadaan", "Keadaan pada (tanggal)", "As of (day)", ("KEADAAN_PADA", "TANGGAL", "AS_OF")),
    Column("sumber", "Sumber", "Source", ("SOURCE",)),
)


def column_of(indicator: Indicator) -> Column:
    unit_id = f" ({indicator.unit})" if indicator.unit else ""
    return Column(
        indicator.code, f"{indicator.title_id}{unit_id}", f"{indicator.title_en}{unit_id}", indicator=indicator
    )


def all_columns() -> list[Column]:
    return [*WHOSE, *map(column_of, indicators().values())]


def columns_for(kinds: Iterable[str]) -> list[Column]:
    """Return the columns of a sheet for regions of these kinds: what is asked of none of them is left out."""
    asked = {each.code for kind in kinds for each in asked_of(kind)}
    return [*WHOSE, *(column_of(each) for each in indicators().values() if each.code in asked)]
