"""How the reading process speaks to the one that started it: length-prefixed frames over a pipe.

A frame is one letter, the length of its payload, and the payload. Rows come some at a time: what is known of each as one
JSON array, the sizes of their shapes, the shapes as WKB. The stream is whole only if it ends with END or ERROR: anything
else is a crash.
"""

import json
import struct
from collections.abc import Iterable, Iterator
from typing import IO, Any

HEADER, ROWS, END, ERROR = b"H", b"R", b"Z", b"E"
LAYERS = b"L"
# A row of a million vertices has 16 MB; nothing the process sends may fill the memory of the one that listens.
LARGEST_BYTES = 1 << 29
_PREFIX = struct.Struct(">cI")
_LENGTH = struct.Struct(">I")
# A frame of rows is sent when it holds so many, or so many bytes of shapes.
ROWS_AT_ONCE, BYTES_AT_ONCE = 500, 1 << 22
Row = tuple[dict[str, Any], bytes]


def write(pipe: IO[bytes], kind: bytes, payload: bytes) -> None:
    pipe.write(_PREFIX.pack(kind, len(payload)))
    pipe.write(payload)


def write_json(pipe: IO[bytes], kind: bytes, value: Any) -> None:
    write(pipe, kind, json.dumps(value).encode())


def write_rows(pipe: IO[bytes], rows: Iterable[Row]) -> None:
    waiting: list[Row] = []
    size = 0
    for row in rows:
        waiting.append(row)
        size += len(row[1])
        if len(waiting) >= ROWS_AT_ONCE or size >= BYTES_AT_ONCE:
            _write_waiting(pipe, waiting)
            waiting, size = [], 0
    if waiting:
        _write_waiting(pipe, waiting)


def _write_waiting(pipe: IO[bytes], rows: list[Row]) -> None:
    text = json.dumps([facts for facts, _wkb in rows]).encode()
    sizes = struct.pack(f">{len(rows)}I", *(len(wkb) for _facts, wkb in rows))
    write(pipe, ROWS, b"".join([_LENGTH.pack(len(text)), text, sizes, *(wkb for _facts, wkb in rows)]))


def split_rows(payload: bytes) -> list[Row]:
    """Return what `write_rows` put in a frame."""
    (length,) = _LENGTH.unpack_from(payload)
    at = _LENGTH.size + length
    facts = json.loads(payload[_LENGTH.size : at])
    sizes = struct.unpack_from(f">{len(facts)}I", payload, at)
    at += 4 * len(facts)
    found = []
    for each, size in zip(facts, sizes, strict=True):
        found.append((each, payload[at : at + size]))
        at += size
    return found


def read_all(pipe: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Yield (kind, payload) until the pipe closes; a frame cut off, or beyond all measure, ends the stream."""
    while len(prefix := pipe.read(_PREFIX.size)) == _PREFIX.size:
        kind, length = _PREFIX.unpack(prefix)
        if length > LARGEST_BYTES:
            return
        payload = pipe.read(length)
        if len(payload) < length:
            return
        yield kind, payload
