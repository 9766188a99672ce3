"""Features Part 3 and CQL2: what a filter may say, what it finds, and how everything else is refused."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from layers.cql2 import LONGEST_BYTES
from tests.contract.abstract_tests import holds

pytestmark = pytest.mark.django_db
ITEMS = "/api/collections/desa/items"


def ask(client: Client, filter_: str, layer: str = "desa", **params: str) -> Any:
    query = urlencode({"geometry": "none", "limit": 200, "filter": filter_, **params})
    return client.get(f"/api/collections/{layer}/items?{query}")


def found(client: Client, filter_: str, **params: str) -> list[str]:
    response = ask(client, filter_, **params)
    assert response.status_code == 200, response.content
    return [each["id"] for each in json.loads(response.getvalue())["features"]]


def refused(client: Client, filter_: str, **params: str) -> dict[str, Any]:
    response = ask(client, filter_, **params)
    assert response.status_code == 400, response.getvalue()[:200]
    document: dict[str, Any] = json.loads(response.content)
    assert document["parameter"] == "filter"
    assert document["detail"] != document["detail_en"]
    return document


@pytest.mark.parametrize(
    ("filter_", "count"),
    [
        ("kind = 'kelurahan'", 2),
        ("'kelurahan' = kind", 2),
        ("kind <> 'desa'", 2),
        ("NOT kind = 'desa'", 2),
        ("kind IN ('desa', 'kelurahan')", 141),
        ("kind NOT IN ('desa')", 2),
        ("name LIKE 'Sen%'", None),
        ("name LIKE '_enyiur'", 1),
        (r"name LIKE '\_enyiur'", 0),
        ("name LIKE 'senyiur'", 0),
        ("CASEI(name) = CASEI('SENYIUR')", 1),
        ("CASEI(name) LIKE CASEI('SEN%UR')", 1),
        ("CASEI(name) IN (CASEI('SENYIUR'), CASEI('nope'))", 1),
        ("name = 'O''Neil'", 0),
        ("area_km2 > 0", 141),
        ("area_km2 BETWEEN 0 AND 1e9", 141),
        ("area_km2 NOT BETWEEN 0 AND 1e9", 0),
        ("0 > area_km2", 0),
        ("scale IS NULL OR scale IS NOT NULL", 141),
        ("official_area_km2 = 1 OR NOT official_area_km2 = 1", None),
        ("derived = false", 141),
        ("sample <> false", 141),
        ("valid_from < DATE('1900-01-01')", None),
        ("valid_from < '1900-01-01'", None),
        ("geometry IS NOT NULL", 141),
        ("S_INTERSECTS(geometry, POINT(116.54 0.3))", 1),
        ("S_INTERSECTS(geometry, BBOX(-180,-90,180,90))", 141),
        ("S_INTERSECTS(geometry, BBOX(100,0,-100,2))", 141),
        ("S_INTERSECTS(BBOX(0,0,1,1), geometry)", 0),
        ("S_INTERSECTS(geometry, POLYGON((110 -10, 120 -10, 120 10, 110 10, 110 -10)))", 141),
        ("S_INTERSECTS(geometry, GEOMETRYCOLLECTION(POINT(116.54 0.3), POINT(0 0)))", 1),
        ("S_INTERSECTS(geometry, MULTIPOINT((116.54 0.3), (0 0)))", 1),
        ("S_INTERSECTS(geometry, LINESTRING(116.54 0.3, 116.541 0.3))", None),
        ("NOT S_INTERSECTS(geometry, POINT(116.54 0.3))", 140),
        ("true", 141),
        ("false", 0),
        ("kind = 'kelurahan' OR kind = 'desa' AND name = 'Senyiur'", 3),
        ("(kind = 'kelurahan' OR kind = 'desa') AND name = 'Senyiur'", 1),
        ("kind = 'desa'\n AND name = 'Senyiur'", 1),
    ],
)
def test_text_filters(client: Client, filter_: str, count: int | None) -> None:
    ids = found(client, filter_)
    if count is not None:
        assert len(ids) == count


def test_what_is_not_known_is_neither_equal_nor_unequal(client: Client) -> None:
    missing, known = found(client, "scale IS NULL"), found(client, "scale IS NOT NULL")
    assert len(missing) + len(known) == 141
    assert set(found(client, "scale = 1 OR NOT scale = 1")) == set(known)


def test_json_says_the_same_as_text(client: Client) -> None:
    tree = {"op": "and", "args": [
        {"op": "=", "args": [{"property": "kind"}, "desa"]},
        {"op": "s_intersects", "args": [{"property": "geometry"}, {"type": "Point", "coordinates": [116.54, 0.3]}]},
    ]}  # fmt: skip
    text = "kind = 'desa' AND S_INTERSECTS(geometry, POINT(116.54 0.3))"
    assert found(client, json.dumps(tree), **{"filter-lang": "cql2-json"}) == found(client, text) != []


def test_filter_goes_with_every_other_parameter_and_to_the_next_page(client: Client) -> None:
    query = urlencode(
        {"filter": "kind = 'desa'", "region": "64.08.04", "limit": 2, "geometry": "none", "sortby": "-area_km2"}
    )
    page = json.loads(client.get(f"{ITEMS}?{query}").getvalue())
    ids: list[str] = []
    while True:
        ids += [each["id"] for each in page["features"]]
        following = [each["href"] for each in page["links"] if each["rel"] == "next"]
        if not following:
            break
        page = json.loads(client.get(following[0]).getvalue())
    assert len(ids) == len(set(ids)) == len(found(client, "kind = 'desa'", region="64.08.04"))


@holds("features-3/conf/filter/filter-crs-param")
@pytest.mark.parametrize(
    ("system", "point"),
    [
        ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", "116.54 0.3"),
        ("http://www.opengis.net/def/crs/EPSG/0/4326", "0.3 116.54"),
        ("http://www.opengis.net/def/crs/EPSG/0/9470", "0.3 116.54"),
        ("http://www.opengis.net/def/crs/EPSG/0/3857", "12973173.45 33395.99"),
        ("http://www.opengis.net/def/crs/EPSG/0/32650", "448816.76 33160.14"),
    ],
)
def test_shapes_are_read_in_filter_crs(client: Client, system: str, point: str) -> None:
    here = found(client, f"S_INTERSECTS(geometry, POINT({point}))", **{"filter-crs": system})
    assert here == found(client, "S_INTERSECTS(geometry, POINT(116.54 0.3))")


@pytest.mark.parametrize(
    ("filter_", "named"),
    [
        ("S_WITHIN(geometry, BBOX(1,2,3,4))", "S_WITHIN"),
        ("T_AFTER(valid_from, DATE('2020-01-01'))", "T_AFTER"),
        ("A_CONTAINS(name, ('a', 'b'))", "A_CONTAINS"),
        ("ACCENTI(name) = 'a'", "accenti"),
        ("area_km2 + 1 = 2", "+"),
        ("area_km2 > 2 * 3", "*"),
        ("avg(area_km2) = 1", "avg"),
        ("S_DWITHIN(geometry, POINT(1 2), 10)", "S_DWITHIN"),
        ("pg_sleep(10) = 1", "pg_sleep"),
        ("nope = 1", "nope"),
        ("region__name = 'x'", "region__name"),
        ("page_url = 'x'", "page_url"),
        ("geom IS NULL", "geom"),
        ("S_INTERSECTS(name, POINT(1 2))", "name"),
        ("geometry = 1", "geometry"),
        ("name = kind", "="),
        ("1 = 1", "="),
        ("name = 5", "name"),
        ("area_km2 = 'big'", "area_km2"),
        ("sample > true", ">"),
        ("valid_from = DATE('2020-02-30')", "2020-02-30"),
        ("valid_from > TIMESTAMP('2020-01-01T00:00:00Z')", "DATE"),
        ("name", "name"),
        ("area_km2 LIKE 'x'", "LIKE"),
        ("name BETWEEN 'a' AND 'b'", "BETWEEN"),
        ("area_km2 = 1e300", "="),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_by_name(client: Client, filter_: str, named: str) -> None:
    document = refused(client, filter_)
    assert named in document["detail"] and named in document["detail_en"]


HOSTILE = {
    "20,000 ANDs": " AND ".join(["area_km2=1"] * 20_000),
    "8 KiB of ANDs": " AND ".join(["a=1"] * 1_000),
    "8 KiB of ORs": " OR ".join(["a"] * 1_600),
    "signs": "1" + "-1" * 4_000 + "=1",
    "signs with spaces": "1" + " - 1" * 1_900 + "=1",
    "signs in a list": "area_km2 IN (1" + " -1" * 2_500 + ", 1)",
    "powers": "a" + "^2" * 4_000 + "=1",
    "NOTs": "NOT " * 2_000 + "a=1",
    "minuses": "-" * 8_000 + "1=1",
    "brackets": "(" * 4_000 + "a=1" + ")" * 4_000,
    "open brackets": "(" * 8_000,
    "functions": "f(" * 2_500 + "1" + ")" * 2_500,
    "quoted names": '"a"-' * 2_000 + "1=1",
    "quotes": "'" * 8_191,
    "nothing": " ",
    "half": "kind = ",
    "a semicolon": "kind = 'desa'; DROP TABLE x",
    "a comment": "kind = 'desa' -- x",
    "NaN": "S_INTERSECTS(geometry, POINT(NaN 1))",
    "infinite": "S_INTERSECTS(geometry, POINT(inf 1))",
    "huge": "S_INTERSECTS(geometry, POINT(1e308 1))",
    "off the globe": "S_INTERSECTS(geometry, POINT(181 1))",
    "one number": "S_INTERSECTS(geometry, POINT(1))",
    "empty": "S_INTERSECTS(geometry, POINT EMPTY)",
    "unclosed ring": "S_INTERSECTS(geometry, POLYGON((0 0,1 0,1 1)))",
    "open WKT": "S_INTERSECTS(geometry, POLYGON((0 0,1 0,1 1,0 0)",
    "bow tie": "S_INTERSECTS(geometry, POLYGON((0 0,1 1,1 0,0 1,0 0)))",
    "collections": "S_INTERSECTS(geometry, " + "GEOMETRYCOLLECTION(" * 20 + "POINT(1 1)" + ")" * 20 + ")",
    "deep collections": "S_INTERSECTS(geometry, " + "GEOMETRYCOLLECTION(" * 300 + "POINT(1 1)" + ")" * 300 + ")",
    "too many vertices": "S_INTERSECTS(geometry, LINESTRING(" + ",".join(["1 1"] * 2_010) + "))",
    "box of three": "S_INTERSECTS(geometry, BBOX(1,2,3))",
    "box upside down": "S_INTERSECTS(geometry, BBOX(1,2,3,1))",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_refused(client: Client, name: str) -> None:
    refused(client, HOSTILE[name])


@pytest.mark.parametrize(
    "tree",
    [
        "[" * 4_000, '{"op":"not","args":[' * 300 + "true" + "]}" * 300, "{", "null", "[]", "1", '"name"', '{"op":"="}',
        '{"op":["="],"args":[]}', '{"op":"=","args":[{"property":["name"]},"a"]}', '{"op":"=","args":"ab"}',
        '{"op":{},"args":[1]}', '{"op":"\\ud800","args":[1]}', '{"op":"=","args":[{"property":"\\ud800"},1]}',
        '{"op":"=","args":[{"property":"area_km2"},NaN]}', '{"op":"=","args":[{"property":"area_km2"},1e999]}',
        '{"op":"=","args":[{"property":"name"},null]}', '{"op":"=","args":[{"property":"name"},"a\\u0000b"]}',
        '{"op":"=","args":[{"property":"name"},"\\ud800"]}',
        '{"op":"in","args":[{"property":"name"},[]]}', '{"op":"in","args":[{"property":"name"},[["a"]]]}',
        '{"op":"s_intersects","args":[{"property":"geometry"},{"type":"Point","coordinates":[[1,2]]}]}',
        '{"op":"s_intersects","args":[{"property":"geometry"},{"type":"Polygon","coordinates":[[[0,0],[1,"x"],[1,1],[0,0]]]}]}',
        '{"op":"s_intersects","args":[{"property":"geometry"},{"type":"Polygon","coordinates":[[]]}]}',
        '{"op":"s_intersects","args":[{"property":"geometry"},{"type":"Point","coordinates":{}}]}',
        '{"op":"s_intersects","args":[{"property":"geometry"},{"type":["Point"],"coordinates":[1,2]}]}',
        '{"op":"s_intersects","args":[{"property":"geometry"},{"bbox":[true,1,2,3]}]}',
        '{"op":"s_intersects","args":[{"property":"geometry"},{"type":"GeometryCollection","geometries":[]}]}',
        '{"op":"date","args":[]}', '{"op":"=","args":[{"property":"valid_from"},{"date":{}}]}',
        '{"op":"like","args":[{"property":"name"},"x\\\\"]}',
        '{"op":"=","args":[{"op":"casei","args":[{"op":"casei","args":[1]}]},"x"]}',
    ],
)  # fmt: skip
def test_hostile_json_is_refused(client: Client, tree: str) -> None:
    refused(client, tree, **{"filter-lang": "cql2-json"})


SMALL_STACK = """
import threading, sys
sys.path[:0] = [sys.argv[1]]
import django
django.setup()
from layers.cql2.reading import read
from layers.problems import BadParameter
from tests.contract.abstract_tests import holds
texts = sys.stdin.buffer.read().decode().split("\\x00")
answers = []
def go():
    for text in texts:
        try:
            read(text, "cql2-text"); answers.append("read")
        except BadParameter:
            answers.append("refused")
threading.stack_size(512 * 1024)
thread = threading.Thread(target=go); thread.start(); thread.join()
print(" ".join(answers))
"""


def test_no_filter_overruns_a_small_thread_stack() -> None:
    """The longest filters that are let to the parser, and the hostile ones, in a thread of 512 KiB (gunicorn's have 8 MiB)."""
    longest = [
        " AND ".join(["a=1"] * 150),
        " OR ".join(["a"] * 150),
        "NOT " * 64 + "a=1",
        "- " * 63 + "a=1",
        "a" + "-a" * 64 + "=1",
    ]
    texts = [*longest, *(text for text in HOSTILE.values() if len(text) < 200_000)]
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", SMALL_STACK, str(root)],
        input="\x00".join(texts).encode(),
        capture_output=True,
        timeout=120,
        check=True,
    )
    answers = done.stdout.decode().split()
    assert len(answers) == len(texts)
    assert "read" in answers[: len(longest)]


def test_the_length_is_asked_before_anything_is_parsed(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from layers.cql2 import reading

    monkeypatch.setattr(reading.cql2, "parse_text", lambda text: pytest.fail("parsed"))
    document = refused(client, "kind = '" + "a" * LONGEST_BYTES + "'")
    assert str(LONGEST_BYTES) in document["detail_en"]


def test_queryables_are_a_schema_and_every_one_is_a_parameter(client: Client) -> None:
    response = client.get("/api/collections/desa/queryables")
    assert response["Content-Type"] == "application/schema+json"
    schema = json.loads(response.content)
    assert schema["type"] == "object"
    assert schema["$id"] == "http://testserver/api/collections/desa/queryables"
    assert schema["properties"].pop("geometry")["format"] == "geometry-multipolygon"
    parameters = client.get("/api/openapi.json").json()["paths"]["/collections/desa/items"]["get"]["parameters"]
    assert schema["properties"].keys() <= {each.get("name") for each in parameters}
    for name in schema["properties"]:
        assert ask(client, f"{name} IS NULL").status_code == 200


def test_an_equality_with_an_index_of_its_own_uses_it(client: Client, django_assert_num_queries: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        response = ask(client, "\"group\" = 'kesehatan' AND name LIKE '%'", "fasilitas")
        assert response.status_code == 200
        response.getvalue()
    assert any('"kind" IN (' in query["sql"] and "LIKE" in query["sql"] for query in captured)
