"""`/wilayah/{code}/atom.xml`: what is new in a region, valid by RFC 4287, and nothing of what is hidden."""

import xml.etree.ElementTree as ET
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.permissions import system_user
from documents.models import Document
from kegiatan.models import Activity
from layers.models import LayerSettings, Visibility
from layers.releases import open_release
from tests.factories.atom import ATOM, NAMESPACE, entries, faults, links, parsed, text

pytestmark = pytest.mark.django_db
SANGATTA = "/wilayah/64.08.04/atom.xml"


def read(client: Client, address: str = SANGATTA) -> ET.Element:
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, ATOM)
    feed = parsed(answer.content)
    assert faults(feed, f"http://testserver{address.partition('?')[0]}") == []
    return feed


def kinds(feed: ET.Element) -> set[str]:
    return {each.attrib["term"] for each in feed.findall("a:entry/a:category", NAMESPACE)}


@pytest.mark.parametrize("code", ["64", "64.08", "64.08.04", "64.08.04.1010", "64.08.06.2001"])
def test_every_level_has_a_feed(client: Client, code: str) -> None:
    feed = read(client, f"/wilayah/{code}/atom.xml")
    assert links(feed, "alternate") == [f"http://testserver/wilayah/{code}/"]
    assert len(entries(feed)) <= 60


def test_entries_of_every_kind_lead_to_their_pages(client: Client) -> None:
    feed = read(client)
    assert kinds(feed) == {"kabar", "dokumen", "proyek", "batas"}
    for entry in entries(feed):
        address = links(entry, "alternate")[0].removeprefix("http://testserver")
        assert client.get(address).status_code == 200, address


def test_what_is_sample_says_so(client: Client) -> None:
    told = [each for each in entries(read(client)) if each.find("a:category", NAMESPACE) is not None]
    assert told and all("data contoh" in text(each, "summary").lower() for each in told)


def test_what_is_put_right_comes_up_again_under_its_id(client: Client) -> None:
    last = [each for each in entries(read(client)) if "/kabar/" in links(each, "alternate")[0]][-1]
    number = links(last, "alternate")[0].rstrip("/").rsplit("/", 1)[1]
    Activity.objects.filter(pk=number).update(changed_at=timezone.now())
    first = entries(read(client))[0]
    assert (text(first, "title"), text(first, "id")) == (text(last, "title"), text(last, "id"))


def test_withdrawn_things_and_those_of_other_regions_are_not_told(client: Client) -> None:
    inside = Document.objects.inside(Document.objects.filter(region__codes__code="64.08.04")[0].region_id)
    titles = set(inside.values_list("title", flat=True))
    assert titles & {text(each, "title") for each in entries(read(client))}
    inside.update(state="ditarik", state_reason="Keliru", state_since=timezone.localdate())
    Activity.objects.update(withdrawn_at=timezone.now(), withdrawn_by=system_user(), reason="Keliru")
    assert kinds(read(client)) == {"proyek", "batas"}


def test_borders_of_a_hidden_layer_are_not_told(client: Client) -> None:
    LayerSettings.objects.update_or_create(key="kecamatan", defaults={"visibility": Visibility.INTERNAL})
    assert kinds(read(client)) == {"kabar", "dokumen", "proyek"}


def test_queries_are_as_many_for_a_village_as_for_the_regency(client: Client) -> None:
    counts = set()
    for code in ("64.08", "64.08.04", "64.08.04.1010"):
        with CaptureQueriesContext(connection) as queries:
            read(client, f"/wilayah/{code}/atom.xml")
        counts.add(len(queries))
    assert len(counts) == 1 and max(counts) <= 9


@pytest.mark.parametrize("key", ["kegiatan", "dokumen", "proyek", "kecamatan"])
def test_a_reader_that_has_it_costs_little_until_something_is_published(
    client: Client, key: str, django_assert_max_num_queries: Any
) -> None:
    tag = client.get(SANGATTA)["ETag"]
    with django_assert_max_num_queries(3):
        kept = client.get(SANGATTA, headers={"if-none-match": tag})
    assert (kept.status_code, kept.content, kept["ETag"]) == (304, b"", tag)
    open_release(layer=key, by=system_user())
    assert client.get(SANGATTA, headers={"if-none-match": tag}).status_code == 200


def test_words_follow_the_language_and_ids_do_not(client: Client) -> None:
    ours, theirs = read(client), read(client, f"{SANGATTA}?bahasa=en")
    assert text(ours, "title") == "Yang baru di Kecamatan Sangatta Utara"
    assert text(theirs, "title").startswith("New in")
    assert [text(each, "id") for each in entries(ours)] == [text(each, "id") for each in entries(theirs)]


def test_other_spellings_lead_on_and_unknown_codes_end(client: Client) -> None:
    moved = client.get("/wilayah/640804/atom.xml")
    assert (moved.status_code, moved["Location"]) == (301, SANGATTA)
    for code in ("64.99", "64.08.99", "1234567"):
        assert client.get(f"/wilayah/{code}/atom.xml").status_code == 404


def test_the_page_of_a_region_names_its_feed(client: Client) -> None:
    page = client.get("/wilayah/64.08.04/").content.decode()
    assert f'type="application/atom+xml" href="{SANGATTA}"' in page
