"""`/unduh/{layer}.{ext}`: every layer in every format says the same as the database; refusals are told."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from facilities.models import FacilityVersion
from layers import geojson
from layers.exports import delimited, views
from layers.features import reading_now
from layers.filters import FeatureQuery
from layers.models import LayerSettings, Visibility
from layers.registry import get_layer
from tests.contract.geojson_rules import faults_of_collection, faults_of_feature
from tests.factories.exports import LAYERS, every_layer, fetch

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate().isoformat()


@pytest.fixture(autouse=True)
def layers(tmp_path: Path) -> Iterator[None]:
    with every_layer(tmp_path):
        yield


def features(client: Client, key: str) -> list[dict[str, Any]]:
    """Return the layer as the API tells it: what every file is held against."""
    document = json.loads(client.get(f"/api/collections/{key}/items?unduh=1").getvalue())
    return document["features"]  # type: ignore[no-any-return]


def rows_in_database(key: str) -> int:
    layer = get_layer(key, AnonymousUser())
    assert layer is not None
    return FeatureQuery(layer, reading_now(layer)).matched().count()


@pytest.mark.parametrize("key", LAYERS)
def test_geojson_is_what_the_api_says(client: Client, tmp_path: Path, key: str) -> None:
    document = json.loads(fetch(client, f"/unduh/{key}.geojson", tmp_path).read_text(encoding="utf-8"))
    assert document["features"] == features(client, key)
    assert document["numberReturned"] == rows_in_database(key) > 0
    assert faults_of_collection(document) == []


@pytest.mark.parametrize("key", LAYERS)
@pytest.mark.parametrize(("ending", "before"), [("geojsons", "\x1e"), ("geojsonl", "")])
def test_sequences_hold_one_feature_a_record(
    client: Client, tmp_path: Path, key: str, ending: str, before: str
) -> None:
    text = fetch(client, f"/unduh/{key}.{ending}", tmp_path).read_text(encoding="utf-8")
    records = text.removesuffix("\n").split("\n")
    assert all(record.startswith(f"{before}{{") for record in records)
    read = [json.loads(record.removeprefix(before)) for record in records]
    assert read == features(client, key)
    assert [fault for feature in read for fault in faults_of_feature(feature)] == []


def as_text(value: Any) -> str:
    """Return how standard CSV writes a value of the API."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


@pytest.mark.parametrize("key", LAYERS)
def test_standard_csv_is_exact(client: Client, tmp_path: Path, key: str) -> None:
    text = fetch(client, f"/unduh/{key}.csv", tmp_path).read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    told = [feature["properties"] for feature in features(client, key)]
    assert [list(row) for row in rows] == [list(each) for each in told]
    for row, each in zip(rows, told, strict=True):
        for name, value in each.items():
            same = float(row[name]) == value if isinstance(value, float) else row[name] == as_text(value)
            assert same, (name, row[name], value)


@pytest.mark.parametrize("key", LAYERS)
def test_excel_csv_has_figures_as_figures_and_text_as_text(client: Client, tmp_path: Path, key: str) -> None:
    content = fetch(client, f"/unduh/{key}.csv?ragam=excel", tmp_path).read_bytes()
    assert content.startswith("\ufeff".encode())
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == rows_in_database(key)
    for row, feature in zip(rows, features(client, key), strict=True):
        for name, value in feature["properties"].items():
            if isinstance(value, float):
                assert float(row[name].replace(",", ".")) == value and "." not in row[name]
            elif isinstance(value, str) and value[:1].isdigit() and name.endswith("code"):
                assert row[name] == f'="{value}"'


@pytest.mark.parametrize("key", LAYERS)
def test_xlsx_keeps_types(client: Client, tmp_path: Path, key: str) -> None:
    book = openpyxl.load_workbook(fetch(client, f"/unduh/{key}.xlsx", tmp_path))
    head, *rows = book.worksheets[0].iter_rows(values_only=True)
    told = [feature["properties"] for feature in features(client, key)]
    assert len(rows) == rows_in_database(key)
    layer = get_layer(key, AnonymousUser())
    for row, each in zip(rows, told, strict=True):
        for name, cell in zip(head, row, strict=True):
            kind = layer.field(str(name)).type  # type: ignore[union-attr]
            if kind == "date" and cell is not None:
                assert isinstance(cell, datetime)
                cell = cell.date().isoformat()
            told_as = each[str(name)]
            # A workbook keeps 15 digits of a figure, as Excel does.
            same = cell == pytest.approx(told_as, rel=1e-14) if isinstance(told_as, float) else cell == told_as
            assert same or (cell is None and told_as == ""), (name, cell)
            assert kind not in ("number", "integer") or cell is None or isinstance(cell, (int, float))


def test_with_wkt_the_shape_is_a_column(client: Client, tmp_path: Path) -> None:
    import shapely

    csv.field_size_limit(1 << 24)
    for address, split in (("csv?wkt=1", ","), ("csv?wkt=1&ragam=excel", ";")):
        text = fetch(client, f"/unduh/desa.{address}", tmp_path).read_text(encoding="utf-8-sig")
        shapes = [shapely.from_wkt(row["wkt"]) for row in csv.DictReader(io.StringIO(text), delimiter=split)]
        asked = [shapely.geometry.shape(feature["geometry"]) for feature in features(client, "desa")]
        assert all(one.hausdorff_distance(other) < 1e-6 for one, other in zip(shapes, asked, strict=True))
    sheet = openpyxl.load_workbook(fetch(client, "/unduh/fasilitas.xlsx?wkt=1", tmp_path)).worksheets[0]
    assert str(next(sheet.iter_rows(min_row=2, values_only=True))[-1]).startswith("POINT")


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r"])
def test_nothing_in_a_sheet_runs(client: Client, tmp_path: Path, begin: str) -> None:
    evil = f"{begin}HYPERLINK(1)"
    FacilityVersion.objects.update(name=evil)
    sheet = openpyxl.load_workbook(fetch(client, "/unduh/fasilitas.xlsx", tmp_path)).worksheets[0]
    name = sheet.cell(2, 2)
    assert (name.data_type, name.quotePrefix) == ("s", True)
    excel = fetch(client, "/unduh/fasilitas.csv?ragam=excel", tmp_path).read_bytes().decode("utf-8-sig")
    assert next(csv.DictReader(io.StringIO(excel, newline=""), delimiter=";"))["name"] == f"'{evil}"
    with fetch(client, "/unduh/fasilitas.csv", tmp_path).open(encoding="utf-8", newline="") as exact:
        assert next(csv.DictReader(exact))["name"] == evil


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("64.08.04", '="64.08.04"'),
        (1.5, "1,5"),
        (True, "TRUE"),
        (date(2026, 1, 2), "2026-01-02"),
        (None, None),
        ('12"', '="12"""'),
    ],
)
def test_cells_for_excel(value: Any, cell: Any) -> None:
    assert delimited.excel_cell(value) == cell


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("desa.geojson", f"desa-{TODAY}.geojson"),
        ("desa.csv?region=64.08.04", f"desa-64.08.04-{TODAY}.csv"),
        ("desa.csv?release=1", "desa-rilis-1.csv"),
        ("desa.xlsx?kind=kelurahan", f"desa-terpilih-{TODAY}.xlsx"),
        ("desa.csv.zip", f"desa-{TODAY}.csv.zip"),
        ("desa.csv?bundel=1&as_of=2026-02-03", "desa-2026-02-03.csv.zip"),
    ],
)
def test_file_says_what_it_is(client: Client, address: str, name: str) -> None:
    response = client.get(f"/unduh/{address}")
    response.getvalue()
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'


def test_filters_are_those_of_the_api(client: Client, tmp_path: Path) -> None:
    for asked in ("region=64.08.04", "bbox=117.4,0.3,117.7,0.7", "kind=kelurahan", "name=Senyiur"):
        listed = json.loads(client.get(f"/api/collections/desa/items?{asked}").getvalue())["features"]
        text = fetch(client, f"/unduh/desa.csv?{asked}", tmp_path).read_text(encoding="utf-8")
        assert [row["code"] for row in csv.DictReader(io.StringIO(text))] == [each["id"] for each in listed] != []


@pytest.mark.parametrize("ending", ["geojson", "csv", "xlsx", "geojsons", "csv.zip"])
def test_what_a_reader_has_is_not_sent_again(client: Client, ending: str) -> None:
    first = client.get(f"/unduh/kecamatan.{ending}")
    first.getvalue()
    again = client.get(f"/unduh/kecamatan.{ending}", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get(f"/unduh/kecamatan.{ending}?region=64.08.04")
    other.getvalue()
    assert other["ETag"] != first["ETag"]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "geojson", "csv.zip", "xlsx.zip"])
def test_bytes_are_the_same_each_time(client: Client, ending: str) -> None:
    assert client.get(f"/unduh/desa.{ending}").getvalue() == client.get(f"/unduh/desa.{ending}").getvalue()


def test_layer_without_releases_has_no_tag(client: Client) -> None:
    response = client.get("/unduh/kantor-uji.csv")
    response.getvalue()
    assert "ETag" not in response


@pytest.mark.parametrize("ending", ["geojson", "csv", "xlsx", "geojsons", "geojsonl", "csv.zip"])
def test_hidden_layer_is_in_none(client: Client, ending: str) -> None:
    LayerSettings.objects.update_or_create(key="desa", defaults={"visibility": Visibility.INTERNAL})
    assert client.get(f"/unduh/desa.{ending}").status_code == 404


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("desa.csv?ragam=ods", "ragam"),
        ("desa.geojson?ragam=excel", "ragam"),
        ("desa.csv?bundel=ya", "bundel"),
        ("desa.csv?region=abc", "region"),
        ("desa.csv?nope=1", "nope"),
        ("desa.csv?release=99", "release"),
        ("desa.csv?wkt=1&wkt=1", "wkt"),
    ],
)
def test_bad_parameter_is_named_to_programs_and_people(client: Client, address: str, parameter: str) -> None:
    response = client.get(f"/unduh/{address}")
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert response.json()["parameter"] == parameter
    page = client.get(f"/unduh/{address}", headers={"accept": "text/html,*/*;q=0.8"})
    assert page.status_code == 400
    assert f"<code>{parameter}</code>" in page.content.decode()


@pytest.mark.parametrize("file", ["desa", "desa.doc", "nope.csv", ".csv", "desa.zip"])
def test_what_is_not_there_answers_404(client: Client, file: str) -> None:
    assert client.get(f"/unduh/{file}").status_code == 404


def test_head_makes_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views.writers, "write", None)
    response = client.head("/unduh/desa.xlsx")
    assert (response.status_code, response.getvalue()) == (200, b"")
    assert "attachment" in response["Content-Disposition"]


def test_a_stream_that_fails_breaks_instead_of_ending(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any) -> dict[str, int]:
        raise RuntimeError("the database went away")

    monkeypatch.setattr(geojson, "_counts", broken)
    response = client.get("/unduh/desa.geojson")
    with pytest.raises(RuntimeError, match="went away"):
        response.getvalue()
