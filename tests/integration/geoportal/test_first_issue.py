"""What a portal of the first issue held goes on: releases, addresses, answers for a day, and the way back.

The data (tests/data, labelled data contoh) was written by the code of then: scripts/make_first_issue_dump.py.
"""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from scripts.make_first_issue_dump import ADDRESSES, ASK, CHANGED, NEW_CODE, RECODED

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT / "tests" / "data"
# The last migrations of the first issue; those of other packages are theirs.
THEN = (
    ("accounts", "0002_audit_entries_are_append_only"),
    ("layers", "0001_initial"),
    ("imports", "0002_run_publishing"),
    ("boundaries", "0002_regions_and_boundaries"),
)
TO_THEN = "from django.core.management import call_command\n" + "\n".join(
    f"call_command('migrate', {app!r}, {name!r}, verbosity=0)" for app, name in THEN
)
RELEASES = "SELECT layer, number FROM layers_release ORDER BY layer, number"
RUNS = "SELECT id, state FROM imports_run ORDER BY id"
# Since when the changed border is said now, and whether it is the first one again.
AS_FIRST = f"""
    SELECT now.since, now.geom = first.geom
    FROM boundaries_boundary now
    JOIN boundaries_boundary first ON first.region_id = now.region_id AND first.since = 1
    JOIN boundaries_regioncode code ON code.region_id = now.region_id
    WHERE code.code = '{CHANGED}' AND now.until IS NULL
"""
Environment = dict[str, str]


def manage(environment: Environment, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, capture_output=True, text=True
    )


def done(environment: Environment, *command: str) -> str:
    ended = manage(environment, *command)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def load(url: str) -> None:
    """Put the data in as a restore would: COPY by COPY, in one transaction."""
    with gzip.open(DATA / "first_issue.sql.gz", "rt", encoding="utf-8") as dump, psycopg.connect(url) as session:
        for line in dump:
            if line.startswith("COPY "):
                with session.cursor().copy(line.replace("stdin;", "STDIN")) as copy:  # type: ignore[arg-type]
                    for row in iter(dump.readline, "\\.\n"):
                        copy.write(row)
            elif line.startswith("SELECT "):
                session.execute(line)  # type: ignore[arg-type]


def rows(environment: Environment, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(environment["DATABASE_URL"]) as session:
        return session.execute(query).fetchall()  # type: ignore[call-overload]


@pytest.fixture
def migrated(empty_database: Environment, tmp_path: Path) -> Environment:
    """A portal of the first issue, brought to the newest migrations."""
    environment = {**empty_database, "VAR_DIR": str(tmp_path)}
    done(environment, "shell", "-c", TO_THEN)
    load(environment["DATABASE_URL"])
    done(environment, "migrate", "--verbosity", "0")
    return environment


def answers(environment: Environment, folder: Path, *addresses: str) -> dict[str, list[object]]:
    asked, told = folder / "asked.json", folder / "told.json"
    asked.write_text(json.dumps(addresses), encoding="utf-8")
    done(environment, "shell", "-c", ASK.format(asked=str(asked), told=str(told)))
    found: dict[str, list[object]] = json.loads(told.read_text(encoding="utf-8"))
    return found


def test_releases_addresses_and_undo_go_on(migrated: Environment, tmp_path: Path) -> None:
    assert rows(migrated, RELEASES) == [
        *(("desa", number) for number in (1, 2, 3, 4)),
        ("kabupaten", 1),
        ("kecamatan", 1),
        ("register", 1),
    ]
    assert rows(migrated, RUNS) == [(1, "terbit"), (2, "terbit"), (3, "dibatalkan"), (4, "terbit"), (5, "terbit")]
    same_answers(migrated, tmp_path)
    old_codes_lead_on(migrated, tmp_path)
    undo_of_then(migrated)


def same_answers(environment: Environment, folder: Path) -> None:
    """Every address answers as it did. Byte equality ended where the API began to tell more of each region."""
    expected = json.loads((DATA / "first_issue_answers.json").read_text(encoding="utf-8"))
    found = answers(environment, folder, *ADDRESSES)
    assert {address: each[0] for address, each in found.items()} == {
        address: each[0] for address, each in expected.items()
    }


def old_codes_lead_on(environment: Environment, folder: Path) -> None:
    pages = (f"/wilayah/{RECODED}/", f"/wilayah/{NEW_CODE}/", f"/api/regions/{RECODED}", f"/wilayah/{CHANGED}/")
    assert [answer[0] for answer in answers(environment, folder, *pages).values()] == [301, 200, 301, 200]


def undo_of_then(environment: Environment) -> None:
    """What the code of then published is undone by the code of now; what it undid is not undone twice."""
    again = manage(environment, "boundaries_undo", "3")
    assert again.returncode != 0 and "dibatalkan" in again.stderr + again.stdout
    assert "rilis 5" in done(environment, "boundaries_undo", "4")
    assert rows(environment, RUNS)[3:] == [(4, "dibatalkan"), (5, "terbit"), (6, "terbit")]
    assert rows(environment, AS_FIRST) == [(5, True)]
