"""`/unduh/desa.{ext}?indikator=&tahun=`: borders with figures say what the tables, the maps and the regions' pages say."""

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import fiona
import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from boundaries.facts import listed
from boundaries.models import Region
from layers.exports.formats import FORMATS
from layers.registry import find_shelf
from monografi.indicators import indicators
from monografi.models import Edition, Figure
from projects.models import Project
from projects.selectors import in_short
from tests.contract.test_export_map import drawn
from tests.factories.exports import fetch

pytestmark = pytest.mark.django_db
YEAR = 2025
LEVELS = ("desa", "kecamatan", "kabupaten")
# One edition a region and year: that of the whole year, else of its last half.
IN_FORCE = """
    SELECT DISTINCT ON (region_id) id, region_id FROM monografi_edition
    WHERE status = 'terbit' AND year = %(year)s ORDER BY region_id, coalesce(semester, 3) DESC"""


def rows(client: Client, level: str, asked: str) -> dict[str, dict[str, str]]:
    text = client.get(f"/unduh/{level}.csv?{asked}").getvalue().decode()
    return {row["code"]: row for row in csv.DictReader(io.StringIO(text))}


def fetched(sql: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def own_figures(level: str, code: str) -> dict[str, float]:
    sql = f"""
        SELECT c.code, f.number FROM ({IN_FORCE}) e JOIN monografi_figure f ON f.edition_id = e.id
        JOIN boundaries_region r ON r.id = e.region_id
        JOIN boundaries_regioncode c ON c.region_id = r.id AND c.scheme = 'kemendagri' AND c.valid @> %(day)s::date
        WHERE r.level = %(level)s AND f.indicator = %(code)s"""
    return {
        region: float(number)
        for region, number in fetched(sql, year=YEAR, level=level, code=code, day=timezone.localdate())
    }


def told(row: dict[str, str], name: str) -> float | None:
    return float(row[name]) if row[name] else None


def test_desa_tell_their_own_editions_and_nothing_where_there_is_none(client: Client) -> None:
    silent = Edition.objects.published().filter(year=YEAR, region__codes__code="64.08.06.2001").delete()
    assert silent[0]
    found = rows(client, "desa", f"indikator=penduduk,jarak_kabupaten_km&tahun={YEAR}")
    for name in ("penduduk", "jarak_kabupaten_km"):
        expected = own_figures("desa", name)
        assert {code: told(row, name) for code, row in found.items() if row[name]} == expected != {}
    empty = found["64.08.06.2001"]
    assert [empty[name] for name in ("penduduk", "monograph_period", "monograph_source", "monograph_sample")] == [
        ""
    ] * 4


def test_kecamatan_and_kabupaten_are_their_own_figure_else_the_sum_of_their_desa(client: Client) -> None:
    Figure.objects.filter(edition__region__codes__code="64.08.06.2001", indicator="penduduk").delete()
    by_map = client.get(f"/monografi/peta.csv?indikator=penduduk&tahun={YEAR}&tingkat=kecamatan").content.decode()
    spots = {row["kode"]: row for row in csv.DictReader(io.StringIO(by_map.removeprefix("\ufeff")))}
    found = rows(client, "kecamatan", f"indikator=penduduk&tahun={YEAR}")
    assert found.keys() == spots.keys()
    own = own_figures("kecamatan", "penduduk")
    for code, row in found.items():
        assert told(row, "penduduk") == float(spots[code]["nilai"])
        assert row["penduduk_desa"] == ("" if code in own else spots[code]["desa_melapor"])
    (regency,) = rows(client, "kabupaten", f"indikator=penduduk&tahun={YEAR}").values()
    if not own_figures("kabupaten", "penduduk"):
        villages = own_figures("desa", "penduduk")
        assert told(regency, "penduduk") == sum(villages.values())
        assert int(regency["penduduk_desa"]) == len(villages)


def test_a_year_told_in_halves_is_its_last_half_and_the_whole_year_comes_before_it(client: Client) -> None:
    region = Region.objects.get(codes__code="64.08.06.2001", codes__scheme="kemendagri")
    Edition.objects.filter(region=region, year=YEAR).delete()
    made_by = Edition.objects.first().made_by  # type: ignore[union-attr]
    for semester, people in ((1, 100), (2, 200), (None, 300)):
        edition = Edition.objects.create(
            region=region, year=YEAR, semester=semester, status="terbit", published_at=timezone.now(), made_by=made_by
        )
        Figure.objects.create(edition=edition, indicator="penduduk", number=people)
        row = rows(client, "desa", f"indikator=penduduk&tahun={YEAR}")["64.08.06.2001"]
        expected = {1: ("100", "2025-s1"), 2: ("200", "2025-s2"), None: ("300", "2025")}[semester]
        assert (row["penduduk"], row["monograph_period"]) == expected
        if semester:
            half = rows(client, "desa", f"indikator=penduduk&tahun={YEAR}-s{semester}")
            assert {code for code, each in half.items() if each["penduduk"]} == {"64.08.06.2001"}
    assert (row["monograph_source"], row["monograph_sample"]) == ("", "false")


@pytest.mark.parametrize("level", LEVELS)
def test_packages_are_those_of_sql_and_of_the_regions_pages(client: Client, level: str) -> None:
    found = rows(client, level, f"indikator=penduduk&tahun={YEAR}")
    sql = """
        WITH RECURSIVE below(top, id) AS (
            SELECT b.region_id, b.region_id FROM boundaries_boundary b WHERE b.level = %(level)s AND b.until IS NULL
            UNION SELECT below.top, r.id FROM boundaries_region r JOIN below ON r.parent_id = below.id)
        SELECT c.code, count(p.id), sum(p.value) FROM below
        JOIN boundaries_regioncode c ON c.region_id = below.top AND c.scheme = 'kemendagri' AND c.valid @> %(day)s::date
        LEFT JOIN projects_project p ON p.region_id = below.id AND p.year = %(year)s GROUP BY c.code"""
    counted = fetched(sql, level=level, year=YEAR, day=timezone.localdate())
    assert {(code, int(row["project_count"]), told(row, "project_value_idr")) for code, row in found.items()} == {
        (code, count, None if value is None else float(value)) for code, count, value in counted
    }
    code = max(found, key=lambda each: int(found[each]["project_count"]))
    (region,) = listed(Region.objects.filter(codes__code=code, codes__scheme="kemendagri"))
    (year,) = [each for each in in_short(region, until=YEAR).years if each.year == YEAR]
    assert (str(year.count), str(year.rupiah)) == (found[code]["project_count"], found[code]["project_value_idr"])


def test_a_package_without_a_value_is_counted_as_such(client: Client) -> None:
    package = Project.objects.filter(year=YEAR, region__level="desa", value__isnull=False).first()
    assert package is not None and package.region is not None
    Project.objects.filter(region=package.region, year=YEAR).update(value=None, basis="")
    code = package.region.codes.get(scheme="kemendagri", valid__contains=timezone.localdate()).code
    row = rows(client, "desa", f"indikator=penduduk&tahun={YEAR}")[code]
    assert row["project_value_idr"] == "" and row["project_value_unknown"] == row["project_count"] != "0"


def test_a_year_without_packages_says_nothing_of_them(client: Client) -> None:
    Project.objects.filter(year=YEAR).update(year=YEAR - 20)
    asked = f"indikator=penduduk&tahun={YEAR}&limit=1"
    (row,) = rows(client, "desa", asked).values()
    assert [row[name] for name in ("project_count", "project_value_idr", "project_value_unknown")] == ["", "", ""]
    with zipfile.ZipFile(io.BytesIO(client.get(f"/unduh/desa.csv.zip?{asked}").getvalue())) as archive:
        assert f"tidak ada paket pekerjaan tahun {YEAR} di sini" in archive.read("BACA-SAYA.txt").decode()


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("level", LEVELS)
def test_every_format_holds_the_figures(client: Client, tmp_path: Path, level: str, ending: str) -> None:
    if FORMATS[ending].only and "MultiPolygon" not in FORMATS[ending].only:
        pytest.skip(f"{ending} is not made of areas")
    asked = f"indikator=penduduk,tipologi&tahun={YEAR}"
    path = fetch(client, f"/unduh/{level}.{ending}?{asked}", tmp_path)
    expected = {code: told(row, "penduduk") for code, row in rows(client, level, asked).items()}
    if ending == "shp":
        with fiona.open(f"zip://{path}") as source:
            code = next(name for name in source.schema["properties"] if name in ("KDEPUM", "KDCPUM", "KDBPUM"))
            read = {each["properties"][code]: each["properties"]["penduduk"] for each in source}
    elif ending == "xlsx":
        head, *lines = openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
        read = {line[head.index("code")]: line[head.index("penduduk")] for line in lines}
    elif ending == "csv":
        read = expected
    elif ending == "geojsonl":
        found = [json.loads(line)["properties"] for line in path.read_text(encoding="utf-8").splitlines()]
        read = {each["code"]: each["penduduk"] for each in found}
    elif ending == "kml":
        assert path.read_text(encoding="utf-8").count('<Data name="penduduk">') == sum(
            number is not None for number in expected.values()
        )
        return
    elif ending == "html":
        told_as = {code: "" if number is None else f"{number:.0f}" for code, number in expected.items()}
        assert {code: each["properties"]["f"][-2] for code, each in drawn(path.read_text()).items()} == told_as
        return
    else:
        assert ending in ("geojson", "geojsons", "gpkg", "fgb", "topojson"), (
            f"{ending}: say how its figures are read back"
        )
        with fiona.open(path) as source:
            read = {each["properties"]["code"]: each["properties"]["penduduk"] for each in source}
    assert read == expected != {}


def test_papers_name_indicator_unit_year_and_source(client: Client, tmp_path: Path) -> None:
    path = fetch(
        client, f"/unduh/desa.gpkg.zip?indikator=penduduk,jarak_kabupaten_km&tahun={YEAR}&region=64.08.06", tmp_path
    )
    assert path.name.startswith(f"desa-monografi-{YEAR}-64.08.06-")
    source = Edition.objects.published().filter(year=YEAR).exclude(source="").values_list("source", flat=True)[0]
    with zipfile.ZipFile(path) as archive:
        readme, english = (archive.read(name).decode() for name in ("BACA-SAYA.txt", "README.txt"))
        fields = {row["kolom"]: row for row in csv.DictReader(io.StringIO(archive.read("kolom.csv").decode()))}
    filtered = next(line for line in readme.splitlines() if line.startswith("Saringan:"))
    assert f"angka monografi tahun {YEAR}: penduduk = Penduduk (jiwa); sumber: " in filtered and source in filtered
    assert "hanya wilayah 64.08.06" in filtered and "indikator =" not in filtered
    assert f"figures of the monographs of {YEAR}: penduduk = " in english and "(people)" in english
    assert f"Monografi {YEAR}: " in next(line for line in readme.splitlines() if line.startswith("Sumber:"))
    assert "Angkanya data contoh." in readme
    row = fields["penduduk"]
    assert row["keterangan"].startswith(f"jiwa; tahun {YEAR}; sumber: ") and source in row["keterangan"]
    assert row["description"].startswith(f"people; year {YEAR}; source: ")


def test_figures_filter_sort_and_are_chosen_like_any_field(client: Client) -> None:
    asked = f"indikator=penduduk&tahun={YEAR}&filter=penduduk>3000&sortby=-penduduk&properties=code,penduduk"
    text = client.get(f"/unduh/desa.csv?{asked}").getvalue().decode()
    read = [int(row["penduduk"]) for row in csv.DictReader(io.StringIO(text))]
    assert text.startswith("code,penduduk\r\n")
    assert read == sorted((int(n) for n in own_figures("desa", "penduduk").values() if n > 3000), reverse=True) != []


@pytest.mark.parametrize(
    ("address", "parameter", "says"),
    [
        ("desa.csv?indikator=pendudk&tahun=2025", "indikator", "penduduk"),
        ("desa.csv?indikator=&tahun=2025", "indikator", "/monografi/"),
        ("desa.csv?tahun=2025", "indikator", "/monografi/"),
        ("desa.csv?indikator=penduduk&tahun=1945", "tahun", "2025"),
        ("desa.csv?indikator=penduduk&tahun=lima", "tahun", "2025"),
        ("desa.csv?indikator=penduduk&indikator=kk", "indikator", ""),
        ("fasilitas.csv?indikator=penduduk", "indikator", ""),
    ],
)
def test_what_there_is_not_is_named_with_the_way_out(client: Client, address: str, parameter: str, says: str) -> None:
    response = client.get(f"/unduh/{address}")
    assert (response.status_code, response.json()["parameter"]) == (400, parameter)
    assert says in response.json()["detail"] and response.json()["detail_en"]
    page = client.get(f"/unduh/{address}", headers={"accept": "text/html"})
    assert page.status_code == 400 and f"<code>{parameter}</code>" in page.content.decode()


def test_queries_do_not_grow_with_regions_or_indicators(client: Client) -> None:
    every = ",".join(indicators())
    counts = []
    for asked in ("kabupaten.csv?indikator=penduduk", "desa.csv?indikator=penduduk", f"desa.csv?indikator={every}"):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            response = client.get(f"/unduh/{asked}&tahun={YEAR}")
            response.getvalue()
        assert response.status_code == 200
        counts.append(len(captured))
    assert len(set(counts)) == 1, counts


def test_tag_moves_with_monographs_and_packages(client: Client) -> None:
    from accounts.permissions import system_user
    from layers.releases import open_release

    address = f"/unduh/desa.csv?indikator=penduduk&tahun={YEAR}"
    tags = [client.get(address)["ETag"]]
    for key in ("monografi", "proyek"):
        open_release(layer=key, by=system_user())
        tags.append(client.get(address)["ETag"])
    assert len(set(tags)) == 3
    again = client.get(address, headers={"if-none-match": tags[-1]})
    assert (again.status_code, again["ETag"], tags) == (304, tags[-1], tags)


@pytest.mark.parametrize("level", LEVELS)
def test_no_indicator_bears_the_name_of_a_field_of_borders(level: str) -> None:
    shelf = find_shelf(level)
    assert shelf is not None
    names = {field.name for field in shelf.layer.fields}
    assert not names & {*indicators(), *(f"{code}_desa" for code in indicators())}


@pytest.mark.parametrize("page", ["/monografi/", "/monografi/peta/"])
def test_pages_of_one_indicator_lead_to_its_borders(client: Client, page: str) -> None:
    asked = f"indikator=penduduk&tahun={YEAR}&sebagai=kk&tingkat=kecamatan"
    text = client.get(f"{page}?{asked}").content.decode()
    for ending in ("gpkg", "shp", "xlsx", "geojson"):
        assert f'href="/unduh/kecamatan.{ending}?indikator=penduduk&amp;tahun={YEAR}"' in text
    below = "wilayah" if page == "/monografi/" else "dalam"
    text = client.get(f"{page}?{asked}&{below}=64.08.06").content.decode()
    assert f"/unduh/kecamatan.gpkg?indikator=penduduk&amp;tahun={YEAR}&amp;region=64.08.06" in text
