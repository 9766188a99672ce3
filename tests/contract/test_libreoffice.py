"""XLSX and both kinds of CSV as LibreOffice under Indonesian settings opens them: rows, codes as text, figures as numbers.

Needs `soffice` on the machine (Debian: libreoffice-calc-nogui); without it nothing here runs.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from tests.contract.test_exports import fetch

SOFFICE = shutil.which("soffice")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed on this machine"),
]
TABLE, OFFICE = (f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("table", "office"))
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}p"
INDONESIAN = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>id-ID</value></prop></item>
</oor:items>
"""
# What the dialog on opening a CSV is told: separator, text in ", UTF-8, from row 1, language (0: that of the settings),
# whether what stands in quotes is text.
SEMICOLON = "CSV:59,34,76,1,,0,false,false"
AS_WRITTEN = "CSV:44,34,76,1,,1033,true,false"  # English (USA), "Format quoted field as text"
CODES = ("code", "kecamatan_code", "kabupaten_code", "provinsi_code")
Cell = tuple[str | None, str]


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("libreoffice")
    (folder / "user").mkdir()
    (folder / "user" / "registrymodifications.xcu").write_text(INDONESIAN, encoding="utf-8")
    return folder


def opened(path: Path, profile: Path, *how: str) -> list[dict[str, Cell]]:
    """Open a file in LibreOffice and return its rows by heading: how a cell is held (string, float, date), and its value."""
    asked = (str(SOFFICE), f"-env:UserInstallation={profile.as_uri()}", "--headless", *how)
    command = [*asked, "--convert-to", "fods", "--outdir", str(path.parent / "opened"), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    (made,) = (path.parent / "opened").glob("*.fods")
    table = ET.parse(made).find(f".//{TABLE}table")
    assert table is not None
    listed = [list(_cells(row)) for row in table.iter(f"{TABLE}table-row")]
    rows = [cells for cells in listed if any(kind for kind, _value in cells)]
    head = [value for _kind, value in rows[0]]
    return [dict(zip(head, row, strict=False)) for row in rows[1:]]


def _cells(row: ET.Element) -> Iterator[Cell]:
    for cell in row:
        kind = cell.get(f"{OFFICE}value-type")
        said = cell.get(f"{OFFICE}value") or cell.get(f"{OFFICE}date-value")
        value = said or "\n".join("".join(line.itertext()) for line in cell.findall(TEXT))
        for _time in range(min(int(cell.get(f"{TABLE}number-columns-repeated", "1")), 100)):
            yield kind, value


@pytest.mark.parametrize(
    ("address", "how"),
    [
        ("/unduh/desa.xlsx", ()),
        ("/unduh/desa.csv?ragam=excel", (f"--infilter={SEMICOLON}",)),
        ("/unduh/desa.csv", (f"--infilter={AS_WRITTEN}",)),
    ],
    ids=["xlsx", "csv for Excel", "standard csv"],
)
def test_codes_are_text_and_figures_numbers(
    client: Client, tmp_path: Path, profile: Path, address: str, how: tuple[str, ...]
) -> None:
    rows = opened(fetch(client, address, tmp_path), profile, *how)
    listed = json.loads(client.get("/api/collections/desa/items?limit=1000").getvalue())["features"]
    told = {each["id"]: each["properties"] for each in listed}
    assert len(rows) == 141
    for row in rows:
        feature = told[row["code"][1]]
        for name in CODES:
            assert row[name] == ("string", feature[name]), name
        assert row["name"] == ("string", feature["name"])
        kind, value = row["area_km2"]
        assert kind == "float" and float(value) == pytest.approx(feature["area_km2"])
        assert row["release"] == ("float", "1")
        assert row["valid_from"] == ("date", feature["valid_from"])
