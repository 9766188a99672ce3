"""Two to four regions beside each other, from an address or found by name."""

import re

import pytest
from django.test import Client

from monografi.models import Edition, Figure

pytestmark = pytest.mark.django_db
TWO = "/monografi/banding/?wilayah=64.08.06.2001,64.08.06.2002&tahun=2025"


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def set_people(code: str, number: int) -> None:
    told = Figure.objects.filter(edition__region__codes__code=code, edition__year=2025, indicator="penduduk")
    assert told.update(number=number) == 1


def test_figures_stand_beside_each_other_with_their_difference(client: Client) -> None:
    set_people("64.08.06.2001", 1000)
    set_people("64.08.06.2002", 1500)
    text = text_of(client, TWO)
    assert "+500 (+50%)" in text
    assert "Keluarga miskin per 100 kepala keluarga" in text
    assert text.count('class="chart chart-bar"') > 20


def test_the_series_is_drawn_and_written(client: Client) -> None:
    text = text_of(client, TWO)
    assert text.count('<polyline class="line line-1"') >= 1
    assert text.count('<polyline class="line line-2"') >= 1
    assert re.findall(r'<th scope="row">(20\d\d)</th>', text) == ["2023", "2024", "2025"]
    assert "2023, 2024, 2025: Data contoh" in text


def test_a_year_nobody_told_breaks_the_line(client: Client) -> None:
    Edition.objects.filter(region__codes__code="64.08.06.2001", year=2024).delete()
    text = text_of(client, TWO)
    chart = text.split('<svg class="chart series"')[1].split("</svg>")[0]
    assert chart.count('<polyline class="line line-1"') == 0
    assert chart.count('class="dot dot-1"') == 2
    assert "Tidak ada data" in text


def test_sums_are_compared_and_say_of_how_many(client: Client) -> None:
    Edition.objects.filter(region__codes__code="64.08.06.2002", year=2025).delete()
    text = text_of(client, "/monografi/banding/?wilayah=64.08.06,64.08.04&tahun=2025")
    assert "jumlah dari 5 di antara 6 desa dan kelurahan" in text


def test_a_ratio_of_figures_told_by_other_desa_is_left_out(client: Client) -> None:
    Figure.objects.filter(edition__region__codes__code="64.08.06.2002", edition__year=2025, indicator="kk").delete()
    text = text_of(client, "/monografi/banding/?wilayah=64.08.06,64.08.04&tahun=2025")
    row = text.split("Keluarga miskin per 100 kepala keluarga")[1].split("</tr>")[0]
    assert "Tidak ada data" in row


def test_regions_are_added_by_the_search_box_and_taken_out_by_a_link(client: Client) -> None:
    text = text_of(client, "/monografi/banding/?wilayah=64.08.06.2001&cari=long+lees")
    added = re.search(r'href="(\?wilayah=64\.08\.06\.2001,[0-9.]+[^"]*)"', text)
    assert added is not None
    both = text_of(client, "/monografi/banding/" + added[1].replace("&amp;", "&"))
    assert "Long Bentuq, Long Lees" in both
    assert 'href="?wilayah=64.08.06.2001&amp;' in both


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("wilayah=64.08.06.9999", 400),
        ("wilayah=%27", 404),
        ("wilayah=64.08.01,64.08.02,64.08.03,64.08.04,64.08.05", 400),
        ("wilayah=64.08.04&tahun=1850", 400),
        ("wilayah=64.08.04&indikator=tipologi", 400),
        ("", 200),
        ("wilayah=64.08.04", 200),
        ("wilayah=64.08.04,64.08.04", 200),
        ("cari=zzzzqqq", 200),
        ("cari=%00%3Cscript%3E", 200),
    ],
)
def test_every_address_has_an_answer(client: Client, query: str, status: int) -> None:
    assert "<script>" not in text_of(client, f"/monografi/banding/?{query}", status)
