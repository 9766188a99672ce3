"""What tests of exports share: every kind of layer there is, and an answer as a file on disk."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.test import Client

from layers import registry
from tests.factories.thematic import fill_layer, make_layer, mills
from tests.factories.throwaway import OFFICES

LAYERS = ("kabupaten", "kecamatan", "desa", "fasilitas", "proyek", "pabrik", "kantor-uji")


@contextmanager
def every_layer(folder: Path) -> Iterator[None]:
    """Add a layer made by upload and one that is declared here alone to those the portal has."""
    make_layer()
    fill_layer(folder, mills())
    registry.register(OFFICES)
    try:
        yield
    finally:
        registry.unregister(OFFICES.key)


def fetch(client: Client, address: str, folder: Path) -> Path:
    """Keep what `address` answers under the name it gives itself."""
    response = client.get(address)
    assert response.status_code == 200, response.getvalue()[:500]
    name = response["Content-Disposition"].partition('filename="')[2].rstrip('"')
    path = folder / name
    path.write_bytes(response.getvalue())
    return path
