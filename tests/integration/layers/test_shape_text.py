"""The text the database keeps beside a shape is what it would write at the moment of asking."""

from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.gis.geos import GEOSGeometry
from django.db import connection

from accounts.permissions import system_user
from boundaries.models import Boundary
from layers.declaration import Layer, Reading
from layers.features import reading_now
from layers.filters import FeatureQuery
from layers.geojson import feature_texts
from layers.models import Visibility
from layers.reference_systems import named
from layers.registry import find_shelf, get_layer
from layers.releases import open_release
from thematic.actions import create_layer
from thematic.models import Feature, FeatureVersion, Geometry

pytestmark = pytest.mark.django_db
CLOCKWISE = "MULTIPOLYGON(((117 0, 117 1, 117.123456789 1, 118 1, 118 0.5, 118 0, 117.5 0, 117.2 0, 117 0)))"
LARGER = "MULTIPOLYGON(((117 0, 117 1, 117.5 1, 118 1, 118 0.5, 118 0, 117.5 -0.5, 117.2 0, 117 0)))"


def layer_of(key: str) -> Layer:
    layer = get_layer(key, AnonymousUser())
    assert layer is not None
    return layer


def texts(layer: Layer, reading: Reading, **asked: Any) -> list[str]:
    query = FeatureQuery(layer=layer, reading=reading, **asked)
    return [text for _id, text in feature_texts(query, query.matched().order_by("out_id"))]


def statement(layer: Layer, **asked: Any) -> str:
    query = FeatureQuery(layer=layer, reading=Reading(1, reading_now(layer).as_of), **asked)
    return str(feature_texts(query, query.matched()).query)


@pytest.fixture
def areas() -> FeatureVersion:
    layer = create_layer(
        key="uji-teks",
        title_id="Uji teks",
        geometry_type=Geometry.AREA,
        visibility=Visibility.PUBLIC,
        in_regency=False,
        by=system_user(),
    )
    feature = Feature.objects.create(layer=layer, key="A-1")
    open_release(layer=layer.key, by=system_user())
    return FeatureVersion.objects.create(layer=layer, feature=feature, since=1, geom=GEOSGeometry(CLOCKWISE, srid=4326))


@pytest.mark.parametrize("key", ["desa", "kecamatan", "kabupaten"])
def test_borders_read_the_same_from_it(key: str) -> None:
    layer = layer_of(key)
    assert layer.shape_text
    kept, live = (texts(each, reading_now(each)) for each in (layer, replace(layer, shape_text="")))
    assert kept
    assert kept == live


def test_every_border_has_one() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM boundaries_boundary WHERE shape_text IS NOT NULL")
        assert cursor.fetchone()[0] == Boundary.objects.count()


def test_a_layer_made_by_upload_has_it(areas: FeatureVersion) -> None:
    layer = layer_of("uji-teks")
    (kept,), (live,) = (texts(each, reading_now(each)) for each in (layer, replace(layer, shape_text="")))
    assert kept == live
    assert "[117.123457,1]" in kept


def test_it_goes_with_the_shape(areas: FeatureVersion) -> None:
    before = texts(layer_of("uji-teks"), reading_now(layer_of("uji-teks")))
    areas.geom = GEOSGeometry(LARGER, srid=4326)
    areas.save()
    after = texts(layer_of("uji-teks"), reading_now(layer_of("uji-teks")))
    assert after != before
    assert "[117.5,-0.5]" in after[0]


def test_points_have_none() -> None:
    create_layer(key="uji-titik", title_id="Titik", geometry_type=Geometry.POINT, by=system_user())
    shelf = find_shelf("uji-titik")
    assert shelf is not None
    assert shelf.layer.shape_text == ""


@pytest.mark.parametrize(
    "asked", [{"detail_m": 350}, {"crs": named("crs", "EPSG:32650")}, {"crs": named("crs", "EPSG:4326")}]
)
def test_another_system_or_detail_is_written_at_the_moment(asked: dict[str, Any]) -> None:
    assert "shape_text" in statement(layer_of("desa"))
    assert "shape_text" not in statement(layer_of("desa"), **asked)
