"""Which level a boundary file speaks of, by the columns that hold anything: a desa file may name its kecamatan, too."""

from collections.abc import Iterable, Iterator, Sequence

from imports.rows import Finding, Row

from .models import Level

# Columns only files of that level, or of one below, fill; the lowest level first.
TELLING = (
    (Level.DESA, {"kdepum", "wadmkd"}),
    (Level.KECAMATAN, {"kdcpum", "wadmkc"}),
    (Level.KABUPATEN, {"kdbbpum", "kdbpum", "kdpkab", "wadmkk"}),
)
ORDER = [level for level, _columns in TELLING]


def level_of_columns(filled: Iterable[str]) -> Level | None:
    """Return the lowest level whose own columns hold values; None where no RBI column tells."""
    names = {name.casefold() for name in filled}
    return next((level for level, telling in TELLING if names & telling), None)


def check_level(rows: Sequence[Row], level: Level) -> Iterator[Finding]:
    """Yield one error where the file speaks of a lower level: row by row it would be told as doubled codes.

    Nothing is said where only columns of higher levels are filled: genuine files leave their own code and name empty.
    """
    filled = {name for row in rows for name, value in row.attributes.items() if value and value.strip()}
    found = level_of_columns(filled)
    if found is not None and ORDER.index(found) < ORDER.index(level):
        yield Finding(
            rule="berkas.tingkat",
            level="galat",
            message_id=f"ini berkas {found.value}, bukan {level.value}: kolom {found.value} terisi",
            message_en=f"this is a file of {found.value}, not of {level.value}: its columns for {found.value} are filled",
            remedy_id=f"Ulangi sebagai {found.value} (--level {found.value}), atau pilih berkas {level.value}.",
            remedy_en=f"Repeat it as {found.value} (--level {found.value}), or choose a file of {level.value}.",
        )
