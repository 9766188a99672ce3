"""`datetime` on `valid`: an instant is `as_of`; an interval lists every version that holds within it, each under its own id."""

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import fiona
import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from psycopg.types.range import DateRange

from accounts.permissions import system_user
from boundaries.models import Boundary, RegionCode, RegionState
from layers.releases import open_release
from tests.contract.abstract_tests import holds
from tests.factories.exports import fetch
from tests.factories.thematic import fill_layer, make_layer, mills

pytestmark = pytest.mark.django_db
ITEMS = "/api/collections/desa/items"
FIRST, SECOND, OTHER = "64.08.01.2001", "64.08.01.2002", "64.08.04.2001"
BEGAN = date(2025, 1, 1)  # what the published borders hold from


def read(client: Client, address: str, status: int = 200) -> dict[str, Any]:
    response = client.get(address)
    assert response.status_code == status, response.getvalue()
    return json.loads(response.getvalue())  # type: ignore[no-any-return]


def ids(client: Client, query: str) -> list[str]:
    return [each["id"] for each in read(client, f"{ITEMS}?geometry=none&limit=500&{query}")["features"]]


def of_past(client: Client, query: str) -> list[str]:
    """Return the versions listed of the three desa that have a past."""
    return [key for key in ids(client, query) if key.partition("@")[0] in (FIRST, SECOND, OTHER)]


def walk(client: Client, address: str | None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while address:
        page = read(client, address)
        found += page["features"]
        address = next((link["href"] for link in page["links"] if link["rel"] == "next"), None)
    return found


def earlier(code: str, begin: date | None, end: date, **facts: Any) -> Boundary:
    """Say in the first release, too, how a border was before."""
    row = Boundary.objects.get(level="desa", region__codes__code=code, until=None, valid__startswith=BEGAN)
    row.pk, row.valid = None, DateRange(begin, end)
    for name, value in facts.items():
        setattr(row, name, value)
    row.save()
    return row


@pytest.fixture
def past() -> None:
    earlier(FIRST, date(2010, 1, 1), date(2018, 7, 1), legal_basis="Perbup 1 Tahun 2010", scale=50_000)
    earlier(FIRST, date(2018, 7, 1), BEGAN, legal_basis="Perbup 2 Tahun 2018")
    earlier(SECOND, None, date(2015, 1, 1))
    earlier(OTHER, date(2012, 3, 1), date(2012, 3, 2))  # one day


ALL_OF_FIRST = [f"{FIRST}@2010-01-01", f"{FIRST}@2018-07-01", f"{FIRST}@2025-01-01"]
ALL = [*ALL_OF_FIRST, f"{SECOND}@..", f"{SECOND}@2025-01-01", f"{OTHER}@2012-03-01", f"{OTHER}@2025-01-01"]


@holds("features-1/conf/core/fc-time-response")
@pytest.mark.parametrize(
    ("interval", "expected"),
    [
        ("../9999-12-31", ALL),
        ("0001-01-01/..", ALL),
        ("2010-01-01/2030-01-01", ALL),
        ("2018-07-01/2018-07-01", ALL[1:2]),
        ("2018-06-30/2018-07-01", ALL[:2]),
        ("2018-06-30/2018-06-30", ALL[:1]),
        ("../2010-01-01", [ALL[0], ALL[3]]),
        ("../2009-12-31", [ALL[3]]),
        ("/2009-12-31", [ALL[3]]),
        ("2012-03-01/2012-03-01", [ALL[0], ALL[3], ALL[5]]),
        ("2012-03-02/2012-03-02", [ALL[0], ALL[3]]),
        ("2014-12-31/2024-12-31", [*ALL[:2], ALL[3]]),
        ("2015-01-01/2024-12-31", ALL[:2]),
        ("2025-01-01/..", [ALL[2], ALL[4], ALL[6]]),
        ("2099-01-01/", [ALL[2], ALL[4], ALL[6]]),
        # Days are those of WITA: 16:00 in Greenwich is midnight there.
        ("2018-06-30T15:59:59Z/2018-06-30T15:59:59Z", ALL[:1]),
        ("2018-06-30T16:00:00Z/2018-06-30T16:00:00Z", ALL[1:2]),
        ("2018-06-30T23:00:00+08:00/2018-06-30t16:00:00z", ALL[:2]),
        ("2018-06-30 00:00:00+08:00/2018-07-01", None),
        ("2018-07-01T23:00:00+08:00/2018-07-01", ALL[1:2]),
    ],
)
def test_an_interval_lists_every_version_that_holds_within_it(
    client: Client, past: None, interval: str, expected: list[str] | None
) -> None:
    if expected is None:
        assert read(client, f"{ITEMS}?datetime={quote(interval)}", 400)["parameter"] == "datetime"
    else:
        assert of_past(client, f"datetime={quote(interval)}") == expected


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2018-06-30", "2018-06-30"),
        ("2018-06-30T15:59:59Z", "2018-06-30"),
        ("2018-06-30T16:00:00Z", "2018-07-01"),
        ("2018-06-30T23:59:59.5+08:00", "2018-06-30"),
        ("2018-06-30T23:59:59 08:00", "2018-06-30"),  # a plus nobody wrote as %2B
    ],
)
def test_an_instant_is_the_day_it_falls_on(client: Client, past: None, instant: str, day: str) -> None:
    told = read(client, f"{ITEMS}?geometry=none&datetime={instant.replace('+', '%2B')}")
    asked = read(client, f"{ITEMS}?geometry=none&as_of={day}")
    assert told["features"] == asked["features"] != []
    assert (told["as_of"], "datetime" in told) == (day, False)
    assert [each["id"] for each in told["features"]] == [FIRST]


@pytest.mark.parametrize(
    "text",
    [
        "", "/", "..", "../..", "../", "/..", "a/b", "2018-01-01/2019-01-01/2020-01-01", "2019-01-01/2018-01-01",
        "2018-01-01T10:00:00Z/2018-01-01T09:59:59Z", "2018-01-01T10:00:00", "2018-01-01T10:00:00/2019-01-01", "2018-13-01/..",
        "../2018-02-30", "20180101/..", "2018-01-01T1000Z/..", "2018-01-01T10Z", "now/..", "2018-01-01/P1Y",
        "9999-12-31T23:00:00Z", "2018-01-01T25:00:00Z/..", "٢٠١٨-01-01/..",
    ],
)  # fmt: skip
def test_what_is_no_interval_is_refused_with_the_way_out(client: Client, text: str) -> None:
    for address in (ITEMS, "/unduh/desa.csv", "/api/collections/desa/tiles/tilejson.json"):
        problem = read(client, f"{address}?datetime={quote(text)}", 400)
        assert problem["parameter"] == "datetime"
        assert any(way in problem["detail"] for way in ("tulis 2026-01-31", "tukar keduanya"))
        assert any(way in problem["detail_en"] for way in ("write 2026-01-31", "swap them"))


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("datetime=2018-01-01/..&as_of=2020-01-01", "datetime"),
        ("datetime=2018-01-01&as_of=2018-01-01", "datetime"),
        ("datetime=2018-01-01&release=1", "datetime"),
        ("as_of=2018-01-01&release=1", "as_of"),
        ("datetime=2018-01-01/..&datetime=2018-01-01/..", "datetime"),
    ],
)
def test_two_answers_to_one_question_are_refused(client: Client, query: str, parameter: str) -> None:
    assert read(client, f"{ITEMS}?{query}", 400)["parameter"] == parameter


@pytest.mark.parametrize("limit", [1, 3, 7, 145, 146])
@pytest.mark.parametrize("sort", ["", "&sortby=-area_km2", "&sortby=name,-valid_from", "&sortby=valid_until,kind"])
def test_pages_hold_every_version_once(client: Client, past: None, limit: int, sort: str) -> None:
    if limit == 1:
        sort += f"&filter=code%20IN%20('{FIRST}','{SECOND}','{OTHER}')"
    address = f"{ITEMS}?geometry=none&datetime=../9999-12-31&limit={limit}{sort}"
    count = 7 if limit == 1 else 145
    assert read(client, address)["numberMatched"] == count
    paged = [each["id"] for each in walk(client, address)]
    assert paged == ids(client, f"datetime=../9999-12-31{sort}")
    assert len(set(paged)) == len(paged) == count


def test_pages_go_on_in_the_release_and_on_the_day_they_began(client: Client, past: None) -> None:
    address = f"{ITEMS}?geometry=none&datetime=../9999-12-31&limit=4"
    whole = ids(client, "datetime=../9999-12-31")
    first = read(client, address)
    release = open_release(layer="desa", by=system_user())
    Boundary.objects.filter(level="desa", until=None).exclude(region__codes__code=FIRST).update(until=release.number)
    rest = walk(client, next(link["href"] for link in first["links"] if link["rel"] == "next"))
    assert [each["id"] for each in first["features"] + rest] == whole
    assert ids(client, "datetime=../9999-12-31&release=1") == whole
    assert ids(client, "datetime=../9999-12-31") == ALL_OF_FIRST


def test_each_version_answers_under_its_id_and_nothing_else_does(client: Client, past: None) -> None:
    for listed in read(client, f"{ITEMS}?datetime=../9999-12-31&limit=500&region=64.08.01")["features"]:
        item = read(client, f"{ITEMS}/{listed['id']}")
        assert item.pop("links")[0]["href"].endswith(quote(listed["id"], safe=""))
        assert item == listed
    for none in (
        f"{FIRST}@2010-01-02",
        f"{FIRST}@..",
        f"{FIRST}@",
        f"{FIRST}@2010-1-1",
        f"{FIRST}@20100101",
        f"{FIRST}@2010-01-01@2010-01-01",
        f"{OTHER}@2010-01-01",
        "@2010-01-01",
        "@..",
        f"{FIRST}@9999-12-31",
    ):
        assert read(client, f"{ITEMS}/{none}", 404)["parameter"] == "featureId"


def test_a_plain_code_stays_the_version_of_today(client: Client, past: None) -> None:
    plain, today = read(client, f"{ITEMS}/{FIRST}"), read(client, f"{ITEMS}/{FIRST}@2025-01-01")
    assert (plain["properties"], plain["geometry"]) == (today["properties"], today["geometry"])
    assert read(client, f"{ITEMS}/{FIRST}?datetime=2012-01-01")["properties"]["scale"] == 50_000
    assert read(client, f"{ITEMS}/{FIRST}@2010-01-01")["properties"]["scale"] == 50_000


def test_a_version_asked_for_with_a_day_must_hold_on_it(client: Client, past: None) -> None:
    version = f"{ITEMS}/{FIRST}@2010-01-01"
    for query in ("as_of=2018-06-30", "datetime=2018-06-30T10:00:00Z", "datetime=2018-01-01/2020-01-01", "release=1"):
        assert read(client, f"{version}?{query}")["id"] == f"{FIRST}@2010-01-01"
    for query in ("as_of=2018-07-01", "datetime=2018-07-01/..", "datetime=../2009-12-31"):
        read(client, f"{version}?{query}", 404)
    assert read(client, f"{ITEMS}/{FIRST}?datetime=2010-01-01/2011-01-01", 400)["parameter"] == "datetime"


def test_a_version_tells_the_code_and_name_of_its_last_day(client: Client, past: None) -> None:
    code = RegionCode.objects.get(code=FIRST, scheme="kemendagri")
    RegionCode.objects.create(
        region=code.region, scheme="kemendagri", code="64.08.01.2999", valid=DateRange(None, date(2016, 1, 1))
    )
    RegionCode.objects.filter(pk=code.pk).update(valid=DateRange(date(2016, 1, 1), None))
    parent = code.region.parent_id
    spoken = RegionState.objects.filter(region=code.region)
    spoken.delete()
    for name, begin, end in (("Lama", None, date(2019, 1, 1)), ("Baru", date(2019, 1, 1), None)):
        RegionState.objects.create(
            region=code.region, name=name, slug=name.lower(), kind="desa", parent_id=parent, valid=DateRange(begin, end)
        )
    told = {
        each["id"]: (each["properties"]["name"], each["properties"]["kecamatan_name"])
        for each in read(client, f"{ITEMS}?geometry=none&datetime=../9999-12-31&limit=500&region=64.08.01")["features"]
    }
    assert told[f"{FIRST}@2010-01-01"] == ("Lama", "Muara Ancalong")
    assert told[f"{FIRST}@2018-07-01"][0] == "Baru"
    assert "64.08.01.2999@2010-01-01" not in told


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (f"code={FIRST}", ALL_OF_FIRST),
        ("scale=50000", ALL[:1]),
        ("valid_until=2018-07-01", ALL[:1]),
        ("filter=legal_basis%20LIKE%20'Perbup%25'", ALL[:2]),
        ("filter=valid_from%20%3C%20DATE('2018-07-02')%20AND%20valid_from%20%3E%20'2010-01-01'", [ALL[1], ALL[5]]),
        ("filter=valid_from%20IS%20NULL", [ALL[3]]),
        ("filter=S_INTERSECTS(geometry,POINT(116.54%200.3))", ALL_OF_FIRST),
        ("bbox=116.54,0.3,116.54,0.3", ALL_OF_FIRST),
        ("region=64.08.04.2001", ALL[5:]),
    ],
)
def test_it_goes_with_every_other_filter(client: Client, past: None, query: str, expected: list[str]) -> None:
    page = read(client, f"{ITEMS}?datetime=../9999-12-31&geometry=none&{query}")
    assert [each["id"] for each in page["features"]] == expected
    assert page["numberMatched"] == len(expected)
    assert page["datetime"] == "../9999-12-31"


def test_properties_and_reference_systems(client: Client, past: None) -> None:
    asked = f"{ITEMS}?datetime=../2018-12-31&code={FIRST}&properties=legal_basis"
    plain, metres = (read(client, f"{asked}{crs}")["features"] for crs in ("", "&crs=EPSG:32650"))
    assert [each["properties"] for each in plain] == [each["properties"] for each in metres]
    assert [each["properties"]["legal_basis"] for each in plain] == ["Perbup 1 Tahun 2010", "Perbup 2 Tahun 2018"]
    assert plain[0]["geometry"] != metres[0]["geometry"]


def test_the_page_lists_versions_and_leads_to_each(client: Client, past: None) -> None:
    page = client.get(f"{ITEMS}?f=html&datetime=../2018-12-31&code={FIRST}").getvalue().decode()
    assert f"{FIRST}@2010-01-01" in page and "<svg" in page
    assert 'name="datetime" value="../2018-12-31"' in page
    assert "Selang ../2018-12-31: 2 keadaan di halaman ini, menurut rilis 1." in page
    address = f"{ITEMS}/{quote(f'{FIRST}@2010-01-01', safe='')}?f=html"
    assert address in page
    assert "Perbup 1 Tahun 2010" in client.get(address).getvalue().decode()
    assert client.get(f"{ITEMS}/{FIRST}@2011-01-01?f=html").status_code == 404


def test_files_hold_the_same_versions(client: Client, past: None, tmp_path: Path) -> None:
    asked = "datetime=../2018-12-31&region=64.08.01"
    listed = read(client, f"{ITEMS}?{asked}")["features"]
    expected = [(each["properties"]["code"], each["properties"]["valid_from"]) for each in listed]
    assert len(expected) == 3
    document = json.loads(fetch(client, f"/unduh/desa.geojson?{asked}", tmp_path).read_text(encoding="utf-8"))
    assert document["features"] == listed
    rows = csv.DictReader(io.StringIO(fetch(client, f"/unduh/desa.csv?{asked}", tmp_path).read_text(encoding="utf-8")))
    assert [(row["code"], row["valid_from"] or None) for row in rows] == expected
    for ending, scheme in (("gpkg", ""), ("fgb", ""), ("shp", "zip://")):
        path = fetch(client, f"/unduh/desa.{ending}?{asked}", tmp_path)
        with fiona.open(f"{scheme}{path}") as found:
            assert len(found) == 3
    for ending in ("xlsx", "kml", "geojsons", "geojsonl"):
        assert fetch(client, f"/unduh/desa.{ending}?{asked}", tmp_path).stat().st_size > 0
    named = client.get(f"/unduh/desa.csv?{asked}&release=1")["Content-Disposition"]
    assert 'filename="desa-64.08.01-rilis-1-sampai-2018-12-31.csv"' in named


def test_tiles_hold_them_too(client: Client, past: None) -> None:
    tile = "/api/collections/desa/tiles/WebMercatorQuad/8/127/210"
    content = client.get(f"{tile}?datetime=../9999-12-31&code={FIRST}").getvalue()
    assert all(key.encode() in content for key in ALL_OF_FIRST)
    assert f"{FIRST}@".encode() not in client.get(f"{tile}?code={FIRST}").getvalue()


def test_the_tag_tells_intervals_apart_and_a_release_keeps_its_own(client: Client, past: None) -> None:
    asked = [f"{ITEMS}?geometry=none&datetime={each}" for each in ("../2018-12-31", "../2018-12-30")]
    tags = {client.get(address)["ETag"] for address in asked}
    assert len(tags) == 2
    released = client.get(f"{asked[0]}&release=1")
    open_release(layer="desa", by=system_user())
    assert tags.isdisjoint({client.get(address)["ETag"] for address in asked})
    assert client.get(f"{asked[0]}&release=1").getvalue() == released.getvalue()


def test_a_layer_without_dates_in_law_reads_the_release_of_the_last_day(client: Client, tmp_path: Path) -> None:
    make_layer()
    fill_layer(tmp_path, mills())
    items = "/api/collections/pabrik/items"
    today = timezone.localdate()
    whole = read(client, items)["features"]
    for interval in (f"../{today}", "2020-01-01/..", f"{today}/{today}"):
        page = read(client, f"{items}?datetime={interval}")
        assert page["features"] == whole
        assert "datetime" not in page
    assert read(client, f"{items}?datetime=../2020-01-01")["features"] == []
    assert len(read(client, "/api/collections/fasilitas/items?datetime=2020-01-01/..")["features"]) > 0


def test_an_id_with_the_mark_stays_an_id_where_nothing_is_dated_by_law(client: Client, tmp_path: Path) -> None:
    make_layer()
    fill_layer(tmp_path, [(shape, {**row, "Kode": f"{row['Kode']}@2020-01-01"}) for shape, row in mills()])
    assert read(client, "/api/collections/pabrik/items/PKS-1@2020-01-01")["id"] == "PKS-1@2020-01-01"


@holds("features-1/conf/core/fc-md-extent")
def test_a_collection_reaches_as_far_as_its_versions(client: Client) -> None:
    def told() -> Any:
        return read(client, "/api/collections/desa")["extent"]

    assert told()["temporal"]["interval"] == [["2025-01-01T00:00:00+08:00", None]]
    cache.clear()
    earlier(FIRST, date(2010, 1, 1), BEGAN, geom="SRID=4326;MULTIPOLYGON(((110 -3,110.1 -3,110 -2.9,110 -3)))")
    assert told()["temporal"]["interval"] == [["2010-01-01T00:00:00+08:00", None]]
    assert told()["spatial"]["bbox"][0][:2] == [110, -3]
    cache.clear()
    earlier(SECOND, None, date(2015, 1, 1))
    assert told()["temporal"]["interval"] == [[None, None]]


def test_the_document_describes_it(client: Client) -> None:
    document = read(client, "/api/openapi.json")
    assert "kode@" in document["components"]["parameters"]["datetime"]["description"]
    feature_id = document["paths"]["/collections/desa/items/{featureId}"]["get"]["parameters"][0]
    assert "kode@" in feature_id["description"]
    assert "datetime" in document["components"]["schemas"]["desaFeatures"]["properties"]
