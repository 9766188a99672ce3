"""A kegiatan is put right at its own address, by those who may; the API tells what the pages tell."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, User
from boundaries.models import Region
from kegiatan.models import Activity
from layers.models import Release

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(bentuq: Region) -> Activity:
    return Activity.objects.shown().filter(region=bentuq).order_by("pk")[0]


def said(**changed: str) -> dict[str, str]:
    return {"title": "Judul baru", "text": "Cerita baru", "day": timezone.localdate().isoformat(), **changed}


def page(activity: Activity) -> str:
    return f"/kelola/kegiatan/{activity.pk}/"


def releases() -> int:
    return Release.objects.filter(layer="kegiatan").count()


def test_it_is_put_right_where_it_stands(client: Client, operator: User, told: Activity) -> None:
    assert told.title in client.get(page(told)).content.decode()
    assert client.post(page(told), said()).status_code == 302
    text = Client().get(f"/kabar/{told.pk}/").content.decode()
    assert "Judul baru" in text and "diubah" in text
    assert "Judul baru" in Client().get("/wilayah/64.08.06.2001/").content.decode()
    assert AuditEntry.objects.filter(action="kegiatan.change", subject=f"kegiatan:{told.pk}").count() == 1


def test_the_same_said_again_changes_nothing(client: Client, operator: User, told: Activity) -> None:
    client.post(page(told), said())
    before = releases()
    assert client.post(page(told), said()).status_code == 302
    assert releases() == before


@pytest.mark.parametrize(
    "changed",
    [{"title": ""}, {"title": "x" * 121}, {"text": " "}, {"day": "x"}, {"day": "1999-01-01"}, {"day": "2999-01-01"}],
)
def test_faults_stand_at_their_field(client: Client, operator: User, told: Activity, changed: dict[str, str]) -> None:
    before = releases()
    answer = client.post(page(told), said(**changed))
    assert answer.status_code == 400
    assert "_error" in answer.content.decode()
    assert releases() == before
    told.refresh_from_db()
    assert told.title != "Judul baru"


def test_others_are_refused(client: Client, operator: User) -> None:
    other = (
        Activity.objects.shown().exclude(region__parent__name="Busang").exclude(region__name="Busang").order_by("pk")[0]
    )
    assert client.get(page(other)).status_code == 403
    assert client.post(page(other), said()).status_code == 403
    assert Client().get(page(other)).status_code == 302
    assert client.get("/kelola/kegiatan/99999999/").status_code == 404


def test_what_was_withdrawn_stays_so(client: Client, operator: User, told: Activity) -> None:
    client.post(f"{page(told)}tarik/")
    answer = client.post(page(told), said())
    assert answer.status_code == 400
    assert "sudah ditarik" in answer.content.decode()


def everything(client: Client, query: str) -> list[dict[str, Any]]:
    address, found = f"/api/kegiatan?{query}", []
    while address:
        answer = client.get(address).json()
        found += answer["kegiatan"]
        address = next((each["href"] for each in answer["links"] if each["rel"] == "next"), "")
    return found


def test_the_api_pages_to_the_end(client: Client) -> None:
    shown = Activity.objects.shown(timezone.localdate()).newest_first()
    assert [each["id"] for each in everything(client, "limit=7")] == list(shown.values_list("pk", flat=True))
    busang = everything(client, "region=64.08.06&descendants=true")
    assert busang and all(each["region"]["code"].startswith("64.08.06") for each in busang)
    assert all(each["region"]["code"] == "64.08.06.2001" for each in everything(client, "region=64.08.06.2001"))


def test_the_api_revalidates_and_refuses(client: Client, told: Activity, operator: User) -> None:
    first = client.get("/api/kegiatan")
    assert client.get("/api/kegiatan", headers={"If-None-Match": first["ETag"]}).status_code == 304
    client.post(page(told), said(day=(timezone.localdate() - timedelta(days=1)).isoformat()))
    assert client.get("/api/kegiatan", headers={"If-None-Match": first["ETag"]}).status_code == 200
    for query, status in {
        "region=x": 400,
        "region=64.99.01": 404,
        "after=0": 400,
        "after=x": 400,
        "lain=1": 400,
    }.items():
        assert client.get(f"/api/kegiatan?{query}").status_code == status, query
