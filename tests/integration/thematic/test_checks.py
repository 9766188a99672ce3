"""What a file for a thematic layer is told, and what blocks it."""

from collections.abc import Callable
from typing import Any

import pytest
import shapely

from imports.models import Run, RunState
from thematic import checks
from thematic.models import Geometry

from .conftest import mills

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def layer(make_layer: Callable[..., Any]) -> None:
    make_layer()


def rules(run: Run) -> dict[str, str]:
    return {problem.rule: problem.level for problem in run.problems.all()}


def test_new_columns_are_told_with_their_types(fill: Callable[..., Run]) -> None:
    told = [problem.message_id for problem in fill(mills()).problems.filter(rule="kolom.baru").order_by("pk")]
    assert [text.partition("kolom baru ")[2] for text in told] == [
        "kode (teks)",
        "nama (teks)",
        "kapasitas (bilangan bulat)",
        "berdiri (tanggal)",
    ]


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"Kode": ""}, "kunci.kosong"),
        ({"Kode": "PKS-2"}, "kunci.ganda"),
        ({"Kode": "x" * 201}, "teks.terlalu_panjang"),
        ({"Kapasitas": "banyak"}, "nilai.bentuk"),
        ({"Kapasitas": "1,5"}, "nilai.bentuk"),
        ({"Berdiri": "31/02/2020"}, "nilai.bentuk"),
        ({"Nama": "x" * 5_001}, "teks.terlalu_panjang"),
    ],
)
def test_what_blocks(fill: Callable[..., Run], changes: dict[str, Any], rule: str) -> None:
    fill(mills())
    first, *rest = [(shape, {name: str(value) for name, value in values.items()}) for shape, values in mills()]
    run = fill([(first[0], {**first[1], **changes}), *rest])
    assert run.state == RunState.REFUSED
    assert rules(run)[rule] == "galat"


@pytest.mark.parametrize(
    ("name", "word"), [("<b>tebal</b>", "markup"), ("=HYPERLINK(1)", "rumus"), ("@SUM(A1)", "rumus")]
)
def test_suspicious_text_is_told_and_stored_as_it_is(fill: Callable[..., Run], name: str, word: str) -> None:
    shape, values = mills(1)[0]
    run = fill([(shape, {**values, "Nama": name})])
    assert run.state == RunState.PUBLISHED
    assert word in run.problems.get(rule="teks.mencurigakan").message_id


@pytest.mark.parametrize("name", ["-5 m", "+ tambahan", "a < b", "3 > 2", "PT. A & B"])
def test_ordinary_text_is_not_suspicious(fill: Callable[..., Run], name: str) -> None:
    shape, values = mills(1)[0]
    assert "teks.mencurigakan" not in rules(fill([(shape, {**values, "Nama": name})]))


def test_decimal_commas_are_read_and_told(fill: Callable[..., Run]) -> None:
    rows = [(shape, {"Kode": values["Kode"], "Luas": "1.234,5"}) for shape, values in mills()]
    run = fill(rows)
    assert rules(run)["angka.koma"] == "info"
    assert run.thematic_versions.first().attributes["luas"] == 1234.5  # type: ignore[union-attr]


def test_a_missing_column_is_told(fill: Callable[..., Run]) -> None:
    fill(mills())
    run = fill([(shape, {"Kode": values["Kode"], "Nama": values["Nama"]}) for shape, values in mills()])
    assert (run.state, rules(run)["kolom.hilang"]) == (RunState.PUBLISHED, "peringatan")


def test_a_first_file_without_the_key_column_is_refused(fill: Callable[..., Run]) -> None:
    run = fill([(shape, {"Nama": values["Nama"]}) for shape, values in mills()])
    assert (run.state, rules(run)["kunci.kolom"]) == (RunState.REFUSED, "galat")


def test_later_files_without_the_key_column_are_refused(fill: Callable[..., Run]) -> None:
    fill(mills())
    run = fill([(shape, {"Nama": values["Nama"]}) for shape, values in mills()])
    assert (run.state, rules(run)) == (RunState.REFUSED, {"kolom.tidak_ada": "galat", "pilihan.sumber": "peringatan"})


def test_several_points_in_a_row_are_refused_with_the_way_out(fill: Callable[..., Run]) -> None:
    points = shapely.MultiPoint([(117.5, 0.5), (117.6, 0.5)])
    run = fill([(points, {"Kode": "x"})])
    assert (run.state, rules(run)["geometri.kelompok"]) == (RunState.REFUSED, "galat")
    assert "Singleparts" in run.problems.get(rule="geometri.kelompok").remedy_id


def test_areas_in_a_layer_of_points_are_refused(fill: Callable[..., Run]) -> None:
    run = fill([(shapely.box(117.5, 0.5, 117.6, 0.6), {"Kode": "x"})])
    assert rules(run)["geometri.jenis"] == "galat"


def test_rows_outside_the_regency_block_unless_the_layer_is_free(
    fill: Callable[..., Run], make_layer: Callable[..., Any]
) -> None:
    row = (shapely.Point(106.8, -6.2), {"Kode": "Monas"})
    assert rules(fill([*mills(), row]))["letak.luar_wilayah"] == "galat"
    make_layer("bebas", title_id="Bebas", in_regency=False)
    assert fill([row], "bebas").state == RunState.PUBLISHED


def test_too_many_columns_are_refused(fill: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "MOST_FIELDS", 3)
    assert rules(fill(mills()))["kolom.terlalu_banyak"] == "galat"


def test_columns_with_reserved_names_are_kept_under_another(fill: Callable[..., Run]) -> None:
    rows = [(shape, {**values, "sample": "ya", "limit": 3, "valid_from": "x"}) for shape, values in mills()]
    run = fill(rows)
    assert run.state == RunState.PUBLISHED
    stored = run.thematic_versions.first()
    assert stored is not None
    assert {"kolom_sample", "kolom_limit", "kolom_valid_from"} <= stored.attributes.keys()


def test_lines_are_taken_by_a_layer_of_lines(fill: Callable[..., Run], make_layer: Callable[..., Any]) -> None:
    make_layer("jalan", title_id="Jalan", geometry_type=Geometry.LINE, key_column="")
    run = fill([(shapely.LineString([(117.5, 0.5), (117.6, 0.6)]), {"nama": "Jalan Yos Sudarso"})], "jalan")
    assert run.state == RunState.PUBLISHED
