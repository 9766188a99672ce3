"""A backup holds the database and the files; a restore is whole or leaves all as it was."""

import io
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[3]
Environment = dict[str, str]
pytestmark = pytest.mark.django_db


@pytest.fixture
def environment(fresh_database: Environment) -> Environment:
    """The copy of the demo database, with the newest of Debian's client programs first."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    path = ":".join([*map(str, reversed(folders)), fresh_database["PATH"]])
    return fresh_database | {"PATH": path}


@pytest.fixture
def state(tmp_path: Path) -> Path:
    (tmp_path / "tmp").mkdir()
    (tmp_path / "media" / "a").mkdir(parents=True)
    (tmp_path / "media" / "a" / "berkas é.txt").write_text("isi", encoding="utf-8")
    return tmp_path


@pytest.fixture
def backup_tool(environment: Environment, state: Path) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    def run(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, ROOT / "scripts/backup.py", arguments[0], "--state", state, *arguments[1:]]
        return subprocess.run(command, env=environment, input=given, capture_output=True)

    return run


@pytest.fixture
def backup(backup_tool: Callable[..., subprocess.CompletedProcess[bytes]]) -> bytes:
    made = backup_tool("create")
    assert made.returncode == 0, made.stderr.decode()
    return made.stdout


def region_names(environment: Environment) -> list[str]:
    with psycopg.connect(environment["DATABASE_URL"]) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM boundaries_region ORDER BY name")]


def rename_regions(environment: Environment) -> None:
    with psycopg.connect(environment["DATABASE_URL"]) as connection:
        connection.execute("UPDATE boundaries_region SET name = 'berubah'")


def test_restore_brings_back_rows_and_files(backup_tool, backup, environment, state) -> None:
    before = region_names(environment)
    rename_regions(environment)
    (state / "media" / "a" / "berkas é.txt").unlink()
    (state / "media" / "baru.txt").write_text("sesudah cadangan", encoding="utf-8")

    restored = backup_tool("restore", "--force", given=backup)

    assert restored.returncode == 0, restored.stderr.decode()
    assert region_names(environment) == before
    assert [path.name for path in (state / "media").rglob("*.txt")] == ["berkas é.txt"]
    assert list((state / "tmp").iterdir()) == []


def test_restore_refuses_a_database_that_holds_something(backup_tool, backup, environment) -> None:
    rename_regions(environment)

    refused = backup_tool("restore", given=backup)

    assert refused.returncode == 1
    assert b"FORCE=1" in refused.stderr
    assert set(region_names(environment)) == {"berubah"}


def cut_short(backup: bytes) -> bytes:
    return backup[: len(backup) // 2]


def without_end(backup: bytes) -> bytes:
    return rewritten(backup, keep=lambda name: name != "end")


def with_broken_dump(backup: bytes) -> bytes:
    return rewritten(backup, change={"database.dump": b"PGDMP" + b"\0" * 2000})


def leading_outside(backup: bytes) -> bytes:
    return rewritten(backup, rename={"media/a/berkas é.txt": "media/../../keluar.txt"})


def rewritten(
    backup: bytes,
    *,
    keep: Callable[[str], bool] = bool,
    change: dict[str, bytes] | None = None,
    rename: dict[str, str] | None = None,
) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(backup)) as source, tarfile.open(fileobj=out, mode="w") as target:
        for member in source:
            file = source.extractfile(member)
            content = (change or {}).get(member.name, file.read() if file else b"")
            copy = tarfile.TarInfo((rename or {}).get(member.name, member.name))
            copy.type, copy.size = member.type, len(content)
            if keep(member.name):
                target.addfile(copy, io.BytesIO(content))
    return out.getvalue()


@pytest.mark.parametrize("spoil", [cut_short, without_end, with_broken_dump, leading_outside])
def test_a_spoilt_backup_changes_nothing(backup_tool, backup, environment, state, spoil) -> None:
    rename_regions(environment)

    refused = backup_tool("restore", "--force", given=spoil(backup))

    assert refused.returncode == 1
    assert b"Berhenti" in refused.stderr
    assert set(region_names(environment)) == {"berubah"}
    assert (state / "media" / "a" / "berkas é.txt").read_text(encoding="utf-8") == "isi"
    assert not (state.parent / "keluar.txt").exists()


def test_check_names_encoding_and_parts_a_database_lacks_with_the_sql(environment) -> None:
    command = [sys.executable, ROOT / "scripts/database.py", "check"]
    name = "kosong_" + environment["DATABASE_URL"].partition("/copy_")[2].partition("?")[0]
    with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0 ENCODING SQL_ASCII LOCALE "C"')
        try:
            bare = environment | {"DATABASE_URL": environment["DATABASE_URL"].replace(f"copy_{name[7:]}", name)}
            answer = subprocess.run(command, env=bare, capture_output=True, text=True)
        finally:
            connection.execute(f'DROP DATABASE "{name}"')

    assert answer.returncode == 1
    assert "SQL_ASCII" in answer.stderr
    assert "CREATE EXTENSION postgis;" in answer.stderr
    assert "9470" in answer.stderr
    assert subprocess.run(command, env=environment, capture_output=True).returncode == 0
