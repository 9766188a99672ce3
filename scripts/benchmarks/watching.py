"""What a run takes while it works: time by step, processor time, memory, and the longest time its progress stood still."""

import os
import re
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

EVERY_SECONDS = 0.05
TICKS = os.sysconf("SC_CLK_TCK")
BACKENDS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
LAST_RUN = "SELECT coalesce(max(id), 0) FROM imports_run"
PROGRESS = "SELECT step, done FROM imports_progress WHERE run_id > %s"


@dataclass
class Watch:
    """Looks at a process, what it started and the server's processes for its database, until it is left.

    The server must run on this machine. `steps` are (seconds since the start, step of the progress) at each change.
    """

    process: int
    database: str
    follow_progress: bool = False
    seconds: float = 0.0
    silence: float = 0.0
    processor_before: float = 0.0  # what starting Python and Django took: a worker does that once
    steps: list[tuple[float, str]] = field(default_factory=list)
    processor: dict[int, float] = field(default_factory=dict)
    memory: dict[int, int] = field(default_factory=dict)  # MB, at its highest

    def __enter__(self) -> Self:
        self._began, self._over = time.monotonic(), threading.Event()
        self._seen: tuple[object, ...] = ()
        self._changed = self._began
        self._thread = threading.Thread(target=self._look)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.seconds = time.monotonic() - self._began
        self._over.set()
        self._thread.join()

    @property
    def processor_seconds(self) -> float:
        return sum(self.processor.values()) - self.processor_before

    def reached(self, *steps: str) -> float:
        """Return when the progress first stood at one of the steps."""
        return next(at for at, step in self.steps if step in steps)

    def memory_of_children(self) -> int:
        return max((most for pid, most in self.memory.items() if pid != self.process), default=0)

    def _look(self) -> None:
        with psycopg.connect(self.database, autocommit=True) as session:
            (last,) = session.execute(LAST_RUN).fetchone() or (0,)
            while not self._over.wait(EVERY_SECONDS):
                servers = [row[0] for row in session.execute(BACKENDS)]
                own = [self.process, *_children(self.process)]
                for pid in own:
                    self.memory[pid] = max(self.memory.get(pid, 0), _memory(pid))
                for pid in (*own, *servers):
                    self.processor[pid] = max(self.processor.get(pid, 0.0), _processor(pid))
                if self.follow_progress:
                    self._note_progress(session, last)

    def _note_progress(self, session: psycopg.Connection[tuple[object, ...]], last: object) -> None:
        found, now = session.execute(PROGRESS, [last]).fetchone() or (), time.monotonic()
        if found and not self._seen:
            self.processor_before = sum(self.processor.values())
        if found != self._seen:
            self.steps.append((now - self._began, str(found[0])))
            self._seen, self._changed = found, now
        elif self._seen:
            self.silence = max(self.silence, now - self._changed)


def _children(pid: int) -> list[int]:
    try:
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _memory(pid: int) -> int:
    try:
        found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return 0
    return int(found[1]) // 1024 if found else 0


def _processor(pid: int) -> float:
    """Return the processor time of a process, without what it started."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS
