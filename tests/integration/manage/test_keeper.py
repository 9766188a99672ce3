"""Handing a page over: who may, what is asked for, what is told to whom, and that nothing is said twice."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.permissions import system_user
from boundaries.models import Region
from layers.models import Release
from stewardship.actions import give_mandate
from stewardship.keeping import KEEPERS
from stewardship.models import Keeper, Role

pytestmark = pytest.mark.django_db
BENTUQ = "64.08.06.2001"
PAGE = f"/kelola/wilayah/{BENTUQ}/"
TOLD = {
    "unit": "Pemerintah Desa Long Bentuq",
    "person": "Nama Orang",
    "contact": "0812 3456 7890",
    "basis": "BA 5/2026",
}


def region(code: str = BENTUQ) -> Region:
    return Region.objects.with_code(code, day=timezone.localdate()).get()


def sign_in(client: Client, role: Role | None, code: str | None = None) -> User:
    user = User.objects.create_user(f"orang-{role}-{code}")
    if role:
        give_mandate(user=user, role=role, by=system_user(), **({"region": region(code)} if code else {}))
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


def told(**changed: str) -> dict[str, str]:
    return {**TOLD, "begins": timezone.localdate().isoformat(), **changed}


@pytest.mark.parametrize(
    ("role", "code"), [(None, None), (Role.OPERATOR, BENTUQ), (Role.OPERATOR, None), (Role.GIS, None)]
)
def test_others_may_not_see_nor_hand_over(client: Client, role: Role | None, code: str | None) -> None:
    before = Keeper.objects.filter(region=region()).count()
    sign_in(client, role, code)
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, told()).status_code == 403
    assert Keeper.objects.filter(region=region()).count() == before


def test_strangers_are_sent_to_sign_in(client: Client) -> None:
    assert client.get(PAGE).status_code == 302
    assert client.post(PAGE, told()).status_code == 302


def test_handed_over_shown_and_taken_back(client: Client) -> None:
    sign_in(client, Role.PEOPLE_KEEPER)
    assert client.post(PAGE, told()).status_code == 302
    keeper = Keeper.objects.on(timezone.localdate()).get(region=region())
    assert (keeper.state, keeper.unit, keeper.person, keeper.contact) == (
        "diserahkan",
        "Pemerintah Desa Long Bentuq",
        "Nama Orang",
        "+6281234567890",
    )
    text = client.get(PAGE).content.decode()
    assert "BA 5/2026" in text and "Nama Orang" in text and "Tarik kembali" in text
    public = Client().get(f"/wilayah/{BENTUQ}/").content.decode()
    assert "Pemerintah Desa Long Bentuq" in public and "Nama Orang" not in public
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    back = {
        "tarik": "ya",
        "tarik-contact": "kantor@kutim.example",
        "tarik-begins": tomorrow,
        "tarik-basis": "BA 6/2026",
    }
    assert client.post(PAGE, back).status_code == 302
    assert Keeper.objects.on(timezone.localdate()).get(region=region()).pk == keeper.pk
    later = Keeper.objects.on(timezone.localdate() + timedelta(days=1)).get(region=region())
    assert (later.state, later.basis) == ("ditarik", "BA 6/2026")
    text = client.get(PAGE).content.decode()
    assert "akan datang" in text
    assert re.search(r'name="tarik-contact" value="kantor@kutim\.example"', text)  # the office's own, not the village's


@pytest.mark.parametrize("field", ["unit", "person", "contact", "begins", "basis"])
def test_each_missing_answer_is_asked_for(client: Client, field: str) -> None:
    sign_in(client, Role.PEOPLE_KEEPER)
    before = Release.objects.filter(layer=KEEPERS).count()
    answer = client.post(PAGE, told(**{field: ""}))
    assert answer.status_code == 400
    assert f'id="id_{field}"' in answer.content.decode()
    assert Release.objects.filter(layer=KEEPERS).count() == before


def test_a_day_before_the_present_keeper_is_refused(client: Client) -> None:
    sign_in(client, Role.PEOPLE_KEEPER)
    client.post(PAGE, told())
    answer = client.post(PAGE, told(begins="2001-01-01", unit="Lain"))
    assert answer.status_code == 400
    assert "pilih hari itu atau sesudahnya" in answer.content.decode()


def test_the_same_form_sent_twice_says_it_once(client: Client) -> None:
    sign_in(client, Role.PEOPLE_KEEPER)
    client.post(PAGE, told())
    before = (Release.objects.filter(layer=KEEPERS).count(), Keeper.objects.count())
    assert client.post(PAGE, told()).status_code == 302
    assert (Release.objects.filter(layer=KEEPERS).count(), Keeper.objects.count()) == before


def test_operators_are_told_on_their_desk_and_only_theirs(client: Client) -> None:
    sign_in(client, Role.PEOPLE_KEEPER)
    client.post(PAGE, told())
    own, other = Client(), Client()
    sign_in(own, Role.OPERATOR, BENTUQ)
    sign_in(other, Role.OPERATOR, "64.08.06.2002")
    assert "Halaman Long Bentuq diserahkan: Pemerintah Desa Long Bentuq" in own.get("/kelola/").content.decode()
    assert "Halaman Long Bentuq" not in other.get("/kelola/").content.decode()
    Keeper.objects.filter(region=region()).update(set_at=timezone.now() - timedelta(days=31))
    assert "Halaman Long Bentuq" not in own.get("/kelola/").content.decode()


def test_the_table_leads_there_for_those_who_may(client: Client) -> None:
    sign_in(client, Role.PEOPLE_KEEPER)
    assert PAGE in client.get("/kelola/wilayah/?tampil=semua").content.decode()
    assert client.get("/kelola/wilayah/64.99.01.2001/").status_code == 404
    operator = Client()
    sign_in(operator, Role.OPERATOR, "64.08.06")
    assert PAGE not in operator.get("/kelola/wilayah/?tampil=semua").content.decode()
