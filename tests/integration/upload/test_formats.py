"""Formats at the doors: loose sets in one go by page and API, what is refused before anything is read, what is offered."""

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from imports import sources
from imports.models import Run
from tests.factories import files, tables
from tests.factories.queue import work_off

pytestmark = pytest.mark.django_db


def loose(folder: Path) -> list[SimpleUploadedFile]:
    """Return the parts of a shapefile as a browser sends them, with what QGIS and ArcGIS lay beside it."""
    shp = files.shapefile(folder / "src")
    beside = [SimpleUploadedFile(f"batas{suffix}", b"<x/>") for suffix in (".qmd", ".shp.xml", ".sbn")]
    return [*(SimpleUploadedFile(each.name, each.read_bytes()) for each in sorted(shp.parent.iterdir())), *beside]


def newest() -> Run:
    return Run.objects.filter(stepwise=True).latest("pk")


@pytest.mark.parametrize("address", ["/unggah/", "/api/uploads"])
def test_loose_parts_are_one_upload(office: Client, tmp_path: Path, address: str) -> None:
    answer = office.post(address, {"file": loose(tmp_path), "target": "uji.petak"})
    assert answer.status_code in (201, 302), answer.content
    work_off()

    run = newest()
    assert run.file_name == "batas.shp"
    assert run.original.name.endswith(".zip")
    assert run.state == "perlu jawaban"


@pytest.mark.parametrize("address", ["/unggah/", "/api/uploads"])
@pytest.mark.parametrize(("names", "way_out"), [(["a.tab", "a.dat", "a.map"], "QGIS"), (["a.dwg"], "AutoCAD")])
def test_what_is_not_read_is_refused_with_the_way_out(
    office: Client, address: str, names: list[str], way_out: str
) -> None:
    answer = office.post(address, {"file": [SimpleUploadedFile(name, b"x") for name in names]})

    assert answer.status_code in (415, 422)
    assert way_out in answer.content.decode()
    assert not Run.objects.filter(stepwise=True).exists()


def test_the_page_offers_every_ending_and_names_the_formats(office: Client) -> None:
    page = office.get("/unggah/").content.decode()
    offered = re.search(r'accept="([^"]*)"', page)

    assert offered is not None
    assert set(offered[1].split(",")) == set(sources.ENDINGS)
    assert all(name in page for name in ("KML/KMZ", "GPX", "CSV", "XLSX", "FlatGeobuf", ".gdb"))


def test_a_table_as_the_body_of_a_request(office: Client, tmp_path: Path) -> None:
    content = tables.delimited(tmp_path / "a.csv").read_bytes()
    answer = office.post("/api/uploads?name=a.csv", content, content_type="text/csv")
    assert answer.status_code == 201
    work_off()

    assert newest().state == "perlu jawaban"
