"""What a manifest says counts for the file it was made for, and only where a person said nothing."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from imports import manifest
from imports.refusals import FileDamaged
from imports.rows import Choices

FACTS = {
    "sha256": "ab" * 32,
    "source": "BIG",
    "sample": True,
    "effective": "2025-01-01",
    "scale": 25000,
    "legal_basis": "",
}


def write(folder: Path, content: Any) -> Path:
    (folder / manifest.NAME).write_text(json.dumps(content), encoding="utf-8")
    return folder / "batas.zip"


@pytest.mark.parametrize("content", [{"batas.zip": FACTS}, [{"file": "batas.zip", **FACTS}]], ids=["by name", "list"])
def test_an_entry_of_the_same_checksum_fills_what_was_left_open(tmp_path: Path, content: Any) -> None:
    entry, foreign = manifest.entry_for(write(tmp_path, content), "ab" * 32)

    assert foreign is False
    assert entry is not None
    assert manifest.fill(Choices(source="Bappeda"), entry) == Choices(
        source="Bappeda", sample=True, effective=date(2025, 1, 1), scale=25000
    )


def test_an_entry_of_another_checksum_is_set_aside(tmp_path: Path) -> None:
    assert manifest.entry_for(write(tmp_path, {"batas.zip": FACTS}), "cd" * 32) == (None, True)


@pytest.mark.parametrize("content", [{"lain.zip": FACTS}, [], "x", {"batas.zip": 3}])
def test_other_content_says_nothing(tmp_path: Path, content: Any) -> None:
    assert manifest.entry_for(write(tmp_path, content), "ab" * 32) == (None, False)


def test_no_manifest_says_nothing(tmp_path: Path) -> None:
    assert manifest.entry_for(tmp_path / "batas.zip", "ab" * 32) == (None, False)


@pytest.mark.parametrize("change", [{"effective": "kemarin"}, {"scale": "satu"}])
def test_nonsense_is_refused(tmp_path: Path, change: dict[str, str]) -> None:
    entry, _foreign = manifest.entry_for(write(tmp_path, {"batas.zip": {**FACTS, **change}}), "ab" * 32)

    assert entry is not None
    with pytest.raises(FileDamaged, match=next(iter(change.values()))):
        manifest.fill(Choices(), entry)


def test_a_manifest_that_is_no_json_is_refused(tmp_path: Path) -> None:
    (tmp_path / manifest.NAME).write_text("{", encoding="utf-8")

    with pytest.raises(FileDamaged):
        manifest.entry_for(tmp_path / "batas.zip", "ab" * 32)
