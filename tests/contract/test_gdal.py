"""GDAL reads the API as planners' QGIS does. Needs `ogrinfo` (Debian: gdal-bin)."""

import re
import shutil
import subprocess

import pytest

OGRINFO = shutil.which("ogrinfo")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(OGRINFO is None, reason="ogrinfo is not installed (Debian: apt-get install gdal-bin)"),
]


def ogrinfo(portal: str, *arguments: str) -> str:
    command = [str(OGRINFO), "-ro", "-al", "-oo", "PAGE_SIZE=50", *arguments, f"OAPIF:{portal}/api", "desa"]
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
