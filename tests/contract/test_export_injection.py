"""Nothing in a table runs: every column of text of every layer, in both kinds of CSV, in XLSX, and in the lists of columns."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Value
from django.test import Client

from layers import registry
from layers.declaration import Field, Layer
from layers.models import Visibility
from tests.factories.exports import LAYERS, every_layer, fetch

pytestmark = pytest.mark.django_db
SIGNS = ("=", "+", "-", "@", "\t", "\r")
KEY = "jahat-uji"


def evil(field: Field, sign: str, layer: Layer) -> Field:
    """Return the field with a text that a spreadsheet would run, and a title that it would."""
    text = f'{sign}HYPERLINK("http://x";1)'
    field = replace(field, title_id=text, title_en=text, description_id=text, description_en=text)
    if field.type not in ("text", "uri") or field.name in (layer.id_field, layer.region_field):
        return field
    return replace(field, expression=Value(text), match=None)


@pytest.fixture(params=LAYERS)
def layer(request: Any, tmp_path: Path) -> Iterator[Layer]:
    with every_layer(tmp_path):
        found = registry.get_layer(request.param, AnonymousUser())
        assert found is not None
        signs = cycle(SIGNS)
        fields = tuple(evil(field, next(signs), found) for field in found.fields)
        title = "=HYPERLINK(1)"
        made = replace(
            found,
            key=KEY,
            release_key=found.releases_of,
            fields=fields,
            source=title,
            title_id=title,
            default_visibility=Visibility.PUBLIC,
        )
        registry.register(made)
        try:
            yield made
        finally:
            registry.unregister(KEY)


def texts(layer: Layer) -> dict[str, str]:
    """Return what each column that was made evil holds."""
    held = {field.name: field.title_id for field in layer.fields if isinstance(field.expression, Value)}
    assert held
    return held


def test_nothing_runs(client: Client, tmp_path: Path, layer: Layer) -> None:
    held = texts(layer)
    with fetch(client, f"/unduh/{KEY}.csv?limit=3", tmp_path).open(encoding="utf-8", newline="") as file:
        # The standard one is exact, for programs.
        assert all({name: row[name] for name in held} == held for row in csv.DictReader(file))
    path = fetch(client, f"/unduh/{KEY}.csv?ragam=excel&limit=3", tmp_path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    # ="..." around what begins with a digit holds a text whose quotes are doubled: nothing to run.
    assert len(rows) > 1
    for cell in (cell for row in rows for cell in row if cell):
        assert not cell.startswith(SIGNS) or (cell.startswith('="') and cell[2].isdigit()) or _figure(cell)
    book = openpyxl.load_workbook(fetch(client, f"/unduh/{KEY}.xlsx?limit=3", tmp_path))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert {cell.value for cell in cells} >= {text for text in held.values() if text[0] != "\r"}
    assert all(cell.quotePrefix for cell in cells if str(cell.value).startswith("=HYPERLINK"))


def _figure(cell: str) -> bool:
    return cell.replace(",", "").replace("-", "").replace("e", "").isdigit()


def test_lists_of_columns_do_not_run(client: Client, tmp_path: Path, layer: Layer) -> None:
    found = []
    for ending, name in ((f"{KEY}.csv.zip", "kolom.csv"), (f"{KEY}.shp", "NAMA-KOLOM.csv")):
        with zipfile.ZipFile(fetch(client, f"/unduh/{ending}", tmp_path)) as archive:
            found += csv.reader(io.StringIO(archive.read(name).decode(), newline=""))
    cells = [cell for row in found for cell in row]
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    assert not [cell for cell in cells if cell.startswith(SIGNS)]
