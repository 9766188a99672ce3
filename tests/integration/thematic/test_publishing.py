"""Files into a layer: what is new, changed, ended; fields that come along; undo."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import shapely
from django.test import Client

from accounts.permissions import system_user
from imports.actions import undo
from imports.models import Run, RunState
from imports.refusals import RowsTouchedSince
from imports.rows import Choices
from tests.factories.files import ring, square
from thematic.models import Feature, FeatureLevel, FeatureVersion, Geometry, ThematicLayer

from .conftest import SANGATTA, mills

pytestmark = pytest.mark.django_db
Fill = Callable[..., Run]
Make = Callable[..., ThematicLayer]


def counts(run: Run) -> tuple[int, ...]:
    assert run.state in (RunState.PUBLISHED, RunState.UNCHANGED, RunState.READY), run.message
    return tuple(run.counts[name] for name in ("added", "changed", "removed", "unchanged"))


def answer(client: Client, query: str = "", key: str = "pabrik") -> list[dict[str, Any]]:
    document = json.loads(client.get(f"/api/collections/{key}/items?{query}").getvalue())
    features: list[dict[str, Any]] = document["features"]
    for feature in features:
        feature["properties"].pop("release")
    return features


def test_the_same_file_twice_changes_nothing(make_layer: Make, fill: Fill) -> None:
    make_layer()
    assert counts(fill(mills())) == (3, 0, 0, 0)
    again = fill(mills())
    assert (again.state, counts(again)) == (RunState.UNCHANGED, (0, 0, 0, 3))


def test_a_dry_run_writes_nothing(make_layer: Make, fill: Fill) -> None:
    layer = make_layer()
    assert fill(mills(), dry_run=True).state == RunState.READY
    layer.refresh_from_db()
    assert (Feature.objects.filter(layer=layer).count(), layer.fields) == (0, [])


def test_rows_are_known_by_their_key(make_layer: Make, fill: Fill, client: Client) -> None:
    make_layer()
    fill(mills())
    changed = [(shapely.Point(117.6, 0.6), {**values, "Kapasitas": 99}) for _shape, values in mills(1)]
    assert counts(fill([*changed, *mills(4)[1:]])) == (1, 1, 0, 2)
    assert [each["properties"]["kapasitas"] for each in answer(client)] == [99, 32, 33, 34]


def test_what_a_file_leaves_out_stays_unless_it_is_to_end(make_layer: Make, fill: Fill, client: Client) -> None:
    make_layer()
    fill(mills())
    assert counts(fill(mills(2))) == (0, 0, 0, 2)
    assert counts(fill(mills(2), choices=Choices(absent="berakhir"))) == (0, 0, 1, 2)
    assert [each["id"] for each in answer(client)] == ["PKS-1", "PKS-2"]
    assert len(answer(client, "release=1")) == 3


def test_a_key_that_returns_is_the_same_feature(make_layer: Make, fill: Fill) -> None:
    make_layer()
    fill(mills())
    before = Feature.objects.get(key="PKS-3").pk
    fill(mills(2), choices=Choices(absent="berakhir"))
    assert counts(fill(mills())) == (1, 0, 0, 2)
    assert Feature.objects.get(key="PKS-3").pk == before


def test_without_a_key_rows_are_known_by_their_shape(make_layer: Make, fill: Fill) -> None:
    make_layer("rawan", title_id="Rawan", geometry_type=Geometry.AREA, key_column="")
    rows = [(square(117.0), {"kelas": "tinggi"}), (square(117.2), {"kelas": "rendah"})]
    assert counts(fill(rows, "rawan")) == (2, 0, 0, 0)
    turned = shapely.Polygon(square(117.2).exterior.coords[::-1])
    again = [(square(117.4), {"kelas": "sedang"}), (turned, {"kelas": "sedang"}), rows[0]]
    assert counts(fill(again, "rawan")) == (1, 1, 0, 1)
    assert sorted(Feature.objects.filter(layer__key="rawan").values_list("key", flat=True)) == ["1", "2", "3"]


def test_rows_without_key_and_shape_are_known_by_what_they_say(make_layer: Make, fill: Fill) -> None:
    make_layer(key_column="")
    rows = [*mills(1), *((None, {"Nama": name, "Kapasitas": 7}) for name in ("A", "B", "B"))]
    assert counts(fill(rows)) == (4, 0, 0, 0)
    again = [rows[0], rows[3], rows[1], rows[2], (None, {"Nama": "C", "Kapasitas": 7})]
    assert counts(fill(again)) == (1, 0, 0, 4)


def test_a_person_may_say_which_feature_a_row_is(make_layer: Make, fill: Fill) -> None:
    make_layer("rawan", title_id="Rawan", geometry_type=Geometry.AREA, key_column="")
    fill([(square(117.0), {"kelas": "tinggi"})], "rawan")
    meant = Feature.objects.get(layer__key="rawan").pk
    assert counts(fill([(square(117.3), {"kelas": "tinggi"})], "rawan", choices=Choices(matches={1: meant}))) == (
        0,
        1,
        0,
        0,
    )


def test_a_row_without_a_shape_is_kept_and_told(make_layer: Make, fill: Fill, client: Client) -> None:
    make_layer()
    run = fill([*mills(1), (None, {"Kode": "PKS-9", "Nama": "Tanpa titik"})])
    assert counts(run) == (2, 0, 0, 0)
    assert run.problems.filter(rule="geometri.tanpa_bentuk", level="peringatan").count() == 1
    assert [each["geometry"] is None for each in answer(client)] == [False, True]
    assert client.get("/peta/?lapisan=pabrik").status_code == 200
    assert fill([(None, {"Kode": "PKS-9", "Nama": "Tanpa titik"})]).state == RunState.UNCHANGED


def test_new_columns_become_fields_from_that_release_on(make_layer: Make, fill: Fill, client: Client) -> None:
    layer = make_layer()
    fill(mills())
    before = answer(client, "release=1")
    fill([(shape, {**values, "Pemilik": "PT Uji"}) for shape, values in mills()])
    assert answer(client)[0]["properties"]["pemilik"] == "PT Uji"
    assert answer(client, "pemilik=PT%20Uji") == answer(client)
    assert answer(client, "release=1") == before
    layer.refresh_from_db()
    assert [(each["name"], each["since"]) for each in layer.fields][-1] == ("pemilik", 2)


def test_fields_stand_in_the_order_of_the_file(make_layer: Make, fill: Fill) -> None:
    layer = make_layer()
    fill(mills())
    layer.refresh_from_db()
    assert [each["name"] for each in layer.fields] == ["kode", "nama", "kapasitas", "berdiri"]


def test_a_feature_gets_the_desa_it_lies_in(make_layer: Make, fill: Fill) -> None:
    make_layer()
    lon, lat = SANGATTA
    fill([(shapely.Point(lon, lat), {"Kode": "di desa"}), (shapely.Point(118.9, 0.2), {"Kode": "di laut"})])
    codes = FeatureVersion.objects.order_by("feature__key").values_list("region_code", flat=True)
    assert list(codes) == ["64.08.04.2011", ""]


# -- undo --------------------------------------------------------------------------------------------------------------


def test_undo_answers_as_before(make_layer: Make, fill: Fill, client: Client) -> None:
    layer = make_layer()
    fill(mills())
    before = answer(client)
    changed = [(shape, {**values, "Nama": "lain", "Pemilik": "PT Uji"}) for shape, values in mills(4)[1:]]
    run = fill(changed, choices=Choices(absent="berakhir"))
    assert counts(run) == (1, 2, 1, 0)

    undo(run, by=system_user())
    assert answer(client) == before
    assert "pemilik" in answer(client, "release=2")[0]["properties"]
    layer.refresh_from_db()
    assert [each["until"] for each in layer.fields if each["name"] == "pemilik"] == [3]


def test_a_field_taken_back_may_come_again_with_another_type(make_layer: Make, fill: Fill, client: Client) -> None:
    make_layer()
    fill(mills())
    undo(fill([(shape, {**values, "Nilai": "tinggi"}) for shape, values in mills()]), by=system_user())
    fill([(shape, {**values, "Nilai": 7}) for shape, values in mills()])
    assert [answer(client, query)[0]["properties"].get("nilai") for query in ("release=2", "release=3", "")] == [
        "tinggi",
        None,
        7,
    ]
    assert len(answer(client, "nilai=7")) == 3


def test_a_field_that_later_runs_filled_stays(make_layer: Make, fill: Fill, client: Client) -> None:
    make_layer()
    fill(mills())
    first = fill([(shape, {**values, "Pemilik": "A"}) for shape, values in mills(1)])
    fill([(shape, {**values, "Pemilik": "B"}) for shape, values in mills(2)[1:]])
    undo(first, by=system_user())
    assert [each["properties"]["pemilik"] for each in answer(client)] == [None, "B", None]


def test_undo_is_refused_where_later_runs_touched_the_same(make_layer: Make, fill: Fill) -> None:
    make_layer()
    fill(mills())
    first = fill([(shape, {**values, "Nama": "A"}) for shape, values in mills(1)])
    second = fill([(shape, {**values, "Nama": "B"}) for shape, values in mills(1)])
    with pytest.raises(RowsTouchedSince, match=str(second.pk)):
        undo(first, by=system_user())
    undo(second, by=system_user())
    undo(first, by=system_user())
    assert FeatureVersion.objects.current().get(feature__key="PKS-1").attributes["nama"] == "Pabrik 1"


def test_undo_brings_the_levels_back(make_layer: Make, fill: Fill) -> None:
    make_layer("rawan", title_id="Rawan", geometry_type=Geometry.AREA, key_column="kode")
    fill([(ring(2_000), {"kode": "a"})], "rawan")
    run = fill([(ring(2_000, lon=117.3), {"kode": "a"})], "rawan")
    undo(run, by=system_user())
    levels = FeatureLevel.objects.filter(version__until=None).order_by("detail_m")
    first = FeatureLevel.objects.filter(version__since=1).order_by("detail_m")
    assert [(each.detail_m, each.geom.wkb) for each in levels] == [(each.detail_m, each.geom.wkb) for each in first]
    assert levels.count() > 1


def test_the_very_first_file_can_be_undone(make_layer: Make, fill: Fill, client: Client) -> None:
    make_layer()
    undo(fill(mills()), by=system_user())
    assert answer(client) == []
    assert counts(fill(mills())) == (3, 0, 0, 0)
    assert len(answer(client)) == 3
