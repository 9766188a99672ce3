"""Publish filled sheets of monographs: read, check cell by cell, compare, publish."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from imports import console
from imports.actions import run_import
from imports.management.shared import RunCommand, actor
from imports.rows import Choices
from monografi.targets import KEY


class Command(RunCommand):
    help = (
        "Menerbitkan templat monografi yang sudah diisi. Setiap kesalahan disebut menurut selnya (F17); tidak ada yang\n"
        "terbit sebelum semuanya benar. Dibatalkan dengan imports_undo.\n"
        "Publishes a filled template of monographs; every mistake is named by its cell, and nothing is published before\n"
        "all is right.\n\n"
        '  python manage.py monografi_import monografi-2026.xlsx --source "DPMDes Kutai Timur" --dry-run\n\n'
        "Kode keluar: 0 terbit, tanpa perubahan, atau uji coba bersih; 1 ditolak; 2 perintah salah."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="file", help="XLSX, atau CSV dengan kolom yang sama")
        parser.add_argument("--dry-run", action="store_true", help="berhenti sebelum menerbitkan")
        parser.add_argument("--layer", help="nama lembar, bila berkas memuat beberapa")
        parser.add_argument("--source", default="", help="sumber, bagi baris yang tidak menyebutnya")
        parser.add_argument("--sample", action="store_true", help="tandai sebagai data contoh")
        self.add_people_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        language = console.language_of(options["lang"])
        for path in options["files"]:
            run = run_import(
                path=path,
                target_key=KEY,
                choices=Choices(source=options["source"], sample=options["sample"]),
                by=actor(options["by"]),
                layer=options["layer"],
                dry_run=options["dry_run"],
            )
            self._write(console.difference(run, language))
            self.tell(run, language)
