"""What a document's file says: pages, text, first page as a picture; and whether it carries anything that runs.

Plain Python without Django or secrets: a stranger's file is read by `reader_process`, which is shut in.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from documents.stripping import UPRIGHT

PREVIEW_WIDTH = 320  # pixels
MOST_LETTERS = 500_000
MOST_PAGES_READ = 500
MOST_UNPACKED = 300_000_000
PIECE = 1 << 14
MOST_PIXELS = 60_000_000
ORIENTATION, TURNS = 0x0112, range(1, 9)
# Actions that run something, and parts that hide files or whole programs (names in PDF may be written /Java#53cript).
PDF_RUNS = re.compile(rb"/(JavaScript|Launch|RichMedia|Rendition|ImportData|SubmitForm)(?![A-Za-z])")
PDF_HIDES = re.compile(rb"/(EmbeddedFiles?|XFA)(?=[\s/\[<(0-9])")
STREAM = re.compile(rb"stream\r?\n")
# Objects packed away from sight: every writer packs them plainly with Flate, so anything else is there to hide them.
PDF_PACKED_OBJECTS = re.compile(rb"/ObjStm(?![A-Za-z])")
PDF_FILTER = re.compile(rb"/Filter\s*(?:\[([^\]]*)\]|(/?[A-Za-z0-9]+))")
PDF_HEAD = 2000  # bytes of what is said before a stream
OFFICE_RUNS = re.compile(r"(vbaproject\.bin|vbadata\.xml|/activex/|/ctrlprops/|\.(exe|js|vbs|bat|dll)$)", re.IGNORECASE)
OFFICE_HIDES = re.compile(r"/(embeddings|oleobjects?)/", re.IGNORECASE)
XML_ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z0-9._-]+)")
XML_READ = {b"utf-8", b"utf-16", b"us-ascii", b"ascii"}
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"


class Unsafe(Exception):
    """The file carries what could run or hide something: `what` is "script", "macro", "embedded" or "link"."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class Locked(Exception):
    """The file is encrypted: nobody can look into it."""


class TooMuch(Exception):
    """The file unpacks to more than is read."""


class Broken(Exception):
    """The file cannot be read to its end."""


@dataclass(frozen=True)
class Content:
    """`pages` None where the format has none; `preview` is a WebP or empty; `turn` says which way up a picture is (EXIF)."""

    pages: int | None
    text: str
    preview: bytes = b""
    turn: int = UPRIGHT


def read(path: Path, kind: str) -> Content:
    """Read a file of `kind` (pdf, docx, xlsx, jpg, png); Unsafe, Locked, TooMuch or Broken where it is refused."""
    return {"pdf": read_pdf, "docx": read_docx, "xlsx": read_xlsx}.get(kind, read_picture)(path)


# -- PDF ---------------------------------------------------------------------------------------------------------------


def read_pdf(path: Path) -> Content:
    check_pdf(path.read_bytes())
    import pypdfium2
    from pypdfium2 import raw

    try:
        opened = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise Locked if "assword" in str(error) else Broken(str(error)) from error
    try:
        if raw.FPDFDoc_GetJavaScriptActionCount(opened.raw) > 0:
            raise Unsafe("script")
        if raw.FPDFDoc_GetAttachmentCount(opened.raw) > 0:
            raise Unsafe("embedded")
        if len(opened) == 0:
            raise Broken("no page")
        return Content(len(opened), clean("\n\n".join(_page_texts(opened))), _first_page(opened))
    except pypdfium2.PdfiumError as error:
        raise Broken(str(error)) from error
    finally:
        opened.close()


def check_pdf(data: bytes) -> None:
    """Look for what runs in the bytes and in every stream that can be unpacked."""
    plain = _unescaped(data)
    if re.search(rb"/Encrypt(?![A-Za-z])", plain):
        raise Locked
    _refuse_what_runs(plain)
    for found in PDF_PACKED_OBJECTS.finditer(plain):
        _refuse_unusual_packing(_head_around(plain, found.start()))
    for unpacked in _unpacked(data):
        _refuse_what_runs(_unescaped(unpacked))


def _head_around(data: bytes, place: int) -> bytes:
    """Return the dictionary of the object that lies around `place`."""
    start = max(data.rfind(b"obj", max(0, place - PDF_HEAD), place), place - PDF_HEAD, 0)
    return re.split(rb"stream|endobj", data[start : place + PDF_HEAD], maxsplit=1)[0]


def _refuse_unusual_packing(head: bytes) -> None:
    """Refuse packed objects that cannot be looked through: packed twice, in another way, or shifted by a predictor."""
    filters = b" ".join(many or one for many, one in PDF_FILTER.findall(head)).split()
    if filters not in ([], [b"/FlateDecode"], [b"/Fl"]) or b"/DecodeParms" in head:
        raise Unsafe("embedded")


def _refuse_what_runs(data: bytes) -> None:
    if PDF_RUNS.search(data):
        raise Unsafe("script")
    if PDF_HIDES.search(data):
        raise Unsafe("embedded")


def _unescaped(data: bytes) -> bytes:
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), data)


def _unpacked(data: bytes) -> Iterator[bytes]:
    left = MOST_UNPACKED
    for found in STREAM.finditer(data):
        part = _inflated(data, found.end(), left)
        left -= len(part)
        if left < 0:
            raise TooMuch
        yield part


def _inflated(data: bytes, start: int, most: int) -> bytes:
    """Unpack from `start` on as far as it goes, to just over `most` bytes; nothing where another filter packed it.

    The end is where the packed data end: what the file says of their length may be a lie.
    """
    machine, made = zlib.decompressobj(), bytearray()
    try:
        while not machine.eof and start < len(data) and len(made) <= most:
            piece = machine.unconsumed_tail or data[start : (start := start + PIECE)]
            made += machine.decompress(piece, most + 1 - len(made))
    except zlib.error:
        pass  # damaged from here on, or packed otherwise
    return bytes(made)


def _page_texts(opened: Any) -> Iterator[str]:
    for number in range(min(len(opened), MOST_PAGES_READ)):
        page = opened[number]
        words = page.get_textpage()
        yield words.get_text_bounded().replace("\r\n", "\n")
        words.close()
        page.close()


def _first_page(opened: Any) -> bytes:
    page = opened[0]
    scale = PREVIEW_WIDTH / max(1.0, page.get_width(), page.get_height() / 2)
    return as_webp(page.render(scale=scale).to_pil())


# -- office ------------------------------------------------------------------------------------------------------------


def open_office(path: Path) -> zipfile.ZipFile:
    """Open a docx or xlsx; refuse macros, embedded objects, outside templates and what unpacks to too much."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Broken(str(error)) from error
    if sum(each.file_size for each in archive.infolist()) > MOST_UNPACKED or len(archive.infolist()) > 10_000:
        raise TooMuch
    if len({name.lower() for name in archive.namelist()}) < len(archive.namelist()):
        raise Broken("a part is there twice: which one counts is anybody's guess")
    for name in archive.namelist():
        if OFFICE_RUNS.search(f"/{name}"):
            raise Unsafe("macro")
        if OFFICE_HIDES.search(f"/{name}"):
            raise Unsafe("embedded")
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")):
            _refuse_hostile_xml(name, part_of(archive, name))
    return archive


def part_of(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return a part; Broken where it is damaged, TooMuch where it is larger than the archive says."""
    try:
        with archive.open(name) as file:
            data = file.read(archive.getinfo(name).file_size + 1)
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise Broken(str(error)) from error
    return data


def _refuse_hostile_xml(name: str, data: bytes) -> None:
    stated = XML_ENCODING.search(plain := data.replace(b"\0", b""))  # UTF-16 is looked through as well
    if stated and stated[1].lower() not in XML_READ:
        raise Broken(f"{name} is written in another encoding")
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise Unsafe("script")
    if name == "[Content_Types].xml" and re.search(rb"macroEnabled|vbaProject|activeX", plain, re.IGNORECASE):
        raise Unsafe("macro")
    if re.search(rb"instrText[^<]*>[^<]*\bDDE(AUTO)?\b", plain) or b"<ddeLink" in plain:
        raise Unsafe("script")
    if name.endswith(".rels"):
        _refuse_hostile_relations(plain)


def _refuse_hostile_relations(data: bytes) -> None:
    for relation in re.findall(rb"<(?:\w+:)?Relationship\b[^>]*>", data):
        if b"vbaProject" in relation:
            raise Unsafe("macro")
        outside = re.search(rb"TargetMode\s*=\s*[\"']External", relation)
        if outside and re.search(rb"(attachedTemplate|oleObject|frame|subDocument|externalLinkPath)[\"']", relation):
            raise Unsafe("link")


def read_docx(path: Path) -> Content:
    with open_office(path) as archive:
        body = _xml(part_of(archive, "word/document.xml"))
    return Content(None, clean("".join(_words(body))))


def _words(body: Element) -> Iterator[str]:
    """Yield the words in one pass; what is said once more for old readers (mc:Fallback) is left out."""
    for each in body.iter(f"{COMPATIBLE}Fallback"):
        each.clear()
    for each in body.iter():
        if each.tag == f"{WORD}t":
            yield each.text or ""
        elif each.tag == f"{WORD}p":
            yield "\n"
        elif each.tag in (f"{WORD}tab", f"{WORD}br"):
            yield " "


def _xml(data: bytes) -> Element:
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        root: Element = fromstring(data)
    except ParseError as error:
        raise Broken(str(error)) from error
    return root


def read_xlsx(path: Path) -> Content:
    open_office(path).close()
    import openpyxl

    try:
        with path.open("rb") as file:
            book = openpyxl.load_workbook(file, read_only=True, data_only=True)
            return Content(None, clean("\n".join(_rows(book))))
    except Exception as error:  # openpyxl lets out whatever its parts raise
        raise Broken(str(error)[:200]) from error


def _rows(book: Any) -> Iterator[str]:
    letters = 0
    for sheet in book.worksheets:
        yield sheet.title
        sheet.reset_dimensions()  # one cell in the last corner must not make a million rows of sixteen thousand
        for row in sheet.iter_rows(values_only=True):
            line = "\t".join(str(value) for value in row if value is not None)
            letters += len(line)
            if letters > MOST_LETTERS:
                return
            if line:
                yield line


# -- pictures ----------------------------------------------------------------------------------------------------------


def read_picture(path: Path) -> Content:
    from PIL import Image, ImageOps

    try:
        with Image.open(path, formats=("JPEG", "PNG")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise TooMuch
            turn = picture.getexif().get(ORIENTATION, UPRIGHT)
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((PREVIEW_WIDTH, PREVIEW_WIDTH * 2))
            return Content(1, "", as_webp(upright), turn if turn in TURNS else UPRIGHT)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Broken(str(error)) from error


def as_webp(picture: Any) -> bytes:
    made = io.BytesIO()
    picture.convert("RGB").save(made, "WEBP", quality=60)
    return made.getvalue()


def clean(text: str) -> str:
    """Return text a database takes, without blank lines upon blank lines."""
    spaced = re.sub(
        r"[^\S\n\t]", " ", text[:MOST_LETTERS].replace("\r\n", "\n").replace("\r", "\n")
    )  # no-break ones, too
    kept = "".join(letter for letter in spaced if letter in "\n\t" or letter.isprintable())
    return re.sub(r"\n[ \t]*(?:\n[ \t]*)+", "\n\n", kept).strip()
