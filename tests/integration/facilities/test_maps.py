"""The layer on every map: a mark with a letter for each group, to be switched on and off apart."""

import re

import pytest
from django.test import Client

from facilities.kinds import GROUPS
from facilities.models import FacilityVersion

from .conftest import BUSANG, region_of

pytestmark = pytest.mark.django_db


def count_in(group: str) -> int:
    return FacilityVersion.objects.current().of_group(group).filter(region__parent=region_of(BUSANG)).count()


def test_the_folium_map_lists_each_group_with_its_letter_and_count(client: Client) -> None:
    text = client.get(f"/wilayah/{BUSANG}/peta/").content.decode()
    for group in GROUPS.values():
        entry = re.search(
            rf"tanda-{group.mark}[^>]*>{group.letter}<[^>]*><span>{group.title_id}</span>[^>]*>(\d+)<", _plain(text)
        )
        assert (int(entry[1]) if entry else 0) == count_in(group.code), group.code


def _plain(text: str) -> str:
    return (
        text.replace("\\u003c", "<")
        .replace("\\u003e", ">")
        .replace("\\u0022", '"')
        .replace('\\"', '"')
        .replace("\\/", "/")
    )


def test_the_source_is_told_once_not_for_each_group(client: Client) -> None:
    text = client.get(f"/wilayah/{BUSANG}/peta/").content.decode()
    assert text.count("data contoh, dibuat acak") == 1


def test_the_saved_map_is_small_enough_to_send(client: Client) -> None:
    for code in ("64.08", BUSANG):
        assert len(client.get(f"/wilayah/{code}/peta/?simpan=1").content) <= 400 * 1024


def test_the_regencys_map_leaves_out_what_would_bury_it_and_says_so(client: Client) -> None:
    text = client.get("/wilayah/64.08/peta/").content.decode()
    assert "tanda-square" not in text.split("</style>")[-1] and "Terlalu besar untuk peta ini" in text


def test_the_large_map_draws_a_mark_for_each_group_and_says_which(client: Client) -> None:
    text = client.get(f"/peta/?lapisan=desa,fasilitas&wilayah={BUSANG}").content.decode()
    there = {group for group in GROUPS if count_in(group)}
    assert {group for group in GROUPS if f'id="tanda-{GROUPS[group].mark}-{GROUPS[group].letter}"' in text} >= there
    assert all(group.title_id in text for group in GROUPS.values())


def test_many_points_are_drawn_small_and_without_links(client: Client) -> None:
    text = client.get("/fasilitas/").content.decode()
    assert text.count("<use ") == FacilityVersion.objects.current().count()
    assert 'class="layer many"' in text
