"""The lines of Python a page of `/data/` gives to copy run as they stand, also of a part of the layer."""

import json
import re
import subprocess
import sys
from html import unescape
from urllib.request import urlopen

import pytest

pytestmark = pytest.mark.django_db


def lines_of(portal: str, path: str, library: str) -> str:
    with urlopen(f"{portal}{path}") as answer:
        copied = [unescape(each) for each in re.findall(r'data-share="([^"]*)"', answer.read().decode())]
    (found,) = [each for each in copied if re.search(rf"^import {library}$", each, re.MULTILINE)]
    return found


@pytest.mark.parametrize("asked", ["", "?region=64.08.04"])
def test_lines_with_fiona_read_every_feature(portal: str, asked: str) -> None:
    """A file made while it is sent has no length and no parts: GDAL cannot open its address, only what was read of it."""
    told = subprocess.run(
        [sys.executable, "-c", lines_of(portal, f"/data/desa/{asked}", "fiona")],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    ).stdout.splitlines()
    with urlopen(f"{portal}/unduh/desa.geojson{asked}") as answer:
        features = json.load(answer)["features"]
    assert len(told) == len(features)
    assert all(repr(each["properties"]["name"]) in line for each, line in zip(features, told, strict=True))
