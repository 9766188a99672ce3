"""Making layers: what is refused, what the database refuses, what keepers may change."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry, User
from accounts.permissions import system_user
from imports.models import Run
from imports.targets import all_targets, get_target
from layers.declaration import Style
from layers.registry import find_shelf, get_layer, layers_for
from stewardship.actions import give_mandate
from stewardship.models import Role
from thematic.actions import create_layer
from thematic.models import Feature, FeatureLevel, FeatureVersion, Geometry, ThematicLayer

from .conftest import mills

pytestmark = pytest.mark.django_db
Make = Callable[..., ThematicLayer]


def test_a_layer_is_a_draft_and_a_target_at_once(make_layer: Make) -> None:
    create_layer(key="jalan", title_id="Jalan", geometry_type=Geometry.LINE, by=system_user())
    assert get_layer("jalan", AnonymousUser()) is None
    assert find_shelf("jalan") is not None
    assert get_target("tematik.jalan").layers == ("jalan",)
    assert "tematik.jalan" in [target.key for target in all_targets()]


def test_a_target_nobody_made_is_absent() -> None:
    with pytest.raises(KeyError):
        get_target("tematik.jalan")


def test_making_one_takes_the_right_to(make_layer: Make) -> None:
    officer = User.objects.create_user("petugas-uji")
    with pytest.raises(PermissionDenied):
        create_layer(key="jalan", title_id="Jalan", geometry_type=Geometry.LINE, by=officer)
    give_mandate(user=officer, role=Role.LAYER_KEEPER, by=system_user())
    officer = User.objects.get(pk=officer.pk)
    create_layer(key="jalan", title_id="Jalan", geometry_type=Geometry.LINE, by=officer)
    assert AuditEntry.objects.get(action="thematic.create_layer").subject == "layer:jalan"


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"key": "Jalan Raya"}, "key"),
        ({"key": "desa"}, "key"),
        ({"key": "register"}, "key"),
        ({"key": "x" * 61}, "key"),
        ({"title_id": " "}, "title_id"),
        ({"title_id": "x" * 121}, "title_id"),
        ({"geometry_type": "Raster"}, "geometry_type"),
        ({"licence": "WTFPL"}, "licence"),
        ({"visibility": "rahasia"}, "visibility"),
        ({"style": Style(fill="red;}")}, "fill"),
        ({"style": Style(width=-1)}, "width"),
        ({"source": "x" * 201}, "source"),
    ],
)
def test_what_cannot_be_is_refused_by_field(make_layer: Make, details: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        make_layer(**{"key": "jalan", **details})
    assert field in refused.value.message_dict


def test_a_key_is_never_given_twice(make_layer: Make, fill: Callable[..., Run]) -> None:
    make_layer()
    with pytest.raises(ValidationError, match="sudah dipakai"):
        make_layer()


def test_style_and_titles_reach_the_declaration(make_layer: Make) -> None:
    make_layer(style=Style(fill="#d55e00", letter="P"), title_en="Mills")
    layer = {each.key: each for each in layers_for(AnonymousUser())}["pabrik"]
    assert (layer.style.fill, layer.style.letter, layer.title_en) == ("#d55e00", "P", "Mills")


def layer_values(**changes: Any) -> dict[str, Any]:
    return {"key": "jalan", "title_id": "Jalan", "title_en": "Roads", "geometry_type": Geometry.LINE, **changes}


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"key": "Jalan Raya"}, "thematic_layer_key_well_formed"),
        ({"geometry_type": "Raster"}, "thematic_layer_geometry_type_known"),
        ({"title_id": ""}, "thematic_layer_titled"),
    ],
)
def test_the_database_refuses_a_layer(changes: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        ThematicLayer.objects.create(**layer_values(**changes))


def test_the_database_refuses_features_and_versions(make_layer: Make, fill: Callable[..., Run]) -> None:
    layer = make_layer()
    fill(mills(1))
    feature, version = Feature.objects.get(), FeatureVersion.objects.get()
    broken: list[tuple[str, Callable[[], Any]]] = [
        ("thematic_feature_key_once_per_layer", lambda: Feature.objects.create(layer=layer, key=feature.key)),
        ("thematic_feature_key_not_empty", lambda: Feature.objects.create(layer=layer, key="")),
        (
            "thematic_one_current_version",
            lambda: FeatureVersion.objects.create(layer=layer, feature=feature, since=2, geom=version.geom),
        ),
        (
            "featureversion_until_after_since",
            lambda: FeatureVersion.objects.create(layer=layer, feature=feature, since=2, until=2, geom=version.geom),
        ),
        (
            "thematic_level_detail_positive",
            lambda: FeatureLevel.objects.create(version=version, detail_m=0, geom=version.geom),
        ),
    ]
    for constraint, make in broken:
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            make()
    FeatureLevel.objects.create(version=version, detail_m=30, geom=version.geom)
    with pytest.raises(IntegrityError, match="thematic_level_once_per_detail"), transaction.atomic():
        FeatureLevel.objects.create(version=version, detail_m=30, geom=version.geom)
