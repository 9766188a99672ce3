"""`manage.py doctor`: what is wrong is named with its remedy, in both languages; errors give exit code 1."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from geoportal import vitals
from geoportal.doctor import ERROR, OK, WARNING, Finding, database, examine, place, process

pytestmark = pytest.mark.django_db
SOUND_KEY = "k9x2-" * 12


@pytest.fixture(autouse=True)
def as_installed(settings: Any, tmp_path: Path) -> None:
    """Give the test's portal folders of its own, a key and an address."""
    settings.VAR_DIR, settings.MEDIA_ROOT, settings.STATIC_ROOT = tmp_path, tmp_path / "media", tmp_path / "static"
    settings.SECRET_KEY, settings.PUBLIC_URL = SOUND_KEY, "https://geo.example.go.id"


def only(findings: Iterator[Finding]) -> Finding:
    (found,) = findings
    return found


def complaints() -> list[Finding]:
    return [finding for finding in examine() if finding.severity != OK]


def test_sound_installation_has_nothing_but_a_missing_worker_to_tell() -> None:
    assert [finding.said[1] for finding in complaints()] == [
        "No queue worker runs: scheduled releases and background jobs wait"
    ]


def test_every_complaint_says_what_to_do_in_both_languages(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.SECRET_KEY, settings.PUBLIC_URL = "short", "http://geo.example.go.id"
    monkeypatch.setattr(vitals, "static_files_collected", lambda: False)
    found = complaints()
    assert len(found) == 4
    assert all(all(finding.said) and all(finding.remedy) for finding in found)


def test_coordinates_are_transformed_right() -> None:
    assert only(process.geometry_libraries()).severity == OK


@pytest.mark.parametrize(
    ("check", "target", "name", "value", "severity"),
    [
        (process.python_version, process.sys, "version_info", (3, 14, 0), ERROR),
        (process.geometry_libraries, process, "TRUE_PLACE", (115.3, -2.7), ERROR),
        (process.geometry_libraries, process, "UTM_50", 999999, ERROR),
        (process.file_drivers, process.fiona, "supported_drivers", {"GPKG": "rw"}, ERROR),
        (place.disk_room, vitals.shutil, "disk_usage", lambda path: SimpleNamespace(free=1_000), ERROR),
        (place.disk_room, vitals.shutil, "disk_usage", lambda path: SimpleNamespace(free=1_000_000_000), WARNING),
        (database.reference_systems, vitals, "unknown_reference_systems", lambda: [9470], ERROR),
    ],
)
def test_fault_is_found(
    monkeypatch: pytest.MonkeyPatch,
    check: Callable[[], Iterator[Finding]],
    target: object,
    name: str,
    value: object,
    severity: str,
) -> None:
    monkeypatch.setattr(target, name, value)
    assert only(check()).severity == severity


@pytest.mark.parametrize(
    ("url", "severity"),
    [
        ("", WARNING),
        ("http://geo.example.go.id", WARNING),
        ("http://localhost:8000", OK),
        ("https://geo.example.go.id/geo", OK),
    ],
)
def test_public_url_is_judged(settings: Any, url: str, severity: str) -> None:
    settings.PUBLIC_URL = url
    assert only(process.public_url()).severity == severity


def test_missing_database_url_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert only(process.database_url()).severity == WARNING


def test_folder_that_cannot_be_written_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(place.tempfile, "TemporaryFile", refuse)
    assert {finding.severity for finding in place.folders_writable()} == {ERROR}


def test_changed_static_file_is_a_warning(settings: Any) -> None:
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    manifest.parent.mkdir()
    manifest.touch()
    assert only(place.static_files()).severity == OK

    os.utime(manifest, (0, 0))
    assert only(place.static_files()).severity == WARNING


def test_translation_older_than_its_source_is_a_warning(settings: Any, tmp_path: Path) -> None:
    folder = tmp_path / "locale" / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").touch()
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    assert only(place.translations()).severity == WARNING


def test_missing_extension_comes_with_the_sql(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vitals, "database_server", lambda: vitals.Server(15, {"postgis": "3.3.2", "btree_gist": "1"}))
    finding = only(database.extensions())
    assert finding.sql == "CREATE EXTENSION pg_trgm;\nCREATE EXTENSION unaccent;"
    assert not finding.ends


def test_old_servers_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vitals, "database_server", lambda: vitals.Server(13, {"postgis": "3.1.4"}))
    assert [finding.said[1] for finding in database.server_versions()] == [
        "PostgreSQL 13 is too old",
        "PostGIS 3.1.4 is too old",
    ]


def test_reference_systems_come_with_the_sql_that_adds_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vitals, "unknown_reference_systems", lambda: [9470])
    assert "INSERT INTO spatial_ref_sys" in only(database.reference_systems()).sql


def test_database_that_cannot_be_reached_ends_the_examination(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**parameters: object) -> None:
        raise psycopg.OperationalError("connection refused\nmore")

    monkeypatch.setattr(database.psycopg, "connect", refuse)
    last = list(examine())[-1]
    assert (last.severity, last.ends) == (ERROR, True)
    assert last.said[1].endswith("cannot be reached: connection refused")


def test_pending_migration_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vitals, "migrations_on_disk", lambda: {("boundaries", "9999_later"): frozenset()})
    assert "boundaries.9999_later" in only(database.migrations()).said[0]


def test_failed_job_is_named() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status) VALUES ('default', 'uji', '{}', 'failed')"
        )
    assert "uji (1)" in only(database.failed_jobs()).said[0]


def test_command_ends_with_a_summary_and_fails_on_errors(settings: Any) -> None:
    said = StringIO()
    call_command("doctor", stdout=said)
    assert said.getvalue().splitlines()[-1].endswith("1 perhatian, 0 galat")
    settings.SECRET_KEY = "short"
    with pytest.raises(CommandError, match="1 galat"):
        call_command("doctor", stdout=said)
    assert "SECRET_KEY is too short or easy to guess" in said.getvalue()


@pytest.mark.parametrize(
    ("name", "value"), [("DATABASE_URL", "mysql://x"), ("PUBLIC_URL", "geo.example.go.id"), ("GEO_LIBS", "other")]
)
def test_setting_that_cannot_be_read_is_named_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "doctor"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert name in ended.stderr
    assert "Traceback" not in ended.stderr
