"""Zip files whose bytes depend on what is in them alone: entries carry the release's moment, not the clock's."""

import shutil
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

LARGE = 1 << 22  # an entry up to here is changed in memory; a larger one is copied as it is
PIECE = 1 << 16


def entry(name: str, moment: datetime, compression: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    """Return the head of an entry; zip knows even seconds and no time zone."""
    made = zipfile.ZipInfo(name, moment.timetuple()[:6])
    made.compress_type, made.external_attr, made.create_system = compression, 0o644 << 16, 3
    return made


def add_file(archive: zipfile.ZipFile, path: Path, name: str, moment: datetime) -> None:
    with path.open("rb") as source, archive.open(entry(name, moment), "w", force_zip64=True) as target:
        shutil.copyfileobj(source, target, PIECE)


def rewrite(path: Path, moment: datetime, change: Callable[[str, bytes], bytes], *, compression: int) -> None:
    """Write the archive at `path` anew with steady dates; `change` is given each small entry's name and bytes."""
    made = path.with_suffix(".steady")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(made, "w", compression) as new:
        for each in old.infolist():
            if each.file_size <= LARGE:
                new.writestr(entry(each.filename, moment), change(each.filename, old.read(each)))
                continue
            with old.open(each) as source, new.open(entry(each.filename, moment), "w", force_zip64=True) as target:
                shutil.copyfileobj(source, target, PIECE)
    made.replace(path)
