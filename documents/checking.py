"""Whether a file may be published: its type by what is in it, its size, and nothing in it that runs.

Every refusal is an `imports.refusals.Refusal`: both languages, with the way out.
"""

import base64
import hashlib
import json
import logging
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from imports.limits import readable
from imports.reading import PROJECT, hand_over
from imports.refusals import ArchiveUnsafe, FileDamaged, FileUnreadable, LimitPassed, ReaderStopped, Refusal, Words

from .stripping import BARE, NoPicture

logger = logging.getLogger(__name__)

MODULE = "documents.reader_process"
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jpg": "image/jpeg",
    "png": "image/png",
}
SUFFIXES = {"pdf": (".pdf",), "docx": (".docx",), "xlsx": (".xlsx",), "jpg": (".jpg", ".jpeg"), "png": (".png",)}
ACCEPTED = ",".join(suffix for suffixes in SUFFIXES.values() for suffix in suffixes)
KNOWN = Words("PDF, DOCX, XLSX, JPG atau PNG", "PDF, DOCX, XLSX, JPG or PNG")
SAVE_AGAIN = Words(
    "Simpan atau cetak ulang berkasnya sebagai PDF biasa, lalu kirim lagi.",
    "Save or print it again as a plain PDF, then send it again.",
)
REFUSED = {
    "script": (
        ArchiveUnsafe,
        Words(
            "Berkas ini berisi skrip atau perintah yang dijalankan saat dibuka; itu tidak boleh terbit.",
            "The file holds a script or a command that runs when it is opened; that may not be published.",
        ),
    ),
    "macro": (
        ArchiveUnsafe,
        Words("Berkas ini berisi makro; itu tidak boleh terbit.", "The file holds macros; they may not be published."),
    ),
    "embedded": (
        ArchiveUnsafe,
        Words(
            "Berkas ini menyembunyikan berkas lain di dalamnya; itu tidak boleh terbit.",
            "The file hides other files inside; that may not be published.",
        ),
    ),
    "link": (
        ArchiveUnsafe,
        Words(
            "Berkas ini memuat templat atau objek dari luar saat dibuka; itu tidak boleh terbit.",
            "The file loads a template or an object from outside when it is opened; that may not be published.",
        ),
    ),
    "locked": (
        FileUnreadable,
        Words(
            "Berkas ini terkunci dengan kata sandi atau pembatasan, jadi tidak dapat diperiksa.",
            "The file is locked by a password or restrictions, so it cannot be checked.",
        ),
    ),
    "limit": (
        LimitPassed,
        Words(
            "Isi berkas ini terlalu besar atau terlalu berat untuk dibaca.",
            "What the file holds is too large or too heavy to be read.",
        ),
    ),
    "stopped": (
        ReaderStopped,
        Words(
            "Berkas ini tidak dapat diperiksa: pembacanya berhenti.",
            "The file could not be checked: its reader stopped.",
        ),
    ),
    "damaged": (
        FileDamaged,
        Words("Berkas ini rusak atau terpotong.", "The file is damaged or cut off."),
    ),
}


@dataclass(frozen=True)
class Checked:
    """A file that may be published."""

    kind: str
    sha256: str
    size_bytes: int
    pages: int | None
    text: str
    preview: bytes

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.kind]


def check(path: Path, name: str) -> Checked:
    """Check the file at `path`, alone in its folder, that a person calls `name`; Refusal where it may not be published.

    A picture loses there what its camera wrote into it; size and SHA-256 are of what is left.
    """
    _check_size(path.stat().st_size)
    kind = kind_of(path)
    _check_name(kind, name)
    found = _read(path, kind)
    if kind in BARE:
        _strip(path, kind, found["turn"])
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return Checked(kind, sha256, path.stat().st_size, found["pages"], found["text"], base64.b64decode(found["preview"]))


def _strip(path: Path, kind: str, turn: int) -> None:
    try:
        path.write_bytes(BARE[kind](path.read_bytes(), turn))
    except NoPicture as error:
        raise refusal("damaged") from error


def _check_size(size: int) -> None:
    limit = settings.DOCUMENT_MAX_BYTES
    if size == 0:
        raise FileDamaged(Words("Berkas ini kosong (0 bita).", "The file is empty (0 bytes)."), SAVE_AGAIN)
    if size > limit:
        raise LimitPassed(
            Words(
                f"Berkas ini {readable(size)}; paling besar {readable(limit)}.",
                f"The file has {readable(size)}; at most {readable(limit)}.",
            ),
            Words(
                "Perkecil gambarnya, atau pindai dengan 150 dpi hitam putih.",
                "Shrink its pictures, or scan it with 150 dpi in black and white.",
            ),
        )


def kind_of(path: Path) -> str:
    """Return the kind of a file by what is in it; FileUnreadable where it is none that is published."""
    with path.open("rb") as file:
        head = file.read(1024)
    if head.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileUnreadable(
            Words(
                "Ini berkas Office lama (.doc, .xls), yang dapat berisi makro.",
                "This is an old Office file (.doc, .xls), which may hold macros.",
            ),
            SAVE_AGAIN,
        )
    raise FileUnreadable(Words(f"Berkas ini bukan {KNOWN.id}.", f"The file is none of {KNOWN.en}."), SAVE_AGAIN)


def _kind_of_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise FileDamaged(REFUSED["damaged"][1], SAVE_AGAIN) from error
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    raise FileUnreadable(
        Words(f"Isi berkas ini sebuah arsip zip, bukan {KNOWN.id}.", f"The file is a zip archive, none of {KNOWN.en}."),
        Words(
            "Keluarkan dulu berkas di dalamnya, lalu kirim satu per satu.", "Unpack it first and send each file alone."
        ),
    )


def _check_name(kind: str, name: str) -> None:
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES[kind]:
        raise FileUnreadable(
            Words(
                f"Namanya berakhiran “{suffix[:12]}”, tetapi isinya {kind.upper()}.",
                f"Its name ends in “{suffix[:12]}”, but it holds {kind.upper()}.",
            ),
            Words(
                f"Beri nama yang berakhiran {SUFFIXES[kind][0]}, atau kirim berkas yang benar.",
                f"Give it a name that ends in {SUFFIXES[kind][0]}, or send the right file.",
            ),
        )


def _read(path: Path, kind: str) -> dict[str, Any]:
    limits = settings.DOCUMENT_LIMITS
    hand_over(path.parent)
    job = {"path": str(path), "kind": kind, **limits}
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", MODULE],
            input=json.dumps(job).encode(),
            capture_output=True,
            cwd=PROJECT,
            env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(PROJECT), "PYTHONDONTWRITEBYTECODE": "1"},
            timeout=limits["seconds"] * 3,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise refusal("limit") from error
    try:
        found: dict[str, Any] = json.loads(done.stdout)
    except ValueError as error:
        logger.warning(
            "reading a document stopped (%s): %s", done.returncode, done.stderr[-2000:].decode("utf-8", "replace")
        )
        raise refusal("limit" if done.returncode < 0 else "stopped") from error
    if "refused" in found:
        raise refusal(found["refused"])
    return found


def refusal(what: str) -> Refusal:
    kind, message = REFUSED[what]
    return kind(message, SAVE_AGAIN, rule=f"dokumen.{what}")
