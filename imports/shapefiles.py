"""What the headers of a shapefile say about itself. Plain bytes, no GDAL: it finds what is cut off or mixed up.

Formats: ESRI Shapefile Technical Description (1998); dBASE III/IV table headers.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .refusals import FileDamaged, Words

SHP_HEADER_BYTES = 100
SHP_MAGIC = 9994
MULTIPART = {3: "LineString", 5: "Polygon", 8: "MultiPoint", 31: "MultiPatch"}
SHAPE_TYPES = {0: "Null", 1: "Point", **MULTIPART}
SEND_AGAIN = Words("Kirim ulang berkas yang lengkap (ekspor atau unggah sekali lagi).", "Send the whole file again.")


@dataclass(frozen=True)
class DbfColumn:
    """A column of the table: its name as raw bytes, its type letter, where it lies in a record."""

    name: bytes
    type: str
    start: int
    width: int


@dataclass(frozen=True)
class DbfTable:
    """The header of a .dbf. `language` is its language driver byte (0: none stated)."""

    records: int
    header_bytes: int
    record_bytes: int
    language: int
    columns: tuple[DbfColumn, ...]


def shape_type(header: bytes) -> str:
    """Return "Polygon", "Polygon Z", "Polygon M" ... for the first bytes of a .shp."""
    if len(header) < SHP_HEADER_BYTES:
        return "?"
    code = struct.unpack_from("<i", header, 32)[0]
    base, dimension = code % 10, {0: "", 1: " Z", 2: " M"}.get(code // 10, "")
    if code == 31:
        return "MultiPatch"
    return SHAPE_TYPES.get(base, f"? ({code})") + dimension


def record_count(head: bytes) -> int:
    """Return the number of rows the first bytes of a .dbf state; -1 where there are none to read."""
    return int(struct.unpack_from("<I", head, 4)[0]) if len(head) >= 32 else -1


def read_table(path: Path) -> DbfTable:
    """Read the header of a .dbf; raise FileDamaged where it is cut off or the records are."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(32)
        if len(head) < 32:
            raise _cut(".dbf", size, 32)
        records, header_bytes, record_bytes = struct.unpack_from("<IHH", head, 4)
        columns = tuple(_columns(file.read(max(header_bytes - 32, 0))))
    if header_bytes <= 32 or not 0 < 1 + sum(column.width for column in columns) <= record_bytes:
        raise _senseless_table()
    if size < header_bytes + records * record_bytes:
        raise _cut(".dbf", size, header_bytes + records * record_bytes)
    return DbfTable(records, header_bytes, record_bytes, head[29], columns)


def _senseless_table() -> FileDamaged:
    return FileDamaged(
        Words(
            "kepala berkas .dbf tidak masuk akal: panjang baris dan lebar kolomnya tidak cocok",
            "the head of the .dbf makes no sense: the length of its records and the widths of its columns do not agree",
        ),
        Words(
            "Buka dan simpan ulang shapefile-nya di QGIS, lalu kirim lagi.",
            "Open and save the shapefile again in QGIS, then send it again.",
        ),
        rule="shapefile.tabel",
    )


def _columns(block: bytes) -> Iterator[DbfColumn]:
    start = 1  # the first byte of a record marks deletion
    for at in range(0, len(block) - 31, 32):
        field = block[at : at + 32]
        if field[0] == 0x0D:
            return
        yield DbfColumn(field[:11].split(b"\0")[0], chr(field[11]), start, field[16])
        start += field[16]


def check_parts(shp: Path, shx: Path | None, dbf: Path) -> int:
    """Return the number of rows; raise FileDamaged where a part is cut off or the parts belong to different files."""
    stated = _stated_bytes(shp, ".shp")
    if shp.stat().st_size < stated:
        raise _cut(".shp", shp.stat().st_size, stated)
    table = read_table(dbf)
    if shx is not None:
        shapes = (_stated_bytes(shx, ".shx") - SHP_HEADER_BYTES) // 8
        if shapes != table.records:
            raise FileDamaged(
                Words(
                    f"bagian shapefile tidak cocok: .shx memuat {shapes} bentuk, .dbf {table.records} baris",
                    f"the parts of the shapefile do not belong together: .shx holds {shapes} shapes, .dbf {table.records} rows",
                ),
                Words(
                    "Ambil .shp, .shx dan .dbf dari satu ekspor yang sama.",
                    "Take .shp, .shx and .dbf from one and the same export.",
                ),
                rule="shapefile.bagian_tidak_cocok",
            )
    return table.records


def _stated_bytes(path: Path, part: str) -> int:
    """Return the length the header states, after seeing that it is the header of a .shp or .shx."""
    with path.open("rb") as file:
        head = file.read(SHP_HEADER_BYTES)
    if len(head) < SHP_HEADER_BYTES or struct.unpack_from(">i", head)[0] != SHP_MAGIC:
        raise FileDamaged(
            Words(
                f"isi berkas {part} bukan shapefile, walaupun namanya begitu",
                f"the content of the {part} file is not a shapefile, though its name says so",
            ),
            Words(
                "Simpan ulang sebagai ESRI Shapefile, atau kirim dengan ekstensi yang sesuai isinya (.geojson, .gpkg).",
                "Save it as an ESRI Shapefile, or send it under the extension that fits its content (.geojson, .gpkg).",
            ),
            rule="shapefile.bukan_shapefile",
        )
    return int(struct.unpack_from(">i", head, 24)[0]) * 2


def _cut(part: str, found: int, stated: int) -> FileDamaged:
    return FileDamaged(
        Words(
            f"berkas {part} terpotong: kepalanya menyebut {stated} bita, yang ada {found}",
            f"the {part} file is cut off: its header states {stated} bytes, {found} are there",
        ),
        SEND_AGAIN,
        rule="shapefile.terpotong",
    )


def rebuild_index(shp: Path) -> Path:
    """Write the .shx that is missing beside `shp`, from the record headers in it."""
    body = shp.read_bytes()
    places, at = [], SHP_HEADER_BYTES
    while at + 8 <= len(body):
        words = struct.unpack_from(">i", body, at + 4)[0]
        if words < 2:
            break
        places.append(struct.pack(">ii", at // 2, words))
        at += 8 + words * 2
    index = b"".join(places)
    head = bytearray(body[:SHP_HEADER_BYTES])
    struct.pack_into(">i", head, 24, (SHP_HEADER_BYTES + len(index)) // 2)
    shx = shp.with_suffix(".shx")
    shx.write_bytes(bytes(head) + index)
    return shx
