"""The database refuses nonsense whoever writes it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.gis.geos import GEOSGeometry
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.audit import record
from accounts.models import AuditEntry
from accounts.permissions import system_user
from boundaries.models import Boundary, Kind, Level, OfficialArea, Region, RegionCode, Succession
from boundaries.periods import period
from layers.models import LayerSettings, Release

pytestmark = pytest.mark.django_db
SQUARE = GEOSGeometry("MULTIPOLYGON(((116 0.5,116.1 0.5,116.1 0.6,116 0.6,116 0.5)))", srid=4326)


def village() -> Region:
    return Region.objects.get(codes__code="64.08.06.2001")


def border(**changes: Any) -> Boundary:
    values = {
        "region": village(),
        "level": Level.DESA,
        "geom": SQUARE,
        "valid": period(date(1990, 1, 1), date(1991, 1, 1)),
    }
    return Boundary(**{**values, "area_m2": 1.0, "since": 1, **changes})


NONSENSE: dict[str, Callable[[], Any]] = {
    "boundary_until_after_since": lambda: border(since=2, until=2).save(),
    "boundary_valid_not_empty": lambda: border(valid=period(date(1990, 1, 1), date(1990, 1, 1))).save(),
    "boundary_area_positive": lambda: border(area_m2=0).save(),
    "boundary_legal_status_known": lambda: border(legal_status="entah").save(),
    "boundary_one_per_region_a_day": lambda: [border().save(), border().save()],
    "region_kind_fits_level": lambda: Region.objects.filter(pk=village().pk).update(kind=Kind.KECAMATAN),
    "region_parent_unless_province": lambda: Region.objects.filter(pk=village().pk).update(parent=None),
    "region_valid_not_empty": lambda: Region.objects.filter(pk=village().pk).update(
        valid=period(date(1990, 1, 1), date(1990, 1, 1))
    ),
    "region_persiapan_slug_once_per_parent": lambda: Region.objects.create(
        level=Level.DESA,
        kind=Kind.DESA_PERSIAPAN,
        name="Teluk Rawa",
        slug="teluk-rawa",
        parent=Region.objects.get(codes__code="64.08.04"),
        valid=period(),
    ),
    "region_code_well_formed": lambda: RegionCode.objects.create(
        region=village(), scheme="kemendagri", code="64.08.6", valid=period(date(1990, 1, 1), date(1991, 1, 1))
    ),
    "region_code_one_region_a_day": lambda: RegionCode.objects.create(
        region=Region.objects.get(slug="teluk-rawa"), scheme="kemendagri", code="64.08.06.2001", valid=period()
    ),
    "region_one_code_a_scheme_a_day": lambda: RegionCode.objects.create(
        region=village(), scheme="kemendagri", code="64.08.06.2999", valid=period()
    ),
    "succession_not_of_itself": lambda: Succession.objects.create(
        predecessor=village(), successor=village(), on=date(2026, 1, 1)
    ),
    "official_area_positive": lambda: OfficialArea.objects.create(region=village(), area_km2=0, source="uji"),
    "release_number_once_per_layer": lambda: Release.objects.create(
        layer="desa", number=1, as_of=date(2026, 1, 1), actor=system_user()
    ),
    "release_number_from_one": lambda: Release.objects.create(
        layer="desa", number=0, as_of=date(2026, 1, 1), actor=system_user()
    ),
    "layer_visibility_known": lambda: LayerSettings.objects.create(key="x", visibility="rahasia"),
}


@pytest.mark.parametrize("constraint", NONSENSE)
def test_nonsense_is_refused_by_name(constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        NONSENSE[constraint]()
        connection.check_constraints()  # deferred ones speak now


@pytest.mark.parametrize(
    "statement", ["UPDATE accounts_auditentry SET action = 'x'", "DELETE FROM accounts_auditentry"]
)
def test_audit_entries_cannot_be_changed(statement: str) -> None:
    record(by=system_user(), action="uji", subject="layer:desa")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEntry.objects.filter(action="uji").exists()
