"""Other servers over the same rows, for comparison: a plain djangorestframework-gis view, and TiPG from PyPI (PEERS=1)."""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlsplit

import psycopg

from . import serving
from .keys import AREAS, KUTIM

TABLES = {AREAS: "peer_desa", KUTIM: "peer_kutim"}
# A plain table of what the portal keeps in three, indexed as these servers want it.
MAKE_TABLE = """
    CREATE TABLE {table} AS SELECT f.key AS id, v.attributes->>'nama' AS nama, v.attributes->>'kelas' AS kelas,
        (v.attributes->>'nilai')::int AS nilai, v.geom::geometry(MultiPolygon, 4326) AS geom
    FROM thematic_featureversion v JOIN thematic_feature f ON f.id = v.feature_id
    JOIN thematic_thematiclayer l ON l.id = v.layer_id WHERE l.key = '{layer}' AND v.until IS NULL;
    ALTER TABLE {table} ADD PRIMARY KEY (id);
    CREATE INDEX ON {table} USING gist (geom);
    ANALYZE {table};
"""


@dataclass(frozen=True)
class Peer:
    """`items` and `tiles` are addresses of layers there, by layer; one that has none is not asked."""

    address: str
    items: Mapping[str, str]
    tiles: Mapping[str, str] = field(default_factory=dict)

    def paths(self, ours: Sequence[str]) -> list[str]:
        """Return what asks this server for the same; nothing where it cannot."""
        made = [self._path(path) for path in ours]
        return [path for path in made if path] if all(made) else []

    def _path(self, path: str) -> str:
        found = urlsplit(path)
        if match := re.fullmatch(r"/api/collections/([^/]+)/items(.*)", found.path):
            query = f"?{found.query}" if found.query else ""
            return f"{self.items[match[1]]}{match[2]}{query}" if match[1] in self.items else ""
        if match := re.fullmatch(r"/api/collections/([^/]+)/tiles/WebMercatorQuad/(\d+)/(\d+)/(\d+)", found.path):
            layer, z, y, x = match.groups()
            return f"{self.tiles[layer]}/{z}/{x}/{y}" if layer in self.tiles else ""
        if match := re.fullmatch(r"/r/([^/]+)/1/(\d+)/(\d+)/(\d+)\.mvt", found.path):
            layer, z, x, y = match.groups()
            return f"{self.tiles[layer]}/{z}/{x}/{y}" if layer in self.tiles else ""
        return ""


@contextmanager
def served(environment: dict[str, str], *, wanted: bool) -> Iterator[dict[str, Peer]]:
    """Serve the peers until left; none where they are not wanted."""
    if not wanted:
        yield {}
        return
    with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as session:
        for layer, table in TABLES.items():
            session.execute(MAKE_TABLE.format(layer=layer, table=table))
    with ExitStack() as stack:
        drf = stack.enter_context(_drf_gis(environment))
        tipg = stack.enter_context(_tipg(environment))
        there = {layer: f"/collections/public.{table}" for layer, table in TABLES.items()}
        yield {
            "DRF-gis": Peer(drf, {AREAS: "/items"}),
            "TiPG": Peer(
                tipg,
                {layer: f"{each}/items" for layer, each in there.items()},
                {layer: f"{each}/tiles/WebMercatorQuad" for layer, each in there.items()},
            ),
        }


@contextmanager
def _drf_gis(environment: dict[str, str]) -> Iterator[str]:
    given = {**environment, "DJANGO_SETTINGS_MODULE": "scripts.benchmarks.peer_drf_gis"}
    configured = ("--config", str(serving.ROOT / "deploy/gunicorn.conf.py"), "geoportal.wsgi:application")
    with serving.served(given, *configured, ready="/items?limit=1") as server:
        yield server.address


@contextmanager
def _tipg(environment: dict[str, str]) -> Iterator[str]:
    """Install TiPG into a folder of its own, serve it by two processes, and remove it."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        subprocess.run([sys.executable, "-m", "venv", name], check=True)
        python = str(Path(name) / "bin" / "python")
        subprocess.run([python, "-m", "pip", "install", "--quiet", "tipg", "uvicorn"], check=True)
        port = serving.free_port()
        process = subprocess.Popen(
            [python, "-m", "uvicorn", "tipg.main:app", "--port", str(port), "--workers", "2", "--log-level", "error"],
            env={
                **os.environ,
                "DATABASE_URL": _with_host(environment["DATABASE_URL"]),
                "TIPG_MAX_FEATURES_PER_QUERY": "10000",
                "TIPG_DB_ONLY_SPATIAL_TABLES": "TRUE",
                "TIPG_DB_TABLES": json.dumps([f"public.{table}" for table in TABLES.values()]),
            },
        )
        try:
            address = f"http://127.0.0.1:{port}"
            serving.wait_for(f"{address}/collections/public.{TABLES[AREAS]}/items?limit=1", process)
            yield address
        finally:
            process.terminate()
            process.wait()


def _with_host(address: str) -> str:
    """Return a database's address with the folder of its socket, if it has one, where TiPG wants a host."""
    parts = urlsplit(address)
    folder = dict(parse_qsl(parts.query)).get("host", "")
    if parts.hostname or not folder:
        return address
    return f"postgresql://{parts.netloc}{quote(folder, safe='')}{parts.path}"
