"""Publish a list of the Indeks Desa Membangun, a row a desa, all of it or nothing."""

from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from imports.management.shared import actor
from monografi.idm import Refused, import_idm

TOLD = 50  # faults


class Command(BaseCommand):
    help = (
        "Menerbitkan daftar IDM per desa (CSV: kode, tahun, idm, status). Publishes a list of the IDM by desa.\n\n"
        '  python manage.py monografi_idm idm_2024.csv --source "IDM 2024, Kementerian Desa"\n\n'
        "Semua baris atau tidak satu pun. Membaca berkas yang sama lagi tidak mengubah apa pun.\n"
        "Kode keluar: 0 terbit atau tanpa perubahan; 1 ditolak; 2 perintah salah."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help=".csv")
        parser.add_argument("--source", required=True, help="sumber, tampil di samping angkanya")
        parser.add_argument("--by", metavar="PENGGUNA", help="atas nama pengguna ini; tanpa itu: sistem")

    def handle(self, *args: Any, **options: Any) -> None:
        by = actor(options["by"])
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"berkas tidak terbaca: {error.strerror}", returncode=2) from error
        try:
            done = import_idm(content, by=by, source=options["source"])
        except Refused as refused:
            for fault in refused.faults[:TOLD]:
                self.stderr.write(fault)
            raise CommandError(f"{len(refused.faults)} galat; tidak ada yang disimpan.", returncode=1) from refused
        self.stdout.write(f"{done.rows} baris: {done.new} baru, {done.changed} berubah, {done.unchanged} tetap.")
