"""Parts of a region page: what is there, what is missing, in the order they are declared."""

from datetime import date

import pytest
from django.test import Client

from geoportal.pages import sections
from geoportal.pages.sections import Asked, Section

pytestmark = pytest.mark.django_db


def present(asked: Asked) -> Section:
    return Section(
        key="uji",
        title="Bagian uji",
        template="components/_missing.html",
        content={},
        count=12,
        newest=date(2026, 11, 3),
        all_url="/uji/",
        sample=True,
    )


def absent(asked: Asked) -> Section:
    return Section(
        key="kosong",
        title="Bagian kosong",
        template="tidak/ada.html",
        missing=f"Belum ada apa pun di {asked.region.name}.",
    )


def page(client: Client, monkeypatch: pytest.MonkeyPatch, *parts: object) -> str:
    monkeypatch.setattr(sections, "SECTIONS", parts)
    return client.get("/wilayah/64.08.06.2001/").content.decode()


def test_a_part_has_its_heading_count_day_and_label(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    text = page(client, monkeypatch, present)
    part = text.split('<section id="uji"')[1].split("</section>")[0]
    assert "Bagian uji" in part
    assert "data contoh" in part
    assert '<a href="/uji/">Lihat semua (12)</a>' in part
    assert "3 November 2026" in part


def test_a_part_without_entries_says_so_and_reads_no_template(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    text = page(client, monkeypatch, absent)
    part = text.split('<section id="kosong"')[1].split("</section>")[0]
    assert "Belum ada apa pun di Long Bentuq." in part
    assert "Lihat semua" not in part


def test_parts_stand_in_their_order(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    text = page(client, monkeypatch, absent, present)
    assert text.index('id="kosong"') < text.index('id="uji"')
