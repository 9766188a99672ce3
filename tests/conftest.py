"""What every test may rely on.

- The test database holds the register and the published demo boundaries; every `django_db` test sees them.
- `portal` is the address of a live server on that database; it reads committed data only.
- `fresh_database` is a copy of that database for tests that must commit, kill or restore.
"""

import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

ROOT = Path(__file__).resolve().parents[1]
# Playwright's event loop runs in the tests' own thread; Django would refuse the database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

PRISTINE = "_pristine"  # the suffix of the untouched copy
REAL_DATA = ROOT.parent / "shared" / "data"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs the real data of Kutai Timur where it does not lie beside the checkout."""
    if REAL_DATA.is_dir():
        return
    skip = pytest.mark.skip(reason=f"real data absent: {REAL_DATA.name}/ is not beside the checkout")
    for item in items:
        if item.get_closest_marker("real_data"):
            item.add_marker(skip)


@pytest.fixture(scope="session")
def real_data() -> Path:
    return REAL_DATA


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Publish the demo once per test database, and keep an untouched copy of it to copy from.

    A database can only be copied while nobody is connected; later the live server may be.
    """
    from geoportal.demo import seed

    source = connection.settings_dict["NAME"]
    # pytest-django makes a test database only where a collected test asks for one: never seed the real one.
    assert source.startswith("test_"), "mark a test that uses the portal or its database with pytest.mark.django_db"
    with django_db_blocker.unblock():
        seed()
        connections.close_all()
        _drop(f"{source}{PRISTINE}")
        _maintenance(f'CREATE DATABASE "{source}{PRISTINE}" TEMPLATE "{source}"')
    yield
    _drop(f"{source}{PRISTINE}")
    with django_db_blocker.unblock():
        connections.close_all()
    # A browser may keep a request's thread of the live server, and with it a session, open to the end.
    _maintenance(
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{source}' AND usename = current_user"
    )


@pytest.fixture(scope="session", autouse=True)
def translations() -> None:
    call_command("messages", "compile", verbosity=0)


@pytest.fixture(scope="session", autouse=True)
def media_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keep the pieces of uploads, which are written to a disk, apart from those of a portal that runs here."""
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")
    return Path(settings.MEDIA_ROOT)


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    """Keep what one test cached from the next."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(scope="session")
def portal(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """Serve the portal on a free port for the whole session; return its address without a trailing slash."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.test.testcases import LiveServerThread

    with django_db_blocker.unblock():
        server = LiveServerThread("127.0.0.1", StaticFilesHandler)
        server.daemon = True
        server.start()
        server.is_ready.wait()
        if server.error:
            raise server.error
        yield f"http://127.0.0.1:{server.port}"
        server.terminate()
        connections.close_all()


@pytest.fixture
def fresh_database(django_db_setup: None) -> Iterator[dict[str, str]]:
    """Copy the test database; return the environment in which a command works on the copy."""
    with database_copy() as environment:
        yield environment


@pytest.fixture
def empty_database(django_db_setup: None) -> Iterator[dict[str, str]]:
    """Make a database without tables; return the environment in which a command works on it."""
    with _database("") as environment:
        yield environment


def database_copy() -> AbstractContextManager[dict[str, str]]:
    source = f"{connection.settings_dict['NAME']}{PRISTINE}"
    return _database(f'TEMPLATE "{source}"')


@contextmanager
def _database(made_from: str) -> Iterator[dict[str, str]]:
    name = f"copy_{secrets.token_hex(6)}"
    _maintenance(f'CREATE DATABASE "{name}" {made_from}')
    try:
        yield {**os.environ, "DATABASE_URL": _database_url(name), "DJANGO_SETTINGS_MODULE": "geoportal.settings.test"}
    finally:
        _drop(name)


def _drop(name: str) -> None:
    """Drop a database whoever is connected; an autovacuum at work there may not be ended by force, but soon ends itself."""
    import psycopg

    for _attempt in range(60):
        try:
            _maintenance(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        except psycopg.errors.InsufficientPrivilege:
            time.sleep(0.5)
        else:
            return
    _maintenance(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _maintenance(statement: str) -> None:
    import psycopg

    with psycopg.connect(**_parameters("postgres"), autocommit=True) as session:
        session.execute(statement)


def _parameters(name: str) -> dict[str, Any]:
    values = settings.DATABASES["default"]
    given = {key: values[key.upper()] for key in ("user", "password", "host", "port")}
    return {"dbname": name, **{key: value for key, value in given.items() if value}}


def _database_url(name: str) -> str:
    from urllib.parse import quote

    values = settings.DATABASES["default"]
    login = quote(values["USER"]) + (f":{quote(values['PASSWORD'])}" if values["PASSWORD"] else "")
    port = f"&port={values['PORT']}" if values["PORT"] else ""
    return f"postgresql://{login}@/{name}?host={quote(values['HOST'])}{port}"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Drive Debian's Chromium; nothing is downloaded."""
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": [*quiet, *sandbox]}
