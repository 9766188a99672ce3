"""Inviting people, links for passwords, accounts at rest."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from accounts.actions import invite, password_path, set_active
from accounts.models import AuditEntry, User
from accounts.permissions import system_user
from stewardship.actions import give_mandate
from stewardship.models import Role

pytestmark = pytest.mark.django_db
PASSWORD = "kata-sandi-uji"


@pytest.fixture
def guest() -> User:
    return invite(username="siti.aminah", full_name="Siti  Aminah", by=system_user())


@pytest.fixture
def keeper() -> User:
    user = User.objects.create_user("pengelola")
    give_mandate(user=user, role=Role.PEOPLE_KEEPER, by=system_user())
    return User.objects.get(pk=user.pk)


def test_an_invited_person_cannot_sign_in_before_setting_a_password(guest: User) -> None:
    assert (guest.full_name, guest.has_usable_password()) == ("Siti Aminah", False)


def test_the_link_sets_a_password_once_and_signs_in(client: Client, guest: User) -> None:
    path = password_path(user=guest, by=system_user())
    page = client.get(path, follow=True)
    assert "siti.aminah" in page.content.decode()
    form = page.redirect_chain[-1][0]
    wrong = client.post(form, {"new_password1": PASSWORD, "new_password2": "lain"})
    assert "tidak sama" in wrong.content.decode()
    assert client.post(form, {"new_password1": PASSWORD, "new_password2": PASSWORD})["Location"] == "/kelola/"
    assert "Siti Aminah" in client.get("/").content.decode()
    assert "tidak berlaku lagi" in Client().get(path, follow=True).content.decode()


@pytest.mark.parametrize("path", ["/kata-sandi/MQ/salah/", "/kata-sandi/%20/x/", "/kata-sandi/OTk5OTk5/a-b/"])
def test_a_wrong_link_says_where_to_get_another(client: Client, path: str) -> None:
    assert "Minta tautan baru" in client.get(path).content.decode()


def test_the_link_of_an_account_at_rest_opens_nothing(client: Client, guest: User) -> None:
    path = password_path(user=guest, by=system_user())
    set_active(user=guest, active=False, by=system_user())
    assert "tidak berlaku lagi" in client.get(path, follow=True).content.decode()


def test_an_account_at_rest_cannot_sign_in(client: Client, keeper: User, guest: User) -> None:
    guest.set_password(PASSWORD)
    guest.save()
    set_active(user=guest, active=False, by=keeper)
    response = client.post("/masuk/", {"username": "siti.aminah", "password": PASSWORD})
    assert response.status_code == 200
    set_active(user=guest, active=True, by=keeper)
    assert client.post("/masuk/", {"username": "siti.aminah", "password": PASSWORD}).status_code == 302


@pytest.mark.parametrize(
    ("username", "full_name", "field"),
    [
        ("a", "Siti", "username"),
        ("Siti Aminah", "Siti", "username"),
        ("sistem", "Siti", "username"),
        ("x" * 61, "Siti", "username"),
        ("siti", " ", "full_name"),
        ("siti", "x" * 151, "full_name"),
    ],
)
def test_what_cannot_be_is_refused_by_field(username: str, full_name: str, field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        invite(username=username, full_name=full_name, by=system_user())
    assert list(refused.value.message_dict) == [field]


def test_names_are_taken_whatever_their_case(guest: User) -> None:
    with pytest.raises(ValidationError, match="sudah dipakai"):
        invite(username="SITI.Aminah", full_name="Siti", by=system_user())


def test_a_keeper_of_people_reaches_nobody_with_more_rights(keeper: User, guest: User) -> None:
    admin = User.objects.create_superuser("admin-uji")
    staff = User.objects.create_user("pegawai", is_staff=True)
    for above in (admin, staff, system_user()):
        with pytest.raises(PermissionDenied):
            password_path(user=above, by=keeper)
        with pytest.raises(PermissionDenied):
            set_active(user=above, active=False, by=keeper)
    assert password_path(user=guest, by=keeper).startswith("/kata-sandi/")


def test_nobody_without_the_right_may(guest: User) -> None:
    with pytest.raises(PermissionDenied):
        invite(username="lain", full_name="Lain", by=guest)
    with pytest.raises(PermissionDenied):
        password_path(user=guest, by=guest)


def test_nobody_puts_their_own_account_to_rest(keeper: User) -> None:
    with pytest.raises(ValidationError, match="akun sendiri"):
        set_active(user=keeper, active=False, by=keeper)


def test_everything_leaves_a_trail_without_names(guest: User) -> None:
    password_path(user=guest, by=system_user())
    set_active(user=guest, active=False, by=system_user())
    trail = AuditEntry.objects.filter(subject=f"user:{guest.pk}").order_by("pk")
    assert [entry.action for entry in trail] == ["accounts.invite", "accounts.password_link", "accounts.rest"]
    assert all(entry.details == {} for entry in trail)
