"""The list of the IDM: all rows or none, faults by row and column, the same again changes nothing."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.permissions import system_user
from boundaries.models import Region
from layers.models import Release
from monografi.actions import publish_edition, save_figures, start_edition
from monografi.idm import Outcome, Refused, import_idm
from monografi.models import Edition, Figure

pytestmark = pytest.mark.django_db
HEAD = "kode,nama,tahun,idm,status\n"
GOOD = "64.08.06.2001,LONG BENTUQ,2024,0.7895,MAJU\n"


def bring_in(text: str) -> Outcome:
    return import_idm(text.encode(), by=system_user(), source="Uji")


def shown(year: int = 2024) -> Edition:
    region = Region.objects.with_code("64.08.06.2001", day=timezone.localdate()).get()
    return Edition.objects.published().get(region=region, year=year, semester=None)


def test_it_replaces_samples_and_changes_nothing_again() -> None:
    done = bring_in(HEAD + GOOD)
    assert (done.rows, done.new, done.changed, done.unchanged) == (1, 1, 0, 0)
    edition = shown()
    assert (edition.sample, edition.source) == (False, "Uji")
    assert {each.indicator: each.number or each.text for each in edition.figures.all()} == {
        "idm": Decimal("0.7895"),
        "idm_status": "MAJU",
    }
    before = Release.objects.filter(layer="monografi").count()
    assert bring_in(HEAD + GOOD).unchanged == 1
    assert Release.objects.filter(layer="monografi").count() == before


def test_what_a_desa_told_itself_is_kept() -> None:
    region = Region.objects.with_code("64.08.06.2001", day=timezone.localdate()).get()
    draft = start_edition(region=region, year=2024, by=system_user())
    save_figures(draft, {"penduduk": Decimal(123)}, by=system_user())
    publish_edition(draft, by=system_user())
    assert bring_in(HEAD + GOOD).changed == 1
    figures = {each.indicator: each.number for each in shown().figures.all()}
    assert (figures["penduduk"], figures["idm"]) == (Decimal(123), Decimal("0.7895"))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("64.08.04.1010,TELUK LINGGA,2024,0.7,MAJU\n", "baris 3, kode"),
        ("64.99.01.2001,X,2024,0.7,MAJU\n", "baris 3, kode"),
        ("64.08.06.2002,X,2025,0.7,MAJU\n", "baris 3, tahun"),
        ("64.08.06.2002,X,,0.7,MAJU\n", "baris 3, tahun"),
        ("64.08.06.2002,X,2024,7.5,MAJU\n", "baris 3, idm"),
        ("64.08.06.2002,X,2024,NaN,MAJU\n", "baris 3, idm"),
        ("64.08.06.2002,X,2024,,MAJU\n", "baris 3, idm"),
        ("64.08.06.2002,X,2024,0.7,HEBAT\n", "baris 3, status"),
        ("64.08.06.2002\n", "baris 3, tahun"),
        (GOOD, "dua kali"),
    ],
)
def test_a_fault_is_named_and_nothing_is_stored(line: str, words: str) -> None:
    before = Edition.objects.count()
    with pytest.raises(Refused) as refused:
        bring_in(HEAD + GOOD + line)
    assert any(words in fault for fault in refused.value.faults)
    assert Edition.objects.count() == before


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"kode;tahun\n1;2\n", b"\x00"])
def test_what_is_no_list_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "idm.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError) as refused:
        call_command("monografi_idm", str(path), source="Uji")
    assert refused.value.returncode == 1


@pytest.mark.real_data
def test_the_139_desa_of_2024(real_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(real_data / "kutim_idm_2024.csv")
    call_command("monografi_idm", path, source="IDM 2024")
    assert "139 baris: 139 baru" in capsys.readouterr().out
    figures = Figure.objects.published().filter(edition__year=2024, edition__source="IDM 2024")
    statuses = figures.filter(indicator="idm_status").values_list("text", flat=True)
    assert {word: list(statuses).count(word) for word in ("MANDIRI", "MAJU", "BERKEMBANG")} == {
        "MANDIRI": 25,
        "MAJU": 69,
        "BERKEMBANG": 45,
    }
    assert not figures.filter(edition__region__kind="kelurahan").exists()
    call_command("monografi_idm", path, source="IDM 2024")
    assert "139 tetap" in capsys.readouterr().out
