"""The rules a filled sheet of monographs is held to. See `imports/rules.py`; every finding names its cell."""

from imports.rules import ERROR, INFO, WARNING, declare

TEMPLATE = (
    "Unduh templat lagi di /kelola/monografi/ dan salin angkanya ke sana.",
    "Take the template anew at /kelola/monografi/ and copy the figures into it.",
)
WHOLE = ("Tulis bilangan bulat, tanpa satuan, misalnya 1250.", "Write a whole number, no unit, such as 1250.")
declare(
    ERROR,
    [
        ("monografi.lembar", "lembar Monografi tidak ada di berkas", "the file lacks the sheet Monografi", *TEMPLATE),
        ("monografi.kolom", "kolom templat hilang", "a column of the template is missing", *TEMPLATE),
        ("monografi.judul", "judul kolom berubah", "the heading of a column was changed", *TEMPLATE),
        (
            "monografi.kode",
            "kode wilayah tidak dikenal",
            "a code no desa or kelurahan bears",
            "Salin kodenya dari templat, misalnya 64.08.06.2001.",
            "Copy the code from the template, such as 64.08.06.2001.",
        ),
        (
            "monografi.nama",
            "kode dan nama tidak cocok",
            "code and name do not agree",
            "Periksa baris ini milik desa mana; salin kode dan namanya dari templat.",
            "See whose row it is; copy code and name from the template.",
        ),
        (
            "monografi.bukan_wilayah_anda",
            "baris wilayah yang tidak Anda kelola",
            "a row of a region you do not keep",
            "Hapus baris itu; templat wilayah Anda sendiri ada di /kelola/monografi/.",
            "Remove the row; the template of your own region is at /kelola/monografi/.",
        ),
        (
            "monografi.ganda",
            "satu wilayah ada di dua baris",
            "a region stands in two rows",
            "Hapus salah satunya.",
            "Remove one of them.",
        ),
        (
            "monografi.tahun",
            "tahun tidak dapat dipakai",
            "the year cannot be used",
            "Tulis tahunnya dengan empat angka, misalnya 2025.",
            "Write the year in four digits, such as 2025.",
        ),
        (
            "monografi.semester",
            "semester tidak dapat dipakai",
            "the semester cannot be used",
            "Tulis 1 atau 2; kosongkan bagi setahun penuh.",
            "Write 1 or 2; leave it empty for the whole year.",
        ),
        (
            "monografi.tanggal",
            "tanggal tidak dapat dibaca",
            "a day cannot be read",
            "Tulis misalnya 31/12/2025.",
            "Write for example 31/12/2025.",
        ),
        ("monografi.teks", "teks di isian angka", "text where a figure belongs", *WHOLE),
        ("monografi.negatif", "angka negatif", "a negative figure", *WHOLE),
        ("monografi.pecahan", "pecahan di isian bilangan bulat", "a fraction where whole numbers belong", *WHOLE),
        (
            "monografi.besar",
            "angka di luar yang mungkin",
            "a figure beyond what can be",
            "Periksa angkanya; IDM 0 sampai 1, Indeks Desa 0 sampai 100.",
            "Check the figure; the IDM is 0 to 1, the Desa Index 0 to 100.",
        ),
        (
            "monografi.rumus",
            "rumus di dalam sel",
            "a formula in a cell",
            "Salin selnya, lalu Tempel Khusus > Nilai, atau ketik angkanya.",
            "Copy the cell, then Paste Special > Values, or type the figure.",
        ),
        (
            "monografi.pilihan",
            "bukan salah satu pilihan",
            "none of the words to choose from",
            "Pilih dari daftar di selnya.",
            "Choose from the list in the cell.",
        ),
        ("monografi.panjang", "isian terlalu panjang", "a text is too long", "Persingkat.", "Make it shorter."),
        (
            "monografi.tidak_ditanya",
            "isian yang tidak ditanyakan dari wilayah ini",
            "a figure that is not asked of this region",
            "Kosongkan selnya: kelurahan tidak mempunyai APBDes, BPD, BUMDes dan indeks desa.",
            "Empty the cell: a kelurahan has no village budget, council, enterprise or index.",
        ),
        (
            "monografi.jumlah",
            "laki-laki dan perempuan tidak berjumlah penduduk",
            "men and women do not make the population",
            "Perbaiki salah satu dari ketiganya.",
            "Correct one of the three.",
        ),
    ],
)
declare(
    WARNING,
    [
        (
            "monografi.koma",
            "angka ditulis sebagai teks dan dibaca",
            "a number written as text was read",
            "Periksa angka yang dibaca.",
            "See whether it was read right.",
        ),
        (
            "monografi.hari",
            "hari keadaan data di luar periodenya",
            "the day of the figures lies outside their period",
            "Periksa hari, tahun dan semesternya; boleh terbit bila memang demikian.",
            "Check day, year and semester; they may be published if they are so.",
        ),
        (
            "monografi.tidak_cocok",
            "rincian tidak cocok dengan jumlahnya",
            "figures do not go together",
            "Periksa; boleh terbit bila memang demikian.",
            "Check them; they may be published if they are so.",
        ),
    ],
)
declare(
    INFO,
    [
        (
            "monografi.kosong",
            "baris tanpa angka dilewati",
            "a row without figures was passed over",
            "Isi bila wilayah ini hendak terbit.",
            "Fill it in if this region is to be published.",
        ),
    ],
)
