import pytest
from django.test import Client

from accounts.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "kata-sandi-uji"


@pytest.fixture
def keeper() -> User:
    return User.objects.create_user("siti", password=PASSWORD, full_name="Siti Aminah")


def test_signing_in_leads_back_and_shows_the_name(client: Client, keeper: User) -> None:
    response = client.post("/masuk/", {"username": "siti", "password": PASSWORD, "next": "/wilayah/64.08.04/"})
    assert (response.status_code, response["Location"]) == (302, "/wilayah/64.08.04/")
    assert "Siti Aminah" in client.get("/").content.decode()


def test_signing_in_leads_to_no_foreign_place(client: Client, keeper: User) -> None:
    response = client.post("/masuk/", {"username": "siti", "password": PASSWORD, "next": "https://evil.example/"})
    assert response["Location"] == "/kelola/"


def test_signing_out_takes_a_post(client: Client, keeper: User) -> None:
    client.force_login(keeper)
    assert client.get("/keluar/").status_code == 405
    assert client.post("/keluar/").status_code == 302
    assert "Siti Aminah" not in client.get("/").content.decode()


def test_wrong_password_says_what_to_do(client: Client, keeper: User) -> None:
    response = client.post("/masuk/", {"username": "siti", "password": "salah"})
    assert "tidak cocok" in response.content.decode()


def test_empty_fields_are_named(client: Client) -> None:
    page = client.post("/masuk/", {}).content.decode()
    assert page.count("Isi dulu bagian ini.") == 2


def test_too_many_attempts_are_answered_with_the_wait(client: Client, keeper: User) -> None:
    for _attempt in range(5):
        response = client.post("/masuk/", {"username": "siti", "password": "salah"})
    assert response.status_code == 429
    assert "15 menit" in response.content.decode()
    assert client.post("/masuk/", {"username": "siti", "password": PASSWORD}).status_code == 429


def test_people_are_managed_in_the_admin(admin_client: Client, keeper: User) -> None:
    assert admin_client.get("/admin/accounts/user/").status_code == 200
    assert admin_client.get(f"/admin/accounts/user/{keeper.pk}/change/").status_code == 200


def test_from_the_home_page_one_goes_to_the_desk_and_from_another_back_to_it(client: Client) -> None:
    assert 'href="/masuk/"' in client.get("/").content.decode()
    assert 'href="/masuk/?next=/data/"' in client.get("/data/").content.decode()


def test_gallery_is_for_staff(client: Client, admin_client: Client) -> None:
    assert client.get("/gaya/")["Location"] == "/masuk/?next=/gaya/"
    assert admin_client.get("/gaya/").status_code == 200
