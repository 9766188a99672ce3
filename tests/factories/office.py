"""A portal of its own: a web server and a queue worker as processes, on a copy of the test database and a disk of their own.

What a test does here is committed, and either process can be killed.
"""

from __future__ import annotations

import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = "tests.factories.office_settings"
PATIENCE_S = 60


class Office:
    """`address` without a trailing slash; `environment` in which commands work on the same database and disk."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self.environment = {
            **environment,
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "VAR_DIR": str(folder),
            "SECRET_KEY": secrets.token_hex(32),
            "PYTHONPATH": str(ROOT),
            "LOG_LEVEL": "ERROR",
        }
        self.folder = folder
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.web: subprocess.Popen[bytes] | None = None
        self.worker: subprocess.Popen[bytes] | None = None

    def open_web(self) -> None:
        self.web = self._start("web", "-m", "tests.factories.office_web", str(self.port))
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline and self.web.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.address}/masuk/"):
                    return
            except urllib.error.URLError:
                time.sleep(0.1)
        raise RuntimeError((self.folder / "web.log").read_text())

    def open_worker(self, *options: str, **variables: str) -> None:
        command = ("manage.py", "procrastinate", "worker", "--fetch-job-polling-interval", "0.3", *options)
        self.worker = self._start("worker", *command, **variables)

    def _start(self, name: str, *command: str, **variables: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT,
                env={**self.environment, **variables},
                stdout=log,
                stderr=log,
            )

    def manage(self, *command: str, code: str = "") -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.environment,
            input=code,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def person(self, name: str, password: str, *, superuser: bool = True) -> None:
        """Make an account that may do everything."""
        self.manage(
            "shell",
            "-c",
            f"from accounts.models import User; User.objects.create_user({name!r}, password={password!r},"
            f" full_name={name.title()!r}, is_superuser={superuser})",
        )

    def ask(self, statement: str, *values: Any) -> Any:
        """Return the first column of the first row."""
        with psycopg.connect(self.environment["DATABASE_URL"], autocommit=True) as session:
            row = session.execute(statement, values).fetchone()
        return row[0] if row else None

    def close(self) -> None:
        for process in (self.worker, self.web):
            if process is not None and process.poll() is None:
                process.send_signal(signal.SIGKILL)
                process.wait()


@contextmanager
def opened(environment: dict[str, str], folder: Path) -> Iterator[Office]:
    office = Office(environment, folder)
    try:
        office.open_web()
        yield office
    finally:
        office.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
