"""What the portal needs in order to run, read without judging: `/healthz` and `manage.py doctor` ask here."""

import shutil
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.utils import ProgrammingError

OLDEST_POSTGRESQL = 14
OLDEST_POSTGIS = (3, 3)
EXTENSIONS = ("postgis", "btree_gist", "pg_trgm", "unaccent")
REFERENCE_SYSTEMS = (9470, 9480, 9490)
# A worker says every ten seconds that it lives; after thirty the queue counts it as lost.
WORKER_SILENCE_S = 60

MigrationName = tuple[str, str]


@dataclass(frozen=True)
class Server:
    """The database server: major version, and the installed extensions with their versions."""

    postgresql: int
    extensions: dict[str, str]

    @property
    def postgis(self) -> tuple[int, ...]:
        return tuple(int(part) for part in self.extensions.get("postgis", "0").split(".")[:2])

    @property
    def missing_extensions(self) -> list[str]:
        return [name for name in EXTENSIONS if name not in self.extensions]


def database_server() -> Server:
    """Ask the server what it is. One query; raises OperationalError where it cannot be reached."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version_num')::int / 10000,"
            " array_agg(extname::text), array_agg(extversion) FROM pg_extension"
        )
        major, names, versions = cursor.fetchone()
    return Server(major, dict(zip(names, versions, strict=True)))


def unknown_reference_systems() -> list[int]:
    """Return which of Indonesia's reference systems PostGIS does not know. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT srid FROM spatial_ref_sys WHERE srid = ANY(%s)", [list(REFERENCE_SYSTEMS)])
        known = {srid for (srid,) in cursor.fetchall()}
    return [srid for srid in REFERENCE_SYSTEMS if srid not in known]


def pending_migrations() -> list[str]:
    """Return the migrations on disk that the database lacks. One query."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            applied: set[MigrationName] = set(cursor.fetchall())
    except ProgrammingError:
        applied = set()  # not even the table is there
    missing = (name for name, replaced in migrations_on_disk().items() if not _is_applied(name, replaced, applied))
    return sorted(f"{app}.{name}" for app, name in missing)


@cache
def migrations_on_disk() -> dict[MigrationName, frozenset[MigrationName]]:
    """Return each migration of this software with those it replaces."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return {name: frozenset(migration.replaces) for name, migration in loader.disk_migrations.items()}


def _is_applied(name: MigrationName, replaced: frozenset[MigrationName], applied: set[MigrationName]) -> bool:
    return name in applied or bool(replaced and replaced <= applied)


def worker_seen_at() -> datetime | None:
    """Return when a queue worker last said that it lives; None where none does. One query."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT max(last_heartbeat) FROM procrastinate_workers")
            (seen,) = cursor.fetchone()
    except ProgrammingError:
        return None
    at: datetime | None = seen
    return at


def disk_free_bytes() -> int:
    """Return what is free where uploads are kept, or will be."""
    folder = next(path for path in (settings.MEDIA_ROOT, *Path(settings.MEDIA_ROOT).parents) if Path(path).is_dir())
    return shutil.disk_usage(folder).free


def static_files_collected() -> bool:
    """Answer whether pages will find their styles and scripts under the names they are linked by."""
    if not isinstance(staticfiles_storage, ManifestFilesMixin):
        return True
    return bool(staticfiles_storage.hashed_files)
