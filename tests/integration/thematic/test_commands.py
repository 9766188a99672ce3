"""The commands: make a layer, fill it, undo."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from imports.models import Run
from tests.factories.files import geojson
from thematic.models import ThematicLayer

from .conftest import mills

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return geojson(tmp_path / "pabrik.geojson", mills())


def run(*arguments: Any) -> str:
    out = io.StringIO()
    call_command(*map(str, arguments), stdout=out)
    return out.getvalue()


def make(file: Path, *more: str) -> str:
    return run(
        *("thematic_import", file, "--layer", "pabrik", "--create", "--title", "Pabrik", "--geometry", "titik"), *more
    )


def test_a_layer_is_made_and_filled(file: Path) -> None:
    assert "Terbit: 3 pabrik, rilis 1. 3 baru." in make(file, "--key", "Kode", "--visibility", "publik")
    assert ThematicLayer.objects.get().key_field == "kode"


def test_a_second_file_needs_no_making(file: Path) -> None:
    make(file, "--key", "Kode")
    assert "Tanpa perubahan" in run("thematic_import", file, "--layer", "pabrik")
    assert "1 dihapus" in run(
        "thematic_import", geojson(file.with_name("dua.geojson"), mills(2)), "--layer", "pabrik", "--ends"
    )


def test_a_run_is_undone_by_either_word(file: Path) -> None:
    make(file)
    assert "Dibatalkan" in run("imports_undo", Run.objects.latest("pk").pk)


def test_boundaries_undo_keeps_to_boundaries(file: Path) -> None:
    make(file)
    with pytest.raises(CommandError, match="tidak ada proses"):
        run("boundaries_undo", Run.objects.latest("pk").pk)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--layer", "tidak-ada"], "buat dengan --create"),
        (["--layer", "pabrik", "--create", "--title", "x"], "--geometry"),
        (["--layer", "Pabrik!", "--create", "--title", "x", "--geometry", "titik"], "--layer: Tulis huruf kecil"),
        (["--layer", "pabrik", "--create", "--geometry", "titik"], "--title: Beri"),
    ],
)
def test_a_wrong_command_says_what_to_write(file: Path, arguments: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words) as refused:
        run("thematic_import", file, *arguments)
    assert refused.value.returncode == 2


def test_a_refused_file_ends_with_one(file: Path) -> None:
    with pytest.raises(CommandError, match="Ditolak") as refused:
        make(geojson(file, [(None, {"Kode": ""})]), "--key", "Kode")
    assert refused.value.returncode == 1
