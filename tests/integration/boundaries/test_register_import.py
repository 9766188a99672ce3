"""The register changed by files: each action, plain lists, days, undo to the byte, and files as people send them."""

import importlib
import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.permissions import system_user
from boundaries import selectors
from boundaries.due_releases import open_due_releases
from boundaries.models import Kind, Region, RegionCode, RegisterEvent, Succession
from boundaries.periods import period
from boundaries.register import REGISTER
from boundaries.roll import Roll
from imports.actions import run_import, undo
from imports.models import Run, RunState
from imports.refusals import RowsTouchedSince
from imports.rows import Choices
from layers.releases import current_number
from tests.factories import files
from tests.factories.register import TARGET, change, comma_separated, geojson, geopackage, rules_of
from tests.factories.sending import answer, publish, send

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
PERDA = "Perda 4 Tahun 2026"
TABLES = ("region", "regioncode", "regionstate", "regionalias", "succession", "officialarea")
NEW = {"kode": "64.08.04.2099", "nama": "Sangatta Baru", "tindakan": "buat"}


def region(code: str, day: date | None = None) -> Region:
    found = RegionCode.objects.get(scheme="kemendagri", code=code, valid__contains=day or timezone.localdate())
    return found.region


def rows_of_register() -> str:
    """Return every row of the register's tables as the database writes it."""
    text = []
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT to_jsonb(t)::text FROM boundaries_{table} t ORDER BY id")
            text += [row[0] for row in cursor.fetchall()]
    return "\n".join(text)


def published(folder: Path, *rows: dict[str, Any], **choices: Any) -> Run:
    run = change(folder, *rows, **choices)
    assert run.state == RunState.PUBLISHED, [problem.message_en for problem in run.problems.all()]
    return run


def told(one: Region) -> list[tuple[str, str, str]]:
    return [(event.kind, event.day.isoformat(), event.legal_basis) for event in RegisterEvent.objects.of_region(one.pk)]


def test_a_region_is_made_with_its_code_kind_and_parent(tmp_path: Path) -> None:
    number = current_number(REGISTER)
    published(tmp_path, {**NEW, "dasar_hukum": PERDA, "tanggal": "2026-01-02"})
    made = region(NEW["kode"])
    assert (made.name, made.kind, made.level) == ("Sangatta Baru", Kind.DESA, "desa")
    assert (made.valid, made.legal_basis) == (period(date(2026, 1, 2)), PERDA)
    assert made.parent == region("64.08.04")
    assert told(made) == [("buat", "2026-01-02", PERDA)]
    assert current_number(REGISTER) == number + 1


def test_a_desa_persiapan_is_made_without_a_code(tmp_path: Path) -> None:
    row = {
        "nama": "Rantau Baru",
        "tindakan": "buat",
        "kode_induk": "64.08.09",
        "kode_asal": "",
        "tanggal": "31/03/2026",
    }
    published(tmp_path, row)
    facts = selectors.region_by_slug("64.08.09", "rantau-baru")
    assert facts is not None
    assert (facts.kind, facts.code, facts.parent_code) == (Kind.DESA_PERSIAPAN, None, "64.08.09")
    assert (facts.valid_from, selectors.region_by_slug("64.08.09", "rantau-baru", day=date(2026, 3, 30))) == (
        date(2026, 3, 31),
        None,
    )


@pytest.mark.parametrize(
    "row",
    [
        {"kode": "64.08.04/p-sangatta-prima", "kode_baru": "64.08.04.2098"},
        {"kode": "64.08.04.2098", "nama": "Sangatta Prima"},
        {"kode_baru": "64.08.04.2098", "nama": "Sangatta Prima", "kode_induk": "64.08.04"},
    ],
    ids=["by address", "by name", "by name and parent"],
)
def test_a_desa_persiapan_gets_its_code_and_its_old_address_leads_on(row: dict[str, str], tmp_path: Path) -> None:
    key = Region.objects.get(slug="sangatta-prima").pk
    published(tmp_path, {**row, "tindakan": "kode", "tanggal": "2026-06-01"})
    found = selectors.region_by_slug("64.08.04", "sangatta-prima")
    assert found is not None
    assert (found.pk, found.code, found.kind) == (key, "64.08.04.2098", Kind.DESA)
    before = selectors.region_by_slug("64.08.04", "sangatta-prima", day=date(2026, 5, 31))
    assert before is not None and (before.code, before.kind) == (None, Kind.DESA_PERSIAPAN)


def test_a_renamed_region_keeps_key_and_code_and_its_old_name_is_found(tmp_path: Path) -> None:
    one = region("64.08.08")
    published(tmp_path, {"kode": "64.08.08", "nama_baru": "Kongbeng", "tindakan": "ganti nama", "dasar_hukum": PERDA})
    one.refresh_from_db()
    assert (one.name, one.slug) == ("Kongbeng", "kongbeng")
    assert region("64.08.08") == one
    assert next(found.region.pk for found in selectors.search("Kombeng")) == one.pk


def test_the_roll_of_a_day_tells_the_name_of_that_day(tmp_path: Path) -> None:
    published(
        tmp_path, {"kode": "64.08.08", "nama_baru": "Nama Kedua", "tindakan": "ganti nama", "tanggal": "2020-01-01"}
    )
    published(
        tmp_path, {"kode": "64.08.08", "nama_baru": "Nama Sela", "tindakan": "ganti nama", "tanggal": "2010-01-01"}
    )
    days = (date(2009, 12, 31), date(2010, 1, 1), date(2019, 12, 31), date(2020, 1, 1), TODAY)
    names = [Roll.on(day, "kecamatan").entries["64.08.08"].name for day in days]
    assert names == ["Kombeng", "Nama Sela", "Nama Sela", "Nama Kedua", "Nama Kedua"]
    facts = selectors.region_by_code("64.08.08", day=date(2015, 1, 1))
    assert facts is not None and facts.name == "Nama Sela"


def test_another_name_is_searched_but_not_shown(tmp_path: Path) -> None:
    row = {"kode": "64.08.09", "nama_lain": "Bangalon", "tindakan": "nama lain", "sumber": "Peta 1950"}
    published(tmp_path, row)
    one = region("64.08.09")
    assert one.name == "Bengalon"
    assert [(alias.name, alias.source) for alias in one.aliases.filter(name="Bangalon")] == [("Bangalon", "Peta 1950")]


def test_a_desa_moves_with_a_new_code_and_its_old_code_leads_to_it(tmp_path: Path) -> None:
    one = region("64.08.06.2001")
    row = {"kode": "64.08.06.2001", "kode_baru": "64.08.07.2099", "tindakan": "pindah", "tanggal": "2026-02-01"}
    published(tmp_path, row)
    one.refresh_from_db()
    assert one.parent == region("64.08.07")
    assert [facts.code for facts in selectors.successors("64.08.06.2001")] == ["64.08.07.2099"]
    before = selectors.region_by_code("64.08.06.2001", day=date(2026, 1, 31))
    assert before is not None and (before.pk, before.parent_code) == (one.pk, "64.08.06")
    below = {
        day: [facts.pk for facts in selectors.children(selectors.region_by_code("64.08.06"), day=day)]  # type: ignore[arg-type]
        for day in (date(2026, 1, 31), date(2026, 2, 1))
    }
    assert [one.pk in found for found in below.values()] == [True, False]


def test_a_split_names_where_its_regions_came_from(tmp_path: Path) -> None:
    rows = [
        {"tindakan": "pemekaran", "kode": "64.08.06.2098", "nama": "Long Satu", "kode_asal": "64.08.06.2001"},
        {"tindakan": "pemekaran", "kode": "64.08.06.2099", "nama": "Long Dua", "kode_asal": "64.08.06.2001"},
        {"tindakan": "berakhir", "kode": "64.08.06.2001"},
    ]
    origin = region("64.08.06.2001")
    published(tmp_path, *rows, effective=date(2026, 5, 1), legal_basis=PERDA)
    assert {facts.code for facts in selectors.successors("64.08.06.2001")} == {"64.08.06.2098", "64.08.06.2099"}
    origin.refresh_from_db()
    assert origin.valid.upper == date(2026, 5, 1)
    assert [kind for kind, _day, _basis in told(origin)] == ["pemekaran", "pemekaran", "berakhir"]
    assert set(Succession.objects.filter(predecessor=origin).values_list("legal_basis", flat=True)) == {PERDA}


def test_a_merged_region_ends_and_its_code_leads_to_the_other(tmp_path: Path) -> None:
    ended = region("64.08.06.2001")
    published(tmp_path, {"tindakan": "gabung", "kode": "64.08.06.2001", "kode_tujuan": "64.08.06.2002"})
    ended.refresh_from_db()
    assert ended.valid.upper == timezone.localdate()
    assert [facts.code for facts in selectors.successors("64.08.06.2001")] == ["64.08.06.2002"]
    [event] = RegisterEvent.objects.of_region(region("64.08.06.2002").pk)
    assert (event.kind, [label.split(" ")[0] for label in event.others]) == ("gabung", ["64.08.06.2001"])


def test_two_codes_are_exchanged_in_one_file(tmp_path: Path) -> None:
    first, second = region("64.08.06.2001"), region("64.08.06.2002")
    published(
        tmp_path,
        {"tindakan": "kode", "kode": "64.08.06.2001", "kode_baru": "64.08.06.2002"},
        {"tindakan": "kode", "kode": "64.08.06.2002", "kode_baru": "64.08.06.2001"},
    )
    assert (region("64.08.06.2002"), region("64.08.06.2001")) == (first, second)


def test_a_whole_kecamatan_moves_out_of_another_in_one_file(tmp_path: Path) -> None:
    """A new kecamatan, a desa that moves into it and one made in it."""
    published(
        tmp_path,
        {"tindakan": "pindah", "kode": "64.08.06.2001", "kode_baru": "64.08.19.2001"},
        {"tindakan": "buat", "kode": "64.08.19.2002", "nama": "Desa Baru"},
        {"tindakan": "pemekaran", "kode": "64.08.19", "nama": "Busang Hulu", "kode_asal": "64.08.06"},
        effective=date(2026, 7, 1),
    )
    facts = selectors.region_by_code("64.08.19")
    assert facts is not None
    assert [each.code for each in selectors.children(facts)] == ["64.08.19.2001", "64.08.19.2002"]


# Days to come


def test_a_change_of_tomorrow_holds_from_tomorrow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    run = published(
        tmp_path, {"kode": "64.08.08", "nama_baru": "Kongbeng", "tindakan": "ganti nama"}, effective=tomorrow
    )
    assert "tanggal.mendatang" in rules_of(run)
    names = [Roll.on(day, "kecamatan").entries["64.08.08"].name for day in (timezone.localdate(), tomorrow)]
    assert names == ["Kombeng", "Kongbeng"]
    assert region("64.08.08").name == "Kombeng"

    number = current_number(REGISTER)
    open_due_releases(by=system_user(), today=tomorrow)
    assert (region("64.08.08").name, current_number(REGISTER)) == ("Kongbeng", number + 1)
    open_due_releases(by=system_user(), today=tomorrow)
    assert current_number(REGISTER) == number + 1
    monkeypatch.setattr(timezone, "localdate", lambda: tomorrow)
    undo(run, by=system_user())
    assert region("64.08.08").name == "Kombeng"


# Undo


UNDONE: dict[str, list[dict[str, str]]] = {
    "buat": [NEW],
    "kode": [{"tindakan": "kode", "kode": "64.08.04.2098", "nama": "Sangatta Prima"}],
    "ganti nama": [{"tindakan": "ganti nama", "kode": "64.08.08", "nama_baru": "Kongbeng"}],
    "nama lain": [{"tindakan": "nama lain", "kode": "64.08.08", "nama_lain": "Kembeng"}],
    "pindah": [{"tindakan": "pindah", "kode": "64.08.06.2001", "kode_baru": "64.08.07.2099"}],
    "pemekaran": [{"tindakan": "pemekaran", "nama": "Calon", "kode_induk": "64.08.06", "kode_asal": "64.08.06.2001"}],
    "gabung": [{"tindakan": "gabung", "kode": "64.08.06.2001", "kode_tujuan": "64.08.06.2002"}],
    "berakhir": [{"tindakan": "berakhir", "kode": "64.08.06.2001"}],
}
UNDONE["semua"] = [row for name, rows in UNDONE.items() if name not in ("gabung", "berakhir", "pindah") for row in rows]


@pytest.mark.parametrize("effective", [None, date(2019, 5, 1), date(2031, 5, 1)], ids=["today", "past", "future"])
@pytest.mark.parametrize("rows", UNDONE.values(), ids=UNDONE)
def test_undo_leaves_the_register_as_it_was_to_the_byte(
    rows: list[dict[str, str]], effective: date | None, tmp_path: Path
) -> None:
    if effective == date(2019, 5, 1) and any("Sangatta Prima" in row.values() for row in rows):
        effective = date(2025, 9, 1)  # it began in August
    before, number = rows_of_register(), current_number(REGISTER)
    run = published(tmp_path, *rows, effective=effective)
    assert rows_of_register() != before
    undoing = undo(run, by=system_user())
    assert rows_of_register() == before
    assert not RegisterEvent.objects.current().exists()
    assert {event.until for event in run.register_events.all()} == {number + 2}
    assert [release.number for release in undoing.releases.all()] == [number + 2]


@pytest.mark.parametrize("rows", UNDONE.values(), ids=UNDONE)
def test_an_undo_can_itself_be_undone(rows: list[dict[str, str]], tmp_path: Path) -> None:
    before = rows_of_register()
    run = published(tmp_path, *rows)
    after, events = rows_of_register(), sorted(RegisterEvent.objects.current().values_list("region", "kind", "day"))
    undoing = undo(run, by=system_user())
    again = undo(undoing, by=system_user())
    assert rows_of_register() == after
    assert sorted(RegisterEvent.objects.current().values_list("region", "kind", "day")) == events
    undo(again, by=system_user())
    assert rows_of_register() == before


def test_undo_is_refused_where_a_later_run_touched_the_same_region(tmp_path: Path) -> None:
    row = {"tindakan": "ganti nama", "kode": "64.08.08"}
    before = rows_of_register()
    first = published(tmp_path, {**row, "nama_baru": "Satu"})
    second = published(tmp_path, {**row, "nama_baru": "Dua"})
    with pytest.raises(RowsTouchedSince) as refused:
        undo(first, by=system_user())
    assert refused.value.runs == (second.pk,)
    undo(second, by=system_user())
    undo(first, by=system_user())
    assert rows_of_register() == before


def test_undo_is_refused_while_something_hangs_on_a_region_it_made(tmp_path: Path) -> None:
    first = published(tmp_path, {"tindakan": "buat", "kode": "64.08.19", "nama": "Baru"})
    second = published(tmp_path, {"tindakan": "buat", "kode": "64.08.19.2001", "nama": "Di bawahnya"})
    with pytest.raises(RowsTouchedSince) as refused:
        undo(first, by=system_user())
    assert refused.value.runs == (second.pk,)
    assert region("64.08.19").name == "Baru"


# Plain lists


@pytest.fixture
def kutim() -> list[dict[str, str]]:
    """The register as a list of the ministry would put it."""
    found = RegionCode.objects.filter(scheme="kemendagri").select_related("region").order_by("code")
    return [{"kode": each.code, "nama": each.region.name} for each in found]


def test_the_same_list_changes_nothing(kutim: list[dict[str, str]], tmp_path: Path) -> None:
    number = current_number(REGISTER)
    upper = [{"kode": row["kode"].replace(".", ""), "nama": row["nama"].upper()} for row in kutim]
    run = change(tmp_path, *upper)
    assert (run.state, run.counts["unchanged"]) == (RunState.UNCHANGED, len(kutim))
    assert (current_number(REGISTER), rules_of(run)) == (number, {"pilihan.sumber"})


def test_a_newer_list_proposes_what_differs(kutim: list[dict[str, str]], tmp_path: Path) -> None:
    newer = [row for row in kutim if row["kode"] != "64.08.06.2001"]
    newer += [{"kode": "64.08.04.2097", "nama": "Sangatta Prima"}, {"kode": "64.08.06.2099", "nama": "Long Baru"}]
    newer = [{**row, "nama": "Kongbeng"} if row["kode"] == "64.08.08" else row for row in newer]
    run = change(tmp_path, *newer, effective=date(2026, 4, 1), legal_basis="Kepmendagri 300.2.2-9999/2026")
    assert run.state == RunState.PUBLISHED
    assert {key: run.counts[key] for key in ("added", "changed", "removed")} == {"added": 1, "changed": 2, "removed": 0}
    assert {"daftar.persiapan_berkode", "daftar.tidak_disebut"} <= rules_of(run)
    assert selectors.region_by_slug("64.08.04", "sangatta-prima").code == "64.08.04.2097"  # type: ignore[union-attr]
    assert region("64.08.08").name == "Kongbeng"
    assert region("64.08.06.2001").valid.upper is None


def test_what_a_list_leaves_out_ends_only_if_chosen(kutim: list[dict[str, str]], tmp_path: Path) -> None:
    """A kecamatan with its desa is left out; desa persiapan are in no list, and stay."""
    shorter = [row for row in kutim if not row["kode"].startswith("64.08.06")]
    gone = [
        Region.objects.get(codes__code=row["kode"], codes__scheme="kemendagri") for row in kutim if row not in shorter
    ]
    before = rows_of_register()
    run = published(tmp_path, *shorter, absent="berakhir", effective=date(2026, 4, 1))
    assert (run.counts["removed"], "wilayah.masih_berbatas" in rules_of(run)) == (len(gone), True)
    assert {one.valid.upper for one in Region.objects.filter(pk__in=[one.pk for one in gone])} == {date(2026, 4, 1)}
    assert Region.objects.get(slug="sangatta-prima").valid.upper is None
    undo(run, by=system_user())
    assert rows_of_register() == before


def test_what_begins_with_the_list_does_not_end_with_it(kutim: list[dict[str, str]], tmp_path: Path) -> None:
    run = published(tmp_path, *kutim, {**NEW}, absent="berakhir")
    assert (run.counts["added"], run.counts["removed"]) == (1, 0)


def test_a_list_of_one_kecamatan_says_nothing_of_the_others(kutim: list[dict[str, str]], tmp_path: Path) -> None:
    rows = [row for row in kutim if row["kode"].startswith("64.08.06") and row["kode"] != "64.08.06.2001"]
    run = change(tmp_path, *rows)
    assert run.evidence["problems"]["daftar.tidak_disebut"]["count"] == 1


def test_a_name_under_a_new_code_can_be_the_same_region(kutim: list[dict[str, str]], tmp_path: Path) -> None:
    one = region("64.08.06.2001")
    rows = [{**row, "kode": "64.08.06.2099"} if row["kode"] == "64.08.06.2001" else row for row in kutim]
    asked = change(tmp_path, *rows, dry_run=True)
    [doubt] = asked.evidence["doubtful"]
    assert [each["key"] for each in doubt["candidates"]] == [one.pk]
    published(tmp_path, *rows, matches={doubt["row"]: one.pk})
    assert region("64.08.06.2099") == one


def test_codes_made_numbers_by_a_spreadsheet_are_read_and_told(tmp_path: Path) -> None:
    run = change(tmp_path, {"kode": "6408042001.0", "nama": "Sangatta Utara"}, {"kode": "64,08", "nama": "Kutai Timur"})
    assert (run.state, run.evidence["problems"]["kode.angka"]["count"]) == (RunState.UNCHANGED, 2)
    run = change(tmp_path, {"kode": "64.1", "nama": "Kabupaten Kesepuluh", "dasar_hukum": PERDA})
    assert (run.state, region("64.10").name) == (RunState.PUBLISHED, "Kesepuluh")


# Doors


ROWS = [
    {"kode": "64.08.08", "nama": "Kombeng", "nama_baru": "Kongbeng", "tindakan": "ganti nama", "dasar_hukum": PERDA}
]


@pytest.fixture
def person() -> User:
    return User.objects.create_user("ani", password="x", is_superuser=True)


def test_a_table_of_a_geopackage_is_read_as_one(tmp_path: Path) -> None:
    path = geopackage(tmp_path / "daftar.gpkg", ROWS)
    run = run_import(path=path, target_key=TARGET, choices=Choices(), by=system_user())
    assert (run.state, run.evidence["crs"]) == (RunState.PUBLISHED, None)


def test_a_table_among_layers_with_shapes_is_chosen_by_name(tmp_path: Path) -> None:
    path = files.geopackage(tmp_path / "dua.gpkg", {"batas": files.records(1)})
    geopackage(path, ROWS)
    run = run_import(path=path, target_key=TARGET, choices=Choices(), by=system_user(), layer="daftar")
    assert run.state == RunState.PUBLISHED


def test_shapes_are_left_aside_and_told(tmp_path: Path) -> None:
    path = files.geojson(tmp_path / "a.geojson", [(files.square(), ROWS[0])])
    run = run_import(path=path, target_key=TARGET, choices=Choices(), by=system_user())
    assert run.state == RunState.PUBLISHED
    assert "geometri.tidak_dipakai" in rules_of(run)


def test_a_table_is_refused_where_borders_are_needed(tmp_path: Path) -> None:
    number = current_number("kecamatan")
    path = geopackage(tmp_path / "daftar.gpkg", ROWS)
    run = run_import(path=path, target_key="batas.kecamatan", choices=Choices(), by=system_user())
    assert (run.state, current_number("kecamatan")) == (RunState.REFUSED, number)


def test_a_table_asks_for_target_and_columns_only(person: User, tmp_path: Path) -> None:
    run = send(geopackage(tmp_path / "daftar.gpkg", ROWS), by=person)
    from imports import questions
    from imports.looking import Look

    seen = Look.of(run)
    assert seen is not None
    asked = questions.open_question(run, seen, person)
    assert asked is not None and (asked.name, asked.proposal) == ("target", TARGET)
    run = answer(run, person, target=TARGET)
    asked = questions.open_question(run, seen, person)
    assert asked is not None and asked.name == "mapping"
    run = answer(run, person, mapping=asked.mapping)
    assert (run.state, run.counts["changed"]) == (RunState.READY, 1)
    run = publish(run, person, effective="2026-01-01", source="Bagian Tapem")
    assert (run.state, region("64.08.08").name) == (RunState.PUBLISHED, "Kongbeng")


def test_the_command_prints_the_difference_and_publishes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(geojson(tmp_path / "a.geojson", ROWS))
    call_command("register_import", path, "--dry-run")
    printed = capsys.readouterr().out
    assert "Berubah 64.08.08 Kombeng: berganti nama dari Kombeng menjadi Kongbeng" in printed
    assert PERDA in printed
    assert region("64.08.08").name == "Kombeng"
    call_command("register_import", path)
    run = Run.objects.latest("pk")
    assert f"Batalkan dengan: imports_undo {run.pk}" in capsys.readouterr().out
    call_command("imports_undo", str(run.pk))
    assert region("64.08.08").name == "Kombeng"


@pytest.fixture
def formats() -> Iterator[Any]:
    """CSV and XLSX are read by `imports.formats`."""
    yield pytest.importorskip("imports.formats", reason="CSV is not read yet")


@pytest.mark.usefixtures("formats")
def test_a_csv_of_the_ministry_is_taken_as_it_is(kutim: list[dict[str, str]], person: User, tmp_path: Path) -> None:
    importlib.import_module("imports.formats")
    rows = [{**row, "nama": "Kongbeng"} if row["kode"] == "64.08.08" else row for row in kutim]
    run = send(comma_separated(tmp_path / "kode.csv", rows), by=person, target=TARGET)
    run = answer(run, person, mapping={"code": "kode", "name": "nama"})
    assert (run.state, run.counts["changed"], run.counts["unchanged"]) == (RunState.READY, 1, len(kutim) - 1)
    assert publish(run, person).state == RunState.PUBLISHED
    assert region("64.08.08").name == "Kongbeng"


@pytest.mark.real_data
@pytest.mark.usefixtures("formats")
def test_the_published_list_of_kutai_timur_equals_the_register(real_data: Path) -> None:
    run = run_import(path=real_data / "kutim_wilayah_kode.csv", target_key=TARGET, choices=Choices(), by=system_user())
    assert run.state == RunState.UNCHANGED, json.dumps(run.evidence["problems"])
