"""Undo a published run of any target: put back what was there before it."""

from typing import Any

from django.core.management.base import CommandParser

from imports.management.shared import RunCommand
from imports.models import Run


class Command(RunCommand):
    help = (
        "Membatalkan satu proses yang terbit: keadaan sebelumnya terbit lagi sebagai rilis baru.\n"
        "Undoes a published run; what was there before becomes a new release.\n\n"
        "  python manage.py imports_undo 12\n\n"
        "Kode keluar: 0 dibatalkan; 1 ditolak; 2 perintah salah."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("run", type=int, help="nomor proses, seperti dicetak saat mengimpor")
        self.add_people_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        self.undo(Run.objects.filter(pk=options["run"]).first(), options["run"], options)
