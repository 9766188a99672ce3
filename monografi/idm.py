"""The list of the Indeks Desa Membangun, a row a desa, into the editions of its year: all rows or none.

What a desa published for that year is kept and gets a next revision with the index; what was data contoh is replaced.
"""

import csv
import io
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from boundaries.facts import RegionFacts, listed
from boundaries.models import Level, Region

from .actions import publish_edition, save_figures, start_edition
from .indicators import indicators
from .models import EARLIEST, LATEST, Edition

COLUMNS = ("kode", "tahun", "idm", "status")
LAST_YEAR = 2024  # after it the Indeks Desa is counted otherwise, and never stands in its place


class Refused(ValueError):
    """Nothing was stored; `faults` name row and column, and the way out."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Row:
    region: RegionFacts
    year: int
    figures: dict[str, Decimal | str | None]


@dataclass
class Outcome:
    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0


@transaction.atomic
def import_idm(content: bytes, *, by: User, source: str) -> Outcome:
    """Publish the index of each desa in a CSV with the columns `kode`, `tahun`, `idm`, `status`; Refused with every fault.

    Reading the same file again changes nothing. PermissionDenied where `by` may not publish a desa's edition.
    """
    rows = read(content)
    regions = Region.objects.in_bulk([row.region.pk for row in rows])
    outcome = Outcome(rows=len(rows))
    for row in rows:
        _publish(row, regions[row.region.pk], by, source[:200], outcome)
    return outcome


def _publish(row: Row, region: Region, by: User, source: str, outcome: Outcome) -> None:
    shown = Edition.objects.published().filter(region=region, year=row.year).newest_first().first()
    real = shown if shown is not None and not shown.sample else None
    said = (
        {each.indicator: each.number if each.number is not None else each.text for each in real.figures.all()}
        if real
        else {}
    )
    if real and all(said.get(code) == value for code, value in row.figures.items()):
        outcome.unchanged += 1
        return
    draft = start_edition(region=region, year=row.year, copy_from=real, by=by)
    draft.source = real.source if real and real.source else source
    draft.compiled_on = real.compiled_on if real else None
    draft.save(update_fields=["source", "compiled_on"])
    save_figures(draft, row.figures, by=by)
    publish_edition(draft, by=by, reason=source)
    if real:
        outcome.changed += 1
    else:
        outcome.new += 1


def read(content: bytes) -> list[Row]:
    """Return the rows of the file; Refused with every fault where one cannot be."""
    try:
        lines = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        given = list(lines)
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refused(["berkas bukan CSV dalam UTF-8; simpan ulang sebagai CSV UTF-8 (not CSV in UTF-8)"]) from error
    lacking = [name for name in COLUMNS if name not in (lines.fieldnames or ())]
    if lacking:
        raise Refused([f"kolom {name} tidak ada; tambahkan (column {name} is missing)" for name in lacking])
    standing = Region.objects.existing_on(timezone.localdate()).filter(level=Level.DESA)
    known = {each.code: each for each in listed(standing) if each.code}
    faults: list[str] = []
    rows = [row for number, each in enumerate(given, start=2) if (row := _row(number, each, known, faults)) is not None]
    seen: set[tuple[int, int]] = set()
    for row in rows:
        if (row.region.pk, row.year) in seen:
            faults.append(f"{row.region.code} tahun {row.year} ada dua kali; hapus salah satu (twice; delete one)")
        seen.add((row.region.pk, row.year))
    if faults:
        raise Refused(faults)
    return rows


def _row(number: int, given: dict[str, str], known: dict[str, RegionFacts], faults: list[str]) -> Row | None:
    code, year, idm, status = (" ".join((given[name] or "").split()) for name in COLUMNS)
    before, region = len(faults), known.get(code)
    if region is None or not indicators()["idm"].asked_of(region.kind):
        faults.append(f"baris {number}, kode: “{code[:20]}” bukan kode desa yang ada (no code of a desa)")
    told = int(year) if year.isascii() and year.isdigit() and len(year) < 5 else 0
    if not EARLIEST <= told <= min(LAST_YEAR, LATEST):
        faults.append(f"baris {number}, tahun: “{year[:20]}” bukan tahun IDM, sampai {LAST_YEAR} (no year of the IDM)")
    try:
        value = Decimal(idm.replace(",", "."))
    except InvalidOperation:
        value = Decimal(-1)
    if not (value.is_finite() and 0 <= value <= 1):
        faults.append(f"baris {number}, idm: “{idm[:20]}” bukan angka dari 0 sampai 1 (not from 0 to 1)")
    if status.upper() not in indicators()["idm_status"].choices:
        faults.append(f"baris {number}, status: “{status[:20]}” bukan status IDM (no status of the IDM)")
    if len(faults) > before or region is None:
        return None
    return Row(region, told, {"idm": round(value, 4), "idm_status": status.upper()})
