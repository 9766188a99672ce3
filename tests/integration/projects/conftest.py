"""The operator of Long Bentuq and a GIS officer of the regency, and a package without a place."""

import json

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.permissions import system_user
from boundaries.models import Region
from projects.importing import import_feed
from projects.models import Project
from stewardship.actions import give_mandate
from stewardship.models import Role

BENTUQ, PEJENG = "64.08.06.2001", "64.08.06.2002"


def region(code: str) -> Region:
    return Region.objects.with_code(code, day=timezone.localdate()).get()


def person(name: str, role: str, code: str | None) -> User:
    user = User.objects.create_user(name, full_name=name)
    give_mandate(user=user, role=role, region=region(code) if code else None, by=system_user())
    return User.objects.get(pk=user.pk)


@pytest.fixture
def operator() -> User:
    return person("operator-uji", Role.OPERATOR, BENTUQ)


@pytest.fixture
def officer() -> User:
    return person("petugas-uji", Role.GIS, None)


@pytest.fixture
def lost() -> Project:
    """A package that names a desa and, less surely, a kecamatan; nobody has said where it lies."""
    row = {
        "kd_tender": 9001,
        "kd_rup": 8001,
        "nama_paket": "Peningkatan Jalan Desa Long Bentuq dan Kaubun",
        "nama_satker": "Dinas PU",
        "tahun_anggaran": 2026,
        "hps": 1_500_000_000,
    }
    import_feed(json.dumps([row]).encode(), by=system_user())
    return Project.objects.get(processes__code="9001")
