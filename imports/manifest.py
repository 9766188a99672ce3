"""A `manifest.json` beside a file: what its maker says about it, used where a person said nothing else.

    {"kutim_desa.zip": {"sha256": "…", "source": "…", "legal_status": "indikatif", "legal_basis": "", "scale": 25000,
                        "effective": "2025-01-01", "sample": false, "crs": "EPSG:4326", "encoding": "UTF-8", "layer": "…"}}

A list of objects with "file" in each is read too. An entry counts only if its SHA-256 is that of the file.
"""

import json
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from .refusals import FileDamaged, Words
from .rows import Choices

NAME = "manifest.json"
LARGEST_BYTES = 1_000_000


@dataclass(frozen=True)
class Entry:
    """What a manifest says about one file."""

    sha256: str
    facts: dict[str, Any]

    def text(self, name: str) -> str:
        value = self.facts.get(name)
        return str(value).strip() if value is not None else ""


def entry_for(path: Path, sha256: str) -> tuple[Entry | None, bool]:
    """Return the entry for a file, and whether one was set aside because its checksum is another file's."""
    manifest = path.with_name(NAME)
    if not manifest.is_file() or manifest.stat().st_size > LARGEST_BYTES:
        return None, False
    facts = _find(manifest, path.name)
    if facts is None:
        return None, False
    entry = Entry(str(facts.get("sha256", "")).lower(), facts)
    return (entry, False) if entry.sha256 == sha256 else (None, True)


def _find(manifest: Path, name: str) -> dict[str, Any] | None:
    try:
        content = json.loads(manifest.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise _unreadable(str(error)) from error
    if isinstance(content, list):
        content = {each.get("file"): each for each in content if isinstance(each, dict)}
    found = content.get(name) if isinstance(content, dict) else None
    return found if isinstance(found, dict) else None


def fill(choices: Choices, entry: Entry) -> Choices:
    """Return the choices with what was left at its default taken from the manifest."""
    said: dict[str, Any] = {
        "effective": _day(entry),
        "source": entry.text("source"),
        "legal_status": entry.text("legal_status"),
        "legal_basis": entry.text("legal_basis"),
        "minutes": entry.text("minutes"),
        "scale": _scale(entry),
        "sample": bool(entry.facts.get("sample", False)),
    }
    blank = Choices()
    return replace(
        choices,
        **{name: value for name, value in said.items() if value and getattr(choices, name) == getattr(blank, name)},
    )


def _day(entry: Entry) -> date | None:
    text = entry.text("effective")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise _unreadable(f"effective: {text}") from error


def _scale(entry: Entry) -> int | None:
    text = entry.text("scale")
    if text and not text.isdigit():
        raise _unreadable(f"scale: {text}")
    return int(text) if text else None


def _unreadable(reason: str) -> FileDamaged:
    return FileDamaged(
        Words(f"{NAME} tidak dapat dibaca: {reason}", f"{NAME} cannot be read: {reason}"),
        Words(
            "Perbaiki manifest itu, atau pindahkan berkas ke folder lain.",
            "Correct the manifest, or move the file elsewhere.",
        ),
        rule="manifest.rusak",
    )
