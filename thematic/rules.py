"""The rules files for thematic layers are held to besides those of every file."""

from imports.rules import ERROR, INFO, WARNING, declare

declare(
    ERROR,
    [
        (
            "kolom.terlalu_banyak",
            "lapisan akan mempunyai terlalu banyak kolom",
            "the layer would have too many columns",
            "Hapus kolom yang tidak diperlukan.",
            "Remove the columns nobody needs.",
        ),
        (
            "kunci.kolom",
            "kolom kunci lapisan tidak ada di berkas",
            "the layer's key column is not in the file",
            "Petakan salah satu kolom sebagai kunci.",
            "Map one of the columns as the key.",
        ),
        (
            "kunci.kosong",
            "kolom kunci kosong",
            "the key column is empty",
            "Isi dengan nilai yang hanya dipakai baris itu.",
            "Fill it with a value no other row has.",
        ),
        (
            "kunci.ganda",
            "satu kunci dipakai dua baris",
            "one key stands in two rows",
            "Gabungkan baris yang sama, atau perbaiki kuncinya.",
            "Join the rows that are one, or correct the key.",
        ),
        (
            "geometri.kelompok",
            "satu baris memuat beberapa titik, sedangkan lapisannya satu titik tiap baris",
            "a row holds several points, while the layer has one point a row",
            "Pecah di QGIS (Multipart to Singleparts).",
            "Split it in QGIS (Multipart to Singleparts).",
        ),
        (
            "nilai.bentuk",
            "nilai tidak dapat dibaca sebagai jenis kolomnya: angka, tanggal, ya atau tidak",
            "a value cannot be read as its field's type: number, date, yes or no",
            "Tulis misalnya 1234,5 atau 31/01/2026, atau kosongkan.",
            "Write for example 1234.5 or 31/01/2026, or leave it empty.",
        ),
        ("teks.terlalu_panjang", "teks terlalu panjang", "a text is too long", "Persingkat.", "Make it shorter."),
    ],
)
declare(
    WARNING,
    [
        (
            "kolom.hilang",
            "berkas tidak memuat kolom yang ada di lapisan; nilainya menjadi kosong",
            "the file lacks a column the layer has; its values become empty",
            "Tambahkan kolomnya, bila nilainya masih berlaku.",
            "Add the column if its values still hold.",
        ),
        (
            "teks.mencurigakan",
            "teks memuat markup atau rumus; ditampilkan sebagai teks biasa",
            "a text holds markup or a formula; it is shown as plain text",
            "Periksa apakah memang itu yang dimaksud.",
            "See whether that is what was meant.",
        ),
    ],
)
declare(
    INFO,
    [
        ("kolom.baru", "kolom berkas menjadi kolom baru lapisan", "a column of the file becomes a new field"),
        (
            "angka.koma",
            "angka dibaca dengan koma desimal (1.234,5)",
            "numbers were read with a decimal comma (1.234,5)",
        ),
    ],
)
