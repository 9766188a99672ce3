"""Checks of the database, and of the queue that lives in it."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection
from django.utils import timezone

from geoportal import vitals

from .finding import Finding, error, fine, warning

PATIENCE_S = 5
REFERENCE_SYSTEMS_SQL = Path(settings.BASE_DIR) / "scripts" / "sql" / "reference_systems.sql"


def reachable() -> Iterator[Finding]:
    name, host = connection.settings_dict["NAME"], connection.settings_dict["HOST"] or "localhost"
    try:
        # Past the pool, which would only say that it waited.
        psycopg.connect(**connection.get_connection_params(), connect_timeout=PATIENCE_S).close()
    except psycopg.Error as problem:
        yield error(
            (
                f"Basis data {name} di {host} tidak terjangkau: {_first_line(problem)}",
                f"Database {name} at {host} cannot be reached: {_first_line(problem)}",
            ),
            (
                "Periksa DATABASE_URL, apakah server berjalan (scripts/cluster status), dan hak masuk perannya.",
                "Check DATABASE_URL, whether the server runs (scripts/cluster status), and whether the role may sign in.",
            ),
            ends=True,
        )
    else:
        yield fine(f"Basis data {name} di {host} terjangkau", f"Database {name} at {host} is reached")


def _first_line(problem: Exception) -> str:
    return next(iter(str(problem).strip().splitlines()), type(problem).__name__)


def server_versions() -> Iterator[Finding]:
    server = vitals.database_server()
    if server.postgresql < vitals.OLDEST_POSTGRESQL:
        yield error(
            (f"PostgreSQL {server.postgresql} terlalu lama", f"PostgreSQL {server.postgresql} is too old"),
            ("Pakai PostgreSQL 14 atau lebih baru.", "Use PostgreSQL 14 or newer."),
        )
    else:
        yield fine(f"PostgreSQL {server.postgresql}", f"PostgreSQL {server.postgresql}")
    installed = server.extensions.get("postgis")
    if installed and server.postgis < vitals.OLDEST_POSTGIS:
        yield error(
            (f"PostGIS {installed} terlalu lama", f"PostGIS {installed} is too old"),
            (
                "Pasang PostGIS 3.3 atau lebih baru, lalu perbarui ekstensinya.",
                "Install PostGIS 3.3 or newer, then update the extension.",
            ),
            sql="ALTER EXTENSION postgis UPDATE;",
        )
    elif installed:
        yield fine(f"PostGIS {installed}", f"PostGIS {installed}")


def extensions() -> Iterator[Finding]:
    missing = vitals.database_server().missing_extensions
    if missing:
        names = ", ".join(missing)
        yield error(
            (f"Ekstensi belum ada: {names}", f"Extensions missing: {names}"),
            (
                "Minta administrator basis data menjalankan SQL ini di basis data portal:",
                "Ask the database's administrator to run this SQL in the portal's database:",
            ),
            sql="\n".join(f"CREATE EXTENSION {name};" for name in missing),
            ends="postgis" in missing,
        )
    else:
        yield fine("Ekstensi lengkap", "The extensions are complete")


def reference_systems() -> Iterator[Finding]:
    unknown = vitals.unknown_reference_systems()
    if unknown:
        names = ", ".join(f"EPSG:{srid}" for srid in unknown)
        yield error(
            (f"Sistem referensi belum dikenal PostGIS: {names}", f"Reference systems PostGIS does not know: {names}"),
            (
                "Minta administrator basis data menjalankan SQL ini di basis data portal:",
                "Ask the database's administrator to run this SQL in the portal's database:",
            ),
            sql=REFERENCE_SYSTEMS_SQL.read_text(encoding="utf-8").strip(),
        )
    else:
        yield fine(
            "Sistem referensi Indonesia dikenal (SRGI2013)", "Indonesia's reference systems are known (SRGI2013)"
        )


def migrations() -> Iterator[Finding]:
    pending = vitals.pending_migrations()
    if pending:
        yield error(
            (
                f"{len(pending)} migrasi belum dijalankan, mulai {pending[0]}",
                f"{len(pending)} migrations pending, from {pending[0]}",
            ),
            ("manage.py migrate (make run melakukannya sendiri)", "manage.py migrate (make run does it by itself)"),
            ends=True,
        )
    else:
        yield fine("Migrasi lengkap", "The migrations are complete")


def worker() -> Iterator[Finding]:
    seen = vitals.worker_seen_at()
    silence = (timezone.now() - seen).total_seconds() if seen else None
    if silence is None or silence > vitals.WORKER_SILENCE_S:
        yield warning(
            (
                "Pekerja antrean tidak berjalan: rilis terjadwal dan pekerjaan latar menunggu",
                "No queue worker runs: scheduled releases and background jobs wait",
            ),
            (
                "manage.py procrastinate worker (make run menjalankannya; server: layanan systemd geoportal-worker)",
                "manage.py procrastinate worker (make run starts it; server: the systemd service geoportal-worker)",
            ),
        )
    else:
        yield fine(f"Pekerja antrean hidup ({silence:.0f} detik lalu)", f"The queue worker lives ({silence:.0f} s ago)")


def failed_jobs() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name, count(*) FROM procrastinate_jobs WHERE status = 'failed' GROUP BY 1 ORDER BY 1"
        )
        failed = cursor.fetchall()
    if failed:
        names = ", ".join(f"{name} ({count})" for name, count in failed)
        yield warning(
            (f"Pekerjaan gagal: {names}", f"Failed jobs: {names}"),
            (
                "Sebabnya ada di catatan pekerja; ulangi dengan manage.py procrastinate shell (list_jobs, retry).",
                "The worker's log says why; retry with manage.py procrastinate shell (list_jobs, retry).",
            ),
        )
    else:
        yield fine("Tidak ada pekerjaan gagal", "No failed jobs")


CHECKS = (reachable, server_versions, extensions, reference_systems, migrations, worker, failed_jobs)
