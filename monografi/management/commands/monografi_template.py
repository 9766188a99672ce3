"""Write the sheet to be filled for a kabupaten, a kecamatan or a desa."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from boundaries.names import dotted
from boundaries.selectors import region_by_code
from monografi.models import EARLIEST, LATEST
from monografi.periods import SEMESTERS, Period
from monografi.scopes import villages_of
from monografi.template import template


class Command(BaseCommand):
    help = (
        "Menulis templat XLSX monografi: satu baris satu desa atau kelurahan, angka edisi terakhir sudah terisi.\n"
        "Writes the XLSX template of the monographs, filled with the figures of the newest editions.\n\n"
        "  python manage.py monografi_template 64.08 monografi-2026.xlsx --year 2026"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="kode kabupaten, kecamatan, desa atau kelurahan")
        parser.add_argument("file", type=Path, help="berkas yang ditulis")
        parser.add_argument("--year", type=int, help="tahun yang akan diisi; tanpa itu: tahun ini")
        parser.add_argument("--semester", type=int, choices=SEMESTERS, help="setengah tahun; tanpa itu: setahun penuh")

    def handle(self, *args: Any, **options: Any) -> None:
        day = timezone.localdate()
        year = options["year"] or day.year
        region = region_by_code(dotted(options["code"]), day=day)
        if region is None:
            raise CommandError(f"tidak ada wilayah berkode {options['code']}", returncode=2)
        if not EARLIEST <= year <= LATEST:
            raise CommandError(f"tahun {year} bukan antara {EARLIEST} dan {LATEST}", returncode=2)
        regions, period = villages_of(region), Period(year, options["semester"])
        options["file"].write_bytes(template(regions, period))
        self.stdout.write(f"{options['file']}: {len(regions)} baris, {period.told}")
