"""The rules of boundary files and of the register. See `imports/rules.py`."""

from imports.rules import ERROR, INFO, WARNING, declare

CODE = ("Isi kolom kode dengan kode dari daftar Kemendagri.", "Fill the code column from the Kemendagri list.")
LOOK = ("Periksa apakah kode dan bentuknya cocok.", "See whether code and shape belong together.")
SNAP = (
    "Samakan garis bersama keduanya di QGIS (snapping aktif), bila memang satu batas.",
    "Make their common line one in QGIS (with snapping on), if it is one border.",
)
DAY = ("Perbaiki tanggalnya.", "Correct the day.")
FIRST = (
    "Buat, pindahkan, gabungkan atau akhiri dahulu yang bersangkutan, boleh di berkas yang sama.",
    "Make, move, merge or end those concerned first, in the same file if you like.",
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

# The register of regions (`wilayah.daftar`).
declare(
    ERROR,
    [
        (
            "tindakan.tidak_dikenal",
            "tindakan di baris tidak dikenal",
            "the action of a row is not known",
            "Tulis buat, kode, ganti nama, nama lain, pindah, pemekaran, gabung atau berakhir; kosong berarti daftar biasa.",
            "Write buat, kode, ganti nama, nama lain, pindah, pemekaran, gabung or berakhir; empty means a plain list.",
        ),
        (
            "tindakan.kurang",
            "baris tidak memuat yang diperlukan tindakannya",
            "a row lacks what its action needs",
            "Isi kolomnya; kolom tiap tindakan ada di panduan mengubah daftar wilayah.",
            "Fill in the column; the guide on changing the register tells the columns of each action.",
        ),
        (
            "jenis.tidak_dikenal",
            "jenis wilayah tidak dikenal",
            "the kind of a region is not known",
            "Tulis desa, kelurahan, desa adat, desa persiapan, kecamatan atau kabupaten.",
            "Write desa, kelurahan, desa adat, desa persiapan, kecamatan or kabupaten.",
        ),
        (
            "wilayah.tidak_dikenal",
            "wilayah yang disebut tidak ada pada tanggal itu",
            "a region that is named does not exist on that day",
            *FIRST,
        ),
        (
            "induk.tidak_dikenal",
            "induk yang disebut tidak ada pada tanggal itu",
            "a parent that is named is not there",
            *FIRST,
        ),
        (
            "wilayah.ragu",
            "beberapa desa persiapan bernama sama",
            "several desa persiapan bear one name",
            "Isi kode kecamatan induknya, atau pilih salah satu.",
            "Fill in the code of its kecamatan, or choose one.",
        ),
        (
            "kode.dipakai",
            "kode dipakai wilayah lain pada masa itu",
            "a code is borne by another region at that time",
            "Perbaiki kode atau tanggalnya.",
            "Correct the code or the day.",
        ),
        (
            "kode.induk",
            "kode tidak berada di bawah kode induknya",
            "a code does not lie below that of its parent",
            "Beri kode yang berawalan kode induknya; bila induknya berganti, pakai pindah.",
            "Give a code that begins with the parent's; where the parent changes, use pindah.",
        ),
        (
            "kode.jenis",
            "kode tidak sesuai dengan jenis wilayahnya",
            "a code does not fit the kind of its region",
            "Angka pertama bagian terakhir: 1 kelurahan, 2 desa, 3 desa adat.",
            "The first digit of the last part: 1 kelurahan, 2 desa, 3 desa adat.",
        ),
        (
            "kode.perlu",
            "hanya desa persiapan yang boleh tanpa kode",
            "only a desa persiapan may go without a code",
            "Isi kodenya, atau jenis desa persiapan dengan kode kecamatan induknya.",
            "Fill in the code, or the kind desa persiapan with the code of its kecamatan.",
        ),
        (
            "nama.dipakai",
            "dua desa persiapan di satu kecamatan beralamat sama",
            "two desa persiapan of one kecamatan have one address",
            "Bedakan namanya.",
            "Give it a name that differs.",
        ),
        (
            "pindah.kabupaten",
            "hanya desa yang pindah, dan hanya ke kecamatan di kabupatennya",
            "only a desa moves, and only to a kecamatan of its kabupaten",
            "Periksa kode induknya.",
            "See whether the parent is right.",
        ),
        (
            "akhir.berpenghuni",
            "wilayah berakhir, sedangkan di bawahnya masih ada wilayah",
            "a region ends while regions below it go on",
            *FIRST,
        ),
        (
            "tanggal.bentuk",
            "tanggal tidak dapat dibaca",
            "a day cannot be read",
            "Tulis 2026-01-31 atau 31/01/2026.",
            "Write 2026-01-31 or 31/01/2026.",
        ),
        ("tanggal.sebelum_ada", "wilayah tidak ada pada tanggal itu", "the region does not exist on that day", *DAY),
        (
            "baris.bertentangan",
            "dua baris meminta hal yang sama untuk satu wilayah",
            "two rows ask the same for one region",
            "Hapus salah satunya.",
            "Remove one of them.",
        ),
        (
            "isi.panjang",
            "isi kolom terlalu panjang",
            "what stands in a column is too long",
            "Persingkat.",
            "Make it shorter.",
        ),
    ],
)
declare(
    WARNING,
    [
        (
            "kode.angka",
            "kode dibaca kembali dari angka yang dibuat lembar sebar",
            "a code was read back from a number a spreadsheet made of it",
            "Jadikan kolom kode teks di Excel.",
            "Make the column text in Excel.",
        ),
        (
            "kode.bekas",
            "kode pernah dipakai wilayah lain",
            "a code was once borne by another region",
            "Periksa kodenya; kode yang berakhir biasanya tidak dipakai lagi.",
            "See whether the code is right; a code that ended is usually not used again.",
        ),
        (
            "nama.kembar",
            "di induk yang sama sudah ada wilayah bernama itu",
            "a region of that name is already there below the same parent",
            "Bila wilayah yang sama, tulis tindakan kode atau ganti nama.",
            "If it is the same region, ask for a code (kode) or a renaming (ganti nama).",
        ),
        (
            "daftar.mungkin_sama",
            "kode baru dengan nama wilayah yang tidak ada di daftar",
            "a new code with the name of a region the list lacks",
            "Pilih wilayahnya bila hanya kodenya yang berubah.",
            "Choose the region if only its code changed.",
        ),
        (
            "wilayah.masih_berbatas",
            "wilayah berakhir, batasnya masih terbit",
            "a region ends while its border is still published",
            "Terbitkan batas penggantinya, dengan yang tidak disebut berakhir.",
            "Publish the borders that replace it, letting what is not mentioned end.",
        ),
    ],
)
declare(
    INFO,
    [
        (
            "daftar.tidak_disebut",
            "wilayah tidak ada di berkas; tetap berlaku",
            "a region is not in the file; it stays as it is",
            "Bila memang berakhir, pilih berakhir untuk yang tidak disebut.",
            "If it has ended, let what is not mentioned end.",
        ),
        (
            "daftar.persiapan_berkode",
            "desa persiapan mendapat kode dan menjadi definitif",
            "a desa persiapan gets a code and is one no more",
            "Bila bukan desa itu, tulis tindakan buat.",
            "If it is another desa, ask for a new one (buat).",
        ),
        (
            "nama.penulisan",
            "penulisan nama berbeda; tidak dianggap ganti nama",
            "a name is spelled otherwise; not taken for a renaming",
            "Bila memang berganti, tulis tindakan ganti nama.",
            "If it has changed, ask for a renaming (ganti nama).",
        ),
        (
            "dasar.kosong",
            "perubahan tanpa dasar hukum",
            "changes that name no legal basis",
            "Isi kolom dasar hukum, atau sebutkan saat menerbitkan.",
            "Fill in the column, or name it when publishing.",
        ),
        (
            "tanggal.mendatang",
            "perubahan yang baru berlaku kemudian",
            "changes that hold only later",
            "Daftar berganti sendiri pada hari itu.",
            "The register turns by itself on that day.",
        ),
    ],
)
