"""What a path is: one file of a known kind, checked by its first bytes, or a shapefile and its siblings made into one zip.

A run keeps one original. A shapefile delivered as loose files is therefore packed first, always to the same bytes.
"""

import hashlib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .limits import Limits, readable
from .refusals import FileUnreadable, LimitPassed, Refusal, Words

KINDS = {".zip": "zip", ".shp": "shapefile", ".gpkg": "gpkg", ".geojson": "geojson", ".json": "geojson"}
PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
ACCEPTED = Words(
    "Yang dibaca: ESRI Shapefile (.zip, atau .shp bersama .shx .dbf .prj), GeoPackage (.gpkg), GeoJSON (.geojson, .json).",
    "These are read: ESRI Shapefile (.zip, or .shp with .shx .dbf .prj), GeoPackage (.gpkg), GeoJSON (.geojson, .json).",
)
EARLIEST_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


@contextmanager
def single_file(path: Path, folder: Path, limits: Limits) -> Iterator[Path]:
    """Give the one file that stands for `path`, within the limit on bytes; loose shapefiles are packed into `folder`."""
    if not path.is_file():
        raise FileUnreadable(
            Words(f"berkas {path} tidak ada", f"there is no file {path}"),
            Words("Periksa nama dan foldernya.", "Check its name and folder."),
            rule="berkas.tidak_ada",
        )
    kind = kind_of(path.name)
    _refuse_large(
        sum(part.stat().st_size for part in siblings(path)) if kind == "shapefile" else path.stat().st_size, limits
    )
    _refuse_unsaved(path)
    if kind == "shapefile":
        yield pack(path, folder)
    else:
        refuse_disguise(path, kind)
        yield path


def kind_of(name: str) -> str:
    """Return zip, shapefile, gpkg or geojson for a file name; raise FileUnreadable for any other."""
    suffix = Path(name.lower()).suffix
    if suffix not in KINDS:
        raise FileUnreadable(
            Words(f"jenis berkas {suffix or name!r} tidak dibaca", f"files of kind {suffix or name!r} are not read"),
            ACCEPTED,
        )
    return KINDS[suffix]


def refuse_disguise(path: Path, kind: str) -> None:
    """Raise FileUnreadable where the first bytes are not those of `kind`."""
    with path.open("rb") as file:
        head = file.read(512)
    fits = {
        "zip": head.startswith((b"PK\x03\x04", b"PK\x05\x06")),
        "gpkg": head.startswith(b"SQLite format 3\0"),
        "geojson": head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"),
    }
    if not fits.get(kind, True):
        raise FileUnreadable(
            Words(
                f"isi berkas bukan {kind}, walaupun namanya begitu",
                f"the content is not {kind}, though the name says so",
            ),
            ACCEPTED,
            rule="berkas.isi_beda",
        )


def siblings(shp: Path) -> list[Path]:
    """Return the parts that lie beside a .shp, whatever the case of their names."""
    found = [
        each
        for each in shp.parent.iterdir()
        if each.is_file() and each.stem.casefold() == shp.stem.casefold() and each.suffix.lower() in PARTS
    ]
    return sorted(found, key=lambda each: PARTS.index(each.suffix.lower()))


def pack(shp: Path, folder: Path) -> Path:
    """Zip a shapefile's parts; the same parts give the same bytes."""
    packed = folder / f"{shp.stem}.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in siblings(shp):
            entry = zipfile.ZipInfo(f"{shp.stem}{part.suffix.lower()}", EARLIEST_ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with part.open("rb") as source, archive.open(entry, "w") as target:
                while block := source.read(1 << 20):
                    target.write(block)
    return packed


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _refuse_large(size: int, limits: Limits) -> None:
    if size > limits.file_bytes:
        raise too_large(size, limits.file_bytes, "IMPORT_MAX_BYTES")


def too_large(size: int, limit: int, setting: str) -> Refusal:
    return LimitPassed(
        Words(
            f"berkas berukuran {readable(size)}, batasnya {readable(limit)}",
            f"the file has {readable(size)}, the limit is {readable(limit)}",
        ),
        Words(f"Kirim per bagian, atau minta pengelola menaikkan {setting}.", f"Send parts, or have {setting} raised."),
        rule="berkas.batas_ukuran",
    )


def _refuse_unsaved(path: Path) -> None:
    """A GeoPackage that is still open elsewhere keeps its newest rows in a second file."""
    journal = path.with_name(f"{path.name}-wal")
    if journal.is_file() and journal.stat().st_size:
        raise FileUnreadable(
            Words(
                f"GeoPackage masih terbuka di program lain: {journal.name} belum digabungkan",
                f"the GeoPackage is still open elsewhere: {journal.name} is not merged yet",
            ),
            Words(
                "Tutup proyek QGIS yang memakainya, lalu ulangi.",
                "Close the QGIS project that uses it, then try again.",
            ),
            rule="gpkg.masih_terbuka",
        )
