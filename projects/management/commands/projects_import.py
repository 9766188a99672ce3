"""Import packages of a SiRUP, SPSE or INAPROC feed: JSON or CSV, all of it or nothing."""

from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from imports.management.shared import actor
from projects.feeds import FeedError
from projects.importing import Refused, import_feed

TOLD = 50  # faults


class Command(BaseCommand):
    help = (
        "Membaca paket dari SiRUP, SPSE atau INAPROC (JSON atau CSV). Reads packages of SiRUP, SPSE or INAPROC.\n\n"
        "  python manage.py projects_import tender_2022.csv --year 2022\n\n"
        "Hanya kolom yang dikenal dibaca; rekening, NPWP, NIP dan peserta yang kalah tidak pernah disimpan.\n"
        "Membaca berkas yang sama lagi tidak mengubah apa pun.\n"
        "Kode keluar: 0 tersimpan atau tanpa perubahan; 1 ditolak; 2 perintah salah."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help=".json atau .csv")
        parser.add_argument("--origin", default="spse", help="nama sumber, misalnya spse")
        parser.add_argument("--year", type=int, help="tahun anggaran untuk baris yang tidak menyebutnya")
        parser.add_argument("--by", metavar="PENGGUNA", help="atas nama pengguna ini; tanpa itu: sistem")

    def handle(self, *args: Any, **options: Any) -> None:
        by = actor(options["by"])
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"berkas tidak terbaca: {error.strerror}", returncode=2) from error
        try:
            done = import_feed(content, by=by, origin=options["origin"][:20], year=options["year"])
        except FeedError as error:
            raise CommandError(str(error), returncode=1) from error
        except Refused as refused:
            for fault in refused.faults[:TOLD]:
                self.stderr.write(str(fault))
            raise CommandError(f"{len(refused.faults)} galat; tidak ada yang disimpan.", returncode=1) from refused
        self.stdout.write(
            f"{done.rows} baris, {done.packages} paket: {done.new} baru, {done.changed} berubah, "
            f"{done.unchanged} tetap; {done.proposals} usulan letak (projects_places)."
        )
