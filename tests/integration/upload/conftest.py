"""People, and the test target of the import flow, for the pages and the API of an upload."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from imports.models import Run
from tests.factories import files
from tests.factories.sending import send
from tests.integration.imports.conftest import plots  # noqa: F401  # a fixture

PLOTS = "uji.petak"
MAPPING = {"code": "KDEPUM", "name": "WADMKD"}


@pytest.fixture
def person(db: None) -> User:
    return User.objects.create_user("ani", password="x", full_name="Ani", is_superuser=True)


@pytest.fixture
def other(db: None) -> User:
    return User.objects.create_user("budi", password="x", full_name="Budi", is_superuser=True)


@pytest.fixture
def stranger(db: None) -> User:
    return User.objects.create_user("citra", password="x")


@pytest.fixture
def office(client: Client, person: User, plots: Any) -> Client:  # noqa: F811  # the fixture
    """A browser in which Ani is signed in."""
    client.force_login(person)
    return client


@pytest.fixture
def asking(person: User, plots: Any, tmp_path: Path) -> Run:  # noqa: F811  # the fixture
    """A run that asks for its columns."""
    return send(files.geojson(tmp_path / "petak.geojson"), by=person, target=PLOTS)


@pytest.fixture
def ready(asking: Run, person: User) -> Run:
    """A run that can be published."""
    from tests.factories.sending import answer

    return answer(asking, person, mapping=MAPPING)


@pytest.fixture
def refused(person: User, plots: Any, tmp_path: Path) -> Run:  # noqa: F811  # the fixture
    """A run whose file has errors and warnings, some with a place."""
    from tests.factories.sending import answer

    rows = [
        (files.square(), {"KDEPUM": "", "WADMKD": "Tanpa kode"}),
        (files.bow_tie(), {"KDEPUM": "2", "WADMKD": "Pita"}),
        (None, {"KDEPUM": "3", "WADMKD": "Kosong"}),
    ]
    run = send(files.geojson(tmp_path / "rusak.geojson", rows), by=person, target=PLOTS)
    return answer(run, person, mapping=MAPPING)


Page = Callable[..., Any]
