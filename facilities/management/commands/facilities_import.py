"""Import a file of facilities: read, check, compare, publish."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from accounts.models import User
from facilities.models import LAYER
from facilities.positions import TURN
from imports import console
from imports.actions import run_import
from imports.management.shared import RunCommand, actor
from imports.models import Run
from imports.rows import Choices


class Command(RunCommand):
    help = (
        "Membaca berkas fasilitas (ESRI Shapefile .zip atau .shp, GeoPackage, GeoJSON), memeriksa, membandingkan, lalu\n"
        "menerbitkannya. Lintang dan bujur boleh berupa kolom (LAT, LINTANG, LAT_ASAL ...; LON, BUJUR, LON_ASAL ...).\n"
        "Reads, checks, compares and publishes a file of facilities.\n\n"
        '  python manage.py facilities_import faskes.geojson --source "Dinas Kesehatan 2026" --dry-run\n'
        '  python manage.py facilities_import faskes.geojson --source "Dinas Kesehatan 2026" --turn-latitudes\n\n'
        "Kode keluar: 0 terbit, tanpa perubahan, atau uji coba bersih; 1 ditolak; 2 perintah salah."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help=".zip, .shp, .gpkg, .geojson")
        parser.add_argument("--dry-run", action="store_true", help="berhenti sebelum menerbitkan")
        parser.add_argument(
            "--turn-latitudes",
            action="store_true",
            help="balik tanda lintang yang terbalik (tanpa itu: barisnya tidak diterbitkan)",
        )
        parser.add_argument("--ends", action="store_true", help="yang sejenis dan tidak ada di berkas berakhir")
        parser.add_argument("--sample", action="store_true", help="tandai sebagai data contoh")
        parser.add_argument("--source", default="", help="sumber data, untuk baris tanpa kolom sumber")
        parser.add_argument("--layer-in-file", help="nama lapisan di dalam berkas, bila ada beberapa")
        parser.add_argument("--crs", help="sistem koordinat, misalnya EPSG:32650; mengalahkan .prj")
        parser.add_argument("--encoding", help="pengodean teks, misalnya cp1252; mengalahkan .cpg")
        self.add_people_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["file"].exists():
            raise CommandError(f"tidak ada berkas {options['file']}", returncode=2)
        by = actor(options["by"])
        turned = self._turned(options, by) if options["turn_latitudes"] else {}
        self.tell(self._run(options, by, turned, options["dry_run"]), console.language_of(options["lang"]))

    def _turned(self, options: dict[str, Any], by: User) -> dict[int, int]:
        """Look through the file first; return the answer for each row whose latitude can be turned round."""
        looked = self._run(options, by, {}, True)
        doubtful = looked.evidence.get("doubtful", [])
        return {each["row"]: TURN for each in doubtful if TURN in {offer["key"] for offer in each["candidates"]}}

    def _run(self, options: dict[str, Any], by: User, turned: dict[int, int], dry_run: bool) -> Run:
        return run_import(
            path=options["file"],
            target_key=LAYER,
            choices=Choices(
                source=options["source"],
                sample=options["sample"],
                matches=turned,
                absent="berakhir" if options["ends"] else "tetap",
            ),
            by=by,
            layer=options["layer_in_file"],
            crs=options["crs"],
            encoding=options["encoding"],
            dry_run=dry_run,
        )
