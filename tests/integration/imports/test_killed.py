"""A publication killed at any point leaves the previous release whole, and the next one succeeds."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
import shapely
from shapely.geometry import mapping

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[3]
DIES_AT = Path(__file__).with_name("dies_at.py")
STATIONS = ["rows written", "levels made", "before commit"]
STATE = """
    SELECT (SELECT count(*) FROM layers_release WHERE layer = 'desa'),
           (SELECT count(*) FROM boundaries_boundary WHERE level = 'desa'),
           (SELECT count(*) FROM boundaries_boundary WHERE level = 'desa' AND until IS NULL),
           (SELECT count(*) FROM boundaries_boundarylevel),
           (SELECT count(*) FROM accounts_auditentry WHERE action = 'imports.publish'),
           (SELECT md5(string_agg(geom::text, '' ORDER BY id)) FROM boundaries_boundary WHERE until IS NULL)
"""


@pytest.fixture
def one_desa(tmp_path: Path) -> Path:
    """A file that moves the border of Long Bentuq."""
    feature = {
        "type": "Feature",
        "properties": {"KDEPUM": "64.08.06.2001", "WADMKD": "Long Bentuq"},
        "geometry": mapping(shapely.box(116.2, 0.9, 116.4, 1.1)),
    }
    path = tmp_path / "satu_desa.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    return path


def run(environment: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )


def state_of(environment: dict[str, str]) -> tuple[Any, ...]:
    with psycopg.connect(environment["DATABASE_URL"]) as session:
        row = session.execute(STATE).fetchone()
    assert row is not None
    return row


@pytest.mark.parametrize("where", STATIONS)
def test_previous_release_stands_and_the_next_run_succeeds(
    where: str, one_desa: Path, fresh_database: dict[str, str]
) -> None:
    before = state_of(fresh_database)

    died = run(fresh_database, str(DIES_AT), where, "import", str(one_desa), "desa")
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert state_of(fresh_database) == before

    lived = run(fresh_database, "manage.py", "boundaries_import", str(one_desa), "--level", "desa")
    assert lived.returncode == 0, lived.stderr
    assert "rilis 2" in lived.stdout
    assert state_of(fresh_database)[0] == before[0] + 1
