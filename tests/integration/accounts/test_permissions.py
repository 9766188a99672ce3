import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from accounts.models import User
from accounts.permissions import may, require, system_user
from layers.models import LayerSettings, Visibility
from layers.registry import get_layer, layers_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return User.objects.create_user("petugas-uji", is_staff=True)


def test_system_user_may_do_everything_and_cannot_sign_in() -> None:
    assert may(system_user(), "imports.publish", on="layer:desa")
    assert not system_user().has_usable_password()
    assert not system_user().is_active


def test_visitor_may_do_nothing() -> None:
    with pytest.raises(PermissionDenied, match=r"imports\.publish"):
        require(AnonymousUser(), "imports.publish", on="layer:desa")


@pytest.mark.parametrize(
    ("visibility", "visitor", "staff", "admin"),
    [
        (Visibility.PUBLIC, True, True, True),
        (Visibility.INTERNAL, False, True, True),
        (Visibility.DRAFT, False, False, True),
    ],
)
def test_visibility_is_asked_of_the_reader(
    visibility: str, visitor: bool, staff: bool, admin: bool, officer: User
) -> None:
    LayerSettings.objects.create(key="desa", visibility=visibility)
    superuser = User.objects.create_superuser("admin-uji")
    seen = [get_layer("desa", reader) is not None for reader in (AnonymousUser(), officer, superuser)]
    assert seen == [visitor, staff, admin]


def test_retired_layer_is_seen_by_nobody() -> None:
    LayerSettings.objects.create(key="desa", retired_on="2025-01-01")
    assert get_layer("desa", User.objects.create_superuser("admin-uji")) is None


def test_keepers_may_rename_a_layer() -> None:
    LayerSettings.objects.create(key="desa", title_id="Desa kita")
    titles = {layer.key: layer.title_id for layer in layers_for(AnonymousUser())}
    assert titles["desa"] == "Desa kita"
    assert titles["kecamatan"] == "Batas kecamatan"
