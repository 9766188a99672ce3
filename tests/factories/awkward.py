"""Files that are hostile, damaged or merely strange, and what each must end in: the cases of the table in
`tests/integration/upload/test_awkward_files.py`. Each is made in an empty folder."""

import json
import sqlite3
import stat
import struct
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import mapping

from . import files

Made = Path | list[Path]
REFUSED, READY, UNCHANGED = "ditolak", "siap terbit", "tanpa perubahan"
AREAS, POINTS, DESA = "tematik.uji-luasan", "tematik.uji-titik", "batas.desa"
SCRIPT = "<script>alert(1)</script>"
SECRET = "root:x:0:0"  # of /etc/passwd, which some of these files point at
NAN, INFINITY = float("nan"), float("inf")


@dataclass(frozen=True)
class Case:
    """A file, where it goes, how it ends (a state, "asks X", or "door" where it is not even taken) and the rules that say
    so. `answers` are given where a question has no proposal; `limits` narrows those on files; `reader` stands in for the
    reading process."""

    name: str
    make: Callable[[Path], Made]
    ends: str
    rules: tuple[str, ...] = ()
    target: str = AREAS
    answers: dict[str, Any] = field(default_factory=dict)
    limits: dict[str, int] = field(default_factory=dict)
    reader: str = ""


# -- zips --------------------------------------------------------------------------------------------------------------


def zipped(folder: Path, name: str = "data.zip", **options: Any) -> Path:
    return files.zipped(folder / name, files.shapefile(folder / "src"), **options)


def holding(**entries: bytes) -> Callable[[Path], Path]:
    """Return a maker of a zip with these entries, `__` standing for a dot."""
    named = {name.replace("__", "."): content for name, content in entries.items()}
    return lambda folder: files.archive(folder / "data.zip", named)


def beside(**entries: bytes) -> Callable[[Path], Path]:
    """Return a maker of a good zip with further entries."""

    def make(folder: Path) -> Path:
        path = zipped(folder)
        with zipfile.ZipFile(path, "a") as target:
            for name, content in entries.items():
                target.writestr(name.replace("__", "."), content)
        return path

    return make


def with_entry(name: str, content: bytes = b"x") -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = zipped(folder)
        with zipfile.ZipFile(path, "a") as target:
            target.writestr(zipfile.ZipInfo(name), content)
        return path

    return make


def bomb(folder: Path) -> Path:
    return files.archive(folder / "data.zip", {"a.shp": bytes(30_000_000), "a.dbf": b"x"})


def lying_bomb(folder: Path) -> Path:
    """A zip whose list says that it holds little."""
    path = files.archive(folder / "data.zip", {"a.geojson": b"{" + b" " * 30_000_000})
    raw = bytearray(path.read_bytes())
    at = raw.rindex(b"PK\x01\x02")
    raw[at + 24 : at + 28] = struct.pack("<I", 1000)
    path.write_bytes(raw)
    return path


def link(folder: Path) -> Path:
    entry = zipfile.ZipInfo("batas.geojson")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = folder / "data.zip"
    with zipfile.ZipFile(path, "w") as target:
        target.writestr(entry, "/etc/passwd")
    return path


def locked(folder: Path) -> Path:
    path = files.archive(folder / "data.zip", {"a.geojson": b"{}"})
    raw = bytearray(path.read_bytes())
    raw[raw.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)
    return path


def cut(make: Callable[[Path], Path], share: float) -> Callable[[Path], Path]:
    def made(folder: Path) -> Path:
        path = make(folder)
        content = path.read_bytes()
        path.write_bytes(content[: int(len(content) * share)])
        return path

    return made


def windows_zip(folder: Path) -> Path:
    """A folder with spaces and capitals, and all that operating systems and GIS leave beside the data."""
    path = folder / "Data Final (2).zip"
    with zipfile.ZipFile(path, "w") as target:
        for part in sorted(files.shapefile(folder / "src").parent.iterdir()):
            target.write(part, f"Data Batas/Peta Desa{part.suffix.upper()}")
        for name in ("__MACOSX/Data Batas/._Peta Desa.shp", "Data Batas/Thumbs.db", "Data Batas/.DS_Store"):
            target.writestr(name, b"x")
        for name in ("Data Batas/Peta Desa.shp.xml", "Data Batas/Peta Desa.sbn", "Data Batas/Peta Desa.qml"):
            target.writestr(name, b"<x/>")
    return path


def two_shapefiles(folder: Path) -> Path:
    path = folder / "data.zip"
    with zipfile.ZipFile(path, "w") as target:
        for name in ("lama", "baru"):
            for part in files.shapefile(folder / name, name=name).parent.iterdir():
                target.write(part, part.name)
    return path


# -- shapefiles --------------------------------------------------------------------------------------------------------


def packed(change: Callable[[Path], None], **options: Any) -> Callable[[Path], Path]:
    """Return a maker of a zipped shapefile one part of which was changed; `change` gets the path of its .shp."""

    def make(folder: Path) -> Path:
        shp = files.shapefile(folder / "src", **options)
        change(shp)
        return files.zipped(folder / "data.zip", shp)

    return make


def patched(suffix: str, at: int, value: bytes) -> Callable[[Path], None]:
    def change(shp: Path) -> None:
        path = shp.with_suffix(suffix)
        raw = bytearray(path.read_bytes())
        raw[at : at + len(value)] = value
        path.write_bytes(raw)

    return change


def written(suffix: str, content: bytes) -> Callable[[Path], None]:
    return lambda shp: shp.with_suffix(suffix).write_bytes(content) and None


def shortened(suffix: str, by: int) -> Callable[[Path], None]:
    def change(shp: Path) -> None:
        path = shp.with_suffix(suffix)
        path.write_bytes(path.read_bytes()[:-by])

    return change


def removed(*suffixes: str) -> Callable[[Path], None]:
    def change(shp: Path) -> None:
        for suffix in suffixes:
            shp.with_suffix(suffix).unlink(missing_ok=True)

    return change


def loose(folder: Path) -> list[Path]:
    return sorted(files.shapefile(folder / "src").parent.iterdir())


def other_table(shp: Path) -> None:
    """Lay the table of another, longer shapefile beside."""
    longer = files.shapefile(shp.parent / "other", files.records(5))
    shp.with_suffix(".dbf").write_bytes(longer.with_suffix(".dbf").read_bytes())


def renamed_columns(*names: bytes) -> Callable[[Path], None]:
    def change(shp: Path) -> None:
        path = shp.with_suffix(".dbf")
        raw = bytearray(path.read_bytes())
        for place, name in enumerate(names):
            raw[32 + 32 * place : 43 + 32 * place] = name.ljust(11, b"\0")
        path.write_bytes(raw)

    return change


def columns(count: int) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        names = {f"K{number}": "str:4" for number in range(count)}
        rows = [(shape, dict.fromkeys(names, "x")) for shape, _values in files.records(2)]
        return files.zipped(folder / "data.zip", files.shapefile(folder / "src", rows, fields=names))

    return make


def dimension(kind: str, *ordinates: float) -> Callable[[Path], Path]:
    """Return a maker of a shapefile of "3D Polygon" and the like."""
    rows = [(shapely.force_3d(shape, *ordinates), values) for shape, values in files.records(2)]
    return lambda folder: files.zipped(folder / "data.zip", files.shapefile(folder / "src", rows, geometry=kind))


# -- GeoJSON -----------------------------------------------------------------------------------------------------------


def text(content: str | bytes, name: str = "data.geojson") -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return make


def collection(*geometries: Any, name: str = "data.geojson", **members: Any) -> Callable[[Path], Path]:
    """Return a maker of a GeoJSON of geometries as they are, whatever they are."""
    features = [
        {"type": "Feature", "geometry": each, "properties": {"KDEPUM": f"{number}", "WADMKD": f"Desa {number}"}}
        for number, each in enumerate(geometries, start=1)
    ]
    return text(json.dumps({"type": "FeatureCollection", **members, "features": features}), name)


def rows(*values: dict[str, Any], shape: Any = None) -> Callable[[Path], Path]:
    """Return a maker of a GeoJSON of squares side by side, or of the same shape, with these values."""
    shapes = [shape or files.square(116.5 + number * 0.2) for number in range(len(values))]
    return lambda folder: files.geojson(folder / "data.geojson", list(zip(shapes, values, strict=True)))


def polygon(*points: Sequence[float]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [list(points)]}


SQUARE = mapping(files.square())
OPEN = ((117.0, 0.5), (117.1, 0.5), (117.1, 0.6), (117.0, 0.6))
POINT = {"type": "Point", "coordinates": [117.5, 0.5]}
LINE = {"type": "LineString", "coordinates": [[117.0, 0.5], [117.1, 0.6]]}
TINY = shapely.MultiPolygon([files.square(), files.square(117.5, 0.5, 0.00001)])
HOLED = files.square().difference(files.square(117.05, 0.55, 0.00001))
SPIKED = shapely.Polygon([(117, 0.5), (117.1, 0.5), (117.1, 0.6), (117.15, 0.65), (117.1, 0.6), (117, 0.6)])


# -- GeoPackage --------------------------------------------------------------------------------------------------------


def geopackage(*statements: str) -> Callable[[Path], Path]:
    """Return a maker of a GeoPackage whose database was changed by hand."""

    def make(folder: Path) -> Path:
        path = files.geopackage(folder / "data.gpkg", {"batas": files.records(2)})
        with sqlite3.connect(path) as database:
            for statement in statements:
                database.execute(statement)
        database.close()
        return path

    return make


TRIGGER = """CREATE TRIGGER hidden AFTER UPDATE ON batas BEGIN DELETE FROM batas; END"""
VIEW = "CREATE VIEW tampak AS SELECT fid, geom, KDEPUM, WADMKD FROM batas"
SEEN = (
    "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('tampak', 'features', 'tampak', 4326)",
    "INSERT INTO gpkg_geometry_columns VALUES ('tampak', 'geom', 'POLYGON', 4326, 0, 0)",
)
ELSEWHERE = "CREATE VIEW intip AS SELECT load_extension('/tmp/x.so') AS fid, readfile('/etc/passwd') AS isi"
DECLARED = "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('intip', 'attributes', 'intip')"


def several_layers(folder: Path) -> Path:
    return files.geopackage(folder / "data.gpkg", {"lama": files.records(1), "baru": files.records(2)})


# -- borders -----------------------------------------------------------------------------------------------------------


def desa(*given: tuple[str, str, Any], **more: str) -> Callable[[Path], Path]:
    """Return a maker of a border file: code, name and shape of each row, `more` in every row."""
    found = [(shape, {"KDEPUM": code, "WADMKD": name, **more}) for code, name, shape in given]
    return lambda folder: files.geojson(folder / "desa.geojson", found)


BENTUQ, BUSANG = ("64.08.06.2001", "Long Bentuq"), ("64.08.06.2002", "Long Nyelong")
WEST, EAST = files.square(116.2, 0.9, 0.1), files.square(116.3, 0.9, 0.1)
# Where no border is published, so that the rows alone have neighbours: two squares with a notch between them.
NOWHERE, BESIDE = shapely.box(116.01, 0.05, 116.02, 0.06), shapely.box(116.02, 0.05, 116.03, 0.06)
GAP = shapely.difference(BESIDE, shapely.box(116.02, 0.052, 116.02015, 0.058))
NOISE = shapely.union(BESIDE, shapely.box(116.01998, 0.052, 116.02, 0.053))
INSIDE = files.square(116.25, 0.92, 0.1)


# -- the table ---------------------------------------------------------------------------------------------------------

CASES = (
    # archives that want more than to be read
    Case("a bomb", bomb, REFUSED, ("zip.batas_rasio",)),
    Case("a bomb that hides its size", lying_bomb, REFUSED, ("zip.rusak",)),
    Case("too much inside", zipped, REFUSED, ("zip.batas_isi",), limits={"unpacked_bytes": 500}),
    Case("too many entries", zipped, REFUSED, ("zip.batas_jumlah",), limits={"entries": 3}),
    Case("a zip in a zip", holding(dalam__zip=b"PK"), REFUSED, ("zip.bersarang",)),
    Case("a rar beside the data", beside(lama__rar=b"Rar!"), REFUSED, ("zip.bersarang",)),
    Case("a link", link, REFUSED, ("zip.tautan",)),
    Case("an absolute path", with_entry("/etc/cron.d/x.shp"), REFUSED, ("zip.jalur",)),
    Case("a path upwards", with_entry("../../x.shp"), REFUSED, ("zip.jalur",)),
    Case("a Windows path upwards", with_entry("..\\..\\x.shp"), REFUSED, ("zip.jalur",)),
    Case("a drive", with_entry("C:/x.shp"), REFUSED, ("zip.jalur",)),
    Case("a password", locked, REFUSED, ("zip.sandi",)),
    Case("a zip cut off", cut(zipped, 0.6), REFUSED, ("zip.rusak",)),
    Case("a zip of nothing but its head", text(b"PK\x03\x04", "data.zip"), REFUSED, ("zip.rusak",)),
    Case("an empty zip", holding(), REFUSED, ("zip.tanpa_data",)),
    Case("a letter", holding(surat__pdf=b"%PDF"), REFUSED, ("zip.tanpa_data",)),
    Case("a VRT in a zip", holding(peta__vrt=b"<OGRVRTDataSource/>"), REFUSED, ("zip.tanpa_data",)),
    Case("a VRT beside the data", beside(peta__vrt=b"<OGRVRTDataSource/>"), REFUSED, ("berkas.isi_beda",)),
    Case("a VRT called GeoJSON", text("<OGRVRTDataSource/>"), REFUSED, ("berkas.isi_beda",)),
    Case("a VRT called GeoJSON in a zip", holding(a__geojson=b"<OGRVRTDataSource/>"), REFUSED, ("berkas.isi_beda",)),
    Case("markup in the names of entries", with_entry(f"{SCRIPT.replace('/', '')}.txt"), READY),
    Case("a zip from Windows and macOS", windows_zip, READY),
    Case("two shapefiles", two_shapefiles, "asks layer"),
    Case("two shapefiles, one chosen", two_shapefiles, READY, answers={"layer": "baru"}),
    # kinds and sizes
    Case("nothing", text(b""), "door", ("berkas.kosong",)),
    Case("a kind that is not read", text(b"x", "peta.vrt"), "door", ("berkas.tidak_dikenal",)),
    Case("no ending", text(b"x", "peta"), "door", ("berkas.tidak_dikenal",)),
    Case("a picture called GeoPackage", text(b"\x89PNG", "data.gpkg"), REFUSED, ("berkas.isi_beda",)),
    Case("too large", collection(SQUARE), "door", ("berkas.batas_ukuran",), limits={"file_bytes": 50}),
    Case("too many vertices", collection(SQUARE), REFUSED, ("berkas.batas_titik",), limits={"vertices": 3}),
    Case("too slow", collection(SQUARE), REFUSED, ("berkas.batas_waktu",), limits={"seconds": 1}, reader="slow_reader"),
    Case(
        "too much memory",
        zipped,
        REFUSED,
        ("berkas.batas_memori",),
        limits={"memory_bytes": 1_000_000_000},
        reader="hungry_reader",
    ),
    Case("a reader that crashes", zipped, REFUSED, ("berkas.pembaca_berhenti",), reader="crashing_reader"),
    Case(
        "files of different shapefiles",
        lambda at: [*loose(at)[:2], text(b"x", "a.prj")(at)],
        "door",
        ("berkas.beberapa",),
    ),
    # shapefiles
    Case("loose parts", loose, READY),
    Case("without .shx", packed(removed(".shx")), READY, ("shapefile.tanpa_shx",)),
    Case("without .dbf", packed(removed(".dbf")), REFUSED, ("shapefile.tanpa_dbf",)),
    Case("without .prj", packed(removed(".prj")), READY),
    Case("a .prj of nonsense", packed(written(".prj", b"PROJCS[")), READY),
    Case("a .prj that points elsewhere", packed(written(".prj", b"http://example.com/x.prj")), READY),
    Case(
        "letters of Windows, no .cpg",
        packed(removed(".cpg"), rows=files.records(2, WADMKD="D\xe9sa"), encoding="cp1252"),
        READY,
    ),
    Case(
        "a .cpg that lies",
        packed(written(".cpg", b"UTF-8"), rows=files.records(2, WADMKD="D\xe9sa"), encoding="cp1252"),
        READY,
    ),
    Case("a .cpg nobody knows", packed(written(".cpg", b"KLINGON"), rows=files.records(2, WADMKD="D\xe9sa")), READY),
    Case("parts of two exports", packed(other_table), REFUSED, ("shapefile.bagian_tidak_cocok",)),
    Case(
        "a .shp that is GeoJSON",
        packed(written(".shp", b'{"type": "FeatureCollection"}' * 9)),
        REFUSED,
        ("shapefile.bukan_shapefile",),
    ),
    Case("a .shp of nothing", packed(written(".shp", b"")), REFUSED, ("shapefile.bukan_shapefile",)),
    Case("a .shp cut off", packed(shortened(".shp", 40)), REFUSED, ("shapefile.terpotong",)),
    Case("a .dbf cut off", packed(shortened(".dbf", 30)), REFUSED, ("shapefile.terpotong",)),
    Case("a .dbf of nothing", packed(written(".dbf", b"")), REFUSED, ("shapefile.terpotong",)),
    Case(
        "a .dbf that says it is longer",
        packed(patched(".dbf", 4, struct.pack("<I", 2**31))),
        REFUSED,
        ("shapefile.terpotong",),
    ),
    Case("a .dbf with a head of no length", packed(patched(".dbf", 8, b"\0\0")), REFUSED, ("shapefile.tabel",)),
    Case("a .dbf with records of no length", packed(patched(".dbf", 10, b"\0\0")), REFUSED, ("shapefile.tabel",)),
    Case(
        "a .dbf with columns wider than its records",
        packed(patched(".dbf", 48, b"\xff")),
        REFUSED,
        ("shapefile.tabel",),
    ),
    Case(
        "a .shp that says it is longer",
        packed(patched(".shp", 24, struct.pack(">i", 2**30))),
        REFUSED,
        ("shapefile.terpotong",),
    ),
    Case("a record that says it is longer", packed(patched(".shp", 104, struct.pack(">i", 2**28))), READY),
    Case(
        "a record of more parts than there are",
        packed(patched(".shp", 144, struct.pack("<i", 2**30))),
        REFUSED,
        ("geometri.tidak_terbaca",),
    ),
    Case(
        "an index that points behind the end",
        packed(patched(".shx", 100, struct.pack(">i", 2**30))),
        REFUSED,
        ("geometri.tidak_terbaca",),
    ),
    Case("an index that points before the beginning", packed(patched(".shx", 100, struct.pack(">i", -8))), REFUSED),
    Case(
        "not a number in a .shp",
        packed(patched(".shp", 156, struct.pack("<d", NAN))),
        REFUSED,
        ("geometri.tidak_terbaca",),
    ),
    Case("heights", dimension("3D Polygon", 5.0), READY, ("geometri.dimensi",)),
    Case("250 columns", columns(250), REFUSED, ("kolom.terlalu_banyak",)),
    Case("255 columns", columns(255), REFUSED, ("kolom.terlalu_banyak",)),
    Case("two columns of one name", packed(renamed_columns(b"NAMA", b"NAMA")), READY, ("kolom.ganda",)),
    Case("names of columns that are not ASCII", packed(renamed_columns("KOD\xc9".encode(), "D\xc9SA".encode())), READY),
    Case("names of columns that are nothing", packed(renamed_columns(b"", b"_")), READY),
    # GeoJSON
    Case("a GeoJSON cut off", cut(collection(SQUARE, SQUARE), 0.7), REFUSED, ("berkas.rusak",)),
    Case("an empty object", text("{}"), REFUSED),
    Case("no rows", collection(), REFUSED, ("lapisan.kosong",)),
    Case(
        "a GeoJSON that points elsewhere",
        text('{"type": "FeatureCollection", "features": "file:///etc/passwd"}'),
        REFUSED,
    ),
    Case(
        "a system that is a link",
        collection(SQUARE, crs={"type": "link", "properties": {"href": "http://127.0.0.1:9/x", "type": "proj4"}}),
        READY,
    ),
    Case(
        "deep brackets", text('{"type": "FeatureCollection", "features": ' + "[" * 50_000 + "]" * 50_000 + "}"), REFUSED
    ),
    Case("not a number", collection(polygon((NAN, 0.5), (117.1, 0.5), (117.1, 0.6), (NAN, 0.5)), SQUARE), REFUSED),
    Case(
        "infinity", collection(polygon((INFINITY, 0.5), (117.1, 0.5), (117.1, 0.6), (INFINITY, 0.5)), SQUARE), REFUSED
    ),
    Case(
        "off the earth",
        collection(SQUARE, polygon((500, 0.5), (501, 0.5), (501, 0.6), (500, 0.5)), SQUARE, SQUARE),
        REFUSED,
        ("geometri.koordinat",),
    ),
    Case("too few points", collection(polygon((117, 0.5), (117.1, 0.5)), SQUARE), REFUSED, ("geometri.tidak_terbaca",)),
    Case("no shape", collection(None, SQUARE), READY, ("geometri.tanpa_bentuk",)),
    Case(
        "an outline almost closed", collection(polygon(*OPEN, (117.0, 0.500001))), READY, ("geometri.cincin_ditutup",)
    ),
    Case("an outline that is open", collection(polygon(*OPEN, (117.0, 0.55))), REFUSED, ("geometri.cincin_terbuka",)),
    Case("an outline that crosses itself", collection(mapping(files.bow_tie())), REFUSED, ("geometri.tidak_sah",)),
    Case("an outline with a spike", collection(mapping(SPIKED)), READY, ("geometri.diperbaiki",)),
    Case("a part left over", collection(mapping(TINY)), READY, ("geometri.bagian_kecil",)),
    Case("a hole left over", collection(mapping(HOLED)), READY, ("geometri.lubang_kecil",)),
    Case("areas and multi-areas", collection(SQUARE, mapping(shapely.MultiPolygon([files.square(118)]))), READY),
    Case("areas and points", collection(SQUARE, POINT), REFUSED, ("geometri.campuran", "geometri.jenis")),
    Case("lines instead of areas", collection(LINE, LINE), REFUSED, ("geometri.bukan_poligon",)),
    Case("a collection of shapes", collection({"type": "GeometryCollection", "geometries": [SQUARE, POINT]}), REFUSED),
    Case(
        "four ordinates",
        collection(polygon(*((x, y, 1, 2) for x, y in (*OPEN, OPEN[0])))),
        READY,
        ("geometri.dimensi",),
    ),
    Case("the same row twice", rows({"A": "1"}, {"A": "1"}, shape=files.square()), READY, ("baris.kembar",)),
    Case(
        "wholly elsewhere",
        collection(SQUARE, mapping(files.square(50, 50)), SQUARE, SQUARE, SQUARE),
        REFUSED,
        ("letak.luar_wilayah",),
    ),
    Case("swapped axes", collection(mapping(shapely.box(0.5, 117.0, 0.6, 117.1))), READY),
    # GeoPackage
    Case("a GeoPackage cut off", cut(geopackage(), 0.5), REFUSED),
    Case("a GeoPackage of nothing", text(b"SQLite format 3\0" + bytes(100), "data.gpkg"), REFUSED),
    Case("a trigger", geopackage(TRIGGER), READY),
    Case("a view", geopackage(VIEW, *SEEN), "asks layer"),
    Case("a view, chosen", geopackage(VIEW, *SEEN), READY, answers={"layer": "tampak"}),
    Case("a view that looks elsewhere", geopackage(ELSEWHERE, DECLARED), REFUSED, ("berkas.rusak",)),
    Case("several layers", several_layers, "asks layer"),
    # values
    Case("markup in values", rows({"NAMA": SCRIPT}, {"NAMA": "x"}), READY, ("teks.mencurigakan",)),
    Case("markup in names of columns", rows({SCRIPT: "1"}, {SCRIPT: "2"}), READY),
    Case("formulas", rows({"NAMA": "=cmd|'/C calc'!A0"}, {"NAMA": "@SUM(1)"}), READY, ("teks.mencurigakan",)),
    Case("decimals with a comma", rows({"LUAS": "1.234,5"}, {"LUAS": "7,25"}), READY, ("angka.koma",)),
    Case(
        "dates in all forms",
        rows(*({"TGL": day} for day in ("2025/11/16", "16-11-2025", "16 November 2025", "20251116"))),
        READY,
        ("kolom.baru",),
    ),
    Case("a text too long", rows({"NAMA": "x" * 5_001}), REFUSED, ("teks.terlalu_panjang",)),
    Case("a name of a column too long", rows({"N" * 3_000: "x"}), READY),
    Case("letters of every script, and none", rows({"NAMA": "\u202eabc\u0000\ud83d\ude00"}), READY),
    # a layer with keys and types
    Case(
        "a key twice",
        rows({"Kode": "A"}, {"Kode": "A"}, shape=shapely.Point(117.5, 0.5)),
        REFUSED,
        ("kunci.ganda",),
        POINTS,
    ),
    Case(
        "a key missing",
        rows({"Kode": "A"}, {"Kode": ""}, shape=shapely.Point(117.5, 0.5)),
        REFUSED,
        ("kunci.kosong",),
        POINTS,
    ),
    Case(
        "points in groups",
        rows({"Kode": "A"}, shape=shapely.MultiPoint([(117, 0.5), (117.1, 0.5)])),
        REFUSED,
        ("geometri.kelompok",),
        POINTS,
    ),
    Case(
        "a value of another type",
        rows({"Kode": "B", "Jumlah": "banyak"}, shape=shapely.Point(117.5, 0.5)),
        REFUSED,
        ("nilai.bentuk",),
        POINTS,
    ),
    Case(
        "a day that is not",
        rows({"Kode": "B", "Tanggal": "31/02/2025"}, shape=shapely.Point(117.5, 0.5)),
        REFUSED,
        ("nilai.bentuk",),
        POINTS,
    ),
    Case("a column missing", rows({"Kode": "B"}, shape=shapely.Point(117.5, 0.5)), READY, ("kolom.hilang",), POINTS),
    # borders
    Case("no shape of a border", desa((*BENTUQ, None), (*BUSANG, EAST)), REFUSED, ("geometri.kosong",), DESA),
    Case("no code, no name", desa(("", "", NOWHERE), (*BUSANG, EAST)), REFUSED, ("kode.kosong",), DESA),
    Case("no such code", desa(("64.08.06.2099", "X", WEST)), REFUSED, ("kode.tidak_dikenal",), DESA),
    Case("a code that is none", desa(("6408-06", "X", WEST), (*BUSANG, EAST)), REFUSED, ("kode.bentuk",), DESA),
    Case("a code a spreadsheet broke", desa(("6.4E+09", "X", WEST), (*BUSANG, EAST)), REFUSED, ("kode.bentuk",), DESA),
    Case(
        "a code of another level", desa(("64.08.06", "Busang", WEST), (*BUSANG, EAST)), REFUSED, ("kode.tingkat",), DESA
    ),
    Case("one region twice", desa((*BENTUQ, WEST), (*BENTUQ, EAST)), REFUSED, ("kode.ganda",), DESA),
    Case("two regions of one shape", desa((*BENTUQ, WEST), (*BUSANG, WEST)), REFUSED, ("bentuk.kembar",), DESA),
    Case("a file of desa for kecamatan", desa((*BENTUQ, WEST)), REFUSED, ("berkas.tingkat",), "batas.kecamatan"),
    Case("another name", desa((BENTUQ[0], "Entah", WEST)), READY, ("nama.beda",), DESA),
    Case("matched by name", desa(("", BENTUQ[1], WEST)), REFUSED, ("cocok.ragu",), DESA),
    Case("another kecamatan", desa((*BENTUQ, WEST), KDCPUM="64.08.04"), READY, ("kode.kecamatan_beda",), DESA),
    Case("another area", desa((*BENTUQ, WEST), LUASWH="1"), READY, ("luas.beda",), DESA),
    Case("overlapping rows", desa((*BENTUQ, WEST), (*BUSANG, INSIDE)), READY, ("tetangga.tumpang_tindih",), DESA),
    Case("a gap between rows", desa((*BENTUQ, NOWHERE), (*BUSANG, GAP)), READY, ("tetangga.celah",), DESA),
    Case("very small gaps", desa((*BENTUQ, NOWHERE), (*BUSANG, NOISE)), READY, ("tetangga.derau",), DESA),
    Case(
        "a neighbour that is published", desa((*BENTUQ, WEST)), READY, ("terbit.tumpang_tindih", "letak.pindah"), DESA
    ),
    Case("far from its border", desa((*BENTUQ, files.square(118.3, 0.6))), READY, ("letak.pindah",), DESA),
)
