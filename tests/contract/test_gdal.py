"""GDAL reads the API as planners' QGIS does. Needs `ogrinfo` (Debian: gdal-bin)."""

import re
import shutil
import subprocess
import sys

import pytest
from django.contrib.auth.models import AnonymousUser

from layers.features import features, reading_now
from layers.registry import get_layer

OGRINFO = shutil.which("ogrinfo")
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


FIRST_POINT = """
import sys, fiona
fiona.supported_drivers["OAPIF"] = "r"
with fiona.open(f"OAPIF:{sys.argv[1]}/api", layer="fasilitas", allow_unsupported_drivers=True, CRS=sys.argv[2]) as rows:
    print(len(rows), *next(iter(rows)).geometry.coordinates)
"""


@pytest.mark.parametrize(
    ("crs", "low", "high"),
    [("EPSG:4326", 115, 120), ("EPSG:32650", 300_000, 800_000), ("EPSG:23837", 200_000, 700_000)],
)
def test_gdal_reads_other_reference_systems_with_east_first(portal: str, crs: str, low: float, high: float) -> None:
    """By the GDAL in fiona's wheel: Debian 12 has 3.6, which asks for no system (3.7 does). In a process of its own."""
    told = subprocess.run(
        [sys.executable, "-c", FIRST_POINT, portal, crs], capture_output=True, text=True, timeout=120, check=True
    ).stdout.split()
    layer = get_layer("fasilitas", AnonymousUser())
    assert layer is not None
    assert int(told[0]) == features(layer, reading_now(layer)).count()
    assert low < float(told[1]) < high
