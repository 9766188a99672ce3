"""Change the register of regions by a file: read, check, compare, publish."""

from datetime import date
from pathlib import Path
from typing import Any, get_args

from django.core.management.base import CommandParser

from boundaries.ledger.target import KEY
from imports import console
from imports.actions import run_import
from imports.management.shared import RunCommand, actor
from imports.rows import Absent, Choices


class Command(RunCommand):
    help = (
        "Mengubah daftar wilayah menurut berkas: daftar Kepmendagri apa adanya, atau baris dengan kolom tindakan (buat,\n"
        "kode, ganti nama, nama lain, pindah, pemekaran, gabung, berakhir). Tiap berkas menjadi satu proses.\n"
        "Changes the register of regions by a file: a plain list, or rows that each ask for an action.\n\n"
        "  python manage.py register_import daftar_kode.csv --dry-run\n"
        '  python manage.py register_import perubahan.csv --effective 2026-01-01 --legal-basis "Perda 4/2026"\n\n'
        "Kode keluar: 0 terbit, tanpa perubahan, atau uji coba bersih; 1 ditolak; 2 perintah salah."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "files", nargs="+", type=Path, metavar="file", help="tabel, atau berkas yang bentuknya diabaikan"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="berhenti sebelum menerbitkan; mencetak perbedaannya"
        )
        parser.add_argument("--layer", help="nama lapisan, bila berkas memuat beberapa")
        parser.add_argument("--encoding", help="pengodean teks, misalnya cp1252")
        parser.add_argument(
            "--effective", type=date.fromisoformat, metavar="TANGGAL", help="berlaku sejak, bagi baris tanpa tanggal"
        )
        parser.add_argument("--legal-basis", default="", help='dasar hukum, bagi baris tanpa itu: "Perda 4/2026"')
        parser.add_argument("--source", default="", help="sumber data")
        parser.add_argument(
            "--absent",
            default="tetap",
            choices=get_args(Absent),
            help="yang ada di daftar wilayah tetapi tidak di berkas",
        )
        self.add_people_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        language = console.language_of(options["lang"])
        choices = Choices(
            effective=options["effective"],
            legal_basis=options["legal_basis"],
            source=options["source"],
            absent=options["absent"],
        )
        for path in options["files"]:
            run = run_import(
                path=path,
                target_key=KEY,
                choices=choices,
                by=actor(options["by"]),
                layer=options["layer"],
                encoding=options["encoding"],
                dry_run=options["dry_run"],
            )
            self._write(console.difference(run, language))
            self.tell(run, language)
