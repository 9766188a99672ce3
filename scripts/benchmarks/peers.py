"""Other servers over the same rows, for comparison: a plain djangorestframework-gis view, and TiPG from PyPI (PEERS=1)."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlsplit

import psycopg

from . import serving

AREAS = "ukur-desa"
TABLE = "peer_desa"
# A plain table of what the portal keeps in three, indexed as these servers want it.
MAKE_TABLE = f"""
    CREATE TABLE {TABLE} AS SELECT f.key AS id, v.attributes->>'nama' AS nama, v.attributes->>'kelas' AS kelas,
        (v.attributes->>'nilai')::int AS nilai, v.geom::geometry(MultiPolygon, 4326) AS geom
    FROM thematic_featureversion v JOIN thematic_feature f ON f.id = v.feature_id
    JOIN thematic_thematiclayer l ON l.id = v.layer_id WHERE l.key = '{AREAS}' AND v.until IS NULL;
    ALTER TABLE {TABLE} ADD PRIMARY KEY (id);
    CREATE INDEX ON {TABLE} USING gist (geom);
    ANALYZE {TABLE};
"""


@dataclass(frozen=True)
class Peer:
    """`items` and `tiles` are addresses of the same layer there; empty where the server has none."""

    address: str
    items: str
    tiles: str = ""

    def paths(self, ours: Sequence[str]) -> list[str]:
        """Return what asks this server for the same; nothing where it cannot."""
        made = [self._path(path) for path in ours]
        return [path for path in made if path] if all(made) else []

    def _path(self, path: str) -> str:
        found = urlsplit(path)
        mine = f"/api/collections/{AREAS}"
        if self.items and found.path.startswith(f"{mine}/items"):
            query = f"?{found.query}" if found.query else ""
            return f"{self.items}{found.path.removeprefix(f'{mine}/items')}{query}"
        if self.tiles and found.path.startswith(f"{mine}/tiles/WebMercatorQuad/"):
            z, y, x = found.path.rsplit("/", 3)[1:]
            return f"{self.tiles}/{z}/{x}/{y}"
        return ""


@contextmanager
def served(environment: dict[str, str], *, wanted: bool) -> Iterator[dict[str, Peer]]:
    """Serve the peers until left; none where they are not wanted."""
    if not wanted:
        yield {}
        return
    with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as session:
        session.execute(MAKE_TABLE)
    with ExitStack() as stack:
        drf = stack.enter_context(_drf_gis(environment))
        tipg = stack.enter_context(_tipg(environment))
        yield {
            "DRF-gis": Peer(drf, "/items"),
            "TiPG": Peer(
                tipg, f"/collections/public.{TABLE}/items", f"/collections/public.{TABLE}/tiles/WebMercatorQuad"
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
                "TIPG_DB_TABLES": f'["public.{TABLE}"]',
            },
        )
        try:
            address = f"http://127.0.0.1:{port}"
            serving.wait_for(f"{address}/collections/public.{TABLE}/items?limit=1", process)
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
