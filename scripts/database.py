"""What the portal needs from a database that somebody else keeps (DATABASE_URL), asked before the first migration.

    database.py check [--tests]     names everything that is missing, with the SQL for the database's administrator

Needs psycopg only, so that it works where Django does not yet.
"""

import argparse
import os
import sys
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

OLDEST_SERVER, OLDEST_POSTGIS = (14, 0), (3, 3)
EXTENSIONS = ("postgis", "btree_gist", "pg_trgm", "unaccent")
REFERENCE_SYSTEMS = (9470, 9480, 9490)
NEW_DATABASE = "CREATE DATABASE \"{name}\" ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0;"
SQL = Path(__file__).parent / "sql"


def connection_settings(url: str, database: str = "") -> str:
    """Return libpq's form of DATABASE_URL, for another database on the same server if named."""
    scheme, _, rest = url.partition("://")
    settings = conninfo_to_dict(f"postgresql://{rest}" if scheme in {"postgis", "postgres"} else url)
    settings.setdefault("dbname", "geoportal")
    if database:
        settings["dbname"] = database
    return make_conninfo(**settings)


def connect(url: str, database: str = "") -> psycopg.Connection:
    # Asked for by name: a database in SQL_ASCII would answer with bytes.
    settings = connection_settings(url, database)
    return psycopg.connect(settings, autocommit=True, connect_timeout=10, client_encoding="utf8")


def missing_parts(connection: psycopg.Connection) -> tuple[list[str], list[str]]:
    """Return what is missing, in words, and the SQL that mends it."""
    problems: list[str] = []
    remedies: list[str] = []
    version = connection.info.server_version
    if (version // 10000, version % 10000) < OLDEST_SERVER:
        problems.append(f"PostgreSQL {version // 10000} terlalu lama; perlu {OLDEST_SERVER[0]} atau lebih baru")
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        problems.append(f"pengkodean {encoding}; perlu UTF8")
        remedies.append(f"-- basis data baru: {NEW_DATABASE.format(name=connection.info.dbname)}")
    installed = dict(connection.execute("SELECT extname, extversion FROM pg_extension").fetchall())
    for name in EXTENSIONS:
        if name not in installed:
            problems.append(f"ekstensi {name} belum ada")
            remedies.append(f"CREATE EXTENSION {name};")
    postgis = installed.get("postgis")
    if postgis and tuple(int(part) for part in postgis.split(".")[:2]) < OLDEST_POSTGIS:
        problems.append(f"PostGIS {postgis} terlalu lama; perlu {'.'.join(map(str, OLDEST_POSTGIS))} atau lebih baru")
    lacking = unknown_reference_systems(connection) if postgis else list(REFERENCE_SYSTEMS)
    if lacking:
        problems.append(f"sistem referensi {', '.join(map(str, lacking))} belum dikenal PostGIS")
        remedies += (SQL / "reference_systems.sql").read_text(encoding="utf-8").strip().splitlines()
    return problems, remedies


def unknown_reference_systems(connection: psycopg.Connection) -> list[int]:
    rows = connection.execute(
        "SELECT wanted FROM unnest(%s::int[]) AS wanted WHERE NOT EXISTS"
        " (SELECT FROM spatial_ref_sys WHERE srid = wanted) ORDER BY wanted",
        [list(REFERENCE_SYSTEMS)],
    )
    return [srid for (srid,) in rows.fetchall()]


def missing_rights(connection: psycopg.Connection, *, tests: bool) -> tuple[list[str], list[str]]:
    problems: list[str] = []
    remedies: list[str] = []
    user, database = connection.info.user, connection.info.dbname
    may_create = connection.execute("SELECT has_schema_privilege(current_schema(), 'CREATE')").fetchone()
    if not may_create or not may_create[0]:
        problems.append(f"peran {user} tidak boleh membuat tabel")
        remedies.append(f'ALTER DATABASE "{database}" OWNER TO "{user}";')
    makes_databases = connection.execute("SELECT rolcreatedb FROM pg_roles WHERE rolname = current_user").fetchone()
    if tests and not (makes_databases and makes_databases[0]):
        problems.append(f"peran {user} tidak boleh membuat basis data uji")
        remedies.append(f'ALTER ROLE "{user}" CREATEDB;')
    return problems, remedies


def examine(url: str, *, tests: bool) -> list[str]:
    """Return the lines that say what is wrong and how to mend it; none if all is well."""
    lines: list[str] = []
    # Test databases are made from template1, so it needs the extensions as well.
    for database in ("", "template1") if tests else ("",):
        try:
            with connect(url, database) as connection:
                problems, remedies = missing_parts(connection)
                if not database:
                    more_problems, more_remedies = missing_rights(connection, tests=tests)
                    problems, remedies = problems + more_problems, remedies + more_remedies
                name = connection.info.dbname
        except psycopg.OperationalError as error:
            lines += [f"{database or 'DATABASE_URL'} tidak dapat dihubungi: {str(error).strip()}"]
            continue
        if problems:
            lines += [f"Basis data {name}:", *(f"  - {problem}" for problem in problems)]
        if remedies:
            lines += [
                "  SQL untuk administrator basis data (sebagai superuser, dengan psql):",
                f'    \\connect "{name}"',
            ]
            lines += [f"    {remedy}" for remedy in remedies]
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["check"])
    parser.add_argument("--tests", action="store_true", help="also what making test databases needs")
    arguments = parser.parse_args()
    lines = examine(os.environ["DATABASE_URL"], tests=arguments.tests)
    if lines:
        print("Berhenti: DATABASE_URL menunjuk ke basis data yang belum siap.", *lines, sep="\n    ", file=sys.stderr)
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
