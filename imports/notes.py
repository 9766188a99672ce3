"""What is said about a file as a whole: parts that are missing, how its text was read, what was left away."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from . import shapefiles
from .crs import Decision, name_of
from .encodings import BLOCK, TextEncoding, decide_text, decode, decodes_file, known
from .refusals import Choice, ColumnsMissing, EncodingUnclear, FileDamaged, Words
from .rows import Finding

SMALL_BYTES = 64_000
NO_CPG = Words("tidak ada .cpg; ", "there is no .cpg; ")


def small_text(path: Path) -> str | None:
    """Return the content of a .prj or .cpg; None where there is no such part."""
    if not path.exists():
        return None
    with path.open("rb") as file:
        return file.read(SMALL_BYTES).decode("utf-8", "replace").strip("\ufeff\0 \r\n\t")


def table_missing() -> FileDamaged:
    return FileDamaged(
        Words(
            "bagian .dbf tidak ada: tanpa itu tidak ada kode dan nama", "the .dbf is missing: it holds codes and names"
        ),
        Words(
            "Kirim .shp, .shx, .dbf, .prj (dan .cpg) bersama-sama.", "Send .shp, .shx, .dbf, .prj (and .cpg) together."
        ),
        rule="shapefile.tanpa_dbf",
    )


def no_rows(layer: str) -> FileDamaged:
    return FileDamaged(
        Words(f"lapisan {layer} tidak memuat satu baris pun", f"layer {layer} holds no row at all"),
        Words(
            "Pilih lapisan lain (--layer), atau ekspor ulang.", "Choose another layer (--layer), or export it again."
        ),
        rule="lapisan.kosong",
    )


def index_rebuilt() -> Finding:
    return Finding(
        rule="shapefile.tanpa_shx",
        level="info",
        message_id="bagian .shx tidak ada; indeksnya dibuat ulang dari .shp",
        message_en="the .shx is missing; its index was made again from the .shp",
    )


def about_table(dbf: Path, encoding: TextEncoding) -> list[Finding]:
    """Say what a person should look at in a table: text whose encoding was concluded, columns of one name."""
    findings = [] if encoding.certain else [_encoding_concluded(encoding, NO_CPG)]
    names = [decode(column.name, encoding.name) or "?" for column in shapefiles.read_table(dbf).columns]
    doubled = sorted({name for name in names if names.count(name) > 1})
    return findings + [_column_doubled(name) for name in doubled]


def _encoding_concluded(encoding: TextEncoding, why: Words) -> Finding:
    examples = encoding.evidence.get("examples", [])
    shown = f'"{examples[0]["text"]}"' if examples else ""
    return Finding(
        rule="teks.disimpulkan",
        level="peringatan",
        message_id=f"{why.id}teks dibaca sebagai {encoding.name}, misalnya {shown}",
        message_en=f"{why.en}the text was read as {encoding.name}, for example {shown}",
        remedy_id="Bila teks itu salah, sebutkan pengodeannya (--encoding) atau ekspor ulang sebagai UTF-8.",
        remedy_en="If that text is wrong, name its encoding (--encoding) or export it again as UTF-8.",
        row=examples[0]["row"] or None if examples else None,
    )


def _column_doubled(name: str) -> Finding:
    return Finding(
        rule="kolom.ganda",
        level="peringatan",
        message_id=f"ada lebih dari satu kolom bernama {name}; hanya satu yang dibaca",
        message_en=f"more than one column is called {name}; only one is read",
        remedy_id="Beri nama berbeda, paling panjang sepuluh huruf.",
        remedy_en="Give them different names of ten letters at most.",
        column=name,
    )


def about_crs(decision: Decision) -> list[Finding]:
    """Say what was done to coordinates beyond turning them into degrees."""
    findings = []
    if decision.dropped_vertical:
        findings.append(
            Finding(
                rule="crs.tinggi",
                level="info",
                message_id=f"sistem tinggi di .prj diabaikan; yang dipakai {name_of(decision.crs)}",
                message_en=f"the vertical system in the .prj is not used; the horizontal one is {name_of(decision.crs)}",
            )
        )
    shift = decision.evidence.get("shift_accuracy_m")
    if shift is None:
        findings.append(
            Finding(
                rule="crs.pergeseran_kasar",
                level="peringatan",
                message_id=f"pergeseran dari {name_of(decision.crs)} ke WGS 84 tidak diketahui ketelitiannya",
                message_en=f"the accuracy of the shift from {name_of(decision.crs)} to WGS 84 is unknown",
                remedy_id="Cocokkan dengan peta acuan sebelum menerbitkan.",
                remedy_en="Compare with a reference map before publishing.",
            )
        )
    return findings


def text_of(path: Path, kind: str, forced: str | None) -> tuple[TextEncoding, list[Finding]]:
    """Return the encoding of what is no shapefile: UTF-8 by most standards; a GeoJSON in another one is recoded."""
    if kind == "csv":
        _refuse_no_text(path)
        encoding = decide_text(path, forced)
        return encoding, [] if encoding.certain else [_encoding_concluded(encoding, Words("", ""))]
    if kind != "geojson":
        return TextEncoding("utf-8", "format"), []
    name = known(forced) if forced else "utf-8"
    if not decodes_file(path, name):
        raise _not_that(name, path)
    if name == "utf-8":
        return TextEncoding("utf-8", "format"), []
    path.write_bytes(path.read_bytes().decode(name).encode())
    return TextEncoding(name, "person"), []


def _refuse_no_text(path: Path) -> None:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            if b"\0" in block:
                raise FileDamaged(
                    Words("berkas memuat bita NUL: ini bukan teks", "the file holds NUL bytes: it is no text"),
                    Words("Simpan ulang sebagai CSV UTF-8 atau XLSX.", "Save it again as CSV UTF-8 or XLSX."),
                )


def _not_that(name: str, path: Path) -> EncodingUnclear:
    likely = tuple(each for each in ("utf-8", "cp1252") if each != name and decodes_file(path, each))
    hint = likely[0] if likely else "…"
    return EncodingUnclear(
        Words(f"teks GeoJSON ini bukan {name}", f"the text of this GeoJSON is not {name}"),
        Words(
            f"Simpan ulang sebagai UTF-8, atau sebutkan pengodeannya (--encoding {hint}).",
            f"Save it again as UTF-8, or name its encoding (--encoding {hint}).",
        ),
        choices=tuple(Choice(each, "") for each in likely),
    )


COLUMNS_LIKE = "bujur/lintang, longitude/latitude, lon/lat, x/y, wkt"


def no_places() -> ColumnsMissing:
    """Return the refusal of a table for a layer that needs shapes."""
    return ColumnsMissing(
        Words("tabel ini tidak memuat kolom koordinat", "this table has no columns of coordinates"),
        Words(
            f"Tambahkan kolom {COLUMNS_LIKE}, atau kirim berkas peta (Shapefile, GeoPackage, KML).",
            f"Add columns {COLUMNS_LIKE}, or send a map file (Shapefile, GeoPackage, KML).",
        ),
        rule="tabel.tanpa_koordinat",
    )


def places_unknown() -> Finding:
    """Return what is said of a table whose rows may be without shapes: perhaps its columns were only called otherwise."""
    refusal = no_places()
    return replace(refusal.finding(), rule="tabel.tanpa_letak", level="peringatan")


def cell_trouble(number: int, rule: str, text: str, column: str) -> Finding:
    """Return the finding for a row whose cells cannot be read."""
    found, (remedy_id, remedy_en) = CELL_TROUBLES[rule]
    return Finding(
        rule=rule,
        message_id=found.id.format(text=text, column=column),
        message_en=found.en.format(text=text, column=column),
        remedy_id=remedy_id,
        remedy_en=remedy_en,
        row=number,
        column=column,
    )


CELL_TROUBLES = {
    "tabel.posisi": (
        Words(
            'koordinat "{text}" di kolom {column} tidak dapat dibaca',
            'coordinate "{text}" in column {column} cannot be read',
        ),
        Words(
            "Tulis misalnya 117,5436 dan 0,4821, atau 117°32'37\" BT.",
            "Write for example 117.5436 and 0.4821, or 117°32'37\" E.",
        ),
    ),
    "tabel.rumus_tanpa_hasil": (
        Words(
            "rumus di kolom {column} tidak menyimpan hasilnya; sel itu dibaca kosong",
            "the formula in column {column} keeps no result; the cell was read as empty",
        ),
        Words(
            "Buka berkasnya di Excel atau LibreOffice, simpan, lalu kirim lagi; atau tempel sebagai nilai.",
            "Open the file in Excel or LibreOffice, save it, then send it again; or paste the cells as values.",
        ),
    ),
    "tabel.sel_lebih": (
        Words(
            'baris ini memuat lebih banyak sel daripada judulnya: "{text}"',
            'this row has more cells than its heading: "{text}"',
        ),
        Words(
            "Beri tanda kutip pada teks yang memuat pemisah, beri judul pada kolomnya, atau simpan sebagai XLSX.",
            "Quote text that holds the separator, give the column a heading, or save as XLSX.",
        ),
    ),
}


def links_not_followed(count: int) -> Finding:
    return Finding(
        rule="kml.tautan",
        message_id=f"berkas memuat {count} tautan ke berkas lain (NetworkLink); tautan tidak diikuti",
        message_en=f"the file holds {count} links to other files (NetworkLink); they are not followed",
        remedy_id="Bila isinya diperlukan: buka di Google Earth, simpan sebagai KMZ, lalu kirim.",
        remedy_en="If what they hold is needed: open it in Google Earth, save it as KMZ, then send that.",
    )


def remarked(remarks: Mapping[str, int]) -> list[Finding]:
    """Return what the reading process counted beside the rows, in words."""
    return [links_not_followed(count) for name, count in remarks.items() if name == "kml.links"]
