"""What may be published and what is refused, whatever it is called."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from documents.checking import Checked, check
from imports.reading import workspace
from imports.refusals import Refusal
from tests.factories.papers import (
    docx,
    lying_about_size,
    packed,
    packed_twice,
    pdf,
    pdf_with,
    picture,
    twice,
    xlsx,
    xlsx_reaching_far,
    zipped,
)

SCRIPT = b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>"
RELATION = (
    '<Relationships><Relationship Type="http://x/attachedTemplate"'
    ' Target="http://x/" TargetMode="External"/></Relationships>'
)
DDE = "<w:p><w:r><w:instrText>DDEAUTO c:\\\\windows\\\\cmd.exe</w:instrText></w:r></w:p>"
OUTSIDE = (
    "<Relationships><Relationship TargetMode = 'External' Type='http://x/frame' Target='http://x/'/></Relationships>"
)
NESTED = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc='
    '"http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body><w:p><w:r><w:t>Luar</w:t></w:r>'
    "<mc:AlternateContent><mc:Choice><w:p><w:r><w:t>Kotak</w:t></w:r></w:p></mc:Choice>"
    "<mc:Fallback><w:p><w:r><w:t>Kotak</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent></w:p></w:body></w:document>"
)
ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'


@pytest.fixture
def folder() -> Iterator[Path]:
    with workspace() as made:
        yield made


def checked(folder: Path, name: str, data: bytes) -> Checked:
    path = folder / "berkas"
    path.write_bytes(data)
    return check(path, name)


@pytest.mark.parametrize(
    ("name", "data", "kind", "pages", "word"),
    [
        ("a.pdf", pdf(), "pdf", 1, "Jembatan"),
        ("A.PDF", pdf(), "pdf", 1, "Jembatan"),
        ("a.docx", docx(), "docx", None, "Jembatan"),
        ("a.xlsx", xlsx(["Uraian", "Jembatan"]), "xlsx", None, "Jembatan"),
        ("a.jpeg", picture("JPEG"), "jpg", 1, ""),
        ("a.png", picture("PNG"), "png", 1, ""),
    ],
)
def test_good_files_are_read(folder: Path, name: str, data: bytes, kind: str, pages: int | None, word: str) -> None:
    found = checked(folder, name, data)
    assert (found.kind, found.pages, found.size_bytes) == (kind, pages, len(data))
    assert word in found.text
    assert found.preview.startswith(b"RIFF") == (pages is not None)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("kosong.pdf", b"", "0 bita"),
        ("arsip.pdf", zipped({"a.txt": "a"}), "arsip zip"),
        ("word.pdf", docx(), "isinya DOCX"),
        ("gambar.pdf", picture("PNG"), "isinya PNG"),
        ("program.pdf", b"MZ\x90\x00", "bukan PDF"),
        ("laman.pdf", b"<html><script>alert(1)</script>", "bukan PDF"),
        ("lama.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office lama"),
        ("potong.pdf", pdf()[:40], "rusak"),
        ("potong.docx", docx()[:-40], "rusak"),
        ("potong.png", picture("PNG")[:60], "rusak"),
        ("skrip.pdf", pdf_with(SCRIPT), "skrip"),
        ("samar.pdf", pdf_with(SCRIPT.replace(b"JavaScript", b"Java#53cript")), "skrip"),
        ("nama.pdf", pdf_with(b"/Names<</JavaScript<</Names[(a) 4 0 R]>>>>", b"<</S/JavaScript/JS(a)>>"), "skrip"),
        ("kemas.pdf", pdf_with(b"", packed(b"5 0 <</S/JavaScript/JS(app.alert(1))>>")), "skrip"),
        ("kemas2.pdf", pdf_with(b"", packed_twice(b"5 0 <</S/JavaScript/JS(app.alert(1))>>")), "menyembunyikan"),
        ("geser.pdf", pdf_with(b"", packed(b"5 0 <<>>", kind=b"/Type/ObjStm/DecodeParms<</Predictor 12>>")), "menyembun"),
        ("tunjuk.pdf", pdf_with(b"", packed(b"5 0 <<>>", kind=b"/Type/ObjStm/Filter 9 0 R")), "menyembunyikan"),
        ("putar.pdf", pdf_with(b"/OpenAction<</S/Rendition/JS(app.alert(1))>>"), "skrip"),
        ("jalan.pdf", pdf_with(b"/OpenAction<</S/Launch/F(cmd.exe)>>"), "skrip"),
        ("lampir.pdf", pdf_with(b"/Names<</EmbeddedFiles<</Names[]>>>>"), "menyembunyikan"),
        ("kunci.pdf", pdf() .replace(b"/Info 8 0 R", b"/Info 8 0 R/Encrypt 9 0 R"), "terkunci"),
        ("makro.docx", docx({"word/vbaProject.bin": "x"}), "makro"),
        ("makro.docx", docx({"word/vbaproject.BIN": "x"}), "makro"),
        ("jenis.docx", docx({"[Content_Types].xml": "application/vnd.ms-word.document.macroEnabled.main+xml"}), "makro"),
        ("makro.xlsx", zipped({"xl/workbook.xml": "<a/>", "xl/vbaProject.bin": "x"}), "makro"),
        ("objek.docx", docx({"word/embeddings/oleObject1.bin": "x"}), "menyembunyikan"),
        ("templat.docx", docx({"word/_rels/settings.xml.rels": RELATION}), "dari luar"),
        ("dde.docx", docx({"word/header1.xml": DDE}), "skrip"),
        ("entitas.docx", docx({"word/header1.xml": ENTITIES}), "skrip"),
        ("lebar.docx", docx({"word/header1.xml": ENTITIES.encode("utf-16")}), "skrip"),
        ("sandi.docx", docx({"word/header1.xml": '<?xml version="1.0" encoding="utf-7"?><a/>'}), "rusak"),
        ("samar.docx", docx({"word/a.dat": "x", "[Content_Types].xml": "application/vnd.ms-office.vbaProject"}), "makro"),
        ("bingkai.docx", docx({"word/_rels/document.xml.rels": OUTSIDE}), "dari luar"),
        ("ganda.docx", twice(docx(), "word/document.xml", "<a/>"), "rusak"),
        ("ganda.xlsx", twice(xlsx(["a"]), "XL/workbook.xml", "<a/>"), "rusak"),
        ("bohong.docx", lying_about_size(docx()), "rusak"),
        ("bom.docx", docx({f"word/{n}.xml": " " * 40_000_000 for n in range(8)}), "terlalu besar"),
        ("bom.xlsx", zipped({"xl/workbook.xml": "<a/>", **{f"xl/{n}.xml": " " * 40_000_000 for n in range(8)}}), "terlalu"),
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_what_may_not_be_published_is_refused_with_a_word(folder: Path, name: str, data: bytes, says: str) -> None:
    with pytest.raises(Refusal) as refused:
        checked(folder, name, data)
    assert says in refused.value.message_id
    assert refused.value.message_en
    assert refused.value.remedy.id


def test_one_cell_in_the_last_corner_is_read_all_the_same(folder: Path) -> None:
    assert checked(folder, "a.xlsx", xlsx_reaching_far()).text == "Sheet\nJembatan\nujung"


def test_words_keep_apart_and_are_said_once(folder: Path) -> None:
    assert checked(folder, "a.docx", docx({}, text="Rp\u00a05.000\u202f000")).text == "Rp 5.000 000"
    text = zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": NESTED})
    assert checked(folder, "b.docx", text).text == "Luar\nKotak"


def test_what_is_too_large_is_refused_with_the_limit(folder: Path, settings: Any) -> None:
    settings.DOCUMENT_MAX_BYTES = 1_000
    with pytest.raises(Refusal, match="at most 1 kB"):
        checked(folder, "a.pdf", pdf())


def test_what_unpacks_to_too_much_is_refused(folder: Path) -> None:
    bomb = packed(b"\0" * 310_000_000, kind=b"")
    assert len(bomb) < 1_000_000
    with pytest.raises(Refusal, match="too large or too heavy"):
        checked(folder, "bom.pdf", pdf_with(b"", bomb))
