"""The rules of boundary files and of the register. See `imports/rules.py`."""

from imports.rules import ERROR, INFO, WARNING, declare

from .ledger import rules as of_the_register

CODE = ("Isi kolom kode dengan kode dari daftar Kemendagri.", "Fill the code column from the Kemendagri list.")
LOOK = ("Periksa apakah kode dan bentuknya cocok.", "See whether code and shape belong together.")
SNAP = (
    "Samakan garis bersama keduanya di QGIS (snapping aktif), bila memang satu batas.",
    "Make their common line one in QGIS (with snapping on), if it is one border.",
)
NEIGHBOURS = (
    "Terbitkan sebagaimana disurvei (ditandai belum sepakat), tempelkan ke tetangga, atau sesuaikan tetangganya.",
    "Publish as surveyed (marked as not agreed), draw it to the neighbour, or adjust the neighbour.",
)

declare(
    ERROR,
    [
        ("kode.kosong", "kode kosong, dan tidak ada calon wilayah", "the code is empty, and no region fits", *CODE),
        ("kode.bentuk", "kode bukan kode Kemendagri", "the code is not a Kemendagri code", *CODE),
        ("kode.tingkat", "kode dari tingkat lain", "the code is one of another level", *CODE),
        (
            "kode.luar_kabupaten",
            "kode milik kabupaten lain",
            "the code belongs to another regency",
            "Simpan baris kabupaten ini saja, lalu kirim lagi.",
            "Keep the rows of this regency only, then send it again.",
        ),
        ("kode.tidak_dikenal", "kode tidak ada di daftar wilayah", "the code is not in the register", *CODE),
        (
            "kode.ganda",
            "satu wilayah di beberapa baris",
            "one region in several rows",
            "Gabungkan bagian-bagian satu wilayah menjadi satu baris, atau perbaiki kodenya.",
            "Join the parts of one region into one row, or correct the code.",
        ),
        (
            "cocok.ragu",
            "baris tanpa kode: seseorang perlu memilih wilayahnya",
            "a row without a code: somebody has to choose its region",
            "Pilih satu dari calonnya, atau isi kolom kode.",
            "Choose one of the candidates, or fill the code column.",
        ),
        (
            "bentuk.kembar",
            "dua wilayah dengan bentuk yang sama persis",
            "two regions of exactly the same shape",
            "Perbaiki salah satunya; satu wilayah tidak dapat menempati wilayah lain.",
            "Correct one of them; one region cannot lie where another does.",
        ),
        (
            "tetangga.habis",
            "menyesuaikan tetangga tidak menyisakan apa pun darinya",
            "adjusting a neighbour would leave nothing of it",
            "Terbitkan tanpa menyesuaikannya.",
            "Publish without adjusting it.",
        ),
        (
            "pilihan.tetangga",
            "tetangga yang disebut tidak ada",
            "a neighbour that was named is not there",
            "Sebut tetangga yang tidak ada di berkas, dengan kodenya.",
            "Name neighbours that are not in the file, by their codes.",
        ),
        (
            "berkas.tingkat",
            "berkas dari tingkat lain",
            "a file of another level",
            "Ulangi dengan tingkat berkas itu (--level), atau pilih berkas lain.",
            "Repeat it with the level of the file (--level), or choose another file.",
        ),
        (
            "daftar.kosong",
            "daftar wilayah belum memuat tingkat ini",
            "the register holds no region of this level",
            "Muat daftarnya dahulu: boundaries_register, lalu ulangi.",
            "Load it first: boundaries_register, then repeat.",
        ),
        ("pilihan.status_hukum", "status hukum tidak dikenal", "the legal status is unknown"),
    ],
)
declare(
    WARNING,
    [
        ("nama.beda", "nama tidak sama dengan daftar wilayah", "the name differs from the register's", *LOOK),
        ("kode.kecamatan_beda", "kode kecamatan tidak sesuai", "the code of the kecamatan does not fit", *LOOK),
        ("luas.beda", "luas tertulis tidak sesuai dengan bentuk", "the declared area does not fit the shape"),
        ("luas.beda_resmi", "luas resmi tidak sesuai dengan bentuk", "the official area does not fit the shape"),
        ("letak.luar_kecamatan", "desa di luar kecamatannya", "a desa lies outside its kecamatan", *LOOK),
        ("letak.pindah", "bentuk jauh dari batas terbitnya", "the shape lies far from its published border", *LOOK),
        ("tetangga.tumpang_tindih", "dua baris tumpang tindih", "two rows overlap", *SNAP),
        ("tetangga.celah", "celah di antara dua baris", "a gap between two rows", *SNAP),
        (
            "terbit.tumpang_tindih",
            "tumpang tindih dengan tetangga terbit",
            "overlaps a published neighbour",
            *NEIGHBOURS,
        ),
        ("terbit.celah", "celah dengan tetangga terbit", "a gap to a published neighbour", *NEIGHBOURS),
    ],
)
declare(
    INFO,
    [
        ("cocok.nama", "dicocokkan menurut nama", "matched by name", *LOOK),
        ("tetangga.derau", "celah dan tumpang tindih sangat kecil", "very small gaps and overlaps"),
    ],
)

declare(ERROR, of_the_register.ERRORS)
declare(WARNING, of_the_register.WARNINGS)
declare(INFO, of_the_register.NOTES)
