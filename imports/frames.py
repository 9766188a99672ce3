"""How the reading process speaks to the one that started it: length-prefixed frames over a pipe.

A frame is one letter, the length of its payload, and the payload. A row is its attributes as JSON, then its shape as
WKB. The stream is whole only if it ends with END or ERROR: anything else is a crash.
"""

import json
import struct
from collections.abc import Iterator
from typing import IO, Any

HEADER, ROW, END, ERROR = b"H", b"R", b"Z", b"E"
LAYERS = b"L"
# A row of a million vertices has 16 MB; nothing the process sends may fill the memory of the one that listens.
LARGEST_BYTES = 1 << 29
_PREFIX = struct.Struct(">cI")
_ROW = struct.Struct(">I")


def write(pipe: IO[bytes], kind: bytes, payload: bytes) -> None:
    pipe.write(_PREFIX.pack(kind, len(payload)))
    pipe.write(payload)


def write_json(pipe: IO[bytes], kind: bytes, value: Any) -> None:
    write(pipe, kind, json.dumps(value).encode())


def write_row(pipe: IO[bytes], facts: dict[str, Any], wkb: bytes) -> None:
    text = json.dumps(facts).encode()
    write(pipe, ROW, _ROW.pack(len(text)) + text + wkb)


def split_row(payload: bytes) -> tuple[dict[str, Any], bytes]:
    (length,) = _ROW.unpack_from(payload)
    return json.loads(payload[4 : 4 + length]), payload[4 + length :]


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
