"""Files nobody speaks of any more: a process that was killed between writing a file and saying so leaves one behind."""

import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath

from django.core.files.storage import default_storage
from django.utils import timezone

from .models import Run, Upload
from .reading import WORKSPACE
from .uploads import path_of

# Nothing that is still being written, or read, is as old as this.
AGE = timedelta(days=3)
KEPT_IN = {"original": "asli", "minutes": "berita-acara", "findings": "temuan"}


def sweep() -> int:
    """Remove files of the flow that no run and no upload names, and workspaces of dead processes; return how many."""
    before = timezone.now() - AGE
    return sum(_sweep_storage(field, folder, before) for field, folder in KEPT_IN.items()) + _sweep_disk(before)


def _sweep_storage(field: str, folder: str, before: datetime) -> int:
    old = [name for name in _files_below(folder) if default_storage.get_modified_time(name) < before]
    named = set(Run.objects.filter(**{f"{field}__in": old}).values_list(field, flat=True))
    nameless = [name for name in old if name not in named]
    for name in nameless:
        default_storage.delete(name)
    return len(nameless)


def _files_below(folder: str) -> Iterator[str]:
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (str(PurePosixPath(folder, name)) for name in names)
    for each in folders:
        yield from _files_below(str(PurePosixPath(folder, each)))


def _sweep_disk(before: datetime) -> int:
    here = path_of(Upload()).parent
    awaited = {path_of(upload) for upload in Upload.objects.only("pk")}
    pieces = [path for path in here.glob("*") if path not in awaited] if here.is_dir() else []
    found = [path for path in (*pieces, *Path(tempfile.gettempdir()).glob(f"{WORKSPACE}*")) if _older(path, before)]
    for path in found:
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    return len(found)


def _older(path: Path, before: datetime) -> bool:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC) < before
    except OSError:
        return False  # gone meanwhile, or not ours
