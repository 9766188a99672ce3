"""A change made by hand is taken back by one press, once, by those who may."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.permissions import system_user
from boundaries.models import Region
from facilities.models import Facility, FacilityVersion
from layers.models import Release
from stewardship.actions import give_mandate
from stewardship.models import Role

pytestmark = pytest.mark.django_db
BENTUQ = "64.08.06.2001"


@pytest.fixture
def operator(client: Client) -> User:
    user = User.objects.create_user("operator-uji")
    place = Region.objects.with_code(BENTUQ, day=timezone.localdate()).get()
    give_mandate(user=user, role=Role.OPERATOR, region=place, by=system_user())
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


def one(**where: object) -> FacilityVersion:
    rows = FacilityVersion.objects.current().select_related("facility").filter(**where)
    return rows.order_by("pk")[0]


def here() -> FacilityVersion:
    return one(region=Region.objects.with_code(BENTUQ, day=timezone.localdate()).get())


def change(client: Client, row: FacilityVersion, name: str) -> FacilityVersion:
    said = {
        "kind": row.kind,
        "name": name,
        "position": f"{row.geom.y}, {row.geom.x}",
        "seen": row.pk,
        "source": row.source,
    }
    answer = client.post(f"/kelola/fasilitas/{row.facility.key}/", {**said, "certain": "on"})
    assert answer.status_code == 302, answer.content.decode()
    return one(facility=row.facility)


def undo(client: Client, row: FacilityVersion) -> int:
    return client.post(f"/kelola/fasilitas/{row.facility.key}/batalkan/", {"seen": row.pk}).status_code


def releases() -> int:
    return Release.objects.filter(layer="fasilitas").count()


def test_what_was_said_before_is_said_again_once(client: Client, operator: User) -> None:
    before = here()
    changed = change(client, before, "Nama keliru")
    assert "Batalkan perubahan terakhir" in client.get(f"/kelola/fasilitas/{before.facility.key}/").content.decode()
    assert undo(client, changed) == 302
    now = one(facility=before.facility)
    assert (now.name, now.kind, now.region_id, now.actor) == (before.name, before.kind, before.region_id, operator)
    said = releases()
    assert undo(client, changed) == 302
    assert releases() == said
    assert FacilityVersion.objects.filter(facility=before.facility).count() == 3


def test_what_was_added_by_hand_ends(client: Client, operator: User) -> None:
    row = here()
    client.post(
        "/kelola/fasilitas/baru/",
        {
            "form": "8d4a1b52-2f43-4a55-9d2f-6a1c0c3f7f11",
            "kind": "pasar",
            "name": "Pasar Uji",
            "position": f"{row.geom.y}, {row.geom.x}",
            "source": "uji",
            "certain": "on",
        },
    )
    added = one(name="Pasar Uji")
    assert undo(client, added) == 302
    assert not FacilityVersion.objects.current().filter(facility=added.facility).exists()


def test_others_are_refused_and_nonsense_is_harmless(client: Client, operator: User) -> None:
    changed = change(client, here(), "Nama lain")
    stranger = Client()
    other = User.objects.create_user("orang-lain")
    stranger.force_login(other, backend="django.contrib.auth.backends.ModelBackend")
    assert undo(stranger, changed) == 403
    assert Client().post(f"/kelola/fasilitas/{changed.facility.key}/batalkan/").status_code == 302
    said = releases()
    for seen in ("", "x", "-1", "9" * 30, "1"):
        assert client.post(f"/kelola/fasilitas/{changed.facility.key}/batalkan/", {"seen": seen}).status_code == 302
    assert releases() == said
    assert client.get(f"/kelola/fasilitas/{changed.facility.key}/batalkan/").status_code == 405
    assert client.post("/kelola/fasilitas/f-999999/batalkan/").status_code == 404
    assert Facility.objects.filter(key=changed.facility.key).exists()
    assert one(facility=changed.facility).name == "Nama lain"
