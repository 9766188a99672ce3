"""GDAL reads the API as planners' QGIS does. Needs `ogrinfo` (Debian: gdal-bin)."""

import re
import shutil
import subprocess

import pytest
from django.contrib.auth.models import AnonymousUser

from layers.features import features, reading_now
from layers.registry import get_layer

OGRINFO = shutil.which("ogrinfo")
_told = subprocess.run([OGRINFO, "--version"], capture_output=True, text=True).stdout if OGRINFO else ""
VERSION = re.search(r"GDAL (\d+)\.(\d+)", _told)
GDAL = (int(VERSION[1]), int(VERSION[2])) if VERSION else (0, 0)
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(OGRINFO is None, reason="ogrinfo is not installed (Debian: apt-get install gdal-bin)"),
]


def ogrinfo(portal: str, *arguments: str, layer: str = "desa") -> str:
    command = [str(OGRINFO), "-ro", "-al", "-oo", "PAGE_SIZE=50", *arguments, f"OAPIF:{portal}/api", layer]
    # The wheels' PROJ data, set for this process, would mislead the system's GDAL.
    return subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=True, env={"PATH": "/usr/bin:/bin"}
    ).stdout


def test_gdal_counts_141_desa(portal: str) -> None:
    summary = ogrinfo(portal, "-so")
    assert "Feature Count: 141" in summary
    assert "Geometry: Multi Polygon" in summary


def test_gdal_pages_through_all_of_them(portal: str) -> None:
    codes = re.findall(r"^  code \(String\) = (\S+)$", ogrinfo(portal, "-geom=NO"), re.MULTILINE)
    assert len(codes) == len(set(codes)) == 141


@pytest.mark.parametrize(
    ("filters", "count"), [(("-where", "name='Senyiur'"), 1), (("-spat", "116.54", "0.3", "116.55", "0.31"), 1)]
)
def test_gdal_filters(portal: str, filters: tuple[str, ...], count: int) -> None:
    assert ogrinfo(portal, "-geom=NO", *filters).count("OGRFeature(desa)") == count


@pytest.mark.parametrize("layer", ["kabupaten", "kecamatan", "desa", "fasilitas", "proyek"])
def test_gdal_reads_every_layer_and_counts_as_sql_does(portal: str, layer: str) -> None:
    found = get_layer(layer, AnonymousUser())
    assert found is not None
    rows = features(found, reading_now(found))
    assert f"Feature Count: {rows.count()}" in ogrinfo(portal, "-so", layer=layer)
    assert ogrinfo(portal, "-geom=NO", layer=layer).count(f"OGRFeature({layer})") == rows.count()


def test_gdal_takes_types_from_the_schema(portal: str) -> None:
    summary = ogrinfo(portal, "-so")
    assert re.search(r"^area_km2: Real", summary, re.MULTILINE)
    assert re.search(r"^valid_from: Date", summary, re.MULTILINE)


@pytest.mark.parametrize(
    ("where", "count"),
    [("kind='kelurahan'", 2), ("area_km2 > 0", 141), ("kind='desa' AND name='Senyiur'", 1), ("name LIKE 'Seny%'", 1)],
)
def test_gdal_filters_by_attributes(portal: str, where: str, count: int) -> None:
    assert ogrinfo(portal, "-geom=NO", "-where", where).count("OGRFeature(desa)") == count


@pytest.mark.skipif(GDAL < (3, 7), reason="GDAL asks for other reference systems from 3.7 on (Debian 13)")
@pytest.mark.parametrize(
    ("crs", "low", "high"),
    [("EPSG:4326", 115, 120), ("EPSG:32650", 300_000, 800_000), ("EPSG:23837", 200_000, 700_000)],
)
def test_gdal_reads_other_reference_systems_with_east_first(portal: str, crs: str, low: float, high: float) -> None:
    points = re.findall(r"POINT \(([-\d.]+) ([-\d.]+)\)", ogrinfo(portal, "-oo", f"CRS={crs}", layer="fasilitas"))
    assert points
    assert all(low < float(east) < high for east, _north in points)
