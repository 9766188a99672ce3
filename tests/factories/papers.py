"""Documents made in memory: good ones, and ones that carry what may not be published."""

import io
import warnings
import zipfile
import zlib

from openpyxl import Workbook
from PIL import Image

from documents.plain_pdf import Block, written

TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{}</Types>'
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf(text: str = "Jembatan gantung dibangun") -> bytes:
    return written("Contoh", [Block("H1", ["Contoh"]), Block("P", [text])])


def pdf_with(catalogue: bytes, *more: bytes) -> bytes:
    """Return a PDF whose catalogue says `catalogue` besides, with more objects (numbered from 4)."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R" + catalogue + b">>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
        *more,
    ]
    body = b"".join(b"%d 0 obj%bendobj\n" % (number, each) for number, each in enumerate(objects, start=1))
    return b"%PDF-1.7\n" + body + b"trailer<</Size %d/Root 1 0 R>>\n%%%%EOF\n" % (len(objects) + 1)


def packed(content: bytes, *, kind: bytes = b"/Type/ObjStm/N 1/First 4") -> bytes:
    data = zlib.compress(content)
    return b"<<%b/Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (kind, len(data), data)


def packed_twice(content: bytes) -> bytes:
    """Return objects packed with Flate and written in hexadecimal digits: out of sight of whoever unpacks once."""
    data = zlib.compress(content).hex().encode() + b">"
    head = b"<</Type/ObjStm/N 1/First 4/Filter[/ASCIIHexDecode/FlateDecode]/Length %d>>" % len(data)
    return b"%bstream\n%b\nendstream" % (head, data)


def docx(parts: dict[str, str | bytes] | None = None, *, text: str = "Jembatan gantung dibangun") -> bytes:
    """Return a Word file with further `parts`."""
    body = f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>'
    return zipped({"[Content_Types].xml": TYPES.format(""), "word/document.xml": body, **(parts or {})})


def zipped(parts: dict[str, str] | dict[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def xlsx(*rows: list[str]) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def picture(kind: str) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(made, kind)
    return made.getvalue()


def xlsx_reaching_far() -> bytes:
    """Return a workbook with one word in the first cell and one in the last corner a sheet has."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["XFD1048576"] = "Jembatan", "ujung"
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def twice(data: bytes, name: str, content: str) -> bytes:
    """Return an archive in which part `name` is there once more, saying something else."""
    made = io.BytesIO(data)
    with warnings.catch_warnings(), zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore", UserWarning)
        archive.writestr(name, content)
    return made.getvalue()


def lying_about_size(data: bytes) -> bytes:
    """Return an archive whose directory says that each part unpacks to 10 bytes."""
    made, place = bytearray(data), 0
    while (place := made.find(b"PK\x01\x02", place)) >= 0:
        made[place + 24 : place + 28] = (10).to_bytes(4, "little")
        place += 4
    return bytes(made)
