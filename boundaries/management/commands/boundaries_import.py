"""Import a boundary file: read, check, compare, publish."""

from datetime import date
from pathlib import Path
from typing import Any, get_args

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from boundaries.models import LegalStatus
from boundaries.roll import Roll
from imports import console
from imports.actions import run_import
from imports.management.shared import ACCEPTED, RunCommand, actor
from imports.rows import SNAP_M, Absent, Choices, Neighbours


class Command(RunCommand):
    help = (
        "Membaca berkas batas (Shapefile, GeoPackage, GeoJSON, File Geodatabase ...), memeriksa, membandingkan, lalu\n"
        "menerbitkannya sebagai satu rilis. Reads, checks, compares and publishes a boundary file.\n\n"
        "  python manage.py boundaries_import batas_desa.zip --level desa --dry-run\n"
        '  python manage.py boundaries_import batas_desa.zip --level desa --legal-basis "Perbup 12/2026"\n\n'
        "Kode keluar: 0 terbit, tanpa perubahan, atau uji coba bersih; 1 ditolak; 2 perintah salah."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help=ACCEPTED)
        parser.add_argument("--level", required=True, choices=["desa", "kecamatan", "kabupaten"])
        parser.add_argument("--dry-run", action="store_true", help="berhenti sebelum menerbitkan")
        parser.add_argument("--layer", help="nama lapisan, bila berkas memuat beberapa")
        parser.add_argument("--crs", help="sistem koordinat, misalnya EPSG:32650; mengalahkan .prj")
        parser.add_argument("--encoding", help="pengodean teks, misalnya cp1252; mengalahkan .cpg")
        parser.add_argument(
            "--effective", type=date.fromisoformat, metavar="TANGGAL", help="berlaku sejak (YYYY-MM-DD)"
        )
        parser.add_argument("--correction", action="store_true", help="koreksi: yang terbit memang selalu salah")
        parser.add_argument("--source", default="", help="sumber data")
        parser.add_argument("--legal-basis", default="", help='dasar hukum, misalnya "Perbup 12/2026"')
        parser.add_argument("--legal-status", default="", choices=["", *LegalStatus.values], metavar="STATUS")
        parser.add_argument("--minutes", default="", help="berita acara")
        parser.add_argument("--scale", type=int, help="skala sumber, n dari 1:n")
        parser.add_argument(
            "--match", action="append", default=[], metavar="BARIS=KODE", help="wilayah untuk baris yang ragu"
        )
        parser.add_argument(
            "--absent", default="tetap", choices=get_args(Absent), help="yang terbit tetapi tidak disebut berkas"
        )
        parser.add_argument(
            "--neighbours", default="biarkan", choices=get_args(Neighbours), help="bila batas tetangga tidak bertemu"
        )
        parser.add_argument(
            "--snap", type=float, default=SNAP_M, metavar="METER", help="toleransi untuk --neighbours tempel"
        )
        parser.add_argument(
            "--adjust", action="append", default=[], metavar="KODE", help="tetangga untuk --neighbours sesuaikan"
        )
        self.add_people_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        run = run_import(
            path=options["file"],
            target_key=f"batas.{options['level']}",
            choices=_choices(options),
            by=actor(options["by"]),
            layer=options["layer"],
            crs=options["crs"],
            encoding=options["encoding"],
            dry_run=options["dry_run"],
        )
        self.tell(run, console.language_of(options["lang"]))


def _choices(options: dict[str, Any]) -> Choices:
    return Choices(
        effective=options["effective"],
        correction=options["correction"],
        source=options["source"],
        legal_status=options["legal_status"],
        legal_basis=options["legal_basis"],
        minutes=options["minutes"],
        scale=options["scale"],
        matches=_matches(options),
        absent=options["absent"],
        neighbours=options["neighbours"],
        snap_m=options["snap"],
        adjust=tuple(options["adjust"]),
    )


def _matches(options: dict[str, Any]) -> dict[int, int]:
    """Return row -> region for answers written as 3=64.08.04.2001."""
    if not options["match"]:
        return {}
    roll, found = Roll.on(options["effective"] or timezone.localdate(), options["level"]), {}
    for text in options["match"]:
        row, _, address = text.partition("=")
        entry = roll.entry(address) or roll.by_address.get(address)
        if not row.isascii() or not row.isdigit() or entry is None:
            raise CommandError(f"--match {text}: tulis BARIS=KODE, misalnya 3=64.08.04.2001", returncode=2)
        found[int(row)] = entry.region
    return found
