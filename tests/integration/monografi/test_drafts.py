"""POST /api/monographs: a draft by token, every fault named, nothing kept of what is refused."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.permissions import system_user
from accounts.tokens import make_token
from boundaries.models import Region
from monografi.models import Edition, Status
from stewardship.actions import give_mandate
from stewardship.models import Role

pytestmark = pytest.mark.django_db
BENTUQ, LINGGA = "64.08.06.2001", "64.08.04.1010"


@pytest.fixture
def token() -> str:
    user = User.objects.create_user("uji-mesin", full_name="Mesin Uji")
    for code in (BENTUQ, LINGGA):
        region = Region.objects.with_code(code, day=timezone.localdate()).get()
        give_mandate(user=user, role=Role.OPERATOR, region=region, by=system_user())
    _token, text = make_token(user=user, name="uji", days=1)
    return text


def posted(client: Client, token: str, said: Any) -> Any:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return client.post("/api/monographs", json.dumps(said), content_type="application/json", headers=headers)


def draft(**more: Any) -> dict[str, Any]:
    return {"region": BENTUQ, "year": 2026, "figures": {"penduduk": 900, "jarak_kecamatan_km": 1.234}, **more}


def test_a_draft_is_kept_and_going_on_with_it_makes_no_second(client: Client, token: str) -> None:
    response = posted(client, token, draft(as_of="2026-06-30", source="SID", copy=False))
    assert response.status_code == 201, response.content
    edition = Edition.objects.get(region__codes__code=BENTUQ, year=2026)
    assert response["Location"].endswith(f"/kelola/monografi/{edition.pk}/")
    assert response["Cache-Control"] == "private, no-store"
    assert (edition.status, edition.source, str(edition.compiled_on)) == (Status.DRAFT, "SID", "2026-06-30")
    assert {each.indicator: each.number for each in edition.figures.all()} == {
        "penduduk": 900,
        "jarak_kecamatan_km": Decimal("1.234"),
    }
    again = posted(client, token, draft(figures={"penduduk": None, "kk": 250})).json()
    assert again["figures"] == {"kk": 250, "jarak_kecamatan_km": 1.234}
    assert again["source"] == "SID"
    assert Edition.objects.filter(region__codes__code=BENTUQ, year=2026).count() == 1
    assert client.get(f"/api/monographs?region={BENTUQ}&year=2026").json()["monographs"] == []


def test_a_half_of_the_year_is_a_draft_of_its_own(client: Client, token: str) -> None:
    assert posted(client, token, draft(semester=1)).json()["semester"] == 1
    assert posted(client, token, draft()).json()["semester"] is None
    assert Edition.objects.filter(region__codes__code=BENTUQ, year=2026).count() == 2


def test_it_may_begin_as_a_copy(client: Client, token: str) -> None:
    told = posted(client, token, draft(copy=True)).json()
    assert (told["figures"]["penduduk"], told["sample"]) == (900, True)
    assert len(told["figures"]) > 50


@pytest.mark.parametrize(
    ("said", "members"),
    [
        (draft(figures={"penduduk": -1, "kk": 1.5, "rt": "dua", "lain": 1, "sinyal": "5G"}), 5),
        (draft(figures={"penduduk": True, "masjid": 10**30, "kode_pos": "x" * 201, "kepala": ""}), 4),
        (draft(region=LINGGA, figures={"apbdes_dd": 1}), 1),
        (draft(year="2026"), 1),
        *((draft(semester=said), 1) for said in (3, 0, "1", True, 1.5, [])),
        (draft(year=1850, as_of="kemarin", source=5, copy="ya", lain=1), 5),
        (draft(region="x", figures=[]), 2),
        ({}, 3),
    ],
)
def test_every_fault_is_named_and_nothing_is_kept(client: Client, token: str, said: Any, members: int) -> None:
    response = posted(client, token, said)
    assert response.status_code == 422
    assert response["Content-Type"].startswith("application/problem+json")
    errors = response.json()["errors"]
    assert len({each["parameter"] for each in errors}) == members
    assert all(each["detail"] and each["detail_en"] for each in errors)
    assert not Edition.objects.filter(year=2026).exists()


@pytest.mark.parametrize("body", ["[", "[]", '"x"', "[1]"])
def test_what_is_no_object_is_refused(client: Client, token: str, body: str) -> None:
    headers = {"authorization": f"Bearer {token}"}
    response = client.post("/api/monographs", body, content_type="application/json", headers=headers)
    assert response.status_code in (400, 422)
    assert response["Content-Type"].startswith("application/problem+json")


def test_who_may(client: Client, token: str) -> None:
    assert posted(client, "", draft()).status_code == 401
    assert posted(client, "salah", draft()).status_code == 401
    assert posted(client, token, draft(region="64.08.06.2002")).status_code == 403
    assert posted(client, token, draft(region="64.08.06.2999")).status_code == 404
    assert client.put("/api/monographs").status_code == 405
    assert not Edition.objects.filter(year=2026).exists()


def test_the_document_tells_of_it(client: Client) -> None:
    told = client.get("/api/openapi.json").json()["paths"]["/monographs"]
    assert told["post"]["operationId"] == "createMonographDraft"
    assert {"token": []} in told["post"]["security"]
