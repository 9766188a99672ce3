"""Every rule a file is held to: its code, how grave it is, what it says, and the way out. Pages and tests list it.

A rule of level *galat* blocks publishing; *peringatan* and *info* never do. Apps declare theirs in their `rules.py` by
`declare`; a finding takes its level from here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Level = Literal["galat", "peringatan", "info"]
ERROR: Level = "galat"
WARNING: Level = "peringatan"
INFO: Level = "info"
ORDER: tuple[Level, ...] = (ERROR, WARNING, INFO)


@dataclass(frozen=True)
class Rule:
    """What is found (`title`) and what to do about it in general (`remedy`); a finding says both of its own row."""

    code: str
    level: Level
    title_id: str
    title_en: str
    remedy_id: str = ""
    remedy_en: str = ""

    @property
    def blocks(self) -> bool:
        return self.level == ERROR


_rules: dict[str, Rule] = {}


def declare(level: Level, rules: Iterable[tuple[str, ...]]) -> None:
    """Declare rules of one level: code, title in both languages, remedy in both languages where there is one."""
    for rule in rules:
        code, title_id, title_en, *remedy = rule
        if code in _rules and _rules[code] != Rule(code, level, title_id, title_en, *remedy):
            raise ValueError(f"rule {code} is declared twice")
        _rules[code] = Rule(code, level, title_id, title_en, *remedy)


def level_of(code: str) -> Level:
    """Return the declared level of a rule; what nobody declared blocks, to be on the safe side."""
    return _rules[code].level if code in _rules else ERROR


def remedy_of(code: str) -> tuple[str, str]:
    """Return the way out a rule names in general, in both languages."""
    return (_rules[code].remedy_id, _rules[code].remedy_en) if code in _rules else ("", "")


def all_rules() -> list[Rule]:
    """Return every rule, the gravest first, then by code."""
    return sorted(_rules.values(), key=lambda rule: (ORDER.index(rule.level), rule.code))


REDRAW = (
    "Perbaiki di QGIS (Vector > Geometry Tools > Check Validity / Fix Geometries), lalu kirim lagi.",
    "Correct it in QGIS (Vector > Geometry Tools > Check Validity / Fix Geometries), then send it again.",
)

# Shapes and rows, whatever the target.
declare(
    ERROR,
    [
        (
            "geometri.kosong",
            "baris tidak mempunyai bentuk",
            "a row has no shape",
            "Gambar batasnya, atau hapus barisnya.",
            "Draw its boundary, or remove the row.",
        ),
        ("geometri.tidak_terbaca", "bentuk baris tidak dapat dibaca", "the shape of a row cannot be read", *REDRAW),
        (
            "geometri.koordinat",
            "koordinat baris tidak ada di bumi",
            "the coordinates of a row are not on earth",
            "Periksa sistem koordinatnya, atau perbaiki barisnya.",
            "See whether the reference system is right, or correct the row.",
        ),
        (
            "geometri.jenis",
            "bentuk baris bukan jenis yang diperlukan",
            "the shape of a row is not of the type needed",
            "Pilih lapisan yang benar, atau ubah garis menjadi poligon di QGIS.",
            "Choose the right layer, or turn lines into polygons in QGIS.",
        ),
        (
            "geometri.bukan_poligon",
            "berkas berisi garis atau titik, padahal yang diperlukan luasan",
            "the file holds lines or points where areas are needed",
            "Ubah garis batas menjadi poligon, atau kirim sebagai lapisan tematik.",
            "Turn border lines into polygons, or send them as a thematic layer.",
        ),
        (
            "geometri.tidak_sah",
            "bentuk tidak sah (misalnya memotong dirinya) dan tidak dapat diperbaiki tanpa mengubah luasnya",
            "an invalid shape (crossing itself, say) that no repair leaves as large as it was",
            *REDRAW,
        ),
        (
            "geometri.cincin_terbuka",
            "garis keliling tidak tertutup dan ujungnya berjauhan",
            "an outline is not closed, and its ends lie far apart",
            "Lengkapi garis kelilingnya di QGIS, lalu kirim lagi.",
            "Complete the outline in QGIS, then send it again.",
        ),
        (
            "letak.luar_wilayah",
            "bentuk seluruhnya di luar wilayah",
            "a shape lies wholly outside the area",
            "Hapus baris yang bukan milik kabupaten, atau periksa sistem koordinatnya.",
            "Remove rows that are not the regency's, or see whether the reference system is right.",
        ),
        (
            "tabel.sel_lebih",
            "baris tabel memuat lebih banyak sel daripada judulnya",
            "a row of the table has more cells than its heading",
            "Beri tanda kutip pada teks yang memuat pemisah, atau simpan sebagai XLSX.",
            "Quote text that holds the separator, or save as XLSX.",
        ),
        (
            "tabel.posisi",
            "koordinat di tabel tidak dapat dibaca",
            "coordinates in the table cannot be read",
            "Tulis misalnya 117,5436 dan 0,4821, atau 117°32'37\" BT.",
            "Write for example 117.5436 and 0.4821, or 117°32'37\" E.",
        ),
    ],
)
declare(
    WARNING,
    [
        (
            "tabel.rumus_tanpa_hasil",
            "rumus di tabel tidak menyimpan hasilnya dan dibaca kosong",
            "a formula in the table keeps no result and was read as empty",
            "Buka berkasnya di Excel atau LibreOffice, simpan, lalu kirim lagi.",
            "Open the file in Excel or LibreOffice, save it, then send it again.",
        ),
        (
            "geometri.diperbaiki",
            "bentuk tidak sah diperbaiki; luas sebelum dan sesudahnya disebut",
            "an invalid shape was repaired; its area before and after is told",
            "Lihat tempatnya; bila bukan yang dimaksud, perbaiki di QGIS dan kirim lagi.",
            "Look at the place; if it is not what was meant, correct it in QGIS and send it again.",
        ),
        (
            "geometri.tanpa_bentuk",
            "baris tidak mempunyai bentuk; isinya disimpan, tetapi tidak tampak di peta",
            "a row has no shape; what it says is kept, but shows on no map",
            "Gambar bentuknya, bila ada.",
            "Draw its shape, if there is one.",
        ),
        (
            "geometri.cincin_ditutup",
            "garis keliling tidak tertutup; celah kecil di ujungnya ditutup lurus",
            "an outline is not closed; the small opening at its ends was closed straight",
        ),
        (
            "geometri.bagian_kecil",
            "bentuk memuat bagian yang sangat kecil",
            "a shape has very small parts",
            "Hapus bagian itu bila sisa gambar; pulau kecil boleh tetap.",
            "Remove them if they are left-overs of drawing; a small island may stay.",
        ),
        (
            "geometri.lubang_kecil",
            "bentuk memuat lubang yang sangat kecil",
            "a shape has very small holes",
            "Isi lubangnya di QGIS (Delete Holes), bila tidak dimaksud.",
            "Fill them in QGIS (Delete Holes), if they were not meant.",
        ),
        (
            "baris.kembar",
            "dua baris sama isi dan bentuknya",
            "two rows are alike in content and shape",
            "Hapus salah satunya.",
            "Remove one of them.",
        ),
    ],
)
declare(
    INFO,
    [
        (
            "geometri.tidak_dipakai",
            "bentuk tidak dipakai: lapisannya tabel",
            "shapes are left aside: the layer is a table",
        ),
        ("geometri.dimensi", "nilai Z atau M tidak disimpan", "Z or M values are not kept"),
        (
            "geometri.campuran",
            "berkas mencampur beberapa jenis bentuk",
            "the file mixes several types of shapes",
            "Pisahkan menjadi satu lapisan tiap jenis, bila perlu.",
            "Split it into one layer a type, where that is needed.",
        ),
    ],
)
