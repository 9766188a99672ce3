"""What a portal of the first issue held goes on: releases, addresses, answers for a day, and the way back.

The data (tests/data, labelled data contoh) was written by the code of then: scripts/make_first_issue_dump.py.
"""

import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from scripts.make_first_issue_dump import ADDRESSES, ASK, CHANGED, NEW_CODE, RECODED
from tests.integration.pages.conftest import Reader

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
GONE = "(tidak ada lagi)"
# What deliberately says something else than then: member, then, now.
CHANGED_MEANWHILE = (
    # Where no legal basis is known the property is null, as every other property of a border is; it was "" before.
    ("legal_basis", "", None),
)
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
    asked, told = folder / "asked.json", folder / "told.json.gz"
    asked.write_text(json.dumps(addresses), encoding="utf-8")
    done(environment, "shell", "-c", ASK.format(asked=str(asked), told=str(told)))
    with gzip.open(told, "rt", encoding="utf-8") as read:
        found: dict[str, list[object]] = json.load(read)
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
    """Every address answers as it did: all that was told then is told now, with the same value. More may be told."""
    with gzip.open(DATA / "first_issue_answers.json.gz", "rt", encoding="utf-8") as told:
        expected = json.load(told)
    found = answers(environment, folder, *ADDRESSES)
    assert list(expected) == list(ADDRESSES)
    assert {address: each[0] for address, each in found.items()} == {
        address: each[0] for address, each in expected.items()
    }
    bodies = {address: (each[1], found[address][1]) for address, each in expected.items() if each[1]}
    assert len(bodies) > 45, "the answers of then are gone"
    assert {address: lost for address, both in bodies.items() if (lost := list(_lost(address, *both)))} == {}


def _lost(address: str, then: str, now: str) -> Iterator[object]:
    if address.startswith("/api/"):
        return not_told(json.loads(then), json.loads(now))
    before, said = said_on(then), said_on(now)
    assert len(before) > 1, f"{address} is read wrongly"
    return (fact for fact in before if fact not in said)


def not_told(then: Any, now: Any, name: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Yield what an answer told and another does not: the member's name, what it was, what it is."""
    if isinstance(then, dict) and isinstance(now, dict):
        for member, value in then.items():
            yield from not_told(value, now.get(member, GONE), member)
    elif isinstance(then, list) and isinstance(now, list) and then and isinstance(then[0], dict):
        known = {_identity(each): each for each in now}
        assert len(known) == len(now), f"{name}: what tells its entries apart?"
        for each in then:
            yield from not_told(each, known.get(_identity(each), GONE), name)
    elif then != now and (name, then, now) not in CHANGED_MEANWHILE:
        yield name, then, now


def _identity(each: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(each.get(name) for name in ("id", "rel", "type", "hreflang", "href", "code", "year", "name"))


def said_on(page: str) -> list[tuple[str, ...]]:
    """Return the title, the headings, the facts and the rows of tables of a page."""
    reader = Reader()
    reader.feed(page)
    titles = [("title", each.text) for tag in ("title", "h1") for each in reader.root.all(tag)]
    facts = [
        tuple(part.text for tag in ("dt", "dd") for part in each.all(tag))
        for block in reader.root.all("dl")
        for each in block.all("div")
    ]
    return [*titles, *facts, *((each.text,) for each in reader.root.all("tr"))]


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
