"""Editions of half a year: offered, checked, shown at an address of their own, and never counted twice."""

from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.permissions import system_user
from boundaries.models import Level, Region
from boundaries.selectors import region_by_code
from imports.actions import run_import, undo
from imports.models import Run, RunState
from imports.rows import Choices
from monografi import actions
from monografi.columns import SHEET
from monografi.indicators import indicators
from monografi.measures import Measure
from monografi.models import Edition
from monografi.periods import Period
from monografi.scopes import villages_of
from monografi.selectors import newest_sheet, periods, rollup, sheet_of
from monografi.spread import spread
from monografi.targets import KEY
from monografi.template import template
from stewardship.actions import give_mandate
from stewardship.models import Role

pytestmark = pytest.mark.django_db
BENTUQ, BUSANG = "64.08.06.2001", "64.08.06"
PAGE = f"/wilayah/{BENTUQ}/monografi/"


@pytest.fixture
def desa() -> Region:
    return Region.objects.with_code(BENTUQ, day=timezone.localdate()).get()


def published(desa: Region, semester: int | None, people: int, *, kk: int | None = None, year: int = 2026) -> Edition:
    draft = actions.start_edition(region=desa, year=year, semester=semester, by=system_user())
    actions.save_figures(
        draft, {"penduduk": Decimal(people), "kk": kk if kk is None else Decimal(kk)}, by=system_user()
    )
    actions.describe_draft(draft, compiled_on=None, source=f"Buku {semester}", sample=False, by=system_user())
    return actions.publish_edition(draft, by=system_user())


@pytest.fixture
def keeper() -> Client:
    user = User.objects.create_user("uji-keeper", full_name="Keeper")
    for role in (Role.OPERATOR, Role.APPROVER):
        region = Region.objects.with_code(BENTUQ, day=timezone.localdate()).get()
        give_mandate(user=user, role=role, region=region, by=system_user())
    client = Client()
    client.force_login(User.objects.get(pk=user.pk), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_half_has_a_chip_an_address_and_an_official_sheet(client: Client, desa: Region) -> None:
    published(desa, 1, 830)
    published(desa, 2, 840)
    text = client.get(PAGE).content.decode()
    assert "Long Bentuq, semester 2 2026" in text
    for query in ("?tahun=2026&amp;semester=1", "?tahun=2026&amp;semester=2", "?tahun=2025"):
        assert f'href="{query}"' in text
    first = client.get(f"{PAGE}?tahun=2026&semester=1").content.decode()
    assert "Long Bentuq, semester 1 2026" in first
    figures = first.split('class="monograph"')[1]
    assert "830" in figures
    assert "840" not in figures
    assert f'href="{PAGE}2026-s1.xlsx"' in first
    assert "Semester 1, tahun 2026" in _words(client.get(f"{PAGE}2026-s1.xlsx").content)
    assert client.get(f"{PAGE}2026-s1.pdf").content.startswith(b"%PDF")


def _words(workbook: bytes) -> str:
    rows = openpyxl.load_workbook(BytesIO(workbook)).worksheets[0].iter_rows(values_only=True)
    return "\n".join(str(cell) for row in rows for cell in row if cell is not None)


@pytest.mark.parametrize(
    "query",
    ["?tahun=2026&semester=1", "?semester=1", "?tahun=2025&semester=3", "?semester=x", "?tahun=2025&semester=2"],
)
def test_a_half_nobody_told_is_refused_with_a_way_out(client: Client, desa: Region, query: str) -> None:
    published(desa, 2, 840)
    assert client.get(PAGE + query).status_code == 400


def test_the_file_of_a_half_nobody_told_is_refused(client: Client) -> None:
    assert client.get(f"{PAGE}2025-s1.pdf").status_code == 400
    assert client.get(f"{PAGE}2025-s3.xlsx").status_code == 400


def test_a_year_is_told_once_by_the_whole_of_it_else_by_its_last_half(desa: Region) -> None:
    day = timezone.localdate()
    village, above = region_by_code(BENTUQ, day=day), region_by_code(BUSANG, day=day)
    assert village is not None and above is not None
    measure = Measure(indicators()["kk"])

    def told() -> tuple[object, ...]:
        shown, summed = sheet_of(village, 2026), rollup(above, year=2026)
        assert shown is not None and summed is not None
        spots = spread(measure, Period(2026), level=Level.DESA, above=above, areas=lambda regions: {}, day=day)
        mapped = next(each.value for each in spots if each.region.pk == desa.pk)
        return shown.period, shown.number("kk"), summed.number("penduduk"), mapped

    published(desa, 1, 800, kk=200)
    assert told() == (Period(2026, 1), 200, 800, 200)
    published(desa, 2, 810)
    # The last half says nothing of households: neither page nor map fetches them from the first.
    assert told() == (Period(2026, 2), None, 810, None)
    published(desa, None, 820, kk=210)
    assert told() == (Period(2026), 210, 820, 210)
    half = rollup(above, year=2026, semester=1)
    assert half is not None
    assert (half.period, half.number("penduduk"), half.told) == (Period(2026, 1), 800, 1)
    newest = newest_sheet(village)
    assert newest is not None and newest.period == Period(2026)
    assert periods(village)[:3] == [Period(2026), Period(2026, 2), Period(2026, 1)]
    assert periods(above)[:4] == [Period(2026), Period(2026, 2), Period(2026, 1), Period(2025)]


def test_a_kecamatan_shows_a_half_as_a_sum_that_says_of_how_many(client: Client, desa: Region) -> None:
    published(desa, 1, 830)
    text = client.get(f"/wilayah/{BUSANG}/monografi/?tahun=2026&semester=1").content.decode()
    assert "Busang, semester 1 2026" in text
    assert "Jumlah dari 1 di antara 6 desa" in text


def test_the_form_offers_the_halves_and_copies_what_came_last_before_them(keeper: Client, desa: Region) -> None:
    start = keeper.get("/kelola/monografi/").content.decode()
    assert "Semester 1 (Januari–Juni)" in start
    published(desa, 2, 840)
    draft = _begun(keeper, desa, semester="1")
    assert draft.period == Period(2026, 1)
    assert draft.figures.get(indicator="penduduk").number == 821  # of 2025: the second half comes after the first
    assert _begun(keeper, desa, semester="1") == draft
    year = _begun(keeper, desa, semester="")
    assert (year.period, year.figures.get(indicator="penduduk").number) == (Period(2026), 840)
    assert "semester 2 2026: 840" in keeper.get(f"/kelola/monografi/{year.pk}/penduduk/").content.decode()
    assert "Long Bentuq, Busang, semester 1 2026" in keeper.get(f"/kelola/monografi/{draft.pk}/").content.decode()


def _begun(client: Client, desa: Region, **more: str) -> Edition:
    response = client.post("/kelola/monografi/mulai/", {"region": desa.pk, "year": 2026, **more})
    assert response.status_code == 302, response.content.decode()
    return Edition.objects.get(pk=int(response["Location"].rstrip("/").rsplit("/", 1)[1]))


def test_a_half_that_is_none_is_told_at_its_field(keeper: Client, desa: Region) -> None:
    response = keeper.post("/kelola/monografi/mulai/", {"region": desa.pk, "year": 2026, "semester": "3"})
    assert response.status_code == 400
    assert 'id="id_semester_error"' in response.content.decode()
    assert keeper.get(f"/kelola/monografi/templat.xlsx?wilayah={BENTUQ}&tahun=2026&semester=3").status_code == 400


def test_a_day_outside_the_period_is_doubted_not_refused(keeper: Client, desa: Region) -> None:
    draft = _begun(keeper, desa, semester="1")
    keeper.post(f"/kelola/monografi/{draft.pk}/", {"compiled_on": "2026-09-30", "source": "Buku"})
    assert "30/09/2026 di luar semester 1 2026" in keeper.get(f"/kelola/monografi/{draft.pk}/").content.decode()
    keeper.post(f"/kelola/monografi/{draft.pk}/terbit/")
    assert "Long Bentuq, semester 1 2026" in keeper.get(f"{PAGE}?tahun=2026&semester=1").content.decode()


def test_the_api_tells_and_takes_the_half(keeper: Client, client: Client, desa: Region) -> None:
    published(desa, 1, 830)
    published(desa, None, 840)

    def listed(semester: str) -> list[int | None]:
        told = client.get(f"/api/monographs?region={BENTUQ}&year=2026&semester={semester}").json()["monographs"]
        return [each["semester"] for each in told]

    assert (listed("1"), listed("2"), listed("0")) == ([1], [], [None])
    told = client.get(f"/api/monographs?region={BENTUQ}&year=2026&semester=1").json()["monographs"][0]
    assert told["links"][0]["href"].endswith(f"{PAGE}?tahun=2026&semester=1")
    assert client.get("/api/monographs?semester=3").status_code == 400
    assert client.get("/api/monographs?semester=x").status_code == 400


def _book(semester: int | None) -> openpyxl.Workbook:
    region = region_by_code(BUSANG, day=timezone.localdate())
    assert region is not None
    return openpyxl.load_workbook(BytesIO(template(villages_of(region), Period(2026, semester))))


def _sent(book: openpyxl.Workbook, folder: Path) -> Run:
    book.save(folder / "monografi.xlsx")
    return run_import(
        path=folder / "monografi.xlsx", target_key=KEY, choices=Choices(source="DPMDes"), by=system_user()
    )


def test_a_sheet_of_a_half_becomes_editions_of_it_and_is_undone(tmp_path: Path, desa: Region) -> None:
    book = _book(1)
    assert [cell.value for cell in book[SHEET][3]][2:4] == [2026, 1]
    run = _sent(book, tmp_path)
    assert (run.state, run.counts["added"]) == (RunState.PUBLISHED, 6)
    assert {each.period for each in Edition.objects.filter(run=run)} == {Period(2026, 1)}
    assert {each.label for each in run.changes.all()} >= {"Long Bentuq semester 1 2026"}
    whole = _sent(_book(None), tmp_path)
    assert whole.counts["added"] == 6
    assert Edition.objects.published().filter(region=desa, year=2026).count() == 2
    undo(run, by=system_user())
    assert [each.period for each in Edition.objects.published().filter(region=desa, year=2026)] == [Period(2026)]


def test_a_sheet_says_the_half_in_several_ways_and_a_wrong_one_is_named_by_its_cell(tmp_path: Path) -> None:
    book = _book(None)
    sheet = book[SHEET]
    for line, said in enumerate(("I", "2", "semester II", None, 1), start=3):
        sheet[f"D{line}"] = said
    sheet["D8"] = "3"
    run = _sent(book, tmp_path)
    assert run.state == RunState.REFUSED
    told = [(each.rule, each.field) for each in run.problems.all() if each.rule == "monografi.semester"]
    assert told == [("monografi.semester", "D8")]
    sheet["D8"] = None
    assert _sent(book, tmp_path).state == RunState.PUBLISHED
    halves = Edition.objects.filter(year=2026).order_by("region__pk").values_list("semester", flat=True)
    assert sorted(halves, key=lambda half: half or 0) == [None, None, 1, 1, 2, 2]


def test_a_sheet_that_went_out_before_the_column_is_still_taken(tmp_path: Path) -> None:
    book = _book(None)
    book[SHEET].delete_cols(4)
    run = _sent(book, tmp_path)
    assert run.state == RunState.PUBLISHED, list(run.problems.values_list("message_id", flat=True))
    assert Edition.objects.published().filter(year=2026, semester=None).count() == 6


def test_a_day_outside_the_half_is_warned_of_by_its_cell(tmp_path: Path) -> None:
    book = _book(1)
    book[SHEET]["E3"] = "30/09/2026"
    run = _sent(book, tmp_path)
    assert run.state == RunState.PUBLISHED
    assert [each.field for each in run.problems.filter(rule="monografi.hari")] == ["E3"]
