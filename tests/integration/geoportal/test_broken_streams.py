"""A stream that fails on the way breaks the connection: whoever reads it, behind the real server, knows that it is not whole."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed here"),
]
PARTIAL = 18  # curl: "Partial file. Only a part of the file was transferred."
LAST = 1_000_000  # of the sequence: the call after it fails
# Addresses, and how many features (of GeoJSON) or shapes (of the others) the database writes before it fails: more than it is
# asked for at a time, fewer than there are.
BROKEN = (
    ("/unduh/desa.geojson", 110),
    ("/r/desa/1/desa.geojson", 110),
    ("/unduh/desa.geojsons?kind=desa", 110),
    ("/unduh/fasilitas.csv?wkt=1", 450),
    ("/unduh/fasilitas.kml", 450),
    ("/api/collections/desa/items?limit=1000", 110),
)
# Found before PostgreSQL's and PostGIS' own, as the search path says: the cursor fails in the middle, as it does when a disk or
# a session goes.
FAILING = """
CREATE SCHEMA failing;
CREATE SEQUENCE failing.written MAXVALUE 9000000;
CREATE FUNCTION failing.spent() RETURNS boolean LANGUAGE plpgsql AS
    $$ BEGIN IF nextval('failing.written') > {last} THEN RAISE EXCEPTION 'the disk went away'; END IF; RETURN true; END $$;
CREATE FUNCTION failing.to_json(text) RETURNS json LANGUAGE plpgsql AS
    $$ BEGIN PERFORM failing.spent(); RETURN pg_catalog.to_json($1); END $$;
CREATE FUNCTION failing.st_asbinary(geometry) RETURNS bytea LANGUAGE plpgsql AS
    $$ BEGIN PERFORM failing.spent(); RETURN public.st_asbinary($1); END $$;
"""


@pytest.fixture
def server(fresh_database: dict[str, str], tmp_path: Path) -> Iterator[str]:
    """Serve the portal by gunicorn, as on a server, over a database that fails in the middle of a layer."""
    with psycopg.connect(fresh_database["DATABASE_URL"], autocommit=True) as session:
        session.execute(FAILING.format(last=LAST))
        name = session.info.dbname
        session.execute(f'ALTER DATABASE "{name}" SET search_path = failing, pg_catalog, public')
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**fresh_database, "VAR_DIR": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "gunicorn", "-k", "gthread", "--threads", "2", "-b", f"127.0.0.1:{port}"]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "geoportal.wsgi"], env=environment, cwd=settings.BASE_DIR, stdout=log, stderr=log
        )
        try:
            _wait(f"http://127.0.0.1:{port}/unduh/nope.csv", process, tmp_path / "log")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _attempt in range(300):
        assert process.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(address, timeout=60)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(log.read_text())


def fetched(address: str, path: Path, *options: str) -> int:
    path.unlink(missing_ok=True)
    return subprocess.run(
        ["curl", "--silent", "--noproxy", "*", "--output", str(path), *options, address],
        env={**os.environ, "LC_ALL": "C"},
        timeout=120,
    ).returncode


def test_curl_is_told_that_a_file_is_not_whole(server: str, fresh_database: dict[str, str], tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    for address, written in BROKEN:
        _fail_after(written, fresh_database)
        code = fetched(f"{server}{address}", kept)
        assert (code, kept.exists() and kept.stat().st_size > 0) == (PARTIAL, True), (address, code)


def test_what_fails_before_its_first_byte_is_an_error_and_the_server_goes_on(
    server: str, fresh_database: dict[str, str], tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    _fail_after(50, fresh_database)
    assert fetched(f"{server}/unduh/desa.gpkg", kept, "--fail") == 22  # curl: "HTTP page not retrieved"
    assert fetched(f"{server}/unduh/desa.csv", kept, "--fail") == 0
    assert kept.read_bytes().count(b"\r\n") == 142


def _fail_after(written: int, environment: dict[str, str]) -> None:
    with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as session:
        session.execute("SELECT setval('failing.written', %s)", [LAST - written])
