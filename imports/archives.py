"""A zip, looked at by names first and unpacked under names of our own.

Nothing is opened by GDAL here, and no name out of the archive ever becomes a path. Sizes written in a zip can lie, so
bytes are counted while they are unpacked.
"""

import re
import shutil
import stat
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from . import faults
from .formats import foreign
from .formats.kinds import BY_SUFFIX, KINDS, LETTERS
from .limits import Limits, readable
from .refusals import ArchiveUnsafe, FileDamaged, FileUnreadable, LimitPassed, Words
from .sources import ACCEPTED, PARTS, way_out

ALONE = {suffix: kind.name for suffix, kind in BY_SUFFIX.items() if suffix not in (".shp", ".gdb", *LETTERS)}
# The files of a File Geodatabase, whose names say which table they hold; the first is the list of tables.
GEODATABASE = re.compile(r"a[0-9a-f]{8}(\.[a-z0-9_]{1,60}){1,2}|gdb|timestamps", re.IGNORECASE | re.ASCII)
FIRST_TABLE = "a00000001.gdbtable"
ARCHIVES = (".zip", ".kmz", ".7z", ".rar", ".gz", ".tgz", ".tar", ".bz2", ".xz")
# Small archives of empty columns reach high ratios honestly; below this nothing can be bombed.
RATIO_FROM_BYTES = 20_000_000
UTF8_NAME = 0x800
ENCRYPTED = 0x1
BLOCK = 1 << 20
UNPACKING_ERRORS = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError)


@dataclass(frozen=True)
class Dataset:
    """One set of data. `parts` maps a suffix, or of a File Geodatabase a file's name, to the entry's name in the archive."""

    name: str
    kind: str
    parts: dict[str, str]


@dataclass(frozen=True)
class Contents:
    """What is in an archive: what can be read, and what is left aside."""

    datasets: tuple[Dataset, ...]
    ignored: tuple[str, ...]


def inspect(path: Path, limits: Limits) -> Contents:
    """Look at an archive by its names and sizes; raise where it must not be unpacked, or holds nothing to read."""
    with _opened(path) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    _refuse_unsafe(entries)
    _refuse_large(entries, limits)
    wanted = [entry for entry in entries if not _is_clutter(entry)]
    contents = _group(wanted)
    _refuse_nested(wanted)
    if not contents.datasets:
        raise _nothing_to_read(entries)
    return contents


def _nothing_to_read(entries: list[zipfile.ZipInfo]) -> FileUnreadable:
    """Return the refusal, with the way out for what is there."""
    names = [display_name(entry) for entry in entries]
    other = foreign.by_entries(frozenset(names)) or next(filter(None, map(foreign.by_name, names)), None)
    return FileUnreadable(
        Words(
            f"zip ini tidak memuat data yang dibaca; isinya: {_some(names)}",
            f"this zip holds nothing that is read; it holds: {_some(names)}",
        ),
        way_out(other) if other is not None else ACCEPTED,
        rule="zip.tanpa_data",
    )


def refuse_workbook(path: Path, limits: Limits) -> None:
    """Raise where the zip that an XLSX is must not be unpacked, or is another kind of office file."""
    with _opened(path) as archive:
        entries = archive.infolist()
    _refuse_unsafe(entries)
    _refuse_large(entries, limits)
    names = frozenset(entry.filename for entry in entries)
    other = foreign.by_entries(names)
    if other is None and foreign.XLSX_MARK in names:
        return
    found = other.name if other is not None else "zip"
    raise FileUnreadable(
        Words(f"isi berkas bukan XLSX biasa, melainkan {found}", f"the content is no plain XLSX, but {found}"),
        Words(*foreign.FROM_EXCEL),
        rule="berkas.isi_beda",
    )


def unpack(path: Path, dataset: Dataset, folder: Path, limits: Limits) -> Path:
    """Write the parts of a dataset into `folder` as `layer.shp` ...; return the path of the main one."""
    left = limits.unpacked_bytes
    geodatabase = folder / "layer.gdb"
    if dataset.kind == "gdb":
        geodatabase.mkdir()
    with _opened(path) as archive:
        for part, name in dataset.parts.items():
            target = geodatabase / part if dataset.kind == "gdb" else folder / f"layer{part}"
            left -= _unpack_one(archive, name, target, left, limits)
    if dataset.kind == "gdb":
        return geodatabase
    main = ".shp" if dataset.kind == "shapefile" else next(iter(dataset.parts))
    return folder / f"layer{main}"


def head(path: Path, name: str, size: int) -> bytes:
    """Return the first bytes of an entry."""
    with _opened(path) as archive:
        try:
            with archive.open(name) as source:
                return source.read(size)
        except UNPACKING_ERRORS as error:
            raise _damaged(f"{name}: {_said(error)}") from error


def copy_in(source: Path, target: Path) -> Path:
    """Copy a file that is no archive to where the reading process finds it."""
    shutil.copyfile(source, target)
    return target


def display_name(entry: zipfile.ZipInfo) -> str:
    """Return an entry's name as its maker wrote it: old zips hold other bytes than their flag says."""
    if entry.flag_bits & UTF8_NAME:
        return entry.filename
    raw = entry.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _damaged(_said(error)) from error


def _said(error: Exception) -> str:
    """Return what went wrong, without where the file lies here."""
    return str(error.strerror or "") if isinstance(error, OSError) else str(error)


def _damaged(reason: str) -> FileDamaged:
    return FileDamaged(
        Words(f"zip tidak dapat dibuka: {reason}", f"the zip cannot be opened: {reason}"),
        Words("Buat ulang zip-nya dan kirim lagi.", "Make the zip again and send it once more."),
        rule="zip.rusak",
    )


def _path_of(entry: zipfile.ZipInfo) -> PurePosixPath:
    return PurePosixPath(display_name(entry).replace("\\", "/"))


def _is_clutter(entry: zipfile.ZipInfo) -> bool:
    """Tell what operating systems leave in archives: resource forks and thumbnails."""
    path = _path_of(entry)
    return (
        "__MACOSX" in path.parts
        or path.name.startswith("._")
        or path.name.lower() in {"thumbs.db", ".ds_store", "desktop.ini"}
    )


def _refuse_unsafe(entries: Iterable[zipfile.ZipInfo]) -> None:
    for entry in entries:
        path = _path_of(entry)
        if path.is_absolute() or ".." in path.parts or (path.parts and path.parts[0].endswith(":")):
            raise _unsafe(entry, "menunjuk ke luar zip", "points outside the zip", "zip.jalur")
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise _unsafe(entry, "adalah tautan (symlink)", "is a link", "zip.tautan")
        if entry.flag_bits & ENCRYPTED:
            raise _unsafe(entry, "terkunci kata sandi", "is locked with a password", "zip.sandi")


def _unsafe(entry: zipfile.ZipInfo, what_id: str, what_en: str, rule: str) -> ArchiveUnsafe:
    name = display_name(entry)
    return ArchiveUnsafe(
        Words(f"{name!r} di dalam zip {what_id}", f"{name!r} in the zip {what_en}"),
        Words(
            "Buat zip baru yang hanya memuat berkas datanya, tanpa kata sandi.",
            "Make a new zip that holds the data files only, without a password.",
        ),
        rule=rule,
    )


def _refuse_large(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(entries) > limits.entries:
        raise LimitPassed(
            Words(
                f"zip memuat {len(entries)} berkas, batasnya {limits.entries}",
                f"the zip holds {len(entries)} files, the limit is {limits.entries}",
            ),
            Words("Kirim hanya berkas datanya.", "Send the data files only."),
            rule="zip.batas_jumlah",
        )
    total, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    if total > limits.unpacked_bytes:
        raise _too_much(limits)
    if total > RATIO_FROM_BYTES and total > packed * limits.ratio:
        raise _bomb(limits)


def _too_much(limits: Limits) -> LimitPassed:
    return LimitPassed(
        Words(
            f"isi zip lebih dari {readable(limits.unpacked_bytes)}",
            f"the zip unpacks to more than {readable(limits.unpacked_bytes)}",
        ),
        Words(
            "Kirim per bagian, atau minta pengelola menaikkan IMPORT_MAX_UNPACKED_BYTES.",
            "Send parts, or have IMPORT_MAX_UNPACKED_BYTES raised.",
        ),
        rule="zip.batas_isi",
    )


def _bomb(limits: Limits) -> LimitPassed:
    return LimitPassed(
        Words(
            f"zip mengembang lebih dari {limits.ratio} kali ukurannya",
            f"the zip grows to more than {limits.ratio} times its size",
        ),
        Words(
            "Data peta tidak pernah serapat itu; buat ulang zip-nya dari berkas aslinya.",
            "Map data is never that dense; make the zip again from the original files.",
        ),
        rule="zip.batas_rasio",
    )


def _refuse_nested(entries: Iterable[zipfile.ZipInfo]) -> None:
    nested = [display_name(entry) for entry in entries if _path_of(entry).suffix.lower() in ARCHIVES]
    if nested:
        raise ArchiveUnsafe(
            Words(f"ada arsip di dalam zip: {_some(nested)}", f"there are archives inside the zip: {_some(nested)}"),
            Words(
                "Buka dahulu, lalu kirim isinya satu per satu.",
                "Unpack them first, then send what they hold one by one.",
            ),
            rule="zip.bersarang",
        )


def _group(entries: list[zipfile.ZipInfo]) -> Contents:
    """Bring the parts of each dataset together, by folder and base name without case."""
    parts: dict[str, dict[str, zipfile.ZipInfo]] = defaultdict(dict)
    datasets, ignored = _geodatabases(entries)
    inside = {name for dataset in datasets for name in dataset.parts.values()}
    for entry in entries:
        if entry.filename in inside:
            continue
        path, suffix = _path_of(entry), _path_of(entry).suffix.lower()
        if suffix in ALONE:
            datasets.append(Dataset(path.stem, ALONE[suffix], {suffix: entry.filename}))
        elif suffix in PARTS:
            parts[str(path.with_suffix("")).casefold()][suffix] = entry
        else:
            ignored.append(str(path))
    for found in parts.values():
        names = {suffix: found[suffix].filename for suffix in PARTS if suffix in found}
        if ".shp" in names:
            datasets.append(Dataset(_path_of(found[".shp"]).stem, "shapefile", names))
        else:
            ignored.extend(display_name(entry) for entry in found.values())
    return Contents(*_set_aside_notes(datasets, ignored))


def _geodatabases(entries: list[zipfile.ZipInfo]) -> tuple[list[Dataset], list[str]]:
    """Bring the files of each File Geodatabase together: a folder, whatever it is called, that holds its first table.

    A file gets the name it has only where that is one a geodatabase gives; locks and the like stay behind.
    """
    folders: dict[PurePosixPath, dict[str, str]] = defaultdict(dict)
    for entry in entries:
        path = _path_of(entry)
        if GEODATABASE.fullmatch(path.name):
            folders[path.parent][path.name.lower()] = entry.filename
    found = {folder: parts for folder, parts in folders.items() if FIRST_TABLE in parts}
    return [Dataset(folder.stem or "gdb", "gdb", parts) for folder, parts in found.items()], []


def _set_aside_notes(datasets: list[Dataset], ignored: list[str]) -> tuple[tuple[Dataset, ...], tuple[str, ...]]:
    """Count a bare .json, or a table, as data only where nothing else is: beside a shapefile it is a note about it."""
    data = [each for each in datasets if ".json" not in each.parts and not KINDS[each.kind].table]
    data = data or [each for each in datasets if ".json" not in each.parts]
    if not data:
        return tuple(datasets), tuple(sorted(ignored))
    notes = [name for each in datasets if each not in data for name in each.parts.values()]
    return tuple(data), tuple(sorted([*ignored, *notes]))


def _unpack_one(archive: zipfile.ZipFile, name: str, target: Path, left: int, limits: Limits) -> int:
    """Write one entry, counting; return its bytes."""
    entry, written = archive.getinfo(name), 0
    try:
        with archive.open(entry) as source, target.open("wb") as file:
            while block := source.read(BLOCK):
                written += len(block)
                if written > left:
                    raise _too_much(limits)
                if written > RATIO_FROM_BYTES and written > entry.compress_size * limits.ratio:
                    raise _bomb(limits)
                file.write(block)
    except UNPACKING_ERRORS as error:
        raise faults.disk_full(error) or _damaged(f"{display_name(entry)}: {_said(error)}") from error
    return written


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    return ", ".join(listed[:8]) + (f" … (+{len(listed) - 8})" if len(listed) > 8 else "")
