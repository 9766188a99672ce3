"""`.zip` of an export: all that is needed to use the file lies beside it, and its sums hold."""

import csv
import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest
from django.test import Client

from layers.exports.formats import FORMATS
from tests.factories.exports import fetch

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("ending", FORMATS)
def test_bundle_says_what_it_holds_and_its_sums_hold(client: Client, tmp_path: Path, ending: str) -> None:
    path = fetch(client, f"/unduh/desa.{ending}.zip?region=64.08.04", tmp_path)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert set(names[1:]) == {
            "BACA-SAYA.txt",
            "README.txt",
            "LISENSI.txt",
            "metadata.json",
            "kolom.csv",
            "SHA256SUMS.txt",
        }
        sums = [line.split("  ") for line in archive.read("SHA256SUMS.txt").decode().splitlines()]
        assert {name for _, name in sums} == set(names) - {"SHA256SUMS.txt"}
        assert all(hashlib.sha256(archive.read(name)).hexdigest() == digest for digest, name in sums)


def test_its_papers_tell_filter_address_licence_and_sample(client: Client, tmp_path: Path) -> None:
    asked = "/unduh/desa.csv.zip?region=64.08.04&kind=desa"
    with zipfile.ZipFile(fetch(client, asked, tmp_path)) as archive:
        told, english = (archive.read(name).decode() for name in ("BACA-SAYA.txt", "README.txt"))
        about, fields = json.loads(archive.read("metadata.json")), archive.read("kolom.csv").decode()
        licence, held = archive.read("LISENSI.txt").decode(), archive.read(archive.namelist()[0]).decode()
    assert "hanya wilayah 64.08.04 dan yang di bawahnya; Jenis = desa" in told
    assert "DATA CONTOH" in told and "SAMPLE DATA" in english
    assert "only region 64.08.04 and those below it; Kind = desa" in english
    assert "http://testserver/unduh/desa.csv.zip?region=64.08.04&kind=desa" in told
    assert "CC-BY-4.0 https://creativecommons.org/licenses/by/4.0/" in licence
    rows = list(csv.DictReader(io.StringIO(held)))
    assert about["count"] == len(rows) > 0
    assert about["filter"] == {"region": "64.08.04", "kind": "desa"}
    assert [row["kolom"] for row in csv.DictReader(io.StringIO(fields))] == list(rows[0])
