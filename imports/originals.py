"""The original of a run, as a file that can be read here."""

import contextlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from . import sources
from .limits import Limits
from .models import Run
from .reading import workspace


@contextmanager
def laid_out(run: Run) -> Iterator[tuple[Path, Path]]:
    """Give the original, within the limits of now, and a folder to unpack it in."""
    with workspace() as folder, sources.single_file(_here(run, folder), folder, Limits.current()) as single:
        yield single, folder


def _here(run: Run, folder: Path) -> Path:
    """Return where the original lies on this disk; a copy in `folder` where storage keeps it elsewhere."""
    with contextlib.suppress(NotImplementedError):
        if (kept := Path(run.original.path)).is_file():
            return kept
    copy = folder / f"asli{Path(run.original.name).suffix}"
    with run.original.open("rb") as source, copy.open("wb") as target:
        shutil.copyfileobj(source, target)
    return copy
