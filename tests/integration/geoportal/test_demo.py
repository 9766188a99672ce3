"""`make run BOUNDARIES=file` takes a file at the level it speaks of, and says what is wrong with it."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from boundaries.models import Boundary, Level
from geoportal.demo import seed
from imports.models import RunState
from tests.factories.files import shapefile, square

pytestmark = pytest.mark.django_db


def desa_file(folder: Path, code: str) -> Path:
    fields = {"KDEPUM": "str:20", "KDCPUM": "str:20", "WADMKD": "str:40", "WADMKC": "str:40"}
    values = {"KDEPUM": code, "KDCPUM": "64.08.06", "WADMKD": "Long Bentuq", "WADMKC": "Busang"}
    return shapefile(folder, [(square(116.4, 0.9), values)], fields=fields)


def test_seeding_again_replaces_nothing() -> None:
    assert seed() == []


def test_own_file_is_taken_as_what_its_columns_say(tmp_path: Path) -> None:
    (run,) = seed(boundaries=desa_file(tmp_path, "64.08.06.2001"))
    assert (run.target, run.state) == ("batas.desa", RunState.PUBLISHED)


def test_mistyped_desa_is_not_published_as_its_kecamatan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = Boundary.objects.of_level(Level.KECAMATAN).count()
    with pytest.raises(CommandError, match="1 galat"):
        call_command("portal_seed", boundaries=desa_file(tmp_path, "64.08.06.2991"), no_accounts=True)
    assert "64.08.06.2991" in capsys.readouterr().err
    assert Boundary.objects.of_level(Level.KECAMATAN).count() == before


def test_file_without_telling_columns_is_read_as_desa(tmp_path: Path) -> None:
    rows = [(square(116.4, 0.9), {"KODE": "64.08.06.2001"})]
    (run,) = seed(boundaries=shapefile(tmp_path, rows, fields={"KODE": "str:20"}))
    assert (run.target, run.state) == ("batas.desa", RunState.PUBLISHED)
