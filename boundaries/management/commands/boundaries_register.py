from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.permissions import system_user
from boundaries.register import load_register


class Command(BaseCommand):
    help = (
        "Fill an empty register of regions (codes, names, other names, official areas) from CSV files. Repeated, it adds\n"
        "official areas and BPS codes only; the rest is changed by register_import.\n"
        "Example: manage.py boundaries_register --folder data/register"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, help="folder with kutim_regions.csv and the other lists")

    def handle(self, *args: Any, folder: Path | None, **options: Any) -> None:
        counts = load_register(by=system_user(), folder=folder)
        self.stdout.write("Daftar wilayah: " + ", ".join(f"{kind} {number} berubah" for kind, number in counts.items()))
