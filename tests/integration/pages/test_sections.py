"""Parts of a region page: what is there, what is missing, in the order they are declared."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.permissions import system_user
from geoportal.pages import sections
from geoportal.pages.sections import Asked, Part, Section
from layers.releases import open_release

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


def page(client: Client, monkeypatch: pytest.MonkeyPatch, *parts: Callable[[Asked], Section]) -> str:
    monkeypatch.setattr(sections, "PARTS", [Part(each, ("uji",)) for each in parts])
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
    part = text.split('<section id="belum-ada"')[1].split("</section>")[0]
    assert "Belum ada apa pun di Long Bentuq." in part
    assert "hubungi" in part and "Bagian kosong" not in text
    assert "Lihat semua" not in part


def test_what_is_missing_stands_after_what_is_there(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    text = page(client, monkeypatch, absent, present)
    assert text.index('id="uji"') < text.index("Belum ada apa pun")


def test_a_part_is_made_again_once_a_release_it_reads_has_moved(
    client: Client, monkeypatch: pytest.MonkeyPatch, django_user_model: Any
) -> None:
    made = []

    def counted(asked: Asked) -> Section:
        made.append(asked.region.name)
        return absent(asked)

    page(client, monkeypatch, counted)
    page(client, monkeypatch, counted)
    assert len(made) == 1
    open_release(layer="uji", by=system_user())
    page(client, monkeypatch, counted)
    assert len(made) == 2
    client.force_login(django_user_model.objects.create_user("petugas"))
    page(client, monkeypatch, counted)
    assert len(made) == 3
