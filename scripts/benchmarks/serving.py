"""A web server of ours for the time of a benchmark, and how much memory its processes take."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .database import ROOT

STARTS_WITHIN_S = 60
PORTAL = ("--config", str(ROOT / "deploy/gunicorn.conf.py"), "geoportal.wsgi:application")


@dataclass(frozen=True)
class Served:
    """`address` has no slash at its end; `process` is the one that started the workers."""

    address: str
    process: int

    def memory_mb(self) -> float:
        """Return what the largest worker holds now."""
        children = Path(f"/proc/{self.process}/task/{self.process}/children").read_text().split()
        return max(_resident(int(each)) for each in children)


@contextmanager
def served(environment: dict[str, str], *arguments: str, ready: str = "/api/") -> Iterator[Served]:
    """Serve by gunicorn with two workers of two threads until left: four connections at once find one each."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", *(arguments or PORTAL)],
        cwd=ROOT,
        env={**environment, "PORT": str(port), "BIND": "127.0.0.1", "WEB_WORKERS": "2", "WEB_THREADS": "4"},
    )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(address + ready, process)
        yield Served(address, process.pid)
    finally:
        process.terminate()
        process.wait()


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise SystemExit(f"{address} did not answer")


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _resident(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * 4096 / 1e6
