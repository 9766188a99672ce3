"""`/healthz`: each dependency by itself, 200 or 503, nothing that should not leave the house."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from geoportal import vitals
from layers.models import LayerSettings, Visibility

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker() -> None:
    """Let a queue worker have said just now that it lives."""
    heartbeat(timedelta())


def heartbeat(ago: timedelta) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", [timezone.now() - ago])


def ask(client: Client) -> tuple[int, dict[str, Any]]:
    response = client.get("/healthz")
    return response.status_code, response.json()


def fail(*args: object) -> None:
    raise OperationalError('connection to server at "10.0.0.7" failed: password authentication failed for user "web"')


def test_healthy_portal_reports_every_dependency_and_the_releases(client: Client, worker: None) -> None:
    status, content = ask(client)
    assert (status, content["status"]) == (200, "ok")
    assert set(content["checks"]) == {
        "database", "postgis", "extensions", "migrations", "worker", "disk", "static_files"
    }  # fmt: skip
    assert content["releases"].keys() >= {"desa", "kecamatan", "kabupaten"}


def test_answer_is_quick_and_is_never_kept(client: Client, worker: None, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(6):
        response = client.get("/healthz")
    assert "no-store" in response["Cache-Control"]


def test_head_answers_like_get_without_a_body(client: Client, worker: None) -> None:
    response = client.head("/healthz")
    assert (response.status_code, response.content) == (200, b"")


def test_post_is_refused(client: Client) -> None:
    assert client.post("/healthz").status_code == 405


def test_unreachable_database_is_503_and_tells_no_insides(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vitals, "database_server", fail)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["checks"]["database"] == {"status": "error"}
    for inside in ("10.0.0.7", "password", "web", str(settings.BASE_DIR), settings.SECRET_KEY):
        assert inside not in response.content.decode()


@pytest.mark.parametrize(
    ("server", "part"),
    [
        (vitals.Server(15, {"postgis": "3.1.0", "btree_gist": "1", "pg_trgm": "1", "unaccent": "1"}), "postgis"),
        (vitals.Server(15, {"postgis": "3.3.2", "btree_gist": "1", "pg_trgm": "1"}), "extensions"),
    ],
)
def test_server_that_lacks_something_is_503(
    client: Client, worker: None, monkeypatch: pytest.MonkeyPatch, server: vitals.Server, part: str
) -> None:
    monkeypatch.setattr(vitals, "database_server", lambda: server)
    status, content = ask(client)
    assert (status, content["checks"][part]["status"]) == (503, "error")


def test_pending_migration_is_503(client: Client, worker: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vitals, "migrations_on_disk", lambda: {("boundaries", "9999_later"): frozenset()})
    status, content = ask(client)
    assert (status, content["checks"]["migrations"]) == (503, {"status": "error", "pending": 1})


@pytest.mark.parametrize("ago", [timedelta(minutes=5), timedelta(hours=3)])
def test_silent_worker_is_a_warning_since_pages_are_served(client: Client, ago: timedelta) -> None:
    heartbeat(ago)
    status, content = ask(client)
    assert (status, content["status"], content["checks"]["worker"]["status"]) == (200, "warning", "warning")
    assert content["checks"]["worker"]["seen_seconds_ago"] >= ago.total_seconds()


def test_uncollected_static_files_are_503(client: Client, worker: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vitals, "static_files_collected", lambda: False)
    assert ask(client)[0] == 503


def test_full_disk_is_a_warning(client: Client, worker: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vitals.shutil, "disk_usage", lambda path: SimpleNamespace(free=1_000))
    status, content = ask(client)
    assert (status, content["checks"]["disk"]) == (200, {"status": "warning", "free_gb": 0.0})


def test_hidden_layer_is_not_named(client: Client, worker: None) -> None:
    LayerSettings.objects.update_or_create(key="desa", defaults={"visibility": Visibility.DRAFT})
    assert "desa" not in ask(client)[1]["releases"]


def test_migration_that_replaces_applied_ones_is_not_pending(monkeypatch: pytest.MonkeyPatch) -> None:
    squashed = frozenset({("boundaries", "0001_extensions"), ("boundaries", "0002_regions_and_boundaries")})
    monkeypatch.setattr(vitals, "migrations_on_disk", lambda: {("boundaries", "0001_squashed"): squashed})
    assert vitals.pending_migrations() == []
