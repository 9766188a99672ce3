"""GDAL reads every layer there can be, one of an upload and one that only tests declare among them: as many as SQL counts."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client

from layers.declaration import Layer
from layers.features import features, reading_now, touches
from layers.filters import FeatureQuery
from layers.registry import get_layer
from layers.tiles.grid import Tile
from tests.factories.exports import LAYERS, every_layer
from tests.factories.tiles import rows_of

OGRINFO = shutil.which("ogrinfo")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(OGRINFO is None, reason="ogrinfo is not installed (Debian: apt-get install gdal-bin)"),
]
BOX = (117.0, 0.3, 117.7, 0.8)
WHERE = {
    "kabupaten": "name = 'Kutai Timur'",
    "kecamatan": "name = 'Sangatta Utara'",
    "desa": "kind = 'kelurahan'",
    "fasilitas": "kind_name LIKE 'P%'",
    "proyek": "sample = 1",
    "pabrik": "nama = 'Pabrik 2'",
    "kantor-uji": "name = 'Kantor Busang'",
}


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


class Served:
    """Serves the portal to a program from the test's own thread, and so from what the test's transaction holds."""

    def __init__(self, folder: Path) -> None:
        self.server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=_Quiet)
        self.server.timeout = 0.05
        self.address, self.output = f"http://127.0.0.1:{self.server.server_port}", folder / "keluaran.txt"

    def told(self, command: list[str], environment: dict[str, str] | None = None) -> str:
        """Return what a command prints that reads the portal meanwhile."""
        with self.output.open("wb") as output:
            running = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=environment)
            while running.poll() is None:
                self.server.handle_request()
        text = self.output.read_text(encoding="utf-8")
        assert running.returncode == 0, text
        return text


@pytest.fixture
def served(db: None, tmp_path: Path) -> Iterator[Served]:
    for signal in (request_started, request_finished):  # a request must not close the test's connection
        signal.disconnect(close_old_connections)
    with every_layer(tmp_path):
        found = Served(tmp_path)
        yield found
        found.server.server_close()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def layer_of(key: str) -> Layer:
    found = get_layer(key, AnonymousUser())
    assert found is not None
    return found


def ogrinfo(served: Served, key: str, *arguments: str) -> list[str]:
    """Return the ids of the features GDAL reads."""
    layer = layer_of(key)
    command = [
        str(OGRINFO),
        "-ro",
        "-al",
        "-geom=NO",
        "-oo",
        "PAGE_SIZE=25",
        *arguments,
        f"OAPIF:{served.address}/api",
        key,
    ]
    # The wheels' PROJ data, set for this process, would mislead the system's GDAL.
    environment = {"PATH": "/usr/bin:/bin"}
    return re.findall(rf"^  {layer.id_field} \(String\) = (.+)$", served.told(command, environment), re.MULTILINE)


IN_SYSTEM = """
import sys, fiona
fiona.supported_drivers["OAPIF"] = "r"
with fiona.open(f"OAPIF:{sys.argv[1]}/api", layer=sys.argv[2], allow_unsupported_drivers=True, CRS=sys.argv[3]) as rows:
    print(sum(1 for row in rows), *rows.bounds)
"""


@pytest.mark.parametrize("key", LAYERS)
def test_gdal_reads_what_the_database_holds(served: Served, key: str) -> None:
    layer = layer_of(key)
    rows = features(layer, reading_now(layer))
    whole = sorted(ogrinfo(served, key))
    assert whole == sorted(rows.values_list("out_id", flat=True))
    inside = sorted(rows.filter(touches(layer, BOX)).values_list("out_id", flat=True))
    assert sorted(ogrinfo(served, key, "-spat", *map(str, BOX))) == inside != []
    chosen = ogrinfo(served, key, "-where", WHERE[key])
    assert 0 < len(chosen) <= len(whole)
    assert sorted(chosen) == sorted(each for each in whole if each in set(chosen))


@pytest.mark.parametrize("key", LAYERS)
def test_gdal_reads_two_systems(served: Served, key: str) -> None:
    """By the GDAL in fiona's wheel: Debian 12 has 3.6, which asks for no system (3.7 does). In a process of its own."""
    layer = layer_of(key)
    count = features(layer, reading_now(layer)).count()
    for system, least, most in (("EPSG:4326", 115, 120), ("EPSG:32650", 300_000, 800_000)):
        command = [sys.executable, "-c", IN_SYSTEM, served.address, key, system]
        told = served.told(command).split()
        assert int(told[0]) == count
        assert least < float(told[1]) <= float(told[3]) < most


@pytest.mark.parametrize("key", LAYERS)
def test_gdal_reads_a_tile_of_each_layer(served: Served, client: Client, key: str, tmp_path: Path) -> None:
    layer, tile, path = layer_of(key), Tile(5, 26, 15), tmp_path / "ubin.mvt"
    path.write_bytes(client.get(f"/api/collections/{key}/tiles/WebMercatorQuad/5/15/26").content)
    command = [str(OGRINFO), "-ro", "-so", "-al", "-oo", "X=26", "-oo", "Y=15", "-oo", "Z=5", str(path)]
    told = subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=True, env={"PATH": "/usr/bin:/bin"}
    ).stdout
    counts = dict(re.findall(r"Layer name: (\S+)\n.*?Feature Count: (\d+)", told, re.DOTALL))
    assert int(counts[key]) == rows_of(FeatureQuery(layer, reading_now(layer)), tile).count() > 0
