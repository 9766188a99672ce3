"""The operator of Long Bentuq, signed in."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.permissions import system_user
from boundaries.models import Region
from stewardship.actions import give_mandate
from stewardship.models import Role


@pytest.fixture
def bentuq() -> Region:
    return Region.objects.with_code("64.08.06.2001", day=timezone.localdate()).get()


@pytest.fixture
def operator(client: Client, bentuq: Region) -> User:
    user = User.objects.create_user("operator-uji", full_name="Operator Uji")
    give_mandate(user=user, role=Role.OPERATOR, region=bentuq, by=system_user())
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return User.objects.get(pk=user.pk)
