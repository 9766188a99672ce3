"""Checks of the folders: may they be written, is there room, is everything in them that was to be made."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

from geoportal import vitals

from .finding import Finding, error, fine, warning

NO_ROOM, LITTLE_ROOM = 100_000_000, 2_000_000_000


def folders_writable() -> Iterator[Finding]:
    for folder in (Path(settings.VAR_DIR), Path(settings.MEDIA_ROOT)):
        problem = _write_problem(folder)
        if problem:
            yield error(
                (f"{folder} tidak dapat ditulis ({problem})", f"{folder} cannot be written ({problem})"),
                (
                    f"mkdir -p {folder}, dan jadikan milik pengguna yang menjalankan portal; atau setel VAR_DIR.",
                    f"mkdir -p {folder}, and give it to the user who runs the portal; or set VAR_DIR.",
                ),
            )
        else:
            yield fine(f"{folder} dapat ditulis", f"{folder} can be written")


def _write_problem(folder: Path) -> str:
    there = next(path for path in (folder, *folder.parents) if path.is_dir())
    try:
        with tempfile.TemporaryFile(dir=there):
            return ""
    except OSError as problem:
        return problem.strerror or type(problem).__name__


def disk_room() -> Iterator[Finding]:
    free = vitals.disk_free_bytes()
    said = (f"Ruang disk bebas {free / 1e9:.1f} GB", f"Free disk space {free / 1e9:.1f} GB")
    remedy = (
        "Kosongkan ruang, atau pindahkan VAR_DIR ke disk lain; cadangan lama ada di var/backups.",
        "Make room, or move VAR_DIR to another disk; old backups lie in var/backups.",
    )
    if free < NO_ROOM:
        yield error(said, remedy)
    elif free < LITTLE_ROOM:
        yield warning(said, remedy)
    else:
        yield fine(*said)


def static_files() -> Iterator[Finding]:
    remedy = (
        "manage.py collectstatic --no-input, lalu mulai ulang.",
        "manage.py collectstatic --no-input, then start again.",
    )
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not vitals.static_files_collected():
        yield error(("Berkas statis belum dikumpulkan", "The static files have not been collected"), remedy)
    elif manifest.exists() and (newer := _newer_than(manifest)):
        yield warning(
            (f"Berkas statis berubah sejak dikumpulkan: {newer}", f"Static files changed since: {newer}"), remedy
        )
    else:
        yield fine("Berkas statis lengkap", "The static files are complete")


def _newer_than(manifest: Path) -> str:
    """Return one of the portal's own static files that changed after they were collected."""
    collected = manifest.stat().st_mtime
    for finder in finders.get_finders():
        for name, storage in finder.list([]):
            path = Path(storage.path(name))
            if path.is_relative_to(settings.BASE_DIR) and path.stat().st_mtime > collected:
                return str(name)
    return ""


def translations() -> Iterator[Finding]:
    sources = [path for folder in settings.LOCALE_PATHS for path in Path(folder).rglob("*.po")]
    stale = [path for path in sources if not _is_compiled(path)]
    if stale:
        names = ", ".join(path.parts[-3] for path in stale)
        yield warning(
            (f"Terjemahan belum disusun: {names}", f"Translations not compiled: {names}"),
            ("manage.py messages compile", "manage.py messages compile"),
        )
    else:
        yield fine("Terjemahan tersusun", "The translations are compiled")


def _is_compiled(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime


CHECKS = (folders_writable, disk_room, static_files, translations)
