"""`manage.py layers_archive LAYER`: write the tiles of the newest release as one PMTiles file."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from layers.registry import find_shelf
from layers.releases import current_release, release_numbered
from layers.tiles.archive import write_archive


class Command(BaseCommand):
    help = "Tulis ubin vektor satu rilis ke satu berkas PMTiles (write the tiles of a release as one PMTiles file)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("layer", metavar="LAYER")
        parser.add_argument("--release", type=int, help="nomor rilis; bawaan: yang terbaru (default: the newest)")

    def handle(self, *args: Any, layer: str, release: int | None, **options: Any) -> None:
        shelf = find_shelf(layer)
        if shelf is None:
            raise CommandError(f"Lapisan {layer!r} tidak ada. (There is no such layer.)")
        counted = shelf.layer.releases_of
        found = current_release(counted) if release is None else release_numbered(counted, release)
        if found is None:
            raise CommandError(f"Lapisan {layer} tidak punya rilis itu. (The layer has no such release.)")
        path = write_archive(shelf.layer, found)
        if path is None:
            raise CommandError(
                f"Rilis {found.number} kosong, atau nama wilayah berubah selagi ubin ditulis; ulangi. "
                "(The release is empty, or names changed meanwhile; run it again.)"
            )
        self.stdout.write(str(path))
