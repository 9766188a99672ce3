"""Two thousand rows: statements do not grow with rows, and what is heavy is worked on in groups.

The whole country is measured by scripts/benchmark (docs/reference/benchmarks.md).
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.permissions import system_user
from imports import checks, frames, reader_process, rows, stages, staging
from imports.actions import publish, run_import, undo
from imports.formats import gdal
from imports.grouping import groups
from imports.models import Run, RunState, StagedRow
from imports.rows import Choices
from tests.factories.files import FIELDS, geojson, ring, shapefile
from thematic import publishing, targets
from thematic.actions import create_layer
from thematic.models import Feature, FeatureLevel, FeatureVersion, Geometry

pytestmark = pytest.mark.django_db
MANY = 2_000


def polygons(count: int) -> list[tuple[Any, dict[str, str]]]:
    """Return round areas side by side, with codes of another regency and names."""
    places = (divmod(number, 50) for number in range(count))
    return [
        (
            ring(60, 116 + 0.02 * column, 0.1 + 0.02 * row, 0.009),
            {"KDEPUM": f"64.09.01.{2000 + 50 * row + column}", "WADMKD": f"Desa {row} {column}"},
        )
        for row, column in places
    ]


def imported(folder: Path, count: int) -> tuple[Run, int]:
    """Publish so many areas into a layer of their own; return the run and the number of statements."""
    key = f"banyak-{count}"
    create_layer(
        key=key, title_id="Banyak (data contoh)", geometry_type=Geometry.AREA, by=system_user(), key_column="KDEPUM"
    )
    path = geojson(folder / f"{key}.geojson", polygons(count))
    with CaptureQueriesContext(connection) as captured:
        run = run_import(path=path, target_key=f"tematik.{key}", choices=Choices(), by=system_user())
    assert run.state == RunState.PUBLISHED, run.message
    return run, sum("pg_catalog" not in query["sql"] and "FETCH" not in query["sql"] for query in captured)


def test_a_hundred_times_the_rows_need_no_more_statements(tmp_path: Path) -> None:
    # What the page shows of a difference is kept in batches of 200, a thousand rows at most: four more.
    (_, few), (run, many) = imported(tmp_path, 20), imported(tmp_path, MANY)
    assert many <= few + 4
    assert FeatureVersion.objects.filter(run=run).count() == MANY
    assert FeatureLevel.objects.filter(version__run=run).count() >= MANY


@pytest.fixture
def sizes(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[int]]:
    """How many rows each step took at once."""
    found: dict[str, list[int]] = {}

    def noting(name: str, module: Any, function: str) -> None:
        plain = getattr(module, function)

        def noted(items: Iterable[Any], *more: Any, **named: Any) -> Iterator[list[Any]]:
            for group in plain(items, *more, **named):
                found.setdefault(name, []).append(len(group))
                yield group

        monkeypatch.setattr(module, function, noted)

    noting("staged", stages._Pipe, "groups")
    noting("fetched", staging, "groups")
    noting("checked", checks, "together")
    return found


def test_no_step_takes_more_than_a_thousand_rows_at_once(tmp_path: Path, sizes: dict[str, list[int]]) -> None:
    imported(tmp_path, MANY)
    assert {name: max(taken) for name, taken in sizes.items()} == {
        "staged": frames.ROWS_AT_ONCE,
        "fetched": rows.ROWS_TOGETHER,
        "checked": rows.ROWS_TOGETHER,
    }


def test_staging_pulls_rows_as_it_writes_them(tmp_path: Path) -> None:
    """Never more rows are alive than one group, whatever the file holds."""
    run = Run.objects.create(actor=system_user(), target="batas.desa")
    pulled = 0

    def source() -> Iterator[rows.Row]:
        nonlocal pulled
        for number in range(1, MANY + 1):
            pulled = number
            yield rows.Row(number, {"KDEPUM": str(number)}, shapely.Point(117, 0.5))

    def watched() -> Iterator[list[rows.Row]]:
        taken = 0
        for group in rows.together(source()):
            assert pulled - taken <= rows.ROWS_TOGETHER
            taken = pulled
            yield group

    assert staging.write_rows(run, watched()) == MANY
    assert StagedRow.objects.filter(run=run).count() == MANY


def test_no_row_is_lost_where_large_shapes_shift_the_groups(tmp_path: Path) -> None:
    """What is looked at before the reference system is decided may end amid what the reading process sent at once."""
    large = [(ring(10_000, 116.5), values) for _shape, values in polygons(30)]
    path = geojson(tmp_path / "besar.geojson", [*large, *polygons(1_500)[30:]])
    run = run_import(path=path, target_key="batas.desa", choices=Choices(), by=system_user(), dry_run=True)
    assert run.evidence["file"]["rows"] == 1_500


def test_large_shapes_make_small_groups() -> None:
    large = rows.Row(1, {}, ring(rows.VERTICES_TOGETHER // 2))
    assert [len(group) for group in rows.together([large] * 5)] == [2, 2, 1]


def test_a_group_is_made_when_it_is_asked_for() -> None:
    asked: list[int] = []
    made = groups((asked.append(number) or number for number in range(100)), 10)
    next(made)
    assert len(asked) == 10


def test_levels_are_made_a_batch_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int] = []
    plain = publishing.levels
    monkeypatch.setattr(publishing, "BATCH", 500)
    monkeypatch.setattr(publishing, "levels", lambda shapes, *more: taken.append(len(shapes)) or plain(shapes, *more))
    imported(tmp_path, MANY)
    assert taken == [500] * 4


def test_the_planner_knows_what_a_large_release_wrote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    """Autovacuum looks at the tables minutes later."""
    monkeypatch.setattr(publishing, "BATCH", 500)
    with django_capture_on_commit_callbacks(execute=True):
        run, _statements = imported(tmp_path, MANY)
    known = _rows_known()
    assert min(known.values()) >= MANY
    with django_capture_on_commit_callbacks() as of_undo:
        undo(run, by=system_user())
    with django_capture_on_commit_callbacks() as of_few:
        imported(tmp_path, 20)
    assert (len(of_undo), of_few) == (1, [])


def _rows_known() -> dict[str, int]:
    """How many rows the planner takes each table for."""
    tables = [model._meta.db_table for model in (Feature, FeatureVersion, FeatureLevel)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, reltuples FROM pg_class WHERE relname = ANY(%s)", [tables])
        return {name: int(rows) for name, rows in cursor.fetchall()}


def test_pages_of_a_run_ask_no_more_for_many_rows(tmp_path: Path, client: Client) -> None:
    client.force_login(User.objects.create_user("ani", password="x", full_name="Ani", is_superuser=True))

    def statements(address: str) -> int:
        client.get(address)  # what is remembered, is
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    (few, _), (many, _) = imported(tmp_path, 20), imported(tmp_path, MANY)
    for place in ("/unggah/{}/", "/unggah/{}/bandingkan/", "/unggah/{}/terbitkan/", "/api/uploads/{}/difference"):
        assert statements(place.format(many.pk)) <= statements(place.format(few.pk)), place
    assert len(client.get(f"/api/uploads/{many.pk}/difference?limit=1000").json()["changes"]) == 1_000
    assert many.changes.count() == 1_000


def test_the_rows_of_a_file_are_looked_through_once_a_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    plain = targets.Plan.of
    monkeypatch.setattr(targets.Plan, "of", lambda layer, rows: looked.append(len(rows)) or plain(layer, rows))
    imported(tmp_path, 20)
    assert looked == [20, 20]  # when it is examined, and when it is published


def test_rows_are_checked_again_only_where_the_run_waited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[int] = []
    plain = stages.check
    monkeypatch.setattr(stages, "check", lambda run, *more: checked.append(run.pk) or plain(run, *more))
    at_once, _statements = imported(tmp_path, 20)
    create_layer(key="nanti", title_id="Nanti", geometry_type=Geometry.AREA, by=system_user(), key_column="KDEPUM")
    path = geojson(tmp_path / "nanti.geojson", polygons(20))
    later = run_import(path=path, target_key="tematik.nanti", choices=Choices(), by=system_user(), dry_run=True)
    publish(later, by=system_user())
    assert checked == [at_once.pk, later.pk, later.pk]


def test_progress_moves_while_rows_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, int]] = []
    monkeypatch.setattr(publishing, "BATCH", 500)
    monkeypatch.setattr(publishing, "tell", lambda step, done=0, of=None: told.append((step, done)))
    imported(tmp_path, MANY)
    assert told == [("tulis", done) for done in (0, 500, 1_000, 1_500)]


def test_rows_of_other_regencies_are_one_count(tmp_path: Path) -> None:
    path = geojson(tmp_path / "negara.geojson", polygons(MANY))
    run = run_import(path=path, target_key="batas.desa", choices=Choices(), by=system_user(), dry_run=True)
    assert run.state == RunState.REFUSED
    assert run.evidence["problems"]["kode.luar_kabupaten"] == {"level": "galat", "count": MANY}
    assert "kode.tidak_dikenal" not in run.evidence["problems"]
    assert run.problems.filter(rule="kode.luar_kabupaten").count() == 1_000
    assert run.findings


def test_a_row_outside_is_counted_once_by_its_code_where_that_says_so(tmp_path: Path) -> None:
    away, here = ring(10, 106.8, -6.2, 0.01), ring(10, 117.5, 0.5, 0.01)
    path = geojson(
        tmp_path / "luar.geojson",
        [
            (away, {"KDEPUM": "31.71.01.1001", "WADMKD": "Gambir"}),  # the code and the place say so
            (here, {"KDEPUM": "31.71.01.1002", "WADMKD": "Cideng"}),  # the code alone
            (away, {"KDEPUM": "64.08.04.2001", "WADMKD": "Sangkima"}),  # the place alone
        ],
    )
    run = run_import(path=path, target_key="batas.desa", choices=Choices(), by=system_user(), dry_run=True)
    told = run.problems.filter(rule__in=["kode.luar_kabupaten", "letak.luar_wilayah"]).order_by("row")
    assert [(each.row, each.rule) for each in told] == [
        (1, "kode.luar_kabupaten"),
        (2, "kode.luar_kabupaten"),
        (3, "letak.luar_wilayah"),
    ]
    assert run.evidence["problems"]["kode.luar_kabupaten"]["count"] == 2
    assert run.evidence["problems"]["letak.luar_wilayah"]["count"] == 1


def test_a_dry_run_can_be_published_afterwards(tmp_path: Path) -> None:
    create_layer(key="nanti", title_id="Nanti", geometry_type=Geometry.AREA, by=system_user(), key_column="KDEPUM")
    path = geojson(tmp_path / "nanti.geojson", polygons(20))
    run = run_import(path=path, target_key="tematik.nanti", choices=Choices(), by=system_user(), dry_run=True)
    assert publish(run, by=system_user()).counts["added"] == 20


def test_both_ways_of_reading_give_the_same_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """GDAL's own bytes and fiona's objects, for areas with text, numbers and nothing."""
    rows = [(shape, {**values, "LUAS": 1.5, "JUMLAH": 7}) for shape, values in polygons(5)]
    path = shapefile(tmp_path / "dua", rows, fields={**FIELDS, "LUAS": "float", "JUMLAH": "int"})
    job = {"path": str(path), "driver": "ESRI Shapefile", "kind": "shapefile", "vertices": 1_000, "cell_chars": 1_000}

    def read() -> list[tuple[dict[str, Any], bytes]]:
        with gdal.open_source(job) as source:
            return list(reader_process.rows(source, job))

    quick = read()
    monkeypatch.setattr(gdal.ogr, "reads", lambda properties: False)
    slow = read()
    assert len(quick) == 5
    assert [facts for facts, _wkb in quick] == [facts for facts, _wkb in slow]
    assert [shapely.from_wkb(wkb) for _facts, wkb in quick] == [shapely.from_wkb(wkb) for _facts, wkb in slow]
