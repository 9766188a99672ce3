"""Documents made in memory: good ones, and ones that carry what may not be published."""

import io
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


def docx(parts: dict[str, str] | None = None, *, text: str = "Jembatan gantung dibangun") -> bytes:
    """Return a Word file with further `parts`."""
    body = f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>'
    return zipped({"[Content_Types].xml": TYPES.format(""), "word/document.xml": body, **(parts or {})})


def zipped(parts: dict[str, str]) -> bytes:
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
