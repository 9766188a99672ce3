"""Write the portal's database and uploaded files into one tar, and put them back.

    backup.py create --state var/portal > file.tar
    backup.py restore --state var/portal [--force] < file.tar

The tar holds, in this order, `manifest.json`, `database.dump` (pg_dump's custom format), `media/` and `end`, without which
it is only a part of a backup. The database is dumped before the files are read, and files are written before the rows
that name them, so every row finds its file. A restore fills a new database and a new folder, and at the end lets them
take the old ones' names: whatever fails before that leaves all as it was.
Needs DATABASE_URL, and pg_dump and pg_restore in PATH.
"""

import argparse
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import psycopg
from database import EXTENSIONS, connect, connection_settings, missing_parts
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL, Identifier

FORMAT = 1
MANIFEST, DUMP, MEDIA, END = "manifest.json", "database.dump", "media", "end"
# Rows and comments that belong to an extension, not to us: an ordinary role may not restore them, and they are there.
NOT_OURS = re.compile(
    r"^\d+; \d+ \d+ (EXTENSION|COMMENT - EXTENSION|TABLE DATA public spatial_ref_sys|SCHEMA - public|COMMENT - SCHEMA)\b"
)


class Refused(Exception):
    """The backup cannot be made or restored; the message says why and what to do."""


def libpq_environment(url: str, database: str = "") -> dict[str, str]:
    """Hand DATABASE_URL to PostgreSQL's programs by environment: an argument would show the password to everybody."""
    names = {"dbname": "PGDATABASE", "hostaddr": "PGHOSTADDR"}
    settings = conninfo_to_dict(connection_settings(url, database))
    return os.environ | {names.get(key, f"PG{key.upper()}"): str(value) for key, value in settings.items()}


def run_program(arguments: list[str], environment: dict[str, str]) -> str:
    """Run one of PostgreSQL's programs and return what it prints; its own messages go to the terminal."""
    try:
        return subprocess.run(arguments, check=True, env=environment, stdout=subprocess.PIPE, text=True).stdout
    except (subprocess.CalledProcessError, FileNotFoundError) as error:
        raise Refused(f"{arguments[0]} gagal: {error}") from error


# -- create ------------------------------------------------------------------------------------------------------------


def create(url: str, state: Path, out: BinaryIO) -> None:
    with connect(url) as connection, tempfile.TemporaryDirectory(dir=state / "tmp") as folder:
        dump = Path(folder) / DUMP
        arguments = ["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}"]
        run_program(arguments, libpq_environment(url))
        manifest = {
            "format": FORMAT,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "postgresql": connection.info.parameter_status("server_version"),
            "extensions": dict(connection.execute("SELECT extname, extversion FROM pg_extension").fetchall()),
        }
        # A sparse or changing file must not end the archive early: sizes are taken as each member is added.
        with tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT) as archive:
            add_bytes(archive, MANIFEST, json.dumps(manifest, indent=1).encode())
            archive.add(dump, DUMP, filter=anonymous)
            if (state / MEDIA).is_dir():
                archive.add(state / MEDIA, MEDIA, filter=anonymous)
            add_bytes(archive, END, b"")


def anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Leave out who owned the file here: the user who restores owns it there."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


def add_bytes(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mtime, member.mode = len(content), int(time.time()), 0o600
    archive.addfile(member, io.BytesIO(content))


# -- restore -----------------------------------------------------------------------------------------------------------


def restore(url: str, state: Path, source: BinaryIO, *, force: bool) -> None:
    with connect(url) as connection:
        name, populated = connection.info.dbname, table_count(connection) > 0
        makes_databases = connection.execute("SELECT rolcreatedb FROM pg_roles WHERE rolname = current_user").fetchone()
    if populated and not force:
        raise Refused(f"basis data {name} sudah berisi; untuk menggantinya: make restore FILE=... FORCE=1")
    with tempfile.TemporaryDirectory(dir=state / "tmp") as folder:
        new_media = Path(folder) / MEDIA
        dump = unpack(source, Path(folder), new_media)
        wanted = own_entries(dump, Path(folder))
        if makes_databases and makes_databases[0]:
            restore_beside(url, name, dump, wanted)
        elif populated:
            raise Refused(
                f"basis data {name} sudah berisi, dan perannya tidak boleh membuat yang baru (ALTER ROLE ... CREATEDB)"
            )
        else:
            load(url, name, dump, wanted)
        replace_folder(state / MEDIA, new_media, aside=Path(folder) / "media-lama")


def replace_folder(place: Path, new: Path, *, aside: Path) -> None:
    if place.exists():
        place.rename(aside)
    new.rename(place)


def table_count(connection: psycopg.Connection) -> int:
    """Count tables that belong to no extension."""
    row = connection.execute(
        "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^(pg_|information_schema)'"
        " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')"
    ).fetchone()
    return row[0] if row else 0


def unpack(source: BinaryIO, folder: Path, media: Path) -> Path:
    """Unpack the dump into a working folder, the files into `media`, and refuse anything else."""
    dump, whole = folder / DUMP, False
    media.mkdir(mode=0o750)
    try:
        with tarfile.open(fileobj=source, mode="r|") as archive:
            for member in archive:
                if member.name == MANIFEST:
                    read_manifest(archive, member)
                elif member.name == DUMP and member.isfile():
                    write_file(archive, member, dump)
                elif member.name.startswith(f"{MEDIA}/") and member.isfile():
                    write_file(archive, member, inside(media, member.name.removeprefix(f"{MEDIA}/")))
                elif member.name == END:
                    whole = True
                elif not member.isdir():
                    raise Refused(f"isi cadangan tidak dikenal: {member.name}")
    except (tarfile.TarError, EOFError, OSError) as error:
        raise Refused(f"berkas cadangan rusak atau bukan cadangan portal: {error}") from error
    if not whole or not dump.is_file():
        raise Refused("berkas cadangan tidak utuh")
    return dump


def inside(folder: Path, name: str) -> Path:
    """Return the path of a member below `folder`; refuse a name that leads out of it."""
    path = Path(name)
    if path.is_absolute() or ".." in path.parts:
        raise Refused(f"isi cadangan menunjuk ke luar foldernya: {name}")
    return folder / path


def write_file(archive: tarfile.TarFile, member: tarfile.TarInfo, path: Path) -> None:
    # Python 3.11.2 has no extraction filter yet; a plain copy has nothing to filter.
    path.parent.mkdir(parents=True, exist_ok=True)
    content = archive.extractfile(member)
    if content is None:
        raise Refused(f"isi cadangan tidak dapat dibaca: {member.name}")
    with path.open("wb") as file:
        shutil.copyfileobj(content, file)


def read_manifest(archive: tarfile.TarFile, member: tarfile.TarInfo) -> None:
    content = archive.extractfile(member)
    manifest = json.load(content) if content else {}
    if manifest.get("format") != FORMAT:
        raise Refused(f"format cadangan {manifest.get('format')} tidak dikenal; perlu {FORMAT}")


def own_entries(dump: Path, folder: Path) -> Path:
    """Write the list of entries to restore: everything that does not belong to an extension or the system."""
    listing = run_program(["pg_restore", "--list", str(dump)], dict(os.environ))
    chosen = folder / "entries"
    chosen.write_text("\n".join(line for line in listing.splitlines() if not NOT_OURS.match(line)) + "\n")
    return chosen


def restore_beside(url: str, name: str, dump: Path, wanted: Path) -> None:
    """Fill a new database, then let it take the old one's name in one transaction."""
    stamp = datetime.now(UTC).strftime("%Y%m%d%H%M%S")
    new, old = f"{name}_baru_{stamp}", f"{name}_lama_{stamp}"
    with maintenance_connection(url, name) as keeper:
        keeper.execute(SQL("CREATE DATABASE {} TEMPLATE template1").format(Identifier(new)))
        try:
            with connect(url, new) as connection:
                require_extensions(connection)
            load(url, new, dump, wanted)
            end_sessions(keeper, name)
            with keeper.transaction():
                keeper.execute(SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(name), Identifier(old)))
                keeper.execute(SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(new), Identifier(name)))
        except BaseException:
            keeper.execute(SQL("DROP DATABASE IF EXISTS {}").format(Identifier(new)))
            raise
        keeper.execute(SQL("DROP DATABASE {}").format(Identifier(old)))


def maintenance_connection(url: str, name: str) -> psycopg.Connection:
    """Connect to a database that is neither replaced nor a template in use."""
    for database in ("postgres", "defaultdb"):
        if database == name:
            continue
        try:
            return connect(url, database)
        except psycopg.OperationalError:
            continue
    raise Refused("perlu hak masuk ke basis data postgres pada server itu untuk mengganti basis data")


def require_extensions(connection: psycopg.Connection) -> None:
    problems, _remedies = missing_parts(connection)
    if problems:
        needed = ", ".join(EXTENSIONS)
        raise Refused(f"template1 pada server itu belum memuat {needed} dan sistem referensi: {'; '.join(problems)}")


def load(url: str, database: str, dump: Path, wanted: Path) -> None:
    arguments = ["pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    arguments += [f"--use-list={wanted}", f"--dbname={database}", str(dump)]
    run_program(arguments, libpq_environment(url, database))


def end_sessions(keeper: psycopg.Connection, name: str) -> None:
    """A database that is in use cannot be renamed; the portal itself is stopped by now."""
    keeper.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = %s AND usename = current_user AND pid <> pg_backend_pid()",
        [name],
    )
    for _attempt in range(50):
        left = keeper.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = %s", [name]).fetchone()
        if not left or left[0] == 0:
            return
        time.sleep(0.1)
    raise Refused(f"basis data {name} masih dipakai oleh sambungan lain")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["create", "restore"])
    parser.add_argument(
        "--state", type=Path, required=True, help="the portal's own folder, which holds media/ and tmp/"
    )
    parser.add_argument("--force", action="store_true")
    arguments = parser.parse_args()
    url = os.environ["DATABASE_URL"]
    try:
        if arguments.command == "create":
            create(url, arguments.state, sys.stdout.buffer)
        else:
            restore(url, arguments.state, sys.stdin.buffer, force=arguments.force)
    except Refused as refusal:
        print(f"Berhenti: {refusal}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
