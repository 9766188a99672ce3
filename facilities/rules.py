"""The rules files of facilities are held to besides those of every file. See `imports/rules.py`.

A row that is *kept out* is told as a warning: the others can be published, and the report says which are missing.
"""

from imports.rules import ERROR, INFO, WARNING, declare

CHECK_PLACE = (
    "Periksa titiknya di lapangan atau di peta, lalu kirim lagi.",
    "Check the place on the spot or on a map, then send it again.",
)
declare(
    ERROR,
    [
        (
            "npsn.ganda",
            "satu NPSN dipakai dua baris",
            "one school number (NPSN) stands in two rows",
            "Perbaiki atau kosongkan salah satunya.",
            "Correct or empty one of them.",
        ),
        (
            "kunci.tidak_dikenal",
            "kunci fasilitas tidak dikenal",
            "a key no facility has",
            "Kosongkan kolom kunci untuk fasilitas baru.",
            "Leave the key empty for a new facility.",
        ),
        (
            "isi.terlalu_panjang",
            "isi kolom terlalu panjang",
            "a value is too long",
            "Persingkat.",
            "Make it shorter.",
        ),
    ],
)
declare(
    WARNING,
    [
        (
            "posisi.kosong",
            "baris tanpa koordinat tidak diterbitkan",
            "a row without coordinates is kept out",
            "Isi lintang dan bujurnya, lalu kirim lagi; yang lain dapat terbit dahulu.",
            "Fill in latitude and longitude, then send it again; the others can go first.",
        ),
        (
            "posisi.tidak_terbaca",
            "koordinat tidak dapat dibaca; baris tidak diterbitkan",
            "coordinates that cannot be read; the row is kept out",
            "Tulis derajat desimal, misalnya 0,5234 dan 117,5281.",
            "Write decimal degrees, for example 0.5234 and 117.5281.",
        ),
        (
            "posisi.lintang_terbalik",
            "tanda lintang terbalik (selatan, bukan utara); baris tidak diterbitkan",
            "the sign of the latitude is wrong (south, not north); the row is kept out",
            "Pilih “balik tandanya” bila memang itu, atau perbaiki di berkas.",
            "Choose to turn it round if that is so, or correct the file.",
        ),
        (
            "posisi.tertukar",
            "lintang dan bujur tertukar; baris tidak diterbitkan",
            "latitude and longitude are swapped; the row is kept out",
            "Pilih “tukar kembali” bila memang itu, atau perbaiki di berkas.",
            "Choose to swap them back if that is so, or correct the file.",
        ),
        (
            "posisi.luar_wilayah",
            "titik di luar Kutai Timur; baris tidak diterbitkan",
            "a point outside Kutai Timur; the row is kept out",
            *CHECK_PLACE,
        ),
        (
            "posisi.luar_desa",
            "titik di luar batas desa mana pun, tetapi dekat",
            "a point outside every desa, though near one",
            *CHECK_PLACE,
        ),
        (
            "posisi.beda",
            "kolom koordinat dan titik di berkas berbeda; kolomnya yang dipakai",
            "columns and the file's point differ; the columns are used",
            "Kosongkan pemetaan kolom lintang dan bujur bila titiknya yang benar.",
            "Leave latitude and longitude unmapped if the point is right.",
        ),
        (
            "desa.beda",
            "titik terletak di desa lain daripada yang tertulis",
            "the point lies in another desa than the one written",
            *CHECK_PLACE,
        ),
        (
            "desa.tidak_dikenal",
            "desa yang tertulis tidak dikenal",
            "the desa that is written is not known",
            "Tulis nama atau kode Kemendagri dari daftar wilayah.",
            "Write a name or Kemendagri code of the register.",
        ),
        (
            "nama.kosong",
            "baris tanpa nama tidak diterbitkan",
            "a row without a name is kept out",
            "Isi namanya, misalnya Masjid Al-Ikhlas.",
            "Fill in its name, for example Masjid Al-Ikhlas.",
        ),
        (
            "jenis.bukan_fasilitas",
            "jenis fasilitas tidak dikenali; baris tidak diterbitkan",
            "a kind of facility that is not recognised; the row is kept out",
            "Tulis salah satu jenis dari daftar di panduan fasilitas.",
            "Write one of the kinds listed in the guide to facilities.",
        ),
        (
            "npsn.bentuk",
            "NPSN bukan delapan angka; dikosongkan",
            "a school number that is not eight digits; it is left empty",
            "Salin NPSN dari Dapodik.",
            "Copy the NPSN from Dapodik.",
        ),
        (
            "npsn.jenis",
            "NPSN pada fasilitas yang bukan sekolah; dikosongkan",
            "a school number on what is no school; it is left empty",
        ),
        (
            "fasilitas.kembar",
            "dua fasilitas sejenis bernama mirip dalam 50 m",
            "two facilities of one kind with like names within 50 m",
            "Hapus salah satunya bila satu fasilitas; pilih yang dimaksud bila sudah terbit.",
            "Remove one if they are the same; choose the one that is meant if it is published.",
        ),
        (
            "kondisi.tidak_dikenal",
            "keadaan bangunan tidak dikenal; dikosongkan",
            "a condition that is not known; it is left empty",
            "Tulis baik, rusak ringan, rusak berat, dibangun, atau tidak dipakai.",
            "Write baik, rusak ringan, rusak berat, dibangun or tidak dipakai.",
        ),
        (
            "tanggal.dikosongkan",
            "tanggal tidak dapat dibaca; dikosongkan",
            "a date that cannot be read; it is left empty",
            "Tulis misalnya 31/01/2026 atau 2026.",
            "Write for example 31/01/2026 or 2026.",
        ),
    ],
)
declare(
    INFO,
    [
        (
            "posisi.diperbaiki",
            "letak diperbaiki atas pilihan seseorang",
            "a place was mended as a person chose",
        ),
    ],
)
