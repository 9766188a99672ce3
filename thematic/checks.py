"""What only a thematic layer can find in a file: columns, values, keys, points in groups. Errors block publishing."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

import shapely

from imports.rows import Finding, Row

from .columns import Column, Plan
from .fields import MOST_FIELDS
from .models import Geometry, ThematicLayer
from .values import absent

LONGEST_TEXT = 5_000
LONGEST_KEY = 200
MARKUP = re.compile(r"<[/!?a-z]|javascript:", re.IGNORECASE)
# What nearly all texts are: nothing more is asked of them.
HARMLESS = re.compile(r"(?:\w[\w .,'()/-]{0,199})?")
# A spreadsheet that opens our CSV would calculate these.
FORMULA = re.compile(r"[=@]|[+-](?![\s0-9.,])")
WORDS = {
    "text": ("teks", "text"),
    "number": ("angka", "number"),
    "integer": ("bilangan bulat", "whole number"),
    "boolean": ("ya atau tidak", "yes or no"),
    "date": ("tanggal", "date"),
    "uri": ("tautan", "link"),
}
WRITE_AS = {"number": "1234,5", "integer": "1234", "boolean": "ya", "date": "31/01/2026"}


def check_rows(layer: ThematicLayer, plan: Plan, rows: Sequence[Row]) -> Iterator[Finding]:
    """Yield the findings over columns first, then those of each row."""
    yield from _check_columns(layer, plan)
    yield from _check_keys(layer, plan, rows)
    if layer.geometry_type == Geometry.POINT:
        yield from (_group(row) for row in rows if row.geom is not None and len(shapely.get_parts(row.geom)) > 1)
    for row in rows:
        for column in plan.columns:
            text = column.text(row)
            if not (column.spec.type == "text" and HARMLESS.fullmatch(text)):
                yield from _check_value(row, column, text)


def _check_columns(layer: ThematicLayer, plan: Plan) -> Iterator[Finding]:
    if len(plan.columns) > MOST_FIELDS:
        yield Finding(
            "kolom.terlalu_banyak",
            message_id=f"lapisan ini akan mempunyai {len(plan.columns)} kolom; paling banyak {MOST_FIELDS}",
            message_en=f"the layer would have {len(plan.columns)} columns; {MOST_FIELDS} are the most",
            remedy_id="Hapus kolom yang tidak diperlukan, lalu kirim lagi.",
            remedy_en="Remove the columns nobody needs, then send it again.",
        )
    yield from map(_doubled, plan.doubled)
    for column in plan.columns:
        if column.new:
            yield _new(column)
        elif column.missing:
            yield _missing(column)
        if column.comma:
            yield _comma(column)


def _doubled(name: str) -> Finding:
    return Finding(
        "kolom.ganda",
        message_id=f"ada lebih dari satu kolom bernama {name}; hanya satu yang dibaca",
        message_en=f"more than one column is called {name}; only one is read",
        remedy_id="Beri nama yang berbeda, bukan hanya besar kecil hurufnya.",
        remedy_en="Give them names that differ in more than their case.",
        column=name,
    )


def _new(column: Column) -> Finding:
    word_id, word_en = WORDS[column.spec.type]
    return Finding(
        "kolom.baru",
        message_id=f"kolom {column.spec.column} menjadi kolom baru {column.spec.name} ({word_id})",
        message_en=f"column {column.spec.column} becomes the new field {column.spec.name} ({word_en})",
        column=column.spec.column,
    )


def _missing(column: Column) -> Finding:
    return Finding(
        "kolom.hilang",
        message_id=f"berkas tidak memuat kolom untuk {column.spec.name}; nilainya menjadi kosong",
        message_en=f"the file has no column for {column.spec.name}; its values become empty",
        remedy_id=f"Tambahkan kolom {column.spec.column}, bila nilainya masih berlaku.",
        remedy_en=f"Add the column {column.spec.column} if its values still hold.",
        column=column.spec.column,
    )


def _comma(column: Column) -> Finding:
    return Finding(
        "angka.koma",
        message_id=f"angka di kolom {column.spec.column} dibaca dengan koma desimal (1.234,5)",
        message_en=f"the numbers in column {column.spec.column} were read with a decimal comma (1.234,5)",
        column=column.spec.column,
    )


def _check_keys(layer: ThematicLayer, plan: Plan, rows: Sequence[Row]) -> Iterator[Finding]:
    if not layer.key_field:
        return
    column = plan.column(layer.key_field)
    if column is None or column.missing:
        yield _no_key_column(layer, rows)
        return
    seen: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        seen[column.text(row)].append(row.number)
    for key, numbers in seen.items():
        if not key:
            yield from (_no_key(number, column) for number in numbers)
        elif len(key) > LONGEST_KEY:
            yield _long(numbers[0], column, len(key), LONGEST_KEY)
        else:
            yield from (_double(key, number, numbers[0], column) for number in numbers[1:])


def _no_key_column(layer: ThematicLayer, rows: Sequence[Row]) -> Finding:
    found = ", ".join(rows[0].attributes) if rows else "-"
    return Finding(
        "kunci.kolom",
        message_id=f"kolom kunci {layer.key_field} tidak ada di berkas",
        message_en=f"the key column {layer.key_field} is not in the file",
        remedy_id=f"Kolom di berkas: {found}. Petakan salah satunya, atau beri nama itu pada kolom yang benar.",
        remedy_en=f"Columns in the file: {found}. Map one of them, or give the right column that name.",
        column=layer.key_field,
    )


def _no_key(number: int, column: Column) -> Finding:
    return Finding(
        "kunci.kosong",
        message_id=f"kolom kunci {column.spec.column} kosong",
        message_en=f"the key column {column.spec.column} is empty",
        remedy_id="Isi dengan nilai yang hanya dipakai baris ini.",
        remedy_en="Fill it with a value no other row has.",
        row=number,
        column=column.spec.column,
    )


def _double(key: str, number: int, first: int, column: Column) -> Finding:
    return Finding(
        "kunci.ganda",
        message_id=f"{column.spec.column} {key!r} sudah dipakai di baris {first}",
        message_en=f"{column.spec.column} {key!r} already stands in row {first}",
        remedy_id="Gabungkan baris yang sama, atau perbaiki kuncinya.",
        remedy_en="Join the rows that are one, or correct the key.",
        row=number,
        column=column.spec.column,
    )


def _group(row: Row) -> Finding:
    return Finding(
        "geometri.kelompok",
        message_id="baris ini memuat beberapa titik, sedangkan lapisan ini satu titik tiap baris",
        message_en="this row holds several points, while the layer has one point a row",
        remedy_id="Pecah di QGIS (Vector > Geometry Tools > Multipart to Singleparts), lalu kirim lagi.",
        remedy_en="Split it in QGIS (Vector > Geometry Tools > Multipart to Singleparts), then send it again.",
        row=row.number,
    )


def _check_value(row: Row, column: Column, text: str) -> Iterator[Finding]:
    if absent(text, column.spec.type):
        return
    if column.spec.type != "text":
        yield from _check_readable(row, column, text)
        return
    if len(text) > LONGEST_TEXT:
        yield _long(row.number, column, len(text), LONGEST_TEXT)
    if MARKUP.search(text):
        yield _suspicious(row.number, column, "markup", "markup")
    elif FORMULA.match(text):
        yield _suspicious(row.number, column, "rumus", "formula")


def _check_readable(row: Row, column: Column, text: str) -> Iterator[Finding]:
    try:
        column.read(text)
    except ValueError:
        word_id, word_en = WORDS[column.spec.type]
        example = WRITE_AS.get(column.spec.type, "")
        yield Finding(
            "nilai.bentuk",
            message_id=f"{column.spec.column} {text[:60]!r} bukan {word_id}",
            message_en=f"{column.spec.column} {text[:60]!r} is not a {word_en}",
            remedy_id=f"Tulis misalnya {example}, atau kosongkan.",
            remedy_en=f"Write for example {example}, or leave it empty.",
            row=row.number,
            column=column.spec.column,
        )


def _long(number: int, column: Column, length: int, most: int) -> Finding:
    return Finding(
        "teks.terlalu_panjang",
        message_id=f"{column.spec.column} {length} huruf; paling panjang {most}",
        message_en=f"{column.spec.column} has {length} characters; {most} are the most",
        remedy_id="Persingkat.",
        remedy_en="Make it shorter.",
        row=number,
        column=column.spec.column,
    )


def _suspicious(number: int, column: Column, word_id: str, word_en: str) -> Finding:
    return Finding(
        "teks.mencurigakan",
        message_id=f"{column.spec.column} memuat {word_id}; isinya ditampilkan sebagai teks biasa",
        message_en=f"{column.spec.column} holds {word_en}; it is shown as plain text",
        remedy_id="Periksa apakah memang itu yang dimaksud.",
        remedy_en="See whether that is what was meant.",
        row=number,
        column=column.spec.column,
    )
