from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.permissions import system_user
from boundaries.register import load_register

WORDS = {
    "regions": "wilayah",
    "persiapan": "desa persiapan",
    "aliases": "nama lain",
    "official_areas": "luas resmi",
}


class Command(BaseCommand):
    help = (
        "Mengisi daftar wilayah yang masih kosong (kode, nama, nama lain, luas resmi) dari berkas CSV. Bila diulang, hanya\n"
        "luas resmi dan kode BPS yang ditambah; selebihnya diubah dengan register_import.\n"
        "Fills an empty register of regions; repeated, it adds official areas and BPS codes only.\n"
        "Contoh: manage.py boundaries_register --folder data/register"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, help="map yang memuat kutim_regions.csv dan daftar lainnya")

    def handle(self, *args: Any, folder: Path | None, **options: Any) -> None:
        counts = load_register(by=system_user(), folder=folder)
        changed = ", ".join(f"{number} {WORDS.get(kind, kind)}" for kind, number in counts.items())
        self.stdout.write(f"Daftar wilayah, yang baru atau berubah: {changed}.")
