"""The official sheet: the same rows as PDF and as workbook, every question asked, nothing asked of whom it does not concern."""

from io import BytesIO

import openpyxl
import pypdfium2
import pytest
from django.test import Client

from monografi.indicators import asked_of
from monografi.models import Edition

pytestmark = pytest.mark.django_db
DESA, KELURAHAN, KECAMATAN = "64.08.06.2001", "64.08.04.1010", "64.08.06"


def pdf_of(client: Client, code: str, year: int = 2025) -> tuple[bytes, str]:
    response = client.get(f"/wilayah/{code}/monografi/{year}.pdf")
    assert response.status_code == 200
    book = pypdfium2.PdfDocument(response.content)
    return response.content, "\n".join(page.get_textpage().get_text_range() for page in book).replace("\r\n", "\n")


def cells_of(client: Client, code: str) -> list[list[object]]:
    response = client.get(f"/wilayah/{code}/monografi/2025.xlsx")
    assert response.status_code == 200
    book = openpyxl.load_workbook(BytesIO(response.content))
    return [[cell.value for cell in row] for row in book["Monografi"].iter_rows()]


def test_it_is_a_tagged_document_with_letterhead_parts_and_signature(client: Client) -> None:
    made, text = pdf_of(client, DESA)
    assert pypdfium2.raw.FPDFCatalog_IsTagged(pypdfium2.PdfDocument(made).raw)
    for words in (
        "PEMERINTAH KABUPATEN KUTAI TIMUR\nKECAMATAN BUSANG\nDESA LONG BENTUQ",
        "A. DATA UMUM",
        "B. DATA PERSONIL",
        "D. DATA KEUANGAN",
        "E. DATA KELEMBAGAAN",
        "DATA CONTOH, BUKAN DATA RESMI",
        "Keadaan data : 31 Desember 2025",
        "Kepala Desa Long Bentuq",
    ):
        assert words in text


def test_every_question_stands_in_the_workbook_answered_or_not(client: Client) -> None:
    rows = cells_of(client, DESA)
    told = {row[1]: row[2] for row in rows if isinstance(row[0], int)}
    assert {each.title_id for each in asked_of("desa") if each.group != "umur"} == set(told)
    assert told["Penduduk"] == 821
    assert told["Batas sebelah utara"] == "–"
    assert "0–4 tahun" in [row[1] for row in rows]


def test_a_kelurahan_is_told_why_it_has_no_purse(client: Client) -> None:
    _made, text = pdf_of(client, KELURAHAN)
    assert "DATA KEUANGAN" not in text
    assert "BUMDes" not in text
    assert "tidak berlaku bagi kelurahan" in text
    assert "Lurah Teluk Lingga" in text


def test_a_kecamatan_says_of_how_many_desa_it_is_the_sum(client: Client) -> None:
    Edition.objects.filter(region__codes__code="64.08.06.2002", year=2025).delete()
    _made, text = pdf_of(client, KECAMATAN)
    assert "REKAPITULASI MONOGRAFI KECAMATAN BUSANG" in text
    assert "jumlah dari 5 di antara 6 desa" in text
    assert "Tipologi" not in text


def test_the_page_leads_to_both_and_a_year_without_an_edition_names_those_there_are(client: Client) -> None:
    page = client.get(f"/wilayah/{DESA}/monografi/?tahun=2024").content.decode()
    assert f'href="/wilayah/{DESA}/monografi/2024.pdf"' in page
    assert f'href="/wilayah/{DESA}/monografi/2024.xlsx"' in page
    for year in (1850, 99_999_999_999):
        response = client.get(f"/wilayah/{DESA}/monografi/{year}.pdf")
        assert response.status_code == 400
        assert "2025, 2024, 2023" in response.content.decode()


def test_a_hostile_name_is_text_in_both(client: Client) -> None:
    edition = Edition.objects.get(region__codes__code=DESA, year=2025)
    edition.figures.filter(indicator="kepala").update(text="=1+1 <b>'\"\\</style>")
    _made, text = pdf_of(client, DESA)
    assert "=1+1 <b>'\"\\</style>" in text
    assert "'=1+1 <b>'\"\\</style>" in [row[2] for row in cells_of(client, DESA)]
