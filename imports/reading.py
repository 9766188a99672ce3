"""A file in a folder becomes rows, read by a separate, limited process. Which formats it reads stands in `formats.kinds`."""

import contextlib
import fcntl
import json
import logging
import os
import pwd
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from pathlib import Path
from typing import IO, Any, NamedTuple

import fiona
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from . import frames, unreadable
from .formats.kinds import DRIVERS
from .limits import Limits
from .refusals import Refusal
from .sandbox import NOBODY

logger = logging.getLogger(__name__)

MODULE = "imports.reader_process"
WORKSPACE = "impor-"
PROJECT = Path(__file__).resolve().parents[1]
# ISO-8859-1 maps every byte to one character and back, so the real encoding is applied afterwards, where a wrong one
# is noticed. GDAL and fiona turn text they cannot decode into nothing.
BYTES_AS_TEXT = "ISO-8859-1"
# The reading process goes on while we are busy, instead of waiting for us every 64 kB.
PIPE_BYTES = 1 << 20


@dataclass(frozen=True)
class LayerInfo:
    """A layer inside a file: its name, how many rows, which type of geometry ("Polygon Z", "None" for a table)."""

    name: str
    count: int
    geometry: str


@dataclass(frozen=True)
class Header:
    """What a layer says about itself before its rows. `crs_wkt` is empty where it states none; `remarks` count what is
    to be told about the file."""

    layer: str
    fields: tuple[str, ...]
    geometry: str
    crs_wkt: str
    remarks: dict[str, int] = field(default_factory=dict)
    heading: int = 0  # the line of a sheet its heading stands in, from 1
    letters: tuple[str, ...] = ()  # what a sheet calls its columns, one a field


class RawRow(NamedTuple):
    """A row in the file's own reference system and dimensions; `trouble` says why a shape could not be made, under
    `rule` and in `column` where a cell is to blame.

    `open_ends` (x, y, x, y) are those of an outline that was not closed, and was closed straight.
    """

    number: int
    attributes: dict[str, str | None]
    geom: BaseGeometry | None
    trouble: str = ""
    open_ends: tuple[float, ...] = ()
    rule: str = ""
    column: str = ""


class Reader:
    """A layer being read. `header` is there at once; `rows` can be iterated once, one by one or as `groups`: as many as
    the reading process sends at a time (`frames.ROWS_AT_ONCE`, fewer where shapes are large)."""

    def __init__(self, received: Iterator[tuple[bytes, bytes]]) -> None:
        self._received = received
        kind, payload = next(received, (frames.END, b""))
        if kind != frames.HEADER:
            raise unreadable.stopped(0)
        facts = json.loads(payload)
        self.header = Header(
            facts["layer"],
            tuple(facts["fields"]),
            facts["geometry"],
            facts["crs_wkt"],
            facts.get("remarks", {}),
            facts.get("heading", 0),
            tuple(facts.get("letters", ())),
        )
        self.groups = self._groups()
        self.rows = chain.from_iterable(self.groups)  # one iterator: who stops amid a group goes on there

    def _groups(self) -> Iterator[list[RawRow]]:
        for _kind, payload in self._received:
            received = frames.split_rows(payload)
            shapes = shapely.from_wkb(
                np.array([wkb or None for _facts, wkb in received], dtype=object), on_invalid="ignore"
            )
            yield [_raw_row(facts, shape) for (facts, _wkb), shape in zip(received, shapes, strict=True)]


def _raw_row(facts: dict[str, Any], shape: BaseGeometry | None) -> RawRow:
    ends, rule, column = tuple(facts.get("o", ())), facts.get("r", ""), facts.get("c", "")
    return RawRow(facts["n"], facts["a"], shape, facts.get("t", ""), ends, rule, column)


@contextmanager
def workspace() -> Iterator[Path]:
    """Give a folder whose sub-folders the reading process may enter; it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix=WORKSPACE) as name:
        hand_over(Path(name))
        yield Path(name)


def hand_over(folder: Path) -> None:
    """Let the reading process, which gives up root, read a folder of ours; it can write nothing."""
    if os.geteuid() != 0:
        return
    group = pwd.getpwnam(NOBODY).pw_gid
    for path in (folder, *folder.rglob("*")):
        os.chown(path, 0, group)
        path.chmod(0o750 if path.is_dir() else 0o640)


def list_layers(path: Path, kind: str, limits: Limits) -> list[LayerInfo]:
    """Name the layers of a file that may hold several; it lies in a folder made under `workspace`."""
    with _process({"task": "layers", "path": str(path), "kind": kind}, limits) as received:
        return [LayerInfo(**facts) for _kind, payload in received for facts in json.loads(payload)]


@contextmanager
def open_layer(
    path: Path, kind: str, limits: Limits, layer: str | None = None, *, formulas: bool = False
) -> Iterator[Reader]:
    """Read one layer of a file in a folder under `workspace`; leaving the block ends the process, whatever is unread.

    `formulas`: a formula in a workbook is read as it is written, not as its last result.
    """
    job = {"task": "rows", "path": str(path), "kind": kind, "layer": layer, "formulas": formulas}
    if kind == "shapefile":
        job["encoding"] = BYTES_AS_TEXT
    with _process(job, limits) as received:
        yield Reader(received)


@contextmanager
def _process(job: dict[str, Any], limits: Limits) -> Iterator[Iterator[tuple[bytes, bytes]]]:
    job = {
        **job,
        "seconds": limits.seconds,
        "memory_bytes": limits.memory_bytes,
        "vertices": limits.vertices,
        "columns": limits.columns,
        "cell_chars": limits.cell_chars,
    }
    hand_over(Path(job["path"]).parent)
    with tempfile.TemporaryFile() as noise, _spawn(noise) as process:
        stopped = threading.Event()
        alarm = threading.Timer(limits.seconds, _kill, [process, stopped])
        alarm.start()
        try:
            assert process.stdin is not None and process.stdout is not None
            with contextlib.suppress(BrokenPipeError):  # it died at once: what it sends will say so
                process.stdin.write(json.dumps(job).encode())
                process.stdin.close()
            yield _frames(process, process.stdout, noise, stopped, limits)
        finally:
            alarm.cancel()
            process.kill()


def _spawn(noise: IO[bytes]) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(  # noqa: S603  # both words are ours
        [sys.executable, "-m", MODULE],
        cwd=PROJECT,
        env=_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=noise,
    )
    assert process.stdout is not None
    with contextlib.suppress(OSError):  # a system may allow less: then it is slower
        fcntl.fcntl(process.stdout, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    return process


@cache
def _environment() -> dict[str, str]:
    """Return all the process gets to know: where GDAL's and PROJ's tables lie, and which drivers it must forget."""
    with fiona.Env() as env:
        unwanted = sorted(set(env.drivers()) - set(DRIVERS))
    here = {name: os.environ[name] for name in ("GDAL_DATA", "PROJ_DATA", "PROJ_LIB") if name in os.environ}
    return {
        **here,
        "LANG": "C.UTF-8",
        "PATH": "/usr/bin:/bin",
        "PYTHONDONTWRITEBYTECODE": "1",
        # Threads of a mathematics library would count as processes, which are forbidden.
        "OPENBLAS_NUM_THREADS": "1",
        "GDAL_NUM_THREADS": "1",
        "GDAL_SKIP": ",".join(unwanted),
        "GDAL_DRIVER_PATH": "disable",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
        "GDAL_HTTP_TIMEOUT": "1",
        "OGR_SQLITE_LOAD_EXTENSIONS": "NO",
        "PROJ_NETWORK": "OFF",
    }


def _kill(process: subprocess.Popen[bytes], stopped: threading.Event) -> None:
    stopped.set()
    process.kill()


def _frames(
    process: subprocess.Popen[bytes],
    pipe: IO[bytes],
    noise: IO[bytes],
    stopped: threading.Event,
    limits: Limits,
) -> Iterator[tuple[bytes, bytes]]:
    """Yield what the process sends up to its proper end; raise the refusal for any other end."""
    for kind, payload in frames.read_all(pipe):
        if kind == frames.END:
            return
        if kind == frames.ERROR:
            raise unreadable.refusal(json.loads(payload), limits)
        yield kind, payload
    code = process.wait()
    noise.seek(0)
    said = noise.read(2000).decode(errors="replace").strip()
    logger.warning("the reading process ended with %s: %s", code, said)
    raise _end_of(code, said, stopped.is_set(), limits)


def _end_of(code: int, said: str, stopped: bool, limits: Limits) -> Refusal:
    """Return what a process that did not end properly is called: out of time, out of memory, or crashed."""
    if stopped or code == -signal.SIGXCPU:
        return unreadable.timeout(limits)
    # A C library that gets no memory aborts; what it prints differs (bad_alloc, failed assertions, nothing).
    if code == -signal.SIGABRT or "MemoryError" in said:
        return unreadable.memory(limits)
    return unreadable.stopped(code)
