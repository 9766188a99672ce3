"""Pictures without what a camera or a program wrote into them: place, maker, owner, time, words, smaller copies.

What is drawn is left as it is, byte for byte: only segments (JPEG) and chunks (PNG) around it are dropped. The one thing
that is said again is which way up the picture is. Plain Python; nothing is decoded.
"""

import re
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping

UPRIGHT = 1
JPEG_BEGIN, JPEG_END, SCAN = b"\xff\xd8", 0xD9, 0xDA
APPLICATION = range(0xE0, 0xF0)
COMMENT = 0xFE
ALONE = (0x01, *range(0xD0, 0xD9))  # markers without a length
# What a viewer needs of the segments programs add: density, colours, how colours were turned.
NEEDED = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
MARKER = re.compile(rb"\xff+[\x01-\xcf\xd8-\xfe]")  # inside a scan: neither a stuffed byte nor a restart
PNG_BEGIN = b"\x89PNG\r\n\x1a\n"
CHUNKS = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT cICP mDCV cLLI bKGD hIST pHYs sPLT acTL fcTL fdAT".split()
)


class NoPicture(ValueError):
    """The file does not hold together as its format says."""


def bare_jpeg(data: bytes, turn: int = UPRIGHT) -> bytes:
    """Return the JPEG alone; `turn` (1 to 8) is its orientation as EXIF counts them. NoPicture for what is none."""
    kept = [piece for marker, piece in _segments(data) if _is_needed(marker, piece)]
    density = 1 if kept and kept[0][1] == min(NEEDED) else 0  # it comes first
    said = _exif(turn)
    turned = [b"\xff\xe1" + struct.pack(">H", len(said) + 8) + b"Exif\0\0" + said] if turn != UPRIGHT else []
    return b"".join([JPEG_BEGIN, *kept[:density], *turned, *kept[density:]])


def _is_needed(marker: int, piece: bytes) -> bool:
    if marker in APPLICATION:
        return marker in NEEDED and piece[4:].startswith(NEEDED[marker])
    return marker != COMMENT


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each marker with its bytes, a scan with its picture, to the end of the first picture and no further."""
    if not data.startswith(JPEG_BEGIN):
        raise NoPicture
    place = len(JPEG_BEGIN)
    while place + 1 < len(data):
        if data[place] != 0xFF:
            raise NoPicture
        marker = data[place + 1]
        if marker == 0xFF:  # padding
            place += 1
            continue
        end = _end_of(data, place, marker)
        yield marker, data[place:end]
        if marker == JPEG_END:
            return
        place = end
    raise NoPicture


def _end_of(data: bytes, place: int, marker: int) -> int:
    if marker in ALONE or marker == JPEG_END:
        return place + 2
    length = int.from_bytes(data[place + 2 : place + 4])
    end = place + 2 + length
    if length < 2 or end > len(data):
        raise NoPicture
    if marker == SCAN:
        following = MARKER.search(data, end)
        return following.start() if following else len(data)
    return end


def bare_png(data: bytes, turn: int = UPRIGHT) -> bytes:
    """Return the PNG alone; `turn` as for a JPEG. NoPicture for what is none."""
    head, *rest = [piece for name, piece in _chunks(data) if name in CHUNKS]
    turned = [_chunk(b"eXIf", _exif(turn))] if turn != UPRIGHT else []
    return b"".join([PNG_BEGIN, head, *turned, *rest])


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    if not data.startswith(PNG_BEGIN):
        raise NoPicture
    place, name = len(PNG_BEGIN), b""
    while name != b"IEND":
        end = place + 12 + int.from_bytes(data[place : place + 4])
        name = data[place + 4 : place + 8]
        if end > len(data):
            raise NoPicture
        yield name, data[place:end]
        place = end


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _exif(turn: int) -> bytes:
    """Return an EXIF block that says the orientation and nothing else."""
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, turn, 0)
    return b"MM\0*" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0)


BARE: Mapping[str, Callable[[bytes, int], bytes]] = {"jpg": bare_jpeg, "png": bare_png}
