"""The sheet goes out, is filled, comes back: every mistake named by its cell; what is right is published, and undone."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from openpyxl.worksheet.worksheet import Worksheet

from accounts.permissions import system_user
from boundaries.selectors import region_by_code
from imports.actions import run_import, undo
from imports.models import Run, RunState
from imports.refusals import Refusal
from imports.rows import Choices
from monografi.actions import publish_edition, start_edition, undo_edition
from monografi.columns import SHEET
from monografi.indicators import indicators
from monografi.models import Edition, Status
from monografi.periods import Period
from monografi.scopes import villages_of
from monografi.targets import KEY
from monografi.template import template
from tests.factories.sending import send

pytestmark = pytest.mark.django_db
YEAR = 2026
Book = Any


def made(code: str = "64.08", year: int = YEAR, semester: int | None = None) -> Book:
    region = region_by_code(code, day=timezone.localdate())
    assert region is not None
    return openpyxl.load_workbook(BytesIO(template(villages_of(region), Period(year, semester))))


class Filled:
    """A template being filled: cells by code of region and of column."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.sheet: Worksheet = book[SHEET]
        self.letters = {cell.value: cell.column_letter for cell in self.sheet[1]}
        self.lines = {str(row[0].value): row[0].row for row in self.sheet.iter_rows(min_row=3)}

    def at(self, region: str, column: str) -> str:
        return f"{self.letters[column]}{self.lines[region]}"

    def put(self, region: str, column: str, value: Any) -> str:
        cell = self.at(region, column)
        self.sheet[cell] = value
        return cell

    def send(self, folder: Path, **choices: Any) -> Run:
        path = folder / "monografi.xlsx"
        self.book.save(path)
        return run_import(path=path, target_key=KEY, choices=Choices(source="DPMDes", **choices), by=system_user())


@pytest.fixture
def small() -> Filled:
    return Filled(made("64.08.06"))


def found(run: Run) -> dict[str, set[str]]:
    """Return the cells of each rule."""
    told: dict[str, set[str]] = {}
    for problem in run.problems.all():
        if problem.rule.startswith("monografi."):
            assert problem.message_id.startswith(f"{problem.field}: ")
            assert problem.message_en.startswith(f"{problem.field}: ")
            assert problem.remedy_id
            assert problem.remedy_en
            told.setdefault(problem.rule, set()).add(problem.field)
    return told


# Rule, column and what is written there, each in a row of its own.
PLANTED: dict[str, tuple[str, tuple[Any, ...]]] = {
    "monografi.kode": ("kode", ("64.08.99.2001", "Long Bentuq", "64.08.06", "", "6408")),
    "monografi.nama": ("nama", ("Desa Lain", "", "Sangatta")),
    "monografi.teks": ("masjid", ("banyak", "12 jiwa", "#REF!", "?", "satu", "1,2,3")),
    "monografi.negatif": ("gereja", (-1, "-12", -3.5)),
    "monografi.pecahan": ("rt", ("12,5", 3.25, "1.234,5")),
    "monografi.rumus": ("rw", ("=1+1", "=SUM(A1:A2)", "=B3")),
    "monografi.pilihan": ("sinyal", ("5G", "kuat")),
    "monografi.tahun": ("tahun", ("dua ribu", 1850, 20255)),
    "monografi.tanggal": ("keadaan", ("kemarin", "31/13/2026")),
    "monografi.jumlah": ("penduduk", (999_999, 1)),
    "monografi.besar": ("indeks_desa", (101, 250.5)),
    "monografi.panjang": ("batas_utara", ("x" * 201,)),
}


def plant(filled: Filled) -> dict[str, set[str]]:
    """Plant forty mistakes in a template of the whole regency; return their cells by rule."""
    codes = iter([code for code in filled.lines if code.rsplit(".", 1)[1].startswith("2")])
    kelurahan = next(code for code in filled.lines if code.rsplit(".", 1)[1].startswith("1"))
    planted = {
        rule: {filled.put(next(codes), column, value) for value in values} for rule, (column, values) in PLANTED.items()
    }
    planted["monografi.tidak_ditanya"] = {filled.put(kelurahan, column, 1) for column in ("apbdes_dd", "bumdes")}
    first, twin = (filled.lines[next(codes)] for _each in range(2))
    for letter in "AB":
        filled.sheet[f"{letter}{twin}"] = filled.sheet[f"{letter}{first}"].value
    heading, words = f"{filled.letters['karang_taruna']}1", f"{filled.letters['koperasi']}2"
    filled.sheet[heading], filled.sheet[words] = "karangtaruna", "Toko"
    return {**planted, "monografi.ganda": {f"A{twin}"}, "monografi.judul": {heading, words}}


def test_of_forty_planted_mistakes_each_is_named_by_its_cell_and_the_mended_file_is_published(tmp_path: Path) -> None:
    filled = Filled(made())
    assert len(filled.lines) == 141
    planted = plant(filled)
    assert sum(map(len, planted.values())) == 40
    run = filled.send(tmp_path)
    assert run.state == RunState.REFUSED
    told = found(run)
    assert {rule: cells for rule, cells in told.items() if rule != "monografi.tidak_cocok"} == planted
    assert not Edition.objects.filter(year=YEAR).exists()

    again = Filled(made())
    for code in again.lines:
        again.put(code, "masjid", 7)
    run = again.send(tmp_path)
    assert (run.state, run.counts["added"]) == (RunState.PUBLISHED, 141)
    assert Edition.objects.published().filter(year=YEAR, run=run, source="DPMDes").count() == 141
    assert not Edition.objects.filter(year=YEAR, sample=True).exists()

    undo(run, by=system_user())
    assert not Edition.objects.published().filter(year=YEAR).exists()
    assert Edition.objects.published().filter(year=2025).count() == 141


def test_the_template_says_what_was_said_and_locks_what_is_not_to_be_touched(small: Filled) -> None:
    row = "64.08.06.2001"
    assert small.sheet[small.at(row, "penduduk")].value == 821
    assert small.sheet[small.at(row, "tahun")].value == YEAR
    assert small.sheet.protection.sheet
    assert small.sheet["F1"].protection.locked
    assert not small.sheet[small.at(row, "penduduk")].protection.locked
    assert small.sheet[small.at(row, "indeks_desa")].value is not None
    assert small.sheet[small.at(row, "idm")].value is None
    assert "Petunjuk" in small.book.sheetnames
    assert set(indicators()) < set(small.letters)


def test_a_template_of_kelurahan_alone_has_no_columns_of_a_purse() -> None:
    letters = Filled(made("64.08.04.1010")).letters
    assert "penduduk" in letters
    assert not {"apbdes_dd", "bpd", "bumdes", "indeks_desa"} & set(letters)


def test_the_same_again_changes_nothing_and_one_cell_changes_one_edition(small: Filled, tmp_path: Path) -> None:
    assert small.send(tmp_path).counts["added"] == 6
    assert small.send(tmp_path).state == RunState.UNCHANGED
    small.put("64.08.06.2001", "masjid", 99)
    run = small.send(tmp_path)
    assert (run.counts["changed"], run.counts["unchanged"]) == (1, 5)
    mine = Edition.objects.filter(region__codes__code="64.08.06.2001", year=YEAR).order_by("revision")
    assert [each.status for each in mine] == [Status.REPLACED, Status.PUBLISHED]
    undo(run, by=system_user())
    assert [each.status for each in mine.all()] == [Status.PUBLISHED, Status.WITHDRAWN]


def test_a_run_is_not_undone_under_a_later_one(small: Filled, tmp_path: Path) -> None:
    first = small.send(tmp_path)
    small.put("64.08.06.2001", "masjid", 99)
    second = small.send(tmp_path)
    with pytest.raises(Refusal, match=str(second.pk)):
        undo(first, by=system_user())
    undo(second, by=system_user())
    undo(first, by=system_user())
    assert not Edition.objects.published().filter(year=YEAR).exists()


def test_a_run_is_not_undone_under_a_correction_by_hand(small: Filled, tmp_path: Path) -> None:
    run = small.send(tmp_path)
    shown = Edition.objects.published().get(region__codes__code="64.08.06.2001", year=YEAR)
    draft = start_edition(region=shown.region, year=YEAR, copy_from=shown, by=system_user())
    publish_edition(draft, by=system_user())
    with pytest.raises(Refusal):
        undo(run, by=system_user())
    undo_edition(draft, by=system_user(), reason="uji")
    undo(run, by=system_user())


def one(column: str, value: Any) -> Callable[[Filled], str]:
    return lambda filled: filled.put("64.08.06.2001", column, value)


def without_column(filled: Filled) -> str:
    letter = filled.letters["dusun"]
    filled.sheet.delete_cols(filled.sheet[f"{letter}1"].column)
    return f"{letter}1"


def without_sheet(filled: Filled) -> str:
    del filled.book[SHEET]
    return "A1"


def silent(filled: Filled) -> str:
    line = filled.lines["64.08.06.2001"]
    for place in range(7, filled.sheet.max_column + 1):
        filled.sheet.cell(line, place).value = None
    return f"A{line}"


def pushed_down(filled: Filled) -> str:
    filled.put("64.08.06.2001", "masjid", "banyak")
    filled.sheet.insert_rows(1)
    filled.sheet.insert_rows(1)
    filled.sheet["A1"] = "Kecamatan Busang"
    return f"{filled.letters['masjid']}{filled.lines['64.08.06.2001'] + 2}"


@pytest.mark.parametrize(
    ("change", "rule", "state"),
    [
        (without_column, "monografi.kolom", RunState.REFUSED),
        (without_sheet, "monografi.lembar", RunState.REFUSED),
        (pushed_down, "monografi.teks", RunState.REFUSED),
        (silent, "monografi.kosong", RunState.PUBLISHED),
        (one("jalan_baik_km", "12,5"), "monografi.koma", RunState.PUBLISHED),
        (one("masjid", "1.250"), "monografi.koma", RunState.PUBLISHED),
        (one("kk_miskin", 5000), "monografi.tidak_cocok", RunState.PUBLISHED),
        (one("idm", 0.7), "monografi.tidak_cocok", RunState.PUBLISHED),
    ],
)
def test_other_mistakes(
    small: Filled, tmp_path: Path, change: Callable[[Filled], str], rule: str, state: RunState
) -> None:
    cell = change(small)
    run = small.send(tmp_path)
    assert run.state == state
    told = found(run)
    if rule == "monografi.tidak_cocok":
        assert rule in told
        assert any(cell in text for text in run.problems.values_list("message_id", flat=True))
    else:
        assert cell in told[rule]


def test_the_commands_write_a_template_and_take_it_back(tmp_path: Path) -> None:
    path = tmp_path / "busang.xlsx"
    call_command("monografi_template", "640806", str(path), year=YEAR)
    call_command("monografi_import", str(path), source="DPMDes")
    assert Edition.objects.published().filter(year=YEAR).count() == 6
    with pytest.raises(CommandError):
        call_command("monografi_template", "64.99", str(path))


def test_it_goes_through_the_pages_of_uploading_step_by_step(small: Filled, tmp_path: Path) -> None:
    path = tmp_path / "busang.xlsx"
    small.put("64.08.06.2001", "masjid", "banyak")
    small.book.save(path)
    by = system_user()
    run = send(path, by=by, target=KEY)
    assert (
        run.state == RunState.REFUSED
    )  # neither the sheet of instructions nor the columns of the template are asked about
    assert found(run)["monografi.teks"] == {small.at("64.08.06.2001", "masjid")}
