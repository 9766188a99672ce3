"""The small PDFs of the samples: they open, say what they were given, and are tagged."""

import ctypes

import pypdfium2
import pytest
from pypdfium2 import raw

from documents.plain_pdf import Block, written

BLOCKS = [
    Block("H1", ["Judul (contoh)"]),
    Block("P", [r"Satu \ dua"]),
    Block("TR", ["Uraian", "Jumlah"]),
    Block("TR", ["Dana desa", "Rp 5"]),
    Block("P", ["Penutup"]),
]


def tags(element: object) -> list[object]:
    name = ctypes.create_string_buffer(60)
    raw.FPDF_StructElement_GetType(element, name, 60)
    children = [
        raw.FPDF_StructElement_GetChildAtIndex(element, number)
        for number in range(raw.FPDF_StructElement_CountChildren(element))
    ]
    return [name.raw.decode("utf-16-le").split("\0")[0], *(tags(child) for child in children if child)]


def test_it_is_tagged_in_reading_order() -> None:
    opened = pypdfium2.PdfDocument(written("Judul", BLOCKS))
    page = opened[0]
    assert raw.FPDFCatalog_IsTagged(opened.raw)
    tree = raw.FPDF_StructTree_GetForPage(page.raw)
    assert tags(raw.FPDF_StructTree_GetChildAtIndex(tree, 0)) == [
        "Document", ["H1"], ["P"], ["Table", ["TR", ["TH"], ["TH"]], ["TR", ["TH"], ["TD"]]], ["P"],
    ]  # fmt: skip
    raw.FPDF_StructTree_Close(tree)
    words = page.get_textpage()
    text = words.get_text_bounded()
    for each in (words, page, opened):
        each.close()
    assert "Judul (contoh)" in text
    assert r"Satu \ dua" in text


def test_the_same_makes_the_same_bytes() -> None:
    assert written("Judul", BLOCKS) == written("Judul", BLOCKS)


def test_more_than_a_page_is_refused() -> None:
    with pytest.raises(ValueError, match="more than a page"):
        written("Judul", [Block("P", ["kata " * 100])] * 20)
