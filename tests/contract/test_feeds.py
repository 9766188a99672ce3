"""Atom: what RFC 4287 asks, ids that stay, what a release changed, and nothing of hidden layers."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.permissions import system_user
from imports.actions import undo
from layers import registry
from layers.models import LayerSettings, Visibility
from layers.releases import open_release
from tests.factories.atom import ATOM, entries, faults, links, parsed, text
from tests.factories.thematic import fill_layer, make_layer, mills
from tests.factories.throwaway import OFFICES

pytestmark = pytest.mark.django_db
DESA = "/api/collections/desa/releases.atom"
MILLS = "/api/collections/pabrik/releases.atom"
LAYER_PAGE = "/lapisan/desa/"


@pytest.fixture
def offices() -> Iterator[None]:
    registry.register(OFFICES)
    yield
    registry.unregister(OFFICES.key)


def read(client: Client, address: str) -> ET.Element:
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, ATOM), answer.content
    feed = parsed(answer.content)
    assert faults(feed, f"http://testserver{address.partition('?')[0]}") == []
    return feed


def document(client: Client, address: str) -> dict[str, Any]:
    return json.loads(client.get(address).getvalue())  # type: ignore[no-any-return]


@pytest.mark.parametrize("key", ["desa", "kecamatan", "kabupaten", "fasilitas", "proyek"])
def test_every_layer_has_a_feed_of_its_releases(client: Client, key: str) -> None:
    feed = read(client, f"/api/collections/{key}/releases.atom")
    assert links(feed, "alternate") == [f"http://testserver/lapisan/{key}/"]
    assert client.get(f"/lapisan/{key}/").status_code == 200
    assert entries(feed)


def test_an_entry_leads_to_the_page_of_its_day_and_to_what_changed(client: Client) -> None:
    (entry,) = entries(read(client, DESA))
    assert text(entry, "title").endswith("rilis 1")
    (changes,) = links(entry, "related")
    page = document(client, changes.removeprefix("http://testserver"))
    assert f"<p>{page['numberMatched']} baru.</p>" in text(entry, "summary")
    assert client.get(links(entry, "alternate")[0].removeprefix("http://testserver")).status_code == 200


def test_ids_stay_and_words_follow_the_language(client: Client) -> None:
    ours, theirs = read(client, DESA), read(client, f"{DESA}?bahasa=en")
    elsewhere = parsed(client.get(DESA, headers={"host": "lain.example"}).content)
    found = [[text(each, "id") for each in (feed, *entries(feed))] for feed in (ours, theirs, elsewhere)]
    assert found[0] == found[1] == found[2]
    # Written out: a reader that knows an entry must not be told of it again after an update of the software.
    assert found[0][0] == "urn:uuid:4cb1b935-a158-5dd1-a560-d553e389c492"
    assert text(entries(theirs)[0], "title").endswith("release 1")
    open_release(layer="desa", by=system_user())
    assert [text(each, "id") for each in entries(read(client, DESA))][1:] == found[0][1:]


def test_counts_are_those_of_changes_release_by_release(client: Client, tmp_path: Path) -> None:
    make_layer()
    fill_layer(tmp_path, mills(3))
    renamed = [(shape, {**row, "Nama": "Lama"} if row["Kode"] == "PKS-1" else row) for shape, row in mills(2)]
    undo(fill_layer(tmp_path, renamed, absent="berakhir"), by=system_user())
    summaries = [text(each, "summary") for each in entries(read(client, MILLS))]
    told = ["1 baru, 1 berubah.", "1 berubah, 1 tidak terbit lagi.", "3 baru."]
    assert [expected in summary for expected, summary in zip(told, summaries, strict=True)] == [True] * 3
    for number, kinds in ((3, ["changed", "added"]), (2, ["changed", "removed"]), (1, ["added"] * 3)):
        page = document(client, f"/api/collections/pabrik/changes?from={number - 1}&to={number}")
        assert [each["properties"]["change"] for each in page["features"]] == kinds


def test_a_release_that_changed_nothing_says_so(client: Client) -> None:
    open_release(layer="desa", by=system_user(), reason="Uji <b>coba</b> & lain")
    summary = text(entries(read(client, DESA))[0], "summary")
    assert "<p>Tidak ada yang berubah.</p>" in summary
    assert "<p>Uji &lt;b&gt;coba&lt;/b&gt; &amp; lain</p>" in summary


def test_queries_do_not_grow_with_releases(client: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            read(client, DESA)
        return len(queries)

    before = count()
    for _each in range(25):
        open_release(layer="desa", by=system_user())
    assert count() == before <= 4
    assert len(entries(read(client, DESA))) == 20


def test_a_reader_that_has_it_costs_no_feed(client: Client, django_assert_num_queries: Any) -> None:
    first = client.get(DESA)
    with django_assert_num_queries(2):
        assert client.get(DESA, headers={"if-none-match": first["ETag"]}).status_code == 304
    open_release(layer="desa", by=system_user())
    assert client.get(DESA, headers={"if-none-match": first["ETag"]}).status_code == 200
    head = client.head(DESA)
    assert (head.status_code, head.content) == (200, b"")


def test_the_page_of_a_layer_names_its_feed(client: Client) -> None:
    assert f'type="application/atom+xml" href="{DESA}"' in client.get(LAYER_PAGE).content.decode()


def test_hidden_and_unknown_layers_have_none(client: Client) -> None:
    LayerSettings.objects.update_or_create(key="desa", defaults={"visibility": Visibility.INTERNAL})
    for key in ("desa", "nope"):
        answer = client.get(f"/api/collections/{key}/releases.atom")
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_a_layer_that_was_only_declared_has_a_feed(client: Client, offices: None) -> None:
    here = "/api/collections/kantor-uji/releases.atom"
    feed = read(client, here)
    assert entries(feed) == []
    open_release(layer="kantor-uji", by=system_user(), reason="Pertama")
    (entry,) = entries(read(client, here))
    assert "<p>Pertama</p>" in text(entry, "summary") and links(entry, "related") == []
    LayerSettings.objects.create(key="kantor-uji", visibility=Visibility.INTERNAL)
    assert client.get(here).status_code == 404
