"""The example in `docs/how-to/add-a-layer.md` runs as it stands."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from layers import registry
from tests.contract.geojson_rules import faults_of_collection

pytestmark = pytest.mark.django_db
PAGE = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "add-a-layer.md"
KEY = "pusat-kecamatan"


@pytest.fixture(autouse=True)
def example() -> Iterator[None]:
    code = re.search(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert code is not None
    exec(compile(code[1], str(PAGE), "exec"), {})
    yield
    registry.unregister(KEY)


def test_the_layer_of_the_how_to_is_in_the_api(client: Client) -> None:
    response = client.get(f"/api/collections/{KEY}/items")
    document = json.loads(response.getvalue())
    assert document["numberReturned"] == 18
    assert faults_of_collection(document) == []
    assert client.get(f"/api/collections/{KEY}/items", headers={"if-none-match": response["ETag"]}).status_code == 304


def test_its_links_lead_to_pages(client: Client) -> None:
    item = client.get(f"/api/collections/{KEY}/items/64.08.04").json()
    assert client.get(item["properties"]["page_url"]).status_code == 200


def test_it_stands_in_the_documentation(client: Client) -> None:
    assert f"/collections/{KEY}/items" in client.get("/api/docs").content.decode()
