"""Files of facilities, and people who keep some."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.permissions import system_user
from boundaries.models import Region
from facilities.models import LAYER
from imports.actions import run_import
from imports.models import Run
from imports.rows import Choices
from stewardship.actions import give_mandate
from stewardship.models import Role
from tests.factories.files import geojson

Rows = Sequence[tuple[Any, dict[str, Any]]]
LONG_BENTUQ, TELUK_LINGGA, BUSANG = "64.08.06.2001", "64.08.04.1010", "64.08.06"


def region_of(code: str) -> Region:
    return Region.objects.with_code(code, day=timezone.localdate()).get()


def spot_in(code: str) -> tuple[float, float]:
    """Return lon and lat of a place inside a desa of the demo, away from where its facilities crowd."""
    from boundaries.models import Boundary

    shape = shapely.from_wkb(bytes(Boundary.objects.current().get(region=region_of(code)).geom.wkb))
    inner = shape.buffer(-0.005)
    return next(
        (round(x, 6), round(y, 6))
        for x, y in shapely.get_coordinates(
            shapely.segmentize(
                inner.exterior
                if inner.geom_type == "Polygon"
                else max(inner.geoms, key=lambda part: part.area).exterior,
                0.01,
            )
        )
    )


def spot_off_shore() -> tuple[float, float]:
    """Return lon and lat of a place some 500 m outside every desa of the demo."""
    from boundaries.models import Boundary

    shape = shapely.from_wkb(bytes(Boundary.objects.current().get(region=region_of("64.08")).geom.wkb))
    x, y = shapely.get_coordinates(shape.buffer(0.0045))[0]
    return round(x, 6), round(y, 6)


@pytest.fixture
def fill(tmp_path: Path, db: None) -> Callable[..., Run]:
    """Return a function that imports rows as the system."""

    def fill(rows: Rows, *, choices: Choices | None = None, dry_run: bool = False) -> Run:
        path = geojson(tmp_path / "fasilitas.geojson", rows)
        return run_import(
            path=path, target_key=LAYER, choices=choices or Choices(source="uji"), by=system_user(), dry_run=dry_run
        )

    return fill


@pytest.fixture
def operator(db: None) -> User:
    """Somebody who keeps the desa Long Bentuq."""
    user = User.objects.create_user("operator", full_name="Operator Long Bentuq")
    give_mandate(user=user, role=Role.OPERATOR, region=region_of(LONG_BENTUQ), by=system_user())
    return user


@pytest.fixture
def signed_in(client: Client, operator: User) -> Client:
    client.force_login(operator, backend="django.contrib.auth.backends.ModelBackend")
    return client
