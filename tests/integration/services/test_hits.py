"""Offices in the one search box and in `/api/search`."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.permissions import system_user
from boundaries.models import Region
from services.models import Office

pytestmark = pytest.mark.django_db
BENTUQ = "64.08.06.2001"


@pytest.fixture(autouse=True)
def office() -> None:
    region = Region.objects.with_code(BENTUQ, day=timezone.localdate()).get()
    told = {"address": "Jalan Ujian 7 RT 2", "checked_on": timezone.localdate(), "changed_by": system_user()}
    Office.objects.update_or_create(region=region, defaults=told)


def found(client: Client, words: str) -> list[str]:
    groups = client.get("/api/search", {"q": words}).json()["groups"]
    return [hit["page_url"] for group in groups if group["part"] == "kantor" for hit in group["results"]]


@pytest.mark.parametrize("words", ["kantor desa long bentuq", "layanan Bentuq", "Jalan Ujian 7"])
def test_an_office_is_found_by_its_place_or_address(client: Client, words: str) -> None:
    assert found(client, words) == [f"http://testserver/wilayah/{BENTUQ}/#layanan"]
    text = client.get("/cari/", {"q": words}).content.decode()
    assert f'href="/wilayah/{BENTUQ}/#layanan"' in text
    assert "Kantor Long Bentuq" in text


@pytest.mark.parametrize("words", ["long bentuq", "kantor tidakada", "%", "' OR 1=1"])
def test_a_place_alone_or_nonsense_finds_no_office(client: Client, words: str) -> None:
    assert found(client, words) == []
