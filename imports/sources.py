"""What a path is: one file of a known kind, checked by its first bytes, or loose parts made into one zip.

A run keeps one original. A shapefile delivered as loose files, or the folder of a File Geodatabase, is therefore packed
first, always to the same bytes.
"""

import hashlib
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from .formats import foreign
from .formats.foreign import Foreign
from .formats.kinds import ARCHIVES, BY_SUFFIX, KINDS, ZIP
from .limits import Limits, readable
from .refusals import FileUnreadable, LimitPassed, Refusal, Words

PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
# The endings a person may choose from, loose parts included.
ENDINGS = tuple(dict.fromkeys((*ARCHIVES, *(each for each in BY_SUFFIX if each != ".gdb"), *PARTS)))
ACCEPTED = Words(
    "Yang dibaca: ESRI Shapefile (.zip, atau .shp bersama .shx .dbf .prj), GeoPackage (.gpkg), GeoJSON (.geojson, .json), "
    "KML (.kml, .kmz), GPX (.gpx), CSV (.csv, .tsv), XLSX (.xlsx), FlatGeobuf (.fgb), "
    "File Geodatabase (folder .gdb dalam .zip).",
    "These are read: ESRI Shapefile (.zip, or .shp with .shx .dbf .prj), GeoPackage (.gpkg), GeoJSON (.geojson, .json), "
    "KML (.kml, .kmz), GPX (.gpx), CSV (.csv, .tsv), XLSX (.xlsx), FlatGeobuf (.fgb), "
    "File Geodatabase (its .gdb folder in a .zip).",
)
EARLIEST_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
TEXT_STARTS = {"geojson": (b"{", b"\x1e", b"["), "kml": (b"<",), "gpx": (b"<",)}


@contextmanager
def single_file(path: Path, folder: Path, limits: Limits) -> Iterator[Path]:
    """Give the one file that stands for `path`, within the limit on bytes; loose parts are packed into `folder`."""
    parts = loose_parts(path)
    if not path.is_file() and not parts:
        raise FileUnreadable(
            Words(f"berkas {path} tidak ada", f"there is no file {path}"),
            Words("Periksa nama dan foldernya.", "Check its name and folder."),
            rule="berkas.tidak_ada",
        )
    kind = "gdb" if path.is_dir() else kind_of(path.name)
    _refuse_large(sum(part.stat().st_size for part in parts.values() or [path]), limits)
    _refuse_unsaved(path)
    if parts:
        yield pack(parts, folder / f"{path.stem}.zip")
    else:
        refuse_disguise(path, kind)
        yield path


def loose_parts(path: Path) -> dict[str, Path]:
    """Return the files that belong together under the names they get in a zip; none for a file that stands alone."""
    if path.is_dir() and path.suffix.lower() == ".gdb":
        return {f"{path.name}/{each.name}": each for each in sorted(path.iterdir()) if each.is_file()}
    if path.is_file() and path.suffix.lower() == ".shp":
        return {f"{path.stem}{part.suffix.lower()}": part for part in siblings(path)}
    return {}


def kind_of(name: str) -> str:
    """Return "zip", or the name of the kind, for a file name; raise FileUnreadable for any other, with the way out."""
    suffix = Path(name.lower()).suffix
    if suffix in ARCHIVES:
        return "zip"
    if suffix in BY_SUFFIX and suffix != ".gdb":
        return BY_SUFFIX[suffix].name
    other = foreign.by_name(name)
    if other is None:
        raise FileUnreadable(
            Words(f"jenis berkas {suffix or name!r} tidak dibaca", f"files of kind {suffix or name!r} are not read"),
            ACCEPTED,
        )
    raise FileUnreadable(
        Words(f"berkas {other.name} ({suffix}) tidak dibaca", f"{other.name} files ({suffix}) are not read"),
        way_out(other),
    )


def way_out(other: Foreign) -> Words:
    return Words(f"{other.remedy[0]} {ACCEPTED.id}", f"{other.remedy[1]} {ACCEPTED.en}")


def refuse_disguise(path: Path, kind: str) -> None:
    """Raise FileUnreadable where the first bytes are not those of `kind`, saying what they are where that is known."""
    with path.open("rb") as file:
        head = file.read(foreign.HEAD_BYTES)
    other = foreign.by_bytes(head) if kind != "shapefile" else None
    if other is None and _fits(kind, head):
        return
    title = KINDS[kind].title if kind in KINDS else kind
    found = other.name if other is not None else _title_by_bytes(head)
    raise FileUnreadable(
        Words(
            f"isi berkas bukan {title}, walaupun namanya begitu" + (f": isinya {found}" if found else ""),
            f"the content is not {title}, though the name says so" + (f": it is {found}" if found else ""),
        ),
        way_out(other) if other is not None else ACCEPTED,
        rule="berkas.isi_beda",
    )


def _fits(kind: str, head: bytes) -> bool:
    if kind == "zip":
        return head.startswith((ZIP, b"PK\x05\x06"))
    if KINDS[kind].starts:
        return head.startswith(KINDS[kind].starts)
    if head.startswith(UTF16_MARKS):
        return True
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if kind == "csv":
        return b"\0" not in head and not text.startswith((b"{", b"<", ZIP))
    return text.startswith(TEXT_STARTS[kind]) if kind in TEXT_STARTS else True


def _title_by_bytes(head: bytes) -> str:
    """Return the format that is read and has these first bytes, with the ending it should have; "" for none."""
    known = next((kind for kind in KINDS.values() if kind.starts and head.startswith(kind.starts)), None)
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if known is None and b"<kml" in text[:1000]:
        known = KINDS["kml"]
    if known is None and b"<gpx" in text[:1000]:
        known = KINDS["gpx"]
    if known is None and text.startswith(b"{"):
        known = KINDS["geojson"]
    if head.startswith(ZIP):
        return "zip (.zip), KMZ (.kmz) atau XLSX (.xlsx)"
    return f"{known.title} ({known.suffixes[0]})" if known is not None else ""


def siblings(shp: Path) -> list[Path]:
    """Return the parts that lie beside a .shp, whatever the case of their names."""
    found = [
        each
        for each in shp.parent.iterdir()
        if each.is_file() and each.stem.casefold() == shp.stem.casefold() and each.suffix.lower() in PARTS
    ]
    return sorted(found, key=lambda each: PARTS.index(each.suffix.lower()))


def pack(parts: Mapping[str, Path], packed: Path) -> Path:
    """Zip parts under the names given; the same parts give the same bytes."""
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            entry = zipfile.ZipInfo(name, EARLIEST_ZIP_DATE)
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
