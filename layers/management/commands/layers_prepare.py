"""`manage.py layers_prepare LAYER`: make the whole-layer files of a release now, as the queue worker does by itself."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from layers import prepared
from layers.declaration import Layer
from layers.registry import find_shelf
from layers.releases import REGISTER, current_release, release_numbered


class Command(BaseCommand):
    help = "Buat berkas utuh satu rilis dalam semua format (make the whole-layer files of a release in every format)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("layer", metavar="LAYER")
        parser.add_argument("--release", type=int, help="nomor rilis; bawaan: yang terbaru (default: the newest)")
        parser.add_argument(
            "--base-url",
            default=settings.PUBLIC_URL,
            help="alamat portal di dalam berkas; bawaan: PUBLIC_URL (the portal's address inside the files)",
        )

    def handle(self, *args: Any, layer: str, release: int | None, base_url: str, **options: Any) -> None:
        shelf = find_shelf(layer)
        if shelf is None:
            raise CommandError(f"Lapisan {layer!r} tidak ada. (There is no such layer.)")
        if not shelf.public:
            raise CommandError(f"Lapisan {layer} tidak terbuka untuk umum. (The layer is not public.)")
        if not base_url:
            raise CommandError("Isi PUBLIC_URL, atau pakai --base-url. (Set PUBLIC_URL, or give --base-url.)")
        base_url = base_url.rstrip("/")
        for state in _states(shelf.layer, release, base_url):
            files = prepared.prepare(state)
            if not files:
                raise CommandError("Nama wilayah berubah selagi berkas dibuat; ulangi. (Names changed; run it again.)")
            for file in files.values():
                self.stdout.write(f"{file.sha256}  {file.size:>12}  {file.path}")
        if release is None:  # an older one that was asked for by hand stays until the next publication
            prepared.prune(shelf.layer, base_url)


def _states(layer: Layer, number: int | None, base_url: str) -> list[prepared.State]:
    if number is None:
        states = prepared.wanted(layer, base_url)
    else:
        release = release_numbered(layer.releases_of, number)
        states = [prepared.of_release(layer, release, current_release(REGISTER), base_url)] if release else []
    if not states:
        raise CommandError(f"Lapisan {layer.key} tidak punya rilis itu. (The layer has no such release.)")
    return states
