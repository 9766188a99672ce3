"""GeoJSON value by value: mixed types, a named system, one feature a line, and what is cut off."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely

from imports.formats import geojson
from imports.refusals import FileDamaged, LimitPassed
from tests.factories import files

Read = Callable[..., Any]
PLACE = shapely.Point(117.5, 0.5)


def written(path: Path, *values: Any, **members: Any) -> Path:
    return files.geojson(path, [(PLACE, {"a": value}) for value in values], **members)


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ((1, "x"), ["1", "x"]),
        (("x", 1), ["x", "1"]),
        ((64.5, "64.10"), ["64.5", "64.10"]),
        (({"k": 1}, "x"), ['{"k": 1}', "x"]),
        (([1, 2], "x"), ["[1, 2]", "x"]),
        (([1, 2], [3]), ["[1, 2]", "[3]"]),
        ((True, "ya"), ["True", "ya"]),
        ((None, 3), [None, "3"]),
        ((12345678901234567890, 1), ["12345678901234567890", "1"]),
        ((6408012001.0, "6408"), ["6408012001", "6408"]),
        (("2026-01-31", "kemarin"), ["2026-01-31", "kemarin"]),
    ],
)
def test_values_of_several_types_are_text(
    tmp_path: Path, read: Read, values: tuple[Any, ...], texts: list[str]
) -> None:
    assert read(written(tmp_path / "a.geojson", *values)).column("a") == texts


def test_columns_come_from_all_features_in_order(tmp_path: Path, read: Read) -> None:
    path = files.geojson(tmp_path / "a.geojson", [(PLACE, {"a": 1}), (PLACE, {"b": 2, "a": 3}), (None, {})])
    got = read(path)

    assert got.header.fields == ("a", "b")
    assert [row.attributes for row in got.rows] == [{"a": "1"}, {"b": "2", "a": "3"}, {}]


@pytest.mark.parametrize(
    ("member", "crs"),
    [
        ({"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32650"}}, "urn:ogc:def:crs:EPSG::32650"),
        ({"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}, "EPSG:4326"),
        ({"type": "link", "properties": {"href": "http://192.0.2.1/crs"}}, "http://192.0.2.1/crs"),
        (None, "EPSG:4326"),
        ("aneh", "EPSG:4326"),
    ],
)
@pytest.mark.parametrize("last", [False, True])
def test_a_system_that_is_named_counts(tmp_path: Path, read: Read, member: Any, crs: str, last: bool) -> None:
    path = written(tmp_path / "a.geojson", 1, crs=member)
    if last:
        content = json.loads(path.read_text())
        content["crs"] = content.pop("crs")
        path.write_text(json.dumps(content))

    assert read(path).header.crs_wkt == crs


@pytest.mark.parametrize("name", ["a.geojson", "a.json", "a.geojsonl", "a.ndjson", "a.geojsonseq"])
@pytest.mark.parametrize("before", ["", "\x1e"])
def test_one_feature_a_line_is_read(tmp_path: Path, read: Read, name: str, before: str) -> None:
    features = [
        {"type": "Feature", "properties": {"a": number}, "geometry": {"type": "Point", "coordinates": [117, number]}}
        for number in range(3)
    ]
    (tmp_path / name).write_text("\n".join(before + json.dumps(each) for each in features))

    assert read(tmp_path / name).places == ["POINT (117 0)", "POINT (117 1)", "POINT (117 2)"]


@pytest.mark.parametrize(
    "content",
    [
        {"type": "Feature", "properties": None, "geometry": {"type": "Point", "coordinates": [117, 0]}},
        {"type": "Point", "coordinates": [117, 0]},
        {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [117, 0]}]},
        {"features": [{"type": "Feature", "geometry": {"type": "Point", "coordinates": [117, 0]}}]},
    ],
)
def test_a_lone_feature_or_shape_is_a_row(tmp_path: Path, read: Read, content: Any) -> None:
    (tmp_path / "a.geojson").write_text(json.dumps(content))

    assert read(tmp_path / "a.geojson").places == ["POINT (117 0)"]


@pytest.mark.parametrize("block", [1, 2, 7, 64])
def test_where_a_block_ends_makes_no_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    path = written(tmp_path / "a.geojson", 12345, 'a\\"}],', {"k": [1, 2]}, bbox=[117, 0, 118, 1], name="é", n=12345)
    monkeypatch.setattr(geojson, "BLOCK", block)

    with geojson.open_source({"path": str(path), "columns": 10}) as source:
        assert [record.attributes["a"] for record in source.records()] == [12345, 'a\\"}],', {"k": [1, 2]}]


@pytest.mark.parametrize(
    "geometry", [{"type": "Circle"}, {"type": "Point"}, {"type": "Polygon", "coordinates": "x"}, 3]
)
def test_a_shape_that_is_none_is_its_rows_trouble(tmp_path: Path, read: Read, geometry: Any) -> None:
    feature = {"type": "Feature", "properties": {}, "geometry": geometry}
    (tmp_path / "a.geojson").write_text(json.dumps(feature))

    assert read(tmp_path / "a.geojson").rows[0].trouble


@pytest.mark.parametrize("cut", [2, 60])
def test_a_file_cut_off_is_refused_naming_the_feature(tmp_path: Path, read: Read, cut: int) -> None:
    path = written(tmp_path / "a.geojson", 1, 2, 3)
    path.write_text(path.read_text()[:-cut])

    with pytest.raises(FileDamaged, match=r"at feature [34]"):
        read(path)


def test_lists_in_lists_without_end_are_refused(tmp_path: Path, read: Read) -> None:
    (tmp_path / "a.geojson").write_text('{"features": ' + "[" * 200_000)

    with pytest.raises(FileDamaged):
        read(tmp_path / "a.geojson")


def test_a_number_of_ten_thousand_digits_is_refused(tmp_path: Path, read: Read) -> None:
    (tmp_path / "a.geojson").write_text(
        '{"type": "Feature", "geometry": null, "properties": {"a": ' + "9" * 10_000 + "}}"
    )

    with pytest.raises(FileDamaged):
        read(tmp_path / "a.geojson")


def test_ten_thousand_properties_and_a_huge_one_are_refused(tmp_path: Path, read: Read) -> None:
    wide = files.geojson(tmp_path / "a.geojson", [(PLACE, {f"k{number}": 1 for number in range(10_000)})])
    with pytest.raises(LimitPassed, match="1000 columns"):
        read(wide)

    with pytest.raises(LimitPassed, match="row 1, column a"):
        read(written(tmp_path / "b.geojson", "x" * 5_000), cell_chars=4_000)
