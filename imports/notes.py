"""What is said about a file as a whole: parts that are missing, how its text was read, what was left away."""

import codecs
from pathlib import Path

from . import shapefiles
from .crs import Decision, name_of
from .encodings import TextEncoding, decode, known
from .refusals import Choice, EncodingUnclear, FileDamaged, Words
from .rows import Finding

SMALL_BYTES = 64_000
BLOCK = 1 << 20


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
    findings = [] if encoding.certain else [_encoding_concluded(encoding)]
    names = [decode(column.name, encoding.name) or "?" for column in shapefiles.read_table(dbf).columns]
    doubled = sorted({name for name in names if names.count(name) > 1})
    return findings + [_column_doubled(name) for name in doubled]


def _encoding_concluded(encoding: TextEncoding) -> Finding:
    examples = encoding.evidence.get("examples", [])
    shown = f'"{examples[0]["text"]}"' if examples else ""
    return Finding(
        rule="teks.disimpulkan",
        level="peringatan",
        message_id=f"tidak ada .cpg; teks dibaca sebagai {encoding.name}, misalnya {shown}",
        message_en=f"there is no .cpg; the text was read as {encoding.name}, for example {shown}",
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
    """Return the encoding of a GeoPackage or GeoJSON: UTF-8 by their standards; a GeoJSON in another one is recoded."""
    if kind != "geojson":
        return TextEncoding("utf-8", "format"), []
    name = known(forced) if forced else "utf-8"
    if not _decodes(path, name):
        raise _not_that(name, path)
    if name == "utf-8":
        return TextEncoding("utf-8", "format"), []
    path.write_bytes(path.read_bytes().decode(name).encode())
    return TextEncoding(name, "person"), []


def _decodes(path: Path, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _not_that(name: str, path: Path) -> EncodingUnclear:
    likely = tuple(each for each in ("utf-8", "cp1252") if each != name and _decodes(path, each))
    hint = likely[0] if likely else "…"
    return EncodingUnclear(
        Words(f"teks GeoJSON ini bukan {name}", f"the text of this GeoJSON is not {name}"),
        Words(
            f"Simpan ulang sebagai UTF-8, atau sebutkan pengodeannya (--encoding {hint}).",
            f"Save it again as UTF-8, or name its encoding (--encoding {hint}).",
        ),
        choices=tuple(Choice(each, "") for each in likely),
    )
