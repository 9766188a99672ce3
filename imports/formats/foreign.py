"""What is not read, known by its first bytes or its ending, with the way out for each."""

from dataclasses import dataclass
from pathlib import PurePath

HEAD_BYTES = 4096
ZIP_IT = (
    "Buka arsipnya, lalu kirim isinya sebagai .zip.",
    "Unpack the archive, then send what it holds as a .zip.",
)
FROM_QGIS = (
    "Buka di QGIS dan simpan sebagai Shapefile, GeoPackage atau GeoJSON (Export > Save Features As).",
    "Open it in QGIS and save it as Shapefile, GeoPackage or GeoJSON (Export > Save Features As).",
)
FROM_CAD = (
    "Simpan dari AutoCAD Map atau QGIS sebagai Shapefile dengan sistem koordinatnya, lalu kirim sebagai .zip.",
    "Save it from AutoCAD Map or QGIS as a Shapefile with its reference system, then send that as a .zip.",
)
FROM_EXCEL = (
    "Simpan sebagai XLSX (Save As > Excel Workbook) atau CSV UTF-8, tanpa makro dan tanpa kata sandi.",
    "Save it as XLSX (Save As > Excel Workbook) or CSV UTF-8, without macros and without a password.",
)
THE_DATA = (
    "Kirim data di baliknya: Shapefile, GeoPackage, GeoJSON, KML, CSV atau XLSX. Gambar dan dokumen tidak memuat batas.",
    "Send the data behind it: Shapefile, GeoPackage, GeoJSON, KML, CSV or XLSX. Pictures and documents hold no borders.",
)
THE_SOURCE = (
    "Kirim berkas yang ditunjuknya, bukan penunjuknya.",
    "Send the file it points to, not the pointer.",
)
WITH_SHP = (
    "Kirim .shp, .shx, .dbf dan .prj bersama-sama, atau satu .zip.",
    "Send .shp, .shx, .dbf and .prj together, or one .zip.",
)
ZIP_THE_FOLDER = (
    "Jadikan seluruh folder .gdb satu .zip, lalu kirim.",
    "Make one .zip of the whole .gdb folder, then send it.",
)


@dataclass(frozen=True)
class Foreign:
    """A format that is not read: its name, what to do instead in both languages, its endings and first bytes."""

    name: str
    remedy: tuple[str, str]
    suffixes: tuple[str, ...]
    starts: tuple[bytes, ...] = ()


FOREIGN = (
    Foreign("RAR", ZIP_IT, (".rar",), (b"Rar!\x1a\x07",)),
    Foreign("7-Zip", ZIP_IT, (".7z",), (b"7z\xbc\xaf\x27\x1c",)),
    Foreign("gzip, bzip2, xz", ZIP_IT, (".gz", ".tgz", ".bz2", ".xz"), (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0")),
    Foreign("tar", ZIP_IT, (".tar",)),
    Foreign("DWG (AutoCAD)", FROM_CAD, (".dwg",), (b"AC10",)),
    Foreign("DXF (AutoCAD)", FROM_CAD, (".dxf",), (b"AutoCAD Binary DXF",)),
    Foreign("DGN (MicroStation)", FROM_CAD, (".dgn",)),
    Foreign("MapInfo TAB", FROM_QGIS, (".tab", ".map", ".dat", ".id"), (b"!table", b"!Table")),
    Foreign("MapInfo MIF", FROM_QGIS, (".mif", ".mid")),
    Foreign("GML", FROM_QGIS, (".gml",)),
    Foreign("TopoJSON", FROM_QGIS, (".topojson",)),
    Foreign("GeoParquet", FROM_QGIS, (".parquet", ".geoparquet"), (b"PAR1",)),
    Foreign("Access (.mdb)", FROM_QGIS, (".mdb", ".accdb"), (b"\0\1\0\0Standard ",)),
    Foreign("SQLite", FROM_QGIS, (".sqlite", ".db")),
    Foreign("Excel 97-2003 / Office", FROM_EXCEL, (".xls", ".doc", ".ppt"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)),
    Foreign("Excel (.xlsm, .xlsb)", FROM_EXCEL, (".xlsm", ".xlsb", ".xltm", ".xltx")),
    Foreign("OpenDocument", FROM_EXCEL, (".ods", ".fods")),
    Foreign("PDF", THE_DATA, (".pdf",), (b"%PDF-",)),
    Foreign("Word", THE_DATA, (".docx", ".pptx", ".odt")),
    Foreign("JPEG", THE_DATA, (".jpg", ".jpeg"), (b"\xff\xd8\xff",)),
    Foreign("PNG", THE_DATA, (".png",), (b"\x89PNG\r\n\x1a\n",)),
    Foreign("GIF", THE_DATA, (".gif",), (b"GIF87a", b"GIF89a")),
    Foreign("TIFF", THE_DATA, (".tif", ".tiff", ".ecw"), (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")),
    Foreign("WebP, AVI", THE_DATA, (".webp",), (b"RIFF",)),
    Foreign("HTML", THE_DATA, (".html", ".htm"), (b"<!DOCTYPE html", b"<!doctype html", b"<html", b"<HTML")),
    Foreign("GDAL VRT", THE_SOURCE, (".vrt",), (b"<OGRVRTDataSource", b"<VRTDataset")),
    Foreign("QGIS", THE_SOURCE, (".qgs", ".qgz", ".qlr"), (b"<!DOCTYPE qgis", b"<qgis", b"<qlr")),
    Foreign("ArcGIS", THE_SOURCE, (".mxd", ".aprx", ".lyr", ".lyrx", ".mpk", ".lpk")),
    Foreign("URL", THE_SOURCE, (".url", ".lnk", ".webloc"), (b"[InternetShortcut]",)),
    Foreign("ESRI Shapefile (.shp)", WITH_SHP, (), (b"\0\0\x27\x0a" + b"\0" * 20,)),
    Foreign("bagian shapefile", WITH_SHP, (".dbf", ".shx", ".prj", ".cpg", ".sbn", ".sbx")),
    Foreign("File Geodatabase", ZIP_THE_FOLDER, (".gdbtable", ".gdbtablx", ".gdb")),
    Foreign("program", THE_DATA, (".exe", ".dll", ".msi", ".apk"), (b"MZ\x90\0", b"\x7fELF")),
)
BY_SUFFIX = {suffix: each for each in FOREIGN for suffix in each.suffixes}
# What an office zip holds besides its own kind of content.
IN_ZIP = {
    "xl/vbaProject.bin": ".xlsm",
    "xl/workbook.bin": ".xlsb",
    "word/document.xml": ".docx",
    "ppt/presentation.xml": ".pptx",
}
XLSX_MARK = "xl/workbook.xml"


def by_name(name: str) -> Foreign | None:
    """Return what a file is by its ending; None where that says nothing."""
    return BY_SUFFIX.get(PurePath(name.lower()).suffix)


def by_bytes(head: bytes) -> Foreign | None:
    """Return what a file is by its first bytes; None where they say nothing."""
    marked = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    for each in FOREIGN:
        if any(_begins(head, marked, start) for start in each.starts):
            return each
    return _text(marked)


def _begins(head: bytes, marked: bytes, start: bytes) -> bool:
    """Tell whether a file has a signature. One of letters alone ("AC10") may begin a table too, which has no NUL."""
    if start.isalnum() and b"\0" not in head:
        return False
    return head.startswith(start) or (start.isascii() and marked.startswith(start))


def _text(head: bytes) -> Foreign | None:
    """Return the formats of text that begin with words rather than with a signature."""
    lines = [line.strip() for line in head[:200].splitlines()]
    if lines[:1] == [b"0"] and lines[1:2] == [b"SECTION"]:
        return BY_SUFFIX[".dxf"]
    if lines[:1] == [b"999"] and b"SECTION" in lines:
        return BY_SUFFIX[".dxf"]
    if (
        lines
        and lines[0].lower().startswith(b"version ")
        and any(line.lower().startswith(b"charset") for line in lines)
    ):
        return BY_SUFFIX[".mif"]
    if b"http://www.opengis.net/gml" in head and b"<kml" not in head and head.startswith(b"<"):
        return BY_SUFFIX[".gml"]
    if b"<OGRVRTDataSource" in head or b"<VRTDataset" in head:
        return BY_SUFFIX[".vrt"]
    return None


def by_entries(names: frozenset[str]) -> Foreign | None:
    """Return what an office zip is by what it holds; None where it is none, or is an XLSX."""
    if "mimetype" in names and "content.xml" in names:
        return BY_SUFFIX[".ods"]
    return next((BY_SUFFIX[suffix] for entry, suffix in IN_ZIP.items() if entry in names), None)
