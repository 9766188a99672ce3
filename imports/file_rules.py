"""What a file as a whole can be refused for, what is said about it, and when a run cannot go on. See `rules.py`."""

from .rules import ERROR, INFO, WARNING, declare

SEND_AGAIN = ("Kirim ulang berkas yang lengkap.", "Send the whole file again.")
NEW_ZIP = (
    "Buat zip baru yang hanya memuat berkas datanya, tanpa kata sandi.",
    "Make a new zip that holds the data files only, without a password.",
)
PARTS = ("Kirim per bagian, atau minta pengelola menaikkan batasnya.", "Send parts, or have the limit raised.")
EXPORT = (
    "Ekspor sebagai Shapefile, GeoPackage, GeoJSON, KML, GPX, CSV atau XLSX, lalu kirim.",
    "Export it as Shapefile, GeoPackage, GeoJSON, KML, GPX, CSV or XLSX, then send that.",
)
TRY_LATER = ("Ulangi.", "Try again.")

# The file as it arrives.
declare(
    ERROR,
    [
        ("berkas.ditolak", "berkas ditolak", "the file is refused"),
        ("berkas.tidak_dikenal", "jenis berkas tidak dibaca", "files of this kind are not read", *EXPORT),
        ("berkas.tidak_ada", "berkas tidak ada", "there is no such file"),
        ("berkas.kosong", "berkas kosong", "the file is empty", *SEND_AGAIN),
        ("berkas.beberapa", "beberapa berkas yang bukan satu shapefile", "several files that are not one shapefile"),
        ("berkas.isi_beda", "isi berkas tidak sesuai dengan namanya", "the content is not what the name says", *EXPORT),
        ("berkas.rusak", "berkas terpotong atau rusak", "the file is cut off or damaged", *SEND_AGAIN),
        ("berkas.tautan", "berkas hanya menunjuk ke berkas lain", "the file only points to another one"),
        ("berkas.entitas", "berkas XML memuat DTD atau entitas", "an XML file holds a DTD or entities"),
        ("berkas.pembaca_berhenti", "proses pembaca berhenti mendadak", "the reading process stopped suddenly"),
        ("berkas.potongan", "potongan berkas tidak menyambung", "a piece of the file does not follow the last"),
        ("berkas.belum_lengkap", "berkas belum lengkap diterima", "the file has not arrived whole"),
        (
            "berkas.ukuran_beda",
            "ukuran berkas berubah di jalan",
            "the size of the file changed on its way",
            *SEND_AGAIN,
        ),
        ("berkas.hash_beda", "berkas rusak di jalan (SHA-256 berbeda)", "damaged on its way (SHA-256)", *SEND_AGAIN),
        ("berkas.batas", "berkas melewati batas", "the file passes a limit", *PARTS),
        ("berkas.batas_ukuran", "berkas terlalu besar", "the file is too large", *PARTS),
        ("berkas.batas_titik", "terlalu banyak titik sudut", "too many vertices", *PARTS),
        ("berkas.batas_lapisan", "terlalu banyak lapisan", "too many layers", *PARTS),
        ("berkas.batas_kolom", "terlalu banyak kolom", "too many columns", *PARTS),
        ("berkas.batas_sel", "sebuah sel terlalu besar", "a cell is too large", *PARTS),
        ("berkas.batas_waktu", "membaca berkas terlalu lama", "reading the file takes too long", *PARTS),
        ("berkas.batas_memori", "membaca berkas perlu terlalu banyak memori", "reading needs too much memory", *PARTS),
        ("server.penuh", "ruang simpan server penuh", "the server's disk is full"),
    ],
)
# Archives and formats.
declare(
    ERROR,
    [
        ("zip.rusak", "zip tidak dapat dibuka", "the zip cannot be opened", *SEND_AGAIN),
        ("zip.tidak_aman", "zip tidak aman dibuka", "the zip is not safe to unpack", *NEW_ZIP),
        ("zip.jalur", "isi zip menunjuk ke luar zip", "an entry points outside the zip", *NEW_ZIP),
        ("zip.tautan", "zip memuat tautan", "the zip holds a link", *NEW_ZIP),
        ("zip.sandi", "zip terkunci kata sandi", "the zip is locked with a password", *NEW_ZIP),
        ("zip.bersarang", "ada arsip di dalam zip", "there is an archive inside the zip", *NEW_ZIP),
        ("zip.tanpa_data", "zip tidak memuat data yang dibaca", "the zip holds nothing that is read", *EXPORT),
        ("zip.batas_jumlah", "zip memuat terlalu banyak berkas", "the zip holds too many files", *PARTS),
        ("zip.batas_isi", "isi zip terlalu besar", "the zip unpacks to too much", *PARTS),
        ("zip.batas_rasio", "zip mengembang terlalu besar", "the zip grows too much", *NEW_ZIP),
        ("shapefile.tanpa_dbf", "bagian .dbf tidak ada", "the .dbf is missing", *SEND_AGAIN),
        ("shapefile.terpotong", "bagian shapefile terpotong", "a part of the shapefile is cut off", *SEND_AGAIN),
        ("shapefile.tabel", "kepala .dbf tidak masuk akal", "the head of the .dbf makes no sense", *SEND_AGAIN),
        ("shapefile.bagian_tidak_cocok", "bagian dari ekspor yang berbeda", "parts of different exports", *SEND_AGAIN),
        ("shapefile.bukan_shapefile", "isi .shp bukan shapefile", "the .shp is no shapefile", *EXPORT),
        ("gpkg.masih_terbuka", "GeoPackage masih terbuka di program lain", "the GeoPackage is still open elsewhere"),
        ("tabel.tanpa_koordinat", "tabel tidak memuat kolom koordinat", "the table has no columns of coordinates"),
        ("tabel.kutip", "tanda kutip di tabel tidak ditutup", "a quotation mark in the table is not closed"),
        ("lapisan.belum_jelas", "berkas memuat beberapa lapisan", "the file holds several layers"),
        ("lapisan.kosong", "lapisan tidak memuat satu baris pun", "the layer holds no row at all"),
        ("teks.pengodean", "pengodean teks tidak jelas", "the text encoding is unclear"),
        ("kolom.tidak_ada", "kolom yang diperlukan tidak ada", "a column that is needed is missing"),
        ("crs.belum_jelas", "sistem koordinat tidak jelas", "the reference system is unclear"),
        ("crs.tidak_ada", "sistem koordinat tidak disebut", "the reference system is not stated"),
        ("crs.tidak_dikenal", "sistem koordinat tidak dikenal", "the reference system is unknown"),
        ("crs.tidak_masuk_akal", "koordinat membantah sistemnya", "the coordinates contradict the system"),
        ("crs.sumbu_tertukar", "lintang dan bujur tertukar", "latitude and longitude are swapped"),
        ("crs.pergeseran", "pergeseran ke WGS 84 terlalu kasar", "the shift to WGS 84 is too coarse"),
        ("manifest.rusak", "manifest.json tidak dapat dibaca", "manifest.json cannot be read"),
    ],
)
# Answers and states of a run.
declare(
    ERROR,
    [
        ("jawaban.salah", "jawaban tidak dapat dipakai", "an answer cannot be used"),
        ("pilihan.berita_acara", "berita acara terlalu besar", "the minutes are too large"),
        ("pilihan.terlalu_panjang", "isian terlalu panjang", "what was filled in is too long"),
        ("proses.keadaan", "proses tidak dalam keadaan untuk itu", "the run is not in a state for that"),
        ("proses.persetujuan", "perlu persetujuan orang kedua", "a second person must approve"),
        (
            "proses.hak",
            "mandat tidak lagi mencakup semua yang berubah",
            "the mandate no longer covers all that changes",
        ),
        ("proses.berubah", "isian berubah setelah disetujui", "it was changed after it was approved"),
        ("proses.usang", "proses berubah sejak halamannya dibuka", "it changed since its page was opened"),
        ("proses.dihentikan", "proses dihentikan", "the run was stopped"),
        ("proses.rilis_berubah", "ada terbitan lain sejak perbandingan", "another publication came first", *TRY_LATER),
        ("proses.tersentuh", "baris yang sama diubah lagi sesudahnya", "later runs touched the same rows"),
    ],
)
declare(
    WARNING,
    [
        (
            "teks.disimpulkan",
            "pengodean teks disimpulkan dari isinya",
            "the text encoding was concluded from the bytes",
        ),
        ("kolom.ganda", "beberapa kolom bernama sama; satu yang dibaca", "columns of one name; one is read"),
        ("crs.pergeseran_kasar", "ketelitian pergeseran ke WGS 84 tidak diketahui", "the shift's accuracy is unknown"),
        ("manifest.berkas_lain", "manifest.json menyebut SHA-256 lain", "manifest.json names another SHA-256"),
        ("pilihan.sumber", "sumber data tidak disebut", "no source is stated"),
        ("tabel.tanpa_letak", "tabel tidak memuat kolom koordinat", "the table has no columns of coordinates"),
        ("kml.tautan", "tautan ke berkas lain tidak diikuti", "links to other files are not followed"),
    ],
)
declare(
    INFO,
    [
        ("shapefile.tanpa_shx", "indeks .shx dibuat ulang", "the .shx index was made again"),
        ("crs.tinggi", "sistem tinggi tidak dipakai", "the vertical system is not used"),
    ],
)
