"""OCDS as a table: every cell says what the JSON says, and none is run by a spreadsheet."""

import csv
import json
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from projects.models import Process, Project
from projects.ocds_flat import flat

pytestmark = pytest.mark.django_db
ADDRESS = "/api/ocds/releases?region=64.08.04&limit=500"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def releases(client: Client, address: str = ADDRESS) -> list[dict[str, Any]]:
    return list(client.get(address).json()["releases"])


def rows_of(client: Client, address: str = ADDRESS) -> list[dict[str, str]]:
    answer = client.get(f"{address}&f=csv")
    assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (200, "text/csv")
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"), newline="")))


def test_csv_says_what_the_json_says(client: Client) -> None:
    told, rows = releases(client), rows_of(client)
    assert len(rows) == len(told) > 5
    for row, release in zip(rows, told, strict=True):
        assert {name: cell for name, cell in row.items() if cell} == {
            name: str(cell) for name, cell in flat(release).items()
        }
    assert {"tender/value/amount", "awards/0/suppliers/0/name", "contracts/0/value/amount"} <= set(rows[0])
    placed = next(row for row in rows if row["tender/items/0/deliveryLocation/geometry/type"])
    assert json.loads(placed["tender/items/0/deliveryLocation/geometry/coordinates"])
    assert placed["sample"] == "True"


def test_xlsx_says_what_the_csv_says(client: Client) -> None:
    answer = client.get(f"{ADDRESS}&f=xlsx")
    assert answer["Content-Type"] == XLSX
    book = load_workbook(BytesIO(answer.content))
    columns, *rows = book["releases"].iter_rows(values_only=True)
    told = [{name: cell for name, cell in zip(columns, row, strict=True) if cell is not None} for row in rows]
    assert told == [flat(release) for release in releases(client)]
    assert dict(book["package"].iter_rows(values_only=True))["version"] == "1.1"


@pytest.mark.parametrize("title", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", 'a"b,c\r\nd', "ﷺ ‮ 😀"])
def test_hostile_titles_are_cells_and_nothing_else(client: Client, title: str) -> None:
    process = Process.objects.select_related("project").first()
    assert process is not None
    Process.objects.filter(pk=process.pk).update(title=title)
    address = f"/api/ocds/releases?project={process.project.key}"
    cells = [row["tender/title"] for row in rows_of(client, address) if row["tender/id"] == process.code]
    assert cells == [f"'{title}" if title[0] in "=+-@" else title]
    book = load_workbook(BytesIO(client.get(f"{address}&f=xlsx").content))
    assert not [cell for row in book["releases"].iter_rows() for cell in row if cell.data_type == "f"]


def test_a_table_goes_on_with_its_link_and_is_read_again_only_after_a_change(client: Client) -> None:
    answer = client.get("/api/ocds/releases?limit=2&f=csv")
    assert 'rel="next"' in answer["Link"]
    assert "f=csv" in answer["Link"]
    again = client.get("/api/ocds/releases?limit=2&f=csv", headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304
    assert client.get("/api/ocds/releases?limit=2")["ETag"] != answer["ETag"]
    empty = client.get("/api/ocds/releases?project=p-999999&f=csv")
    assert empty.content.decode("utf-8-sig").strip() == "ocid,id,date,tag"


@pytest.mark.parametrize(("path", "form"), [("releases", "pdf"), ("records", "pdf")])
def test_a_form_there_is_not_is_refused(client: Client, path: str, form: str) -> None:
    assert client.get(f"/api/ocds/{path}?f={form}").status_code == 400


def test_pages_lead_to_all_forms(client: Client) -> None:
    project = Project.objects.filter(processes__isnull=False).first()
    assert project is not None
    for address in (f"/proyek/{project.key}/", "/proyek/?wilayah=64.08.04&tahun=2026"):
        text = client.get(address).content.decode()
        assert "/api/ocds/releases?" in text
        assert "f=xlsx" in text
        assert "/api/ocds/records?" in text
        assert text.count("f=csv") == text.count("f=xlsx") == 2


WORDS = {"tag", "roles", "identifiers", "relationship"}


def nested(cells: dict[str, Any]) -> Any:
    """Build the document of a row again: what the mapping promises anybody may do."""
    made: dict[str, Any] = {}
    for path, cell in cells.items():
        *above, name = path.split("/")
        here = made
        for step in above:
            here = here.setdefault(step, {})
        here[name] = json.loads(cell) if name == "coordinates" else cell.split(";") if name in WORDS else cell
    return _listed(made)


def _listed(here: Any) -> Any:
    if not isinstance(here, dict):
        return here
    below = {name: _listed(value) for name, value in here.items()}
    return list(below.values()) if below and all(name.isdigit() for name in below) else below


def without_empty(here: Any) -> Any:
    """Leave out empty lists, which a table cannot tell."""
    if isinstance(here, dict):
        return {name: without_empty(value) for name, value in here.items() if value != []}
    return [without_empty(each) for each in here] if isinstance(here, list) else here


def test_records_stand_as_tables_and_every_row_is_its_record_again(client: Client) -> None:
    address = "/api/ocds/records?region=64.08.04&limit=500"
    records = client.get(address).json()["records"]
    assert len(records) > 5
    rows = rows_of(client, address)
    assert [row["ocid"] for row in rows] == [each["ocid"] for each in records]
    assert {"compiledRelease/tender/value/amount", "releases/0/tag"} <= set(rows[0])
    answer = client.get(f"{address}&f=xlsx")
    assert 'filename="ocds-records.xlsx"' in answer["Content-Disposition"]
    columns, *lines = load_workbook(BytesIO(answer.content))["records"].iter_rows(values_only=True)
    told = [{name: cell for name, cell in zip(columns, line, strict=True) if cell is not None} for line in lines]
    assert [nested(row) for row in told] == [without_empty(each) for each in records]
