"""`/api/tenders`, the layer, the region's own feature and OCDS say the same of a package."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft4Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from accounts.permissions import system_user
from projects.importing import import_feed
from projects.models import Project, ProjectSite
from projects.words import Way
from projects.writing import release

pytestmark = pytest.mark.django_db


def all_features(client: Client, address: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    following: str | None = address
    while following:
        page = client.get(following).json()
        found += page["features"]
        following = next((each["href"] for each in page["links"] if each["rel"] == "next"), None)
    return found


def test_page_by_page_all_tenders_come_once(client: Client) -> None:
    found = all_features(client, "/api/tenders?limit=50")
    keys = [each["id"] for each in found]
    assert len(keys) == len(set(keys)) == Project.objects.filter(way=Way.PROVIDER).count()


def test_without_a_place_the_geometry_is_null(client: Client) -> None:
    found = all_features(client, "/api/tenders")
    lost = {each["id"] for each in found if each["geometry"] is None}
    assert lost == set(Project.objects.unplaced().values_list("key", flat=True))
    assert {each["geometry"]["type"] for each in found if each["geometry"]} >= {"Point", "LineString", "Polygon"}


def test_region_descendants_and_year_narrow(client: Client) -> None:
    below = all_features(client, "/api/tenders?region=64.08.04&year=2026")
    assert below
    assert all(each["properties"]["region_code"].startswith("64.08.04.") for each in below)
    assert {each["properties"]["year"] for each in below} == {2026}
    assert all_features(client, "/api/tenders?region=64.08.04&descendants=false") == []
    every = all_features(client, "/api/tenders?region=64.08.04")
    assert client.get("/api/regions/64.08.04").json()["counts"]["tenders"] == len(every) > len(below)


def test_a_tender_tells_its_chain_and_links_back(client: Client) -> None:
    project = Project.objects.filter(stage="bast", processes__repeats__isnull=False).first()
    assert project is not None
    (feature,) = [each for each in all_features(client, "/api/tenders") if each["id"] == project.key]
    told = feature["properties"]
    assert [each["status"] for each in told["tenders"]] == ["gagal", "selesai"]
    assert told["tenders"][1]["repeats"] == told["tenders"][0]["code"]
    assert (told["value_idr"], told["value_basis"], told["sample"]) == (project.value, "kontrak", True)
    assert client.get(told["page_url"].removeprefix("http://testserver")).status_code == 200
    assert client.get(told["ocds_url"]).json()["releases"]


def test_the_regions_feature_leads_to_both_and_counts_agree(client: Client) -> None:
    feature = client.get("/api/regions/64.08.06.2001?include=projects,tenders").json()
    sites = json.loads(client.get(feature["properties"]["projects_url"]).getvalue())
    tenders = client.get(feature["properties"]["tenders_url"]).json()
    assert feature["counts"]["projects"] == sites["numberMatched"] == len(feature["included"]["projects"]) > 0
    assert feature["counts"]["tenders"] == tenders["numberReturned"] == len(feature["included"]["tenders"])


def test_the_layer_keeps_what_a_release_said(client: Client) -> None:
    site = ProjectSite.objects.current().select_related("project").order_by("pk").first()
    assert site is not None
    address = f"/api/collections/proyek/items/{site.project.key}?release=1"
    before = client.get(address).content
    Project.objects.filter(pk=site.project_id).update(title="Judul baru")
    release(system_user(), "uji")
    assert client.get(address).content == before


def test_it_is_read_again_only_after_a_release(client: Client) -> None:
    tag = client.get("/api/tenders")["ETag"]
    assert client.get("/api/tenders", headers={"if-none-match": tag}).status_code == 304
    release(system_user(), "uji")
    assert client.get("/api/tenders", headers={"if-none-match": tag}).status_code == 200


@pytest.mark.parametrize("path", ["tenders", "ocds/releases", "ocds/records"])
@pytest.mark.parametrize(
    "query", ["region=abc", "region=64.08.99", "year=x", "limit=0", "descendants=mungkin", "lain=1"]
)
def test_the_api_refuses_with_a_problem(client: Client, path: str, query: str) -> None:
    response = client.get(f"/api/{path}?{query}")
    assert response.status_code in (400, 404)
    assert response["Content-Type"].startswith("application/problem+json")


@pytest.mark.parametrize("path", ["tenders?limit=100", "ocds/releases?limit=100", "ocds/records?limit=100"])
def test_queries_do_not_grow(client: Client, path: str, django_assert_max_num_queries: Any) -> None:
    client.get(f"/api/{path}")
    with django_assert_max_num_queries(9):
        client.get(f"/api/{path}")


def test_ocds_says_it_is_a_sample(client: Client) -> None:
    package = client.get("/api/ocds/releases?limit=500").json()
    assert "data contoh" in package["publisher"]["name"]
    assert all(each["sample"] is True for each in package["releases"])
    ocids = [each["ocid"] for each in package["releases"]]
    assert len(ocids) == len(set(ocids))


def faults(folder: Path, schema: str, document: Any) -> list[str]:
    """Return what the official schema finds wrong with a package."""
    schemas = [json.loads(each.read_text(encoding="utf-8")) for each in sorted(folder.glob("*-schema.json"))]
    registry: Registry[Any] = Registry().with_resources(
        (each["id"].rstrip("#"), Resource.from_contents(each, default_specification=DRAFT4)) for each in schemas
    )
    wanted = json.loads((folder / f"{schema}-schema.json").read_text(encoding="utf-8"))
    validator = Draft4Validator(wanted, registry=registry)
    return [f"{list(each.path)}: {each.message}" for each in validator.iter_errors(document)]


@pytest.mark.real_data
@pytest.mark.parametrize(("path", "schema"), [("releases", "release-package"), ("records", "record-package")])
def test_ocds_is_valid(client: Client, real_data: Path, path: str, schema: str) -> None:
    document = client.get(f"/api/ocds/{path}?limit=500").json()
    assert document[path]
    assert faults(real_data / "ocds", schema, document) == []


@pytest.mark.real_data
def test_the_real_tenders_are_labelled_counted_and_valid(client: Client, real_data: Path) -> None:
    import_feed((real_data / "kutim_tender_2022.csv").read_bytes(), by=system_user())
    text = client.get("/proyek/tahun/2022/").content.decode()
    real = Project.objects.filter(origin="spse")
    assert f"{real.count()} dari {real.count()} paket" in text
    assert text.count("Pemerintah Daerah Provinsi Kalimantan Timur") == 25
    assert text.count("https://sirup.inaproc.id/sirup/home/detailPaketPenyediaPublic2017/") >= 25
    assert "data contoh" not in text.split("<main")[1].split("</main>")[0]
    for path, schema in (("releases", "release-package"), ("records", "record-package")):
        document = client.get(f"/api/ocds/{path}?year=2022&limit=500").json()
        assert len(document[path]) == 47
        assert "data contoh" not in document["publisher"]["name"]
        assert faults(real_data / "ocds", schema, document) == []
