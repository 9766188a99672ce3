"""The refusals of the reading process: each `Stop` it tells of by a code, and its own end, in words."""

from collections.abc import Callable
from typing import Any

from .limits import Limits, readable
from .refusals import ArchiveUnsafe, FileDamaged, FileUnreadable, LimitPassed, ReaderStopped, Refusal, Words

SAVE_AGAIN = Words(
    "Buka dan simpan ulang berkas di QGIS, lalu kirim lagi; berkas yang terpotong perlu diekspor ulang.",
    "Open and save the file again in QGIS, then send it again; a file that was cut off must be exported again.",
)
Facts = dict[str, Any]


def refusal(facts: Facts, limits: Limits) -> Refusal:
    """Return what a `Stop`, or any other error of the process, is to a person."""
    make = STOPS.get(facts["code"])
    if make is not None:
        return make(facts, limits)
    said = facts.get("text", "")
    return FileDamaged(
        Words(f"berkas tidak dapat dibaca: {said}", f"the file cannot be read: {said}"),
        SAVE_AGAIN,
    )


def _vertices(facts: Facts, limits: Limits) -> Refusal:
    return LimitPassed(
        Words(
            f"berkas memuat lebih dari {limits.vertices} titik sudut (batas terlampaui di baris {facts['row']})",
            f"the file holds more than {limits.vertices} vertices (passed in row {facts['row']})",
        ),
        Words(
            "Sederhanakan bentuknya, kirim per bagian, atau minta pengelola menaikkan IMPORT_MAX_VERTICES.",
            "Simplify the shapes, send parts, or have IMPORT_MAX_VERTICES raised.",
        ),
        rule="berkas.batas_titik",
    )


def _columns(facts: Facts, limits: Limits) -> Refusal:
    return LimitPassed(
        Words(f"berkas memuat lebih dari {limits.columns} kolom", f"the file has more than {limits.columns} columns"),
        Words(
            "Hapus kolom yang tidak diperlukan, atau minta pengelola menaikkan IMPORT_MAX_COLUMNS.",
            "Remove the columns that are not needed, or have IMPORT_MAX_COLUMNS raised.",
        ),
        rule="berkas.batas_kolom",
    )


def _cell(facts: Facts, limits: Limits) -> Refusal:
    where = Words(
        f"baris {facts['row']}" + (f", kolom {facts['column']}" if facts.get("column") else ""),
        f"row {facts['row']}" + (f", column {facts['column']}" if facts.get("column") else ""),
    )
    return LimitPassed(
        Words(
            f"sebuah sel memuat lebih dari {limits.cell_chars} huruf ({where.id})",
            f"a cell holds more than {limits.cell_chars} characters ({where.en})",
        ),
        Words(
            "Periksa tanda kutip yang tidak ditutup di baris itu, atau minta pengelola menaikkan IMPORT_MAX_CELL_CHARS.",
            "Look for a quotation mark that is not closed in that row, or have IMPORT_MAX_CELL_CHARS raised.",
        ),
        rule="berkas.batas_sel",
        row=facts["row"],
        column=facts.get("column", ""),
    )


def _sheet_rows(facts: Facts, limits: Limits) -> Refusal:
    return LimitPassed(
        Words(
            f"lembar memuat baris bernomor di atas {facts['limit']}, batas Excel",
            f"the sheet has rows numbered above {facts['limit']}, the limit of Excel",
        ),
        Words("Simpan ulang berkas di Excel atau LibreOffice.", "Save the file again in Excel or LibreOffice."),
        rule="berkas.batas_sel",
    )


def _quote(facts: Facts, limits: Limits) -> Refusal:
    return FileDamaged(
        Words(
            f"tanda kutip di baris {facts['row']} tidak ditutup, atau berdiri di tengah teks yang dikutip",
            f"a quotation mark in row {facts['row']} is not closed, or stands inside quoted text",
        ),
        Words(
            "Perbaiki tanda kutip di baris itu (tulis ganda di dalam teks), atau simpan sebagai XLSX.",
            "Correct the quotation mark in that row (double it inside text), or save as XLSX.",
        ),
        rule="tabel.kutip",
        row=facts["row"],
    )


def _no_table(facts: Facts, limits: Limits) -> Refusal:
    return FileDamaged(
        Words("tabel ini tidak memuat satu sel pun", "this table holds no cell at all"),
        Words("Pilih lembar lain, atau ekspor ulang.", "Choose another sheet, or export it again."),
        rule="lapisan.kosong",
    )


def _json(facts: Facts, limits: Limits) -> Refusal:
    return FileDamaged(
        Words(
            f"GeoJSON rusak atau terpotong di fitur {facts['row']} (baris teks {facts['at']}): {facts['text']}",
            f"the GeoJSON is damaged or cut off at feature {facts['row']} (line {facts['at']}): {facts['text']}",
        ),
        SAVE_AGAIN,
        row=facts["row"],
    )


def _xml(facts: Facts, limits: Limits) -> Refusal:
    return FileDamaged(
        Words(
            f"XML rusak atau terpotong di baris teks {facts['at']}: {facts['text']}",
            f"the XML is damaged or cut off at line {facts['at']}: {facts['text']}",
        ),
        SAVE_AGAIN,
    )


def _workbook(facts: Facts, limits: Limits) -> Refusal:
    return FileDamaged(
        Words(f"XLSX rusak atau terpotong: {facts['text']}", f"the XLSX is damaged or cut off: {facts['text']}"),
        Words(
            "Buka dan simpan ulang di Excel atau LibreOffice, lalu kirim lagi.",
            "Open and save it again in Excel or LibreOffice, then send it again.",
        ),
    )


def _too_deep(facts: Facts, limits: Limits) -> Refusal:
    return FileDamaged(
        Words(
            f"unsur XML bersarang lebih dalam dari {facts['limit']} tingkat",
            f"XML elements are nested more than {facts['limit']} deep",
        ),
        SAVE_AGAIN,
    )


def _entities(facts: Facts, limits: Limits) -> Refusal:
    return ArchiveUnsafe(
        Words("berkas XML ini memuat DTD atau entitas", "this XML file holds a DTD or entities"),
        Words(
            "Ekspor ulang dari QGIS, Google Earth atau Excel: berkas peta tidak memerlukannya.",
            "Export it again from QGIS, Google Earth or Excel: map files need none.",
        ),
        rule="berkas.entitas",
    )


def _only_links(facts: Facts, limits: Limits) -> Refusal:
    return FileUnreadable(
        Words(
            "KML ini hanya memuat tautan (NetworkLink) ke berkas lain; tautan tidak diikuti",
            "this KML only holds links (NetworkLink) to other files; links are not followed",
        ),
        Words(
            "Buka di Google Earth, lalu simpan isinya (Save Place As) sebagai KMZ.",
            "Open it in Google Earth, then save what it shows (Save Place As) as KMZ.",
        ),
        rule="berkas.tautan",
    )


def _no_placemark(facts: Facts, limits: Limits) -> Refusal:
    return FileDamaged(
        Words("berkas ini tidak memuat titik, garis atau luasan", "this file holds no point, line or area"),
        Words(
            "Ekspor ulang lapisannya; gambar dan hamparan (overlay) tidak dibaca.",
            "Export the layer again; pictures and overlays are not read.",
        ),
        rule="lapisan.kosong",
    )


def _other_root(facts: Facts, limits: Limits) -> Refusal:
    title = {"not_kml": "KML", "not_gpx": "GPX"}[facts["code"]]
    return FileUnreadable(
        Words(
            f"isi berkas bukan {title}: unsur pertamanya {facts['text']!r}",
            f"the content is not {title}: its first element is {facts['text']!r}",
        ),
        SAVE_AGAIN,
        rule="berkas.isi_beda",
    )


def memory(limits: Limits) -> LimitPassed:
    size = readable(limits.memory_bytes)
    return LimitPassed(
        Words(f"membaca berkas ini perlu memori lebih dari {size}", f"reading this file needs more memory than {size}"),
        Words(
            "Kirim per bagian, atau minta pengelola menaikkan IMPORT_MAX_MEMORY_BYTES.",
            "Send parts, or have IMPORT_MAX_MEMORY_BYTES raised.",
        ),
        rule="berkas.batas_memori",
    )


def timeout(limits: Limits) -> LimitPassed:
    return LimitPassed(
        Words(
            f"membaca berkas ini lebih lama dari {limits.seconds} detik",
            f"reading this file takes longer than {limits.seconds} seconds",
        ),
        Words(
            "Kirim per bagian, atau minta pengelola menaikkan IMPORT_MAX_SECONDS.",
            "Send parts, or have IMPORT_MAX_SECONDS raised.",
        ),
        rule="berkas.batas_waktu",
    )


def stopped(code: int) -> ReaderStopped:
    return ReaderStopped(
        Words(
            f"proses pembaca berhenti mendadak (kode {code}); berkas mungkin rusak atau sengaja dibuat begitu",
            f"the reading process stopped suddenly (code {code}); the file may be damaged, or made so on purpose",
        ),
        Words(
            "Buka dan simpan ulang berkas di QGIS, lalu kirim lagi.",
            "Open and save the file again in QGIS, then send it again.",
        ),
    )


STOPS: dict[str, Callable[[Facts, Limits], Refusal]] = {
    "vertices": _vertices,
    "columns": _columns,
    "cell": _cell,
    "sheet_rows": _sheet_rows,
    "quote": _quote,
    "no_table": _no_table,
    "json": _json,
    "xml": _xml,
    "workbook": _workbook,
    "too_deep": _too_deep,
    "entities": _entities,
    "only_links": _only_links,
    "no_placemark": _no_placemark,
    "not_kml": _other_root,
    "not_gpx": _other_root,
    "memory": lambda facts, limits: memory(limits),
}
