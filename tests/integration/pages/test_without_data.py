"""A region nobody has told anything of: no empty heading, no zero for unknown; what is missing, the keeper and one contact."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.db.models import Q
from django.test import Client
from django.utils import timezone

from boundaries.models import Boundary, OfficialArea, Region
from boundaries.selectors import region_by_code
from documents.models import Document, DocumentVersion
from facilities.models import FacilityVersion
from kegiatan.models import Activity
from monografi.models import Edition
from projects.models import Project, ProjectSite
from services.models import Office
from stewardship.selectors import keeper_of

pytestmark = pytest.mark.django_db
DESA, KELURAHAN = "64.08.06.2001", "64.08.04.1010"
HEADINGS = ("h1", "h2", "h3", "h4")
SILENT = ("script", "style", "svg")


@pytest.fixture(params=[DESA, KELURAHAN], ids=["desa", "kelurahan"])
def bare(request: pytest.FixtureRequest, db: None) -> Region:
    """A region whose entries of every part, and its border, are gone."""
    region = Region.objects.with_code(request.param, day=timezone.localdate()).get()
    ProjectSite.objects.filter(region=region).delete()
    Project.objects.filter(region=region).delete()
    # The budget of a kelurahan is its kecamatan's, and told on its page.
    documents = Document.objects.filter(Q(region=region) | Q(region=region.parent, type="dpa"))
    documents.update(newest=None)
    DocumentVersion.objects.filter(document__in=documents).delete()
    documents.delete()
    Edition.objects.filter(region=region).delete()
    FacilityVersion.objects.filter(region=region).delete()
    Office.objects.filter(region=region).delete()
    Activity.objects.filter(region=region).delete()
    OfficialArea.objects.filter(region=region).delete()
    Boundary.objects.filter(region=region).delete()
    return region


class Outline(HTMLParser):
    """What a page says in its <main>: each heading with the words up to the next one, and the words of each figure."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.parts: list[list[str]] = []  # level, heading, words
        self.figures: list[str] = []
        self._open: list[str] = []
        self.feed(text.partition("<main")[2].partition(">")[2].partition("</main>")[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("img", "input", "br", "meta", "link", "hr"):
            return
        self._open.append(tag)
        if tag in HEADINGS:
            self.parts.append([tag, "", ""])
        if tag in ("dd", "td"):
            self.figures.append("")

    def handle_endtag(self, tag: str) -> None:
        while tag in self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self.parts or any(tag in self._open for tag in SILENT):
            return
        self.parts[-1][1 if any(tag in self._open for tag in HEADINGS) else 2] += data
        if any(tag in self._open for tag in ("dd", "td")):
            self.figures[-1] += data

    def empty_headings(self) -> Iterator[str]:
        """Yield the headings without a word of their own, or below them."""
        for number, (level, heading, words) in enumerate(self.parts):
            following = self.parts[number + 1][0] if number + 1 < len(self.parts) else "h1"
            if not heading.strip() or (not words.strip() and following <= level):
                yield heading


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def code_of(region: Region) -> str:
    code = region.codes.filter(scheme="kemendagri").values_list("code", flat=True).get()
    return str(code)


@pytest.mark.parametrize("below", ["", "ppid/", "monografi/"])
def test_no_empty_heading_and_no_zero_for_unknown(client: Client, bare: Region, below: str) -> None:
    outline = Outline(text_of(client, f"/wilayah/{code_of(bare)}/{below}"))
    assert outline.parts
    assert list(outline.empty_headings()) == []
    assert [each for each in outline.figures if re.match(r"\s*0(\D|$)", each)] == []
    words = " ".join(part for each in outline.parts for part in each[1:])
    assert not re.search(r"(?<![\d.,])0 (paket|dokumen|fasilitas|kabar|jiwa|orang|km)", words)
    assert "None" not in words and "nan" not in words.split()


@pytest.mark.parametrize("below", ["", "ppid/", "monografi/"])
def test_the_keeper_and_one_contact_are_named(client: Client, bare: Region, below: str) -> None:
    facts = region_by_code(code_of(bare))
    assert facts is not None
    keeper = keeper_of(facts)
    assert keeper is not None
    text = text_of(client, f"/wilayah/{code_of(bare)}/{below}")
    main = text.split("<main")[1].split("</main>")[0]
    assert keeper.unit in main
    contacts = re.findall(r'<a href="((?:https://wa\.me/|tel:|mailto:)[^"]*)"', main)
    assert set(contacts) == {keeper.contact_url}


def test_each_missing_part_is_named_once_and_in_its_place(client: Client, bare: Region) -> None:
    text = text_of(client, f"/wilayah/{code_of(bare)}/")
    absent = text.split('<section id="belum-ada"')[1].split("</section>")[0]
    missing = [
        "Batas wilayah ini belum diterbitkan.",
        f"Belum ada paket pekerjaan di {bare.name} yang tercatat.",
        f"Belum ada dokumen {bare.name} yang terbit.",
        f"Belum ada monografi {bare.name} yang terbit.",
        f"Belum ada fasilitas di {bare.name} yang tercatat.",
        f"Belum ada kabar kegiatan dari {bare.name}.",
    ]
    assert re.findall(r"<li>(.*?)</li>", absent) == missing
    assert [text.count(each) for each in missing] == [1] * len(missing)
    for key in ("proyek", "dokumen", "monografi", "fasilitas", "kabar"):
        assert f'id="{key}"' not in text and f'href="#{key}"' not in text
    assert text.count(f"Alamat dan jam buka kantor {bare.name} belum diisi.") == 1  # where the office would stand


def test_a_kelurahan_with_the_budget_of_its_kecamatan_alone_is_told_no_zero(client: Client) -> None:
    kelurahan = Region.objects.with_code(KELURAHAN, day=timezone.localdate()).get()
    Document.objects.filter(region=kelurahan).update(region=kelurahan.parent)
    text = text_of(client, f"/wilayah/{KELURAHAN}/")
    assert 'href="#dokumen"' in text and "0 dokumen" not in text and "(0)" not in text


def test_ppid_and_monograph_say_that_nothing_is_published(client: Client, bare: Region) -> None:
    code, name = code_of(bare), bare.name
    assert f"Belum ada dokumen {name} yang terbit, jadi daftarnya masih kosong." in text_of(
        client, f"/wilayah/{code}/ppid/"
    )
    text = text_of(client, f"/wilayah/{code}/monografi/")
    assert "Belum ada monografi" in text and "<table" not in text
