"""Thematic maps: what an address asks for, the classes, what is not told, the files, and the same on the other maps."""

import csv
import io
import json
import re
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.test import Client
from PIL import Image

from geoportal.monograph import theme_files
from layers.models import LayerSettings
from layers.theming import DIVERGING, SEQUENTIAL
from monografi.models import Edition, Figure

pytestmark = pytest.mark.django_db
BUSANG = "dalam=64.08.06&tahun=2025"


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def rows_of(client: Client, query: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text_of(client, f"/monografi/peta.csv?{query}").removeprefix("\ufeff"))))


def set_figure(code: str, indicator: str, number: int) -> None:
    Figure.objects.filter(edition__region__codes__code=code, edition__year=2025, indicator=indicator).update(
        number=number
    )


def forget(code: str) -> None:
    Edition.objects.filter(region__codes__code=code, year=2025).delete()


def test_a_map_has_legend_method_source_year_and_its_twin(client: Client) -> None:
    text = text_of(client, f"/monografi/peta/?indikator=penduduk&sebagai=km2&{BUSANG}&cara=kuantil&kelas=3")
    assert "<h1>Penduduk per km², 2025</h1>" in text
    assert text.count('class="theme theme-') == 3
    assert "Kuantil: setiap kelas" in text
    assert "6 dari 6 wilayah punya angka" in text
    assert "Data contoh" in text
    assert text.count('<th scope="row">') == 6


def test_the_address_reproduces_the_classes_and_may_fix_the_breaks(client: Client) -> None:
    asked = f"indikator=penduduk&{BUSANG}&cara=kuantil&kelas=3"
    found = rows_of(client, asked)
    breaks = sorted({float(row["kelas_dari"]) for row in found if row["kelas_dari"]})
    assert len(breaks) == 2
    fixed = ",".join(f"{each:g}" for each in breaks)
    text = text_of(client, f"/monografi/peta/?{asked}")
    assert f"batas={fixed}" in text
    again = rows_of(client, f"indikator=penduduk&{BUSANG}&cara=manual&batas={fixed}")
    assert [row["kelas"] for row in again] == [row["kelas"] for row in found]


def test_what_is_not_told_is_hatched_counted_and_listed(client: Client) -> None:
    forget("64.08.06.2001")
    text = text_of(client, f"/monografi/peta/?indikator=penduduk&{BUSANG}")
    assert '<pattern id="belum-diketahui"' in text
    assert 'fill="url(#belum-diketahui)"' in text
    assert "tidak ada data" in text
    assert "5 dari 6 wilayah punya angka" in text


def test_a_kelurahan_is_apart_where_it_is_not_asked(client: Client) -> None:
    text = text_of(client, "/monografi/peta/?indikator=apbdes_dd&dalam=64.08.04&tahun=2025")
    assert "tidak ditanyakan di sini (kelurahan)" in text
    assert "3 dari 3 wilayah punya angka" in text
    assert "belum-diketahui" not in text


def test_a_kecamatan_is_a_sum_over_the_desa_that_told_and_says_so(client: Client) -> None:
    desa = rows_of(client, f"indikator=penduduk&{BUSANG}")
    gone = next(row for row in desa if row["kode"] == "64.08.06.2001")
    forget("64.08.06.2001")
    (row,) = rows_of(client, f"indikator=penduduk&{BUSANG}&tingkat=kecamatan")
    assert float(row["nilai"]) == sum(float(each["nilai"]) for each in desa) - float(gone["nilai"])
    assert (row["desa_melapor"], row["desa_ditanya"]) == ("5", "6")
    assert "5 dari 6 desa" in text_of(client, f"/monografi/peta/?indikator=penduduk&{BUSANG}&tingkat=kecamatan")


def test_a_ratio_of_a_kecamatan_divides_sums_of_the_same_desa(client: Client) -> None:
    Figure.objects.filter(edition__region__codes__code="64.08.06.2001", edition__year=2025, indicator="kk").delete()
    homes = {row["kode"]: float(row["nilai"]) for row in rows_of(client, f"indikator=kk&{BUSANG}") if row["nilai"]}
    poor = {row["kode"]: float(row["nilai"]) for row in rows_of(client, f"indikator=kk_miskin&{BUSANG}")}
    (row,) = rows_of(client, f"indikator=kk_miskin&sebagai=kk&{BUSANG}&tingkat=kecamatan")
    expected = 100 * sum(poor[code] for code in homes) / sum(homes.values())
    assert float(row["nilai"]) == pytest.approx(expected)
    assert row["desa_melapor"] == "5"


def test_what_does_not_add_up_is_not_summed(client: Client) -> None:
    text = text_of(client, "/monografi/peta/?indikator=indeks_desa&tahun=2025&tingkat=kecamatan")
    assert "tidak dapat dijumlahkan" in text
    assert '<svg class="map"' not in text


def test_a_raw_count_warns_and_offers_another_reading(client: Client) -> None:
    text = text_of(client, f"/monografi/peta/?indikator=kk_miskin&{BUSANG}")
    assert "Ini angka mentah" in text
    assert "sebagai=kk" in text
    assert "Ini angka mentah" not in text_of(client, f"/monografi/peta/?indikator=kk_miskin&sebagai=kk&{BUSANG}")


def test_a_change_has_two_hues_around_zero(client: Client) -> None:
    before = Figure.objects.get(
        edition__region__codes__code="64.08.06.2001", edition__year=2024, indicator="penduduk"
    ).number
    assert before is not None
    set_figure("64.08.06.2001", "penduduk", int(before / 2))
    text = text_of(
        client, f"/monografi/peta/?indikator=penduduk&sebagai=perubahan&sejak=2024&{BUSANG}&cara=selang&kelas=4"
    )
    assert DIVERGING[4][0] in text
    assert "setangkup di sekitar nol" in text
    row = next(
        each for each in rows_of(client, f"sebagai=perubahan&sejak=2024&{BUSANG}") if each["kode"] == "64.08.06.2001"
    )
    assert float(row["nilai"]) == pytest.approx(float((Decimal(int(before / 2)) - before) / before * 100))


@pytest.mark.parametrize(
    "query",
    [
        "indikator=tipologi",
        "tahun=1850",
        "tingkat=rt",
        "dalam=99.99",
        "cara=terbaik",
        "cara=manual",
        "kelas=2",
        "kelas=8",
        "kelas=%C2%B2",
        "batas=1,2,x",
        "batas=3,2,1",
        "batas=1",
        "batas=nan,1,2",
        "batas=1,2,1e400",
        "batas=1,2,3,4,5,6,7",
        "sebagai=rata",
        "sebagai=perubahan&tahun=2023",
    ],
)
def test_what_cannot_be_drawn_is_refused_with_a_word(client: Client, query: str) -> None:
    text_of(client, f"/monografi/peta/?{query}", 400)
    text_of(client, f"/monografi/peta.csv?{query}", 400)


def test_the_csv_runs_nothing_and_has_every_region(client: Client) -> None:
    Edition.objects.filter(region__codes__code="64.08.06.2002", year=2025).update(source="=1+1")
    rows = rows_of(client, f"indikator=penduduk&{BUSANG}")
    assert len(rows) == 6
    assert all(not value.startswith("=") for row in rows for value in row.values())


def test_the_geojson_carries_class_value_and_shape(client: Client) -> None:
    document = json.loads(text_of(client, f"/monografi/peta.geojson?indikator=penduduk&{BUSANG}&kelas=3"))
    assert [each["colour"] for each in document["classes"]] == list(SEQUENTIAL[3])
    first = document["features"][0]
    assert first["geometry"]["type"] in ("Polygon", "MultiPolygon")
    assert first["properties"]["kelas"] == 3
    assert first["properties"]["warna"] == SEQUENTIAL[3][2]
    assert first["properties"]["data_contoh"] is True


def test_the_svg_stands_alone_and_tells_all(client: Client) -> None:
    forget("64.08.06.2001")
    text = text_of(client, f"/monografi/peta.svg?indikator=penduduk&{BUSANG}&kelas=3")
    drawn = ElementTree.fromstring(text)
    words = " ".join("".join(each.itertext()) for each in drawn.iter("{http://www.w3.org/2000/svg}text"))
    assert "Penduduk, 2025" in words
    assert "tidak ada data: 1" in words
    assert "Data contoh, bukan data resmi." in words
    assert "/monografi/peta/?indikator=penduduk" in words
    assert "href" not in text


def test_the_png_is_a_picture(client: Client) -> None:
    response = client.get(f"/monografi/peta.png?indikator=penduduk&{BUSANG}&kelas=3")
    image = Image.open(io.BytesIO(response.content))
    assert image.format == "PNG"
    assert abs(image.width - 1440) <= 2


def test_a_picture_is_drawn_once_until_what_it_shows_changes(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    draw = theme_files.picture

    def counted(*args: Any) -> str:
        drawn.append("once more")
        return draw(*args)

    monkeypatch.setattr(theme_files, "picture", counted)
    address = f"/monografi/peta.png?indikator=penduduk&{BUSANG}&kelas=4"
    first = client.get(address)
    assert len(drawn) == 1
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    cache.clear()  # whoever holds the picture is answered without one
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert len(drawn) == 1
    second, third = client.get(address), client.get(address)
    assert len(drawn) == 2
    assert second.content == third.content
    assert second["ETag"] == third["ETag"] == first["ETag"]

    in_english = client.get(f"{address}&bahasa=en")
    assert len(drawn) == 3
    assert in_english["ETag"] != first["ETag"]
    set_figure("64.08.06.2001", "penduduk", 5)
    changed = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (changed.status_code, len(drawn)) == (200, 4)
    assert changed.content != first.content
    client.get(address.replace(".png", ".svg"))
    client.get(address.replace(".png", ".svg"))
    assert len(drawn) == 5


def test_hidden_borders_stay_hidden(client: Client) -> None:
    LayerSettings.objects.create(key="desa", visibility="internal")
    assert '<svg class="map"' not in text_of(client, f"/monografi/peta/?indikator=penduduk&{BUSANG}")
    text_of(client, f"/monografi/peta.geojson?indikator=penduduk&{BUSANG}", 404)
    assert len(rows_of(client, f"indikator=penduduk&{BUSANG}")) == 6
    text_of(client, "/peta/?tema=penduduk@2025", 400)


def test_the_same_map_on_peta(client: Client) -> None:
    text = text_of(client, "/peta/?tema=penduduk@2025&sebagai=km2&cara=kuantil&kelas=4")
    assert text.count('class="theme theme-') == 4
    assert "Penduduk per km², 2025" in text
    island = json.loads(text.split('id="peta-data" type="application/json">')[1].split("</script>")[0])
    assert island["theme"]["fills"] == list(SEQUENTIAL[4])
    assert island["theme"]["query"]["tema"] == "penduduk@2025"
    assert len(island["theme"]["of"]) == 141
    moved = re.search(r'data-move="closer" href="([^"]*)"', text)
    assert moved is not None
    assert "tema=penduduk@2025" in moved[1]


def test_the_same_map_on_the_folium_page_and_in_its_file(client: Client) -> None:
    query = "tema=penduduk@2025&sebagai=km2&tingkat=kecamatan&cara=kuantil&kelas=3"
    page = text_of(client, f"/wilayah/64.08/peta/?{query}")
    saved = text_of(client, f"/wilayah/64.08/peta/?{query}&simpan=1")
    for text in (page, saved):
        assert "Penduduk per km², 2025" in text
        assert f".kelas-2{{--kelas:{SEQUENTIAL[3][2]}}}" in text
        assert "berkelas kelas-2" in text
    assert len(saved.encode()) < 400 * 1024
    assert "berkelas" not in text_of(client, "/wilayah/64.08/peta/").split("<script")[-1]


@pytest.mark.parametrize(
    ("address", "most"),
    [
        (f"/monografi/peta/?indikator=penduduk&{BUSANG}", 9),
        ("/monografi/peta/?sebagai=km2&tingkat=kecamatan", 11),
        ("/monografi/peta.csv?indikator=penduduk", 8),
        ("/monografi/banding/?wilayah=64.08.06.2001,64.08.06.2002", 14),
        ("/monografi/banding/?wilayah=64.08.04,64.08.06,64.08.06.2001,64.08", 34),
    ],
)
def test_queries_are_few(client: Client, address: str, most: int, django_assert_max_num_queries: Any) -> None:
    client.get(address)
    with django_assert_max_num_queries(most):
        client.get(address)
