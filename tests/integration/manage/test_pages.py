"""`/kelola/`: who is let in, what the forms do, how many queries the lists make."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.permissions import may, system_user
from boundaries.models import Region
from layers.models import LayerSettings
from layers.registry import find_shelf
from stewardship.actions import give_mandate
from stewardship.models import Mandate, Role
from thematic.actions import create_layer
from thematic.models import Geometry, ThematicLayer

pytestmark = pytest.mark.django_db
PEOPLE = ("/kelola/orang/", "/kelola/orang/baru/")
LAYERS = ("/kelola/lapisan/", "/kelola/lapisan/desa/")
SETTINGS = {
    "title_id": "Batas desa kita",
    "title_en": "Our desa",
    "licence": "CC0-1.0",
    "visibility": "internal",
    "stroke": "#112233",
    "width": "1.5",
    "dash": "6 4",
    "fill": "#445566",
    "fill_opacity": "0.2",
}


@pytest.fixture
def sign_in(client: Client) -> Callable[..., User]:
    """Return a function that signs in a person with roles."""

    def sign_in(*roles: str, **scope: Any) -> User:
        user = User.objects.create_user("pemegang", full_name="Pemegang Mandat")
        for role in roles:
            give_mandate(user=user, role=role, by=system_user(), **scope)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return user

    return sign_in


@pytest.fixture
def guest() -> User:
    return User.objects.create_user("siti", full_name="Siti Aminah")


def text(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


# -- who is let in -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/kelola/", *PEOPLE, "/kelola/orang/1/", *LAYERS, "/kelola/lapisan/baru/"])
def test_a_visitor_is_asked_to_sign_in(client: Client, address: str) -> None:
    assert client.get(address)["Location"] == f"/masuk/?next={address}"


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (None, ()),
        (Role.GIS, ()),
        (Role.APPROVER, ()),
        (Role.LAYER_KEEPER, (*LAYERS, "/kelola/lapisan/baru/")),
        (Role.PEOPLE_KEEPER, PEOPLE),
    ],
)
def test_each_role_sees_its_pages_and_no_others(
    client: Client, sign_in: Callable[..., User], role: str | None, allowed: tuple[str, ...]
) -> None:
    sign_in(*([role] if role else []))
    addresses = (*PEOPLE, *LAYERS, "/kelola/lapisan/baru/")
    assert [address for address in addresses if client.get(address).status_code == 200] == [
        address for address in addresses if address in allowed
    ]
    assert "tidak berhak" in text(client, "/kelola/orang/baru/", 403) if role != Role.PEOPLE_KEEPER else True
    assert client.get("/kelola/").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/kelola/orang/{person}/tautan/",
        "/kelola/orang/{person}/aktif/",
        "/kelola/orang/{person}/mandat/{mandate}/akhiri/",
        "/kelola/lapisan/desa/pensiun/",
        "/kelola/lapisan/desa/kembalikan/",
    ],
)
def test_what_changes_something_takes_the_right_and_a_post(
    client: Client, sign_in: Callable[..., User], guest: User, address: str
) -> None:
    mandate = give_mandate(user=guest, role=Role.GIS, by=system_user())
    path = address.format(person=guest.pk, mandate=mandate.pk)
    sign_in(Role.GIS)
    assert client.post(path).status_code == 403
    assert client.get(path).status_code == 405


def test_the_start_page_links_what_the_person_may(client: Client, sign_in: Callable[..., User]) -> None:
    sign_in(Role.GIS, layer="desa")
    page = text(client, "/kelola/")
    assert "/unggah/" in page and "Petugas GIS" in page
    assert "/kelola/orang/" not in page and "/kelola/lapisan/" not in page


def test_without_a_mandate_the_start_page_says_whom_to_ask(client: Client, sign_in: Callable[..., User]) -> None:
    sign_in()
    assert "Belum ada mandat" in text(client, "/kelola/")


# -- people ------------------------------------------------------------------------------------------------------------


def test_inviting_shows_the_link_once(client: Client, sign_in: Callable[..., User]) -> None:
    sign_in(Role.PEOPLE_KEEPER)
    response = client.post("/kelola/orang/baru/", {"full_name": "Siti Aminah", "username": "siti"})
    person = User.objects.get(username="siti")
    assert response["Location"] == f"/kelola/orang/{person.pk}/"
    assert "http://testserver/kata-sandi/" in text(client, response["Location"])
    assert "/kata-sandi/" not in text(client, response["Location"])


def test_a_faulty_invitation_keeps_what_was_written(client: Client, sign_in: Callable[..., User], guest: User) -> None:
    sign_in(Role.PEOPLE_KEEPER)
    response = client.post("/kelola/orang/baru/", {"full_name": "Siti Lain", "username": "siti"})
    page = response.content.decode()
    assert response.status_code == 400
    assert 'value="Siti Lain"' in page and "sudah dipakai" in page and 'aria-invalid="true"' in page


def test_people_are_found_by_part_of_a_name(client: Client, sign_in: Callable[..., User], guest: User) -> None:
    sign_in(Role.PEOPLE_KEEPER)
    assert "Siti Aminah" in text(client, "/kelola/orang/?q=amin")
    assert "Tidak ada yang cocok" in text(client, "/kelola/orang/?q=zzz")
    assert "sistem</span>" not in text(client, "/kelola/orang/")


def test_a_mandate_is_given_and_ended(client: Client, sign_in: Callable[..., User], guest: User) -> None:
    sign_in(Role.PEOPLE_KEEPER)
    region = Region.objects.with_code("64.08.04", day=timezone.localdate()).get()
    given = client.post(
        f"/kelola/orang/{guest.pk}/",
        {"role": "gis", "layer": "desa", "region": region.pk, "ends": "2099-12-31", "reason": "ST 12/2026"},
    )
    assert given.status_code == 302
    page = text(client, f"/kelola/orang/{guest.pk}/")
    assert "Batas desa dan kelurahan, di kecamatan Sangatta Utara" in page and "ST 12/2026" in page
    assert "sampai 31 Desember 2099" in page

    mandate = Mandate.objects.get(user=guest)
    client.post(f"/kelola/orang/{guest.pk}/mandat/{mandate.pk}/akhiri/", {"reason": "pindah tugas"})
    assert "pindah tugas" in text(client, f"/kelola/orang/{guest.pk}/")
    assert not may(User.objects.get(pk=guest.pk), "imports.upload")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"role": "raja"}, "Masukkan pilihan yang"),
        ({"role": "gis", "ends": "2020-01-01"}, "Hari terakhir harus"),
        ({"role": "gis", "begins": "kemarin"}, "tanggal"),
        ({"role": "gis", "region": "999999999"}, "Masukkan pilihan yang"),
        ({"role": "pengelola_orang", "layer": "desa"}, "seluruh portal"),
        ({"role": "gis", "reason": "x" * 201}, "200"),
    ],
)
def test_a_faulty_mandate_is_told_beside_its_field(
    client: Client, sign_in: Callable[..., User], guest: User, values: dict[str, str], words: str
) -> None:
    sign_in(Role.PEOPLE_KEEPER)
    response = client.post(f"/kelola/orang/{guest.pk}/", values)
    assert response.status_code == 400
    assert words in response.content.decode()
    assert not Mandate.objects.filter(user=guest).exists()


def test_a_keeper_gives_themselves_nothing(client: Client, sign_in: Callable[..., User]) -> None:
    keeper = sign_in(Role.PEOPLE_KEEPER)
    assert client.post(f"/kelola/orang/{keeper.pk}/", {"role": "gis"}).status_code == 400


def test_an_account_rests_and_wakes(client: Client, sign_in: Callable[..., User], guest: User) -> None:
    sign_in(Role.PEOPLE_KEEPER)
    client.post(f"/kelola/orang/{guest.pk}/aktif/", {"aktif": "0"})
    assert "akun tidak aktif" in text(client, f"/kelola/orang/{guest.pk}/")
    client.post(f"/kelola/orang/{guest.pk}/aktif/", {"aktif": "1"})
    assert User.objects.get(pk=guest.pk).is_active


def test_accounts_with_more_rights_are_out_of_reach(client: Client, sign_in: Callable[..., User]) -> None:
    admin = User.objects.create_superuser("admin-uji")
    sign_in(Role.PEOPLE_KEEPER)
    assert "hanya diatur pengelola portal" in text(client, f"/kelola/orang/{admin.pk}/")
    assert client.post(f"/kelola/orang/{admin.pk}/tautan/").status_code == 403


@pytest.mark.parametrize("address", ["/kelola/orang/999999/", f"/kelola/orang/{2**70}/"])
def test_nobody_is_a_404(client: Client, sign_in: Callable[..., User], address: str) -> None:
    sign_in(Role.PEOPLE_KEEPER)
    assert client.get(address).status_code == 404


def test_the_list_of_people_makes_a_fixed_number_of_queries(
    client: Client, sign_in: Callable[..., User], django_assert_num_queries: Any
) -> None:
    sign_in(Role.PEOPLE_KEEPER)
    for number in range(60):
        user = User.objects.create_user(f"orang-{number:02}")
        give_mandate(user=user, role=Role.GIS, by=system_user())
    with django_assert_num_queries(9):
        first = text(client, "/kelola/orang/")
    assert "sesudah=orang-49" in first
    assert "orang-50" in text(client, "/kelola/orang/?sesudah=orang-49")


# -- layers ------------------------------------------------------------------------------------------------------------


def test_settings_are_changed_and_outlive_the_page(client: Client, sign_in: Callable[..., User]) -> None:
    sign_in(Role.LAYER_KEEPER)
    assert client.post("/kelola/lapisan/desa/", SETTINGS).status_code == 302
    shelf = find_shelf("desa")
    assert shelf is not None
    layer = shelf.layer
    assert (layer.title_id, layer.licence, shelf.visibility) == ("Batas desa kita", "CC0-1.0", "internal")
    assert layer.licence_url.endswith("/zero/1.0/")
    assert (layer.style.stroke, layer.style.width, layer.style.dash) == ("#112233", 1.5, "6 4")
    assert 'value="#112233"' in text(client, "/kelola/lapisan/desa/")


def test_only_what_differs_from_the_declaration_is_kept(client: Client, sign_in: Callable[..., User]) -> None:
    sign_in(Role.LAYER_KEEPER)
    shelf = find_shelf("desa")
    assert shelf is not None
    declared = {"title_id": shelf.declared.title_id, "title_en": shelf.declared.title_en, "licence": "CC-BY-4.0"}
    style = {"stroke": "#0b5f66", "width": "0.5", "dash": "", "fill": "#0b5f66", "fill_opacity": "0.05"}
    client.post("/kelola/lapisan/desa/", {**SETTINGS, **declared, **style, "two_people": "on"})
    row = LayerSettings.objects.get(key="desa")
    assert (row.title_id, row.licence, row.style, row.two_people) == ("", "", {}, True)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"stroke": "red"}, "#rrggbb"),
        ({"fill": "#fff;}body{"}, "#rrggbb"),
        ({"width": "-1"}, "0 sampai 10"),
        ({"width": "nan"}, "angka"),
        ({"fill_opacity": "2"}, "0 sampai 1"),
        ({"dash": "banyak"}, "6 4"),
        ({"licence": "WTFPL"}, "Masukkan pilihan yang"),
        ({"title_id": ""}, "Isi dulu"),
        ({"title_id": "x" * 121}, "120"),
        ({"visibility": "rahasia"}, "Masukkan pilihan yang"),
    ],
)
def test_faulty_settings_change_nothing(
    client: Client, sign_in: Callable[..., User], values: dict[str, str], words: str
) -> None:
    sign_in(Role.LAYER_KEEPER)
    response = client.post("/kelola/lapisan/desa/", {**SETTINGS, **values})
    assert response.status_code == 400
    assert words in response.content.decode()
    assert not LayerSettings.objects.filter(key="desa").exists()


def test_a_layer_is_retired_and_brought_back(client: Client, sign_in: Callable[..., User]) -> None:
    sign_in(Role.LAYER_KEEPER)
    client.post("/kelola/lapisan/desa/pensiun/")
    assert "dipensiunkan" in text(client, "/kelola/lapisan/")
    assert client.get("/api/collections/desa").status_code == 404
    client.post("/kelola/lapisan/desa/kembalikan/")
    assert client.get("/api/collections/desa").status_code == 200


def test_a_keeper_of_one_layer_keeps_no_other(client: Client, sign_in: Callable[..., User]) -> None:
    sign_in(Role.LAYER_KEEPER, layer="desa")
    page = text(client, "/kelola/lapisan/")
    assert "Batas desa" in page and "Batas kecamatan" not in page
    assert client.post("/kelola/lapisan/desa/", SETTINGS).status_code == 302
    assert client.post("/kelola/lapisan/kecamatan/", SETTINGS).status_code == 403
    assert client.get("/kelola/lapisan/baru/").status_code == 403
    assert client.get("/kelola/lapisan/tidak-ada/").status_code == 404


NEW = {"title_id": "Jalan", "key": "jalan", "geometry_type": "MultiLineString", "licence": "CC-BY-4.0"}


def test_a_layer_is_made_as_a_draft(client: Client, sign_in: Callable[..., User]) -> None:
    sign_in(Role.LAYER_KEEPER)
    response = client.post("/kelola/lapisan/baru/", {**NEW, "key_column": "NO RUAS", "in_regency": "on"})
    assert response["Location"] == "/kelola/lapisan/jalan/"
    layer = ThematicLayer.objects.get()
    assert (layer.key_field, layer.title_en, layer.in_regency) == ("no_ruas", "Jalan", True)
    page = text(client, "/kelola/lapisan/jalan/")
    assert "draf" in page and "belum ada rilis" in page
    assert "Warna isi" not in page and "Garis putus-putus" in page


@pytest.mark.parametrize(
    ("values", "words"),
    [({"key": "desa"}, "sudah dipakai"), ({"key": "Jalan Raya"}, "huruf kecil"), ({"geometry_type": ""}, "Isi dulu")],
)
def test_a_faulty_new_layer_is_told_beside_its_field(
    client: Client, sign_in: Callable[..., User], values: dict[str, str], words: str
) -> None:
    sign_in(Role.LAYER_KEEPER)
    response = client.post("/kelola/lapisan/baru/", {**NEW, **values})
    assert response.status_code == 400
    assert words in response.content.decode()


def test_the_list_of_layers_makes_a_fixed_number_of_queries(
    client: Client, sign_in: Callable[..., User], django_assert_num_queries: Any
) -> None:
    sign_in(Role.LAYER_KEEPER)
    for number in range(5):
        create_layer(key=f"lapisan-{number}", title_id="Uji", geometry_type=Geometry.AREA, by=system_user())
    with django_assert_num_queries(8):
        text(client, "/kelola/lapisan/")
