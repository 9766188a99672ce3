"""A database for one benchmark, with the portal's tables and its demo; gone afterwards."""

import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def scratch_database() -> Iterator[dict[str, str]]:
    """Make the database; give the environment in which the portal works on it."""
    server = os.environ.get("DATABASE_URL")
    if not server:
        raise SystemExit('DATABASE_URL is not set: eval "$(scripts/cluster env)"')
    name = f"benchmark_{secrets.token_hex(4)}"
    with (
        psycopg.connect(server, autocommit=True) as session,
        tempfile.TemporaryDirectory(prefix="benchmark-") as folder,
    ):
        session.execute(f'CREATE DATABASE "{name}"')
        try:
            environment = {
                **os.environ,
                "DATABASE_URL": urlunsplit(urlsplit(server)._replace(path=f"/{name}")),
                "DJANGO_SETTINGS_MODULE": "geoportal.settings.production",
                "SECRET_KEY": secrets.token_urlsafe(50),
                "VAR_DIR": folder,
                "LOG_LEVEL": "ERROR",
            }
            for command in (["migrate", "--verbosity", "0"], ["portal_seed", "--no-accounts"]):
                subprocess.run(
                    [sys.executable, "manage.py", *command],
                    cwd=ROOT,
                    env=environment,
                    check=True,
                    stdout=subprocess.DEVNULL,
                )
            yield environment
        finally:
            _drop(session, name)


def _drop(session: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    """Drop the database. Unforced first: forcing may not end the autovacuum that came by, which an unforced one does."""
    try:
        session.execute(f'DROP DATABASE "{name}"')
    except psycopg.errors.ObjectInUse:  # interrupted: something of ours is still at work
        session.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
