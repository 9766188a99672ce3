"""Undo a published run: put back what was there before it."""

from argparse import RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from imports import console
from imports.actions import undo
from imports.models import Run
from imports.refusals import Refusal

from .boundaries_import import actor


class Command(BaseCommand):
    help = (
        "Membatalkan satu proses yang terbit: keadaan sebelumnya terbit lagi sebagai rilis baru.\n"
        "Undoes a published run; what was there before becomes a new release.\n\n"
        "  python manage.py boundaries_undo 12\n\n"
        "Kode keluar: 0 dibatalkan; 1 ditolak; 2 perintah salah."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("run", type=int, help="nomor proses, seperti dicetak boundaries_import")
        parser.add_argument("--by", metavar="PENGGUNA", help="atas nama pengguna ini; tanpa itu: sistem")
        parser.add_argument("--lang", choices=console.LANGUAGES, help="bahasa keluaran")

    def handle(self, *args: Any, **options: Any) -> None:
        run = Run.objects.filter(pk=options["run"], target__startswith="batas.").first()
        if run is None:
            raise CommandError(f"tidak ada proses {options['run']}", returncode=2)
        language = console.language_of(options["lang"])
        try:
            undoing = undo(run, by=actor(options["by"]))
        except Refusal as refusal:
            raise CommandError(console.refused(refusal, language), returncode=console.EXIT_REFUSED) from refusal
        for line in console.report(undoing, language):
            self.stdout.write(line)
