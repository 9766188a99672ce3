"""Whatever is wrong with a request is answered by a problem document (RFC 9457) that names it, in both languages."""

import json
from typing import Any

import pytest
from django.test import Client

from tests.contract.abstract_tests import holds

pytestmark = pytest.mark.django_db
ITEMS = "/api/collections/desa/items"
ITEM = f"{ITEMS}/64.08.04.2001"
CHANGES = "/api/collections/desa/changes"
REGION = "/api/regions/64.08.04"

WRONG_PARAMETERS = [
    *((f"{ITEMS}?{query}", query.partition("=")[0]) for query in (
        "limit=0", "limit=-1", "limit=x", "limit=1.5", "limit=", "limit=1&limit=2", "limit=%00",
        "offset=-1", "offset=x", "offset=1e3",
        "bbox=", "bbox=1,2,3", "bbox=1,2,3,4,5", "bbox=a,b,c,d", "bbox=1,2,nan,4", "bbox=1,2,inf,4",
        "bbox=0,117,1,118", "bbox=116,2,118,1", "bbox=-181,0,0,1", "bbox=1;2;3;4",
        "bbox-crs=EPSG:4329", "crs=http://www.opengis.net/def/crs/EPSG/0/32748", "crs=CRS84", "crs=", "filter-crs=4326",

        "as_of=2026-02-30", "as_of=20260101", "as_of=yesterday", "as_of=",
        "datetime=", "datetime=..", "datetime=2026-13-01", "datetime=2026-02-01/2026-01-01", "datetime=now",
        "release=0", "release=999", "release=x", "release=-1", f"release={'9' * 400}",
        "geometry=full", "geometry=31", "geometry=-1", "geometry=",
        "region=6408x", "region=64.8", "region=sangatta", "region=6.4",
        "after=%00", f"after={'x' * 2001}",
        "f=xml", "f=htm",
        "area_km2=big", "area_km2=1,5", "area_km2=1e400", "scale=1.5", "derived=maybe", "valid_from=2026", "name=%00",
        "page_url=http://x", "geom=x", "foo=1", "region__name=x", "NAME=x", "format=json",
        "filter=a=1", "filter=", "filter-lang=cql-text", "sortby=geom", "sortby=", "sortby=name,-name",
        "sortby=page_url", "properties=nope", "properties=geom", "properties=name,__class__",
    )),
    (f"{ITEMS}?as_of=2026-01-01&release=1", "as_of"),
    (f"{ITEMS}?as_of=2026-01-01&datetime=2026-01-01", "datetime"),
    *((f"{CHANGES}?{query}", query.partition("=")[0]) for query in (
        "from=x", "from=-1", "from=999", "from=2026-02-30", "from=2026-01-31T08:00:00", "from=", "from=1&from=1",
        "from=20260131", f"from={'9' * 400}", "to=999", "to=kemarin", "to=%00", "to=2026-01-31T25:00:00Z",
        "change=moved", "change=", "before=maybe", "before=", "after=64.08.04", "after=~", "after=a~-1",
        f"after=a~{'9' * 30}", "limit=0", "bbox=1,2,3", "region=x", "geometry=x", "as_of=2026-01-31", "release=1",
        "name=x", "offset=1",
    )),
    (f"{CHANGES}?from=1&to=0", "from"),
    (f"{ITEM}?limit=1", "limit"),
    (f"{ITEM}?name=x", "name"),
    (f"{ITEM}?geometry=x", "geometry"),
    (f"{ITEM}?release=999", "release"),
    ("/api/?foo=1", "foo"),
    ("/api/conformance?foo=1", "foo"),
    ("/api/collections?limit=1", "limit"),
    ("/api/collections/desa?foo=1", "foo"),
    ("/api/openapi.json?f=yaml", "f"),
    (f"{REGION}?geometry=x", "geometry"),
    (f"{REGION}?geometry=30", "geometry"),
    (f"{REGION}?as_of=x", "as_of"),
    (f"{REGION}?foo=1", "foo"),
    ("/api/regions", "q"),
    ("/api/regions?q=", "q"),
    ("/api/regions?q=%20", "q"),
    ("/api/regions?q=%00", "q"),
    (f"/api/regions?q={'a' * 501}", "q"),
    ("/api/regions?q=a&limit=0", "limit"),
    ("/api/regions?q=a&page=2", "page"),
    ("/api/locate", "lon"),
    ("/api/locate?lon=117", "lat"),
    ("/api/locate?lon=x&lat=1", "lon"),
    ("/api/locate?lon=117&lat=91", "lat"),
    ("/api/locate?lon=181&lat=0", "lon"),
    ("/api/locate?lon=nan&lat=0", "lon"),
    ("/api/locate?lon=1&lon=2&lat=0", "lon"),
]  # fmt: skip
NOT_FOUND = [
    "/api/collections/nope",
    "/api/collections/nope/items",
    "/api/collections/nope/items/1",
    "/api/collections/DESA",
    "/api/collections/%00",
    "/api/collections/nope/changes",
    f"{CHANGES}/64.08.04.2001",
    f"{ITEMS}/64.08.04.9999",
    f"{ITEMS}/nope",
    f"{ITEMS}/%00",
    f"{ITEMS}/64.08.04.2001/more",
    f"{ITEMS}/{'x' * 3000}",
    "/api/regions/99.99",
    "/api/regions/nope",
    "/api/regions/64.8",
    "/api/regions/%00",
    "/api/regions/64.08.04.20011",
    "/api/regions/64.08.04/p-nope",
    "/api/regions/nope/p-nope",
    "/api/nope",
    "/api//",
]
ROUTES = [
    "/api/",
    "/api/conformance",
    "/api/collections",
    "/api/collections/desa",
    ITEMS,
    ITEM,
    CHANGES,
    "/api/openapi.json",
    REGION,
    "/api/regions?q=a",
    "/api/locate?lon=117&lat=1",
]


def problem(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.content[:300]
    assert response["Content-Type"] == "application/problem+json"
    assert response["Access-Control-Allow-Origin"] == "*"
    document: dict[str, Any] = json.loads(response.content)
    assert document["status"] == status
    assert document["type"] == "about:blank"
    assert all(document[name] for name in ("title", "title_en", "detail", "detail_en"))
    return document


@holds("features-1/conf/core/query-param-unknown", "features-1/conf/core/query-param-invalid")
@pytest.mark.parametrize(("address", "parameter"), WRONG_PARAMETERS)
def test_wrong_parameter_is_named(client: Client, address: str, parameter: str) -> None:
    assert problem(client.get(address), 400)["parameter"] == parameter


@pytest.mark.parametrize("address", NOT_FOUND)
def test_unknown_address_is_not_found(client: Client, address: str) -> None:
    problem(client.get(address), 404)


@holds("features-1/conf/core/http")
@pytest.mark.parametrize("address", ROUTES)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_other_methods_and_bodies_are_refused_with_what_is_allowed(client: Client, address: str, method: str) -> None:
    bodies = {} if method == "trace" else {"data": '{"type":"Feature"', "content_type": "application/geo+json"}
    response = getattr(client, method)(address, **bodies)
    problem(response, 405)
    assert response["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("address", ROUTES)
def test_a_format_nobody_makes_is_not_acceptable(client: Client, address: str) -> None:
    problem(client.get(address, headers={"accept": "application/gml+xml"}), 406)


@pytest.mark.parametrize("address", ROUTES)
def test_a_condition_that_fails_is_said(client: Client, address: str) -> None:
    problem(client.get(address, headers={"if-match": '"of another time"'}), 412)


@pytest.mark.parametrize("parameter", ["token=abc", "key=abc", "v=1", "bahasa=en", "bahasa=xx", "f=json"])
@pytest.mark.parametrize("address", [ITEMS, ITEM, REGION, "/api/collections"])
def test_what_clients_add_to_every_address_is_let_through(client: Client, address: str, parameter: str) -> None:
    assert client.get(f"{address}?{parameter}").status_code == 200


def test_a_hidden_layer_answers_like_an_absent_one(client: Client) -> None:
    from layers.models import LayerSettings

    LayerSettings.objects.create(key="desa", visibility="internal")
    hidden = problem(client.get("/api/collections/desa"), 404)
    absent = problem(client.get("/api/collections/dexa"), 404)
    assert hidden["title"] == absent["title"]
    assert "desa" not in [each["id"] for each in client.get("/api/collections").json()["collections"]]
    assert (
        client.get("/api/openapi.json")
        .json()["paths"]
        .keys()
        .isdisjoint({"/collections/desa", "/collections/desa/items"})
    )


def test_a_fault_of_ours_is_a_problem_document_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any) -> None:
        raise RuntimeError("broken")

    client.raise_request_exception = False
    monkeypatch.setattr("layers.api.features.feature_text", broken)
    problem(client.get(ITEM), 500)
