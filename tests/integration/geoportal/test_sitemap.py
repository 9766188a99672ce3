"""`/sitemap.xml` and `/robots.txt`: every public page, and nothing else."""

from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from boundaries.models import Region
from documents.models import Document
from layers.models import LayerSettings, Visibility
from projects.models import Project

pytestmark = pytest.mark.django_db
HOST = "http://testserver"
SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def addresses(client: Client, path: str) -> list[str]:
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml")
    return [each.text or "" for each in ET.fromstring(answer.content).iter(f"{SPACE}loc")]


def part(client: Client, name: str) -> list[str]:
    return addresses(client, f"/sitemap-{name}.xml")


def test_the_index_names_parts_whose_pages_are_there(client: Client) -> None:
    parts = addresses(client, "/sitemap.xml")
    assert len(parts) == 5
    for each in parts:
        found = addresses(client, each)
        assert found and len(found) == len(set(found))
        for page in (found[0], found[-1]):
            assert page.startswith(f"{HOST}/") and client.get(page).status_code == 200


def test_every_region_layer_document_and_project_is_listed(client: Client) -> None:
    assert f"{HOST}/wilayah/64.08.04/" in part(client, "wilayah")
    assert any("/p-" in each for each in part(client, "wilayah")) == Region.objects.filter(codes=None).exists()
    assert {f"{HOST}/lapisan/{key}/" for key in ("kabupaten", "desa", "fasilitas")} <= set(part(client, "lapisan"))
    assert len(part(client, "dokumen")) == Document.objects.exclude(state="ditarik").count()
    assert len(part(client, "proyek")) == Project.objects.count()


def test_what_is_not_public_is_not_listed(client: Client) -> None:
    LayerSettings.objects.update_or_create(key="desa", defaults={"visibility": Visibility.INTERNAL})
    assert f"{HOST}/lapisan/desa/" not in part(client, "lapisan")
    withdrawn = Document.objects.first()
    assert withdrawn is not None
    Document.objects.filter(pk=withdrawn.pk).update(
        state="ditarik", state_reason="salah", state_since="2026-01-01", replaced_by=None
    )
    assert f"{HOST}/dokumen/{withdrawn.key}/" not in part(client, "dokumen")


def test_there_is_no_other_part(client: Client) -> None:
    assert client.get("/sitemap-kelola.xml").status_code == 404


def test_robots_keeps_crawlers_off_the_desks_and_names_the_sitemap(client: Client) -> None:
    answer = client.get("/robots.txt")
    assert answer["Content-Type"].startswith("text/plain")
    lines = answer.content.decode().splitlines()
    assert {"User-agent: *", "Disallow: /kelola/", "Disallow: /unggah/"} <= set(lines)
    assert f"Sitemap: {HOST}/sitemap.xml" in lines
    assert not any(line == "Disallow: /" for line in lines)
