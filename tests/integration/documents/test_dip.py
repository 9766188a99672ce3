"""The DIP says the same on the page, as XLSX and as PDF, row for row."""

import re
from html import unescape
from io import BytesIO

import openpyxl
import pypdfium2
import pytest
from django.test import Client

from boundaries.selectors import region_by_code
from documents.dip import COLUMNS, dip_of

pytestmark = pytest.mark.django_db


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u2010-]+", "", text)


def on_page(client: Client, code: str) -> list[list[str]]:
    body = client.get(f"/wilayah/{code}/ppid/").content.decode().split("<tbody>")[1].split("</tbody>")[0]
    rows = body.split("<tr>")[1:]
    cells = [re.findall(r"<(?:td|th)[^>]*>(.*?)</(?:td|th)>", row, re.DOTALL) for row in rows]
    return [[unescape(re.sub(r"<[^>]*>", "", cell)).strip() for cell in row] for row in cells]


@pytest.mark.parametrize("code", ["64.08.04", "64.08.06.2001", "64.08.04.1010", "64.08"])
def test_three_forms_say_the_same(client: Client, code: str) -> None:
    region = region_by_code(code)
    assert region is not None
    dip = dip_of(region)
    wanted = [[str(row.number), row.ppid_class, *row.cells] for row in dip.rows]
    assert wanted
    assert on_page(client, code) == wanted

    book = openpyxl.load_workbook(BytesIO(client.get(f"/wilayah/{code}/ppid/dip.xlsx").content))
    head, *rows = book["DIP"].iter_rows(values_only=True)
    assert head[2:8] == COLUMNS
    assert [[str(cell) for cell in row[:8]] for row in rows] == wanted
    assert [row[8] for row in rows] == [f"http://testserver/dokumen/{each.key}/" for each in dip.rows]
    assert list(book["Dikecualikan"].iter_rows(min_row=2, values_only=True)) == dip.excluded

    text = pdf_text(client.get(f"/wilayah/{code}/ppid/dip.pdf").content)
    place = 0
    for row in wanted:
        for cell in row:
            assert (place := text.find(squeezed(cell), place)) >= 0, cell
    for told in dip.excluded:
        assert all(squeezed(each) in text for each in told)


def pdf_text(data: bytes) -> str:
    from pypdfium2 import raw

    opened = pypdfium2.PdfDocument(data)
    assert raw.FPDFCatalog_IsTagged(opened.raw)
    found = []
    for number in range(len(opened)):
        page = opened[number]
        words = page.get_textpage()
        found.append(words.get_text_bounded())
        words.close()
        page.close()
    opened.close()
    return squeezed("".join(found).replace("\ufffe", ""))
