"""Whole-layer files of a release, made after its publication: which there are, where they lie, how they are made.

All files of one state lie in a folder named by release, day, register and all else that shapes their bytes, with a list of
their SHA-256; it appears under its name when it is whole, so it never lies. Until then the same bytes come live.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils import translation

from .declaration import Layer, Reading
from .exports import writers
from .exports.asking import Export
from .exports.formats import Format, fitting
from .filters import WHOLE_FILE, FeatureQuery
from .models import Release
from .registry import Shelf
from .releases import REGISTER, current_release

LANGUAGE = "id"  # an address with a release is one for all readers
SUMS = "SHA256SUMS"
UNFINISHED = ".unfinished-"
ABANDONED_S = 24 * 3600


def root() -> Path:
    return Path(settings.VAR_DIR) / "files"


@dataclass(frozen=True)
class State:
    """A layer as a release says it on `day`, with the names the register had at its release `register` (None: it has none).

    `base_url` is the portal's own address, which stands in links inside the files.
    """

    layer: Layer
    release: Release
    day: date
    register: Release | None
    base_url: str

    @property
    def permanent(self) -> bool:
        """Whether this is the release on the day it speaks for: what its own address answers for ever."""
        return self.day == self.release.as_of

    @property
    def folder(self) -> Path:
        """Where its files lie, or would lie. No query."""
        return (
            root()
            / self.layer.key
            / f"{self.release.number}-{self.day.isoformat()}-{_number(self.register)}-{self.mark}"
        )

    @property
    def mark(self) -> str:
        """What tells two states apart that no number does: words and looks of the layer, the software, the portal's address;
        and when they were published, because a portal that was restored counts on from an earlier number.
        """
        layer = self.layer
        words = (layer.face, layer.description_id, layer.description_en, layer.source, layer.steward, layer.licence_url)
        fields = [(field.name, field.type, field.title_id, field.title_en) for field in layer.fields]
        moments = [each.published_at.isoformat() for each in (self.release, self.register) if each]
        text = repr((settings.SOFTWARE_VERSION, self.base_url, moments, words, fields, layer.details))
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def export(self, form: Format) -> Export:
        """Return what is written in that format: everything, at the address that is sure to hold it."""
        reading = Reading(self.release.number, self.day, self.base_url)
        name = f"{self.layer.key}.{form.name}"
        path = f"r/{self.layer.key}/{self.release.number}/{name}" if self.permanent else f"unduh/{name}"
        query = FeatureQuery(self.layer, reading, limit=WHOLE_FILE)
        return Export(query, form, f"{self.base_url}/{path}", {}, release=self.release)


def _number(release: Release | None) -> int:
    return release.number if release else 0


@dataclass(frozen=True)
class PreparedFile:
    """A file that lies here; `path` may be gone by the time it is opened."""

    form: Format
    path: Path
    size: int
    sha256: str


def of_release(layer: Layer, release: Release, register: Release | None, base_url: str) -> State:
    """Return the release on the day it speaks for. No query."""
    return State(layer, release, release.as_of, register, base_url)


def newest(layer: Layer, release: Release, register: Release | None, base_url: str) -> State:
    """Return the newest release as it holds since the layer or the register last moved: whatever begins or ends opens a
    release of one of them, so until the next one does nothing is different. No query.
    """
    day = max(each.as_of for each in (release, register) if each)
    return State(layer, release, day, register, base_url)


def files_of(state: State) -> dict[str, PreparedFile]:
    """Return the files that lie here, by format; none until all are made. No query."""
    try:
        sums = dict(_read_sums(state.folder))
        return {
            form.name: PreparedFile(form, path, path.stat().st_size, sums[path.name])
            for form in fitting(state.layer.geometry_type)
            if (path := state.folder / _name(state, form)).name in sums
        }
    except FileNotFoundError:  # not made yet, or removed meanwhile
        return {}


def _read_sums(folder: Path) -> Iterator[tuple[str, str]]:
    for line in (folder / SUMS).read_text(encoding="utf-8").splitlines():
        digest, _space, name = line.partition("  ")
        yield name, digest


def _name(state: State, form: Format) -> str:
    return f"{state.layer.key}.{form.name}"


def wanted(layer: Layer, base_url: str) -> list[State]:
    """Return the states of the newest release that files are made of: on its own day, and as it holds now. Two queries."""
    return _states(layer, base_url, releases=1)


def kept(layer: Layer, base_url: str) -> list[State]:
    """Return the states whose files are kept: those wanted, and releases before it, `PREPARED_RELEASES` in all. Two queries."""
    return _states(layer, base_url, releases=max(1, settings.PREPARED_RELEASES))


def _states(layer: Layer, base_url: str, *, releases: int) -> list[State]:
    register = current_release(REGISTER)
    found = Release.objects.filter(layer=layer.releases_of).order_by("-number")[:releases]
    own = [of_release(layer, each, register, base_url) for each in found]
    now = newest(layer, own[0].release, register, base_url) if own else None
    return own if now is None or now.permanent else [*own, now]


def listed(layer: Layer, base_url: str) -> list[tuple[Release, list[PreparedFile]]]:
    """Return the releases whose files lie here with those files, newest first; for pages. Two queries, none where none do."""
    if not (root() / layer.key).exists():
        return []
    states = (state for state in kept(layer, base_url) if state.permanent)
    return [(state.release, list(files.values())) for state in states if (files := files_of(state))]


def prepare(state: State) -> dict[str, PreparedFile]:
    """Make the files of a state unless they lie here, and return them: one build of a layer at a time on this machine.

    Nothing where names changed meanwhile: what was read before and after would stand side by side.
    """
    with _alone(state.layer.key):
        if not state.folder.exists():
            _build(state)
    return files_of(state)


@contextmanager
def _alone(key: str) -> Iterator[None]:
    root().mkdir(parents=True, exist_ok=True)
    # The kernel lets go of it whatever becomes of the process.
    with (root() / f".{key}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _build(state: State) -> None:
    state.folder.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root(), prefix=UNFINISHED) as made:
        folder = Path(made) / "files"
        folder.mkdir()
        with translation.override(LANGUAGE):
            sums = [_write(state, form, folder) for form in fitting(state.layer.geometry_type)]
        (folder / SUMS).write_text("".join(sums), encoding="utf-8")
        for path in (*folder.iterdir(), folder):
            path.chmod(0o755 if path.is_dir() else 0o644)
            _to_disk(path)
        if _number(current_release(REGISTER)) == _number(state.register):
            folder.rename(state.folder)
            _to_disk(state.folder.parent)


def _write(state: State, form: Format, folder: Path) -> str:
    """Write one file and return its line in the list of sums."""
    path = folder / _name(state, form)
    writers.write(state.export(form), path)
    with path.open("rb") as file:
        return f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {path.name}\n"


def _to_disk(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def prune(layer: Layer, base_url: str) -> None:
    """Remove what is not kept of a layer. Two queries."""
    names = {state.folder.name for state in kept(layer, base_url)}
    with _alone(layer.key):
        for path in _folders(root() / layer.key):
            if path.name not in names:
                shutil.rmtree(path)


def remove(key: str) -> None:
    """Remove all files of a layer."""
    if (root() / key).exists():
        with _alone(key):
            shutil.rmtree(root() / key)


def sweep(shelves: Iterable[Shelf]) -> None:
    """Remove the files of layers that are not public any more, and what a build that was killed left unfinished."""
    public: Mapping[str, Shelf] = {shelf.layer.key: shelf for shelf in shelves if shelf.public}
    for path in _folders(root()):
        if path.name.startswith(UNFINISHED):
            if time.time() - path.stat().st_mtime > ABANDONED_S:
                shutil.rmtree(path)
        elif path.name not in public:
            remove(path.name)


def _folders(path: Path) -> list[Path]:
    return [each for each in path.iterdir() if each.is_dir()] if path.exists() else []
