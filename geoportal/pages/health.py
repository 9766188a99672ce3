"""`/healthz`: whether each thing the portal needs is there, for load balancers and monitors.

200 while pages can be served, 503 while they cannot. No personal data, no secrets, no insides.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from geoportal import vitals
from layers.registry import layers_for
from layers.releases import current_numbers

OK, WARNING, ERROR = "ok", "warning", "error"
LITTLE_DISK = 1_000_000_000
Part = dict[str, Any]


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    parts = {"disk": _disk(), "static_files": _static_files(), **_database_parts()}
    worst = max((part["status"] for part in parts.values()), key=[OK, WARNING, ERROR].index)
    content = {"status": worst, "version": settings.SOFTWARE_VERSION, "checks": parts}
    if parts["database"]["status"] == OK:
        content["releases"] = _releases()
    return JsonResponse(content, status=503 if worst == ERROR else 200)


def _part(status: str, **facts: Any) -> Part:
    return {"status": status, **facts}


def _disk() -> Part:
    free = vitals.disk_free_bytes()
    return _part(OK if free > LITTLE_DISK else WARNING, free_gb=round(free / 1e9, 1))


def _static_files() -> Part:
    return _part(OK if vitals.static_files_collected() else ERROR)


def _database_parts() -> dict[str, Part]:
    """Return the database and all that lives in it; while it cannot be reached, nothing is known of the rest."""
    try:
        server = vitals.database_server()
    except (DatabaseError, InterfaceError):
        return {"database": _part(ERROR)}
    return {
        "database": _part(OK, version=server.postgresql),
        "postgis": _part(
            OK if server.postgis >= vitals.OLDEST_POSTGIS else ERROR, version=server.extensions.get("postgis")
        ),
        "extensions": _part(ERROR if server.missing_extensions else OK, missing=server.missing_extensions),
        "migrations": _guarded(_migrations),
        "worker": _guarded(_worker),
    }


def _guarded(read: Callable[[], Part]) -> Part:
    try:
        return read()
    except (DatabaseError, InterfaceError):
        return _part(ERROR)


def _migrations() -> Part:
    pending = len(vitals.pending_migrations())
    return _part(ERROR if pending else OK, pending=pending)


def _worker() -> Part:
    """Pages are served without a worker; what it would make waits."""
    seen = vitals.worker_seen_at()
    silence = (timezone.now() - seen).total_seconds() if seen else None
    alive = silence is not None and silence < vitals.WORKER_SILENCE_S
    return _part(OK if alive else WARNING, seen_seconds_ago=None if silence is None else round(silence))


def _releases() -> dict[str, int]:
    """Return the newest release of each public layer."""
    try:
        return current_numbers(layer.releases_of for layer in layers_for(AnonymousUser()))
    except (DatabaseError, InterfaceError):
        return {}
