"""From a region's page straight to its forms, for whoever keeps it; and a way back to the desk from every page."""

import pytest
from django.test import Client

from accounts.models import User

pytestmark = pytest.mark.django_db
BENTUQ, PEJENG = "/wilayah/64.08.06.2001/", "/wilayah/64.08.06.2002/"
TELL, OFFICE = "/kelola/kegiatan/?wilayah=64.08.06.2001", "/kelola/kantor/?wilayah=64.08.06.2001"


def test_the_operator_finds_the_forms_on_his_own_page_only(client: Client, operator: User) -> None:
    page = client.get(BENTUQ).content.decode()
    assert f'href="{TELL}"' in page
    assert f'href="{OFFICE}"' in page
    assert "/kelola/kegiatan/?wilayah=" not in client.get(PEJENG).content.decode()
    assert "/kelola/kegiatan/?wilayah=" not in client.get(f"{BENTUQ}?as_of=2026-11-01").content.decode()
    assert "/kelola/" not in Client().get(BENTUQ).content.decode()


def test_every_page_leads_back_to_the_desk(client: Client, operator: User) -> None:
    page = client.get("/data/").content.decode()
    assert '<a href="/kelola/">Kelola</a>' in page
    assert '<span class="name">Operator Uji</span>' in page


def test_the_photo_field_has_a_twin_in_the_language_of_the_page(client: Client, operator: User) -> None:
    page = client.get("/kelola/kegiatan/").content.decode()
    assert '<label class="button button-quiet" for="id_photo">Pilih berkas</label>' in page
    assert page.index('id="id_photo"') < page.index("data-picked")


def test_whoever_fills_in_the_monograph_sends_its_sheet_from_the_same_page(client: Client, operator: User) -> None:
    page = client.get("/kelola/monografi/").content.decode()
    assert "Kirim dan periksa" in page
    assert "serahkan kepada petugas Diskominfo" not in page
