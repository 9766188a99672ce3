"""`/fasilitas/`, a facility's page, the part on a region's page, `/kelola/fasilitas/`: what they say and what they cost."""

import csv
from collections import Counter
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from accounts.models import User
from boundaries.selectors import region_by_code
from facilities import selectors
from facilities.kinds import KINDS
from facilities.models import LAYER, FacilityVersion
from geoportal.pages.sections import Asked
from geoportal.pages.sections.facilities import section
from layers.models import LayerSettings, Visibility

from .conftest import BUSANG, LONG_BENTUQ, TELUK_LINGGA, region_of, spot_in

pytestmark = pytest.mark.django_db


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def first(kind: str = "sd") -> FacilityVersion:
    row = selectors.current().filter(kind=kind).order_by("pk").first()
    assert row is not None
    return row


def test_the_list_tells_counts_that_are_those_of_the_table(client: Client) -> None:
    text = page(client, f"/fasilitas/?wilayah={BUSANG}&kelompok=pendidikan")
    inside = FacilityVersion.objects.current().filter(region__parent=region_of(BUSANG))
    count = sum(KINDS[kind].group.code == "pendidikan" for kind in inside.values_list("kind", flat=True))
    assert f"{count} fasilitas" in text
    assert "data contoh" in text
    assert "Fasilitas di Busang" in text


def test_filters_narrow_together_and_stand_in_the_form(client: Client) -> None:
    row = first()
    text = page(client, f"/fasilitas/?jenis=sd&q={row.npsn}")
    assert "1 fasilitas" in text and row.name in text
    assert '<option value="sd" selected>' in text and f'value="{row.npsn}"' in text


def test_pages_follow_each_other_to_the_end_without_gaps(client: Client) -> None:
    wanted = FacilityVersion.objects.current().filter(kind="posyandu").count()
    seen: Counter[str] = Counter()
    address = "/fasilitas/?jenis=posyandu"
    while address:
        response = client.get(address)
        seen.update(row.facility.key for row in response.context["rows"])
        following = response.context["following"]
        address = f"/fasilitas/?jenis=posyandu&setelah={following}" if following else ""
    assert len(seen) == wanted > 100 and set(seen.values()) == {1}


@pytest.mark.parametrize("near", ["117.55,0.52", "0.52, 117.55", LONG_BENTUQ])
def test_the_nearest_stand_first(client: Client, near: str) -> None:
    rows = client.get("/fasilitas/", {"dekat": near, "jenis": "puskesmas"}).context["rows"]
    distances = [row.distance_m for row in rows]
    assert distances == sorted(distances) and len(rows) == 18


def test_nearest_to_a_facility_begins_with_itself(client: Client) -> None:
    row = first()
    assert client.get(f"/fasilitas/?dekat={row.facility.key}").context["rows"][0].facility == row.facility


@pytest.mark.parametrize(
    "query",
    ["wilayah=xx", "wilayah=64.08.99", "jenis=xx", "kelompok=xx", "dekat=di+sana", "dekat=f-99", "setelah=f-99"],
)
def test_what_cannot_be_asked_is_told(client: Client, query: str) -> None:
    assert "alert" in page(client, f"/fasilitas/?{query}", 400) or "tidak" in page(client, f"/fasilitas/?{query}", 400)


def test_an_empty_list_says_so_and_leads_on(client: Client) -> None:
    assert "Belum ada fasilitas yang tercatat" in page(client, f"/fasilitas/?wilayah={LONG_BENTUQ}&jenis=bandara")


def test_hostile_text_is_text(client: Client) -> None:
    FacilityVersion.objects.filter(pk=first().pk).update(name="<script>alert(1)</script>")
    for address in ("/fasilitas/?q=script", f"/fasilitas/{first().facility.key}/", "/cari/?q=script"):
        assert "<script>alert" not in page(client, address)


def test_a_facility_tells_its_facts_and_history(client: Client) -> None:
    row = first("puskesmas")
    text = page(client, f"/fasilitas/{row.facility.key}/")
    for told in (row.name, row.facility.key, "data contoh", "30 Juni 2026", "rilis 1", "SP4N-LAPOR!", "Tidak ada data"):
        assert told in text


def test_a_point_in_another_desa_than_stated_is_told(client: Client) -> None:
    row = first()
    FacilityVersion.objects.filter(pk=row.pk).update(
        stated_region=region_of(TELUK_LINGGA), region=region_of(LONG_BENTUQ)
    )
    assert "Sumbernya menyebut Teluk Lingga, tetapi titiknya terletak di Long Bentuq" in page(
        client, f"/fasilitas/{row.facility.key}/"
    )
    assert row.pk in {each.pk for each in selectors.outside_their_desa()}


def test_an_unknown_key_answers_404(client: Client) -> None:
    page(client, "/fasilitas/f-999999/", 404)


def test_the_pages_are_hidden_with_their_layer(client: Client) -> None:
    key = first().facility.key
    LayerSettings.objects.create(key=LAYER, visibility=Visibility.DRAFT)
    for address in ("/fasilitas/", f"/fasilitas/{key}/", "/fasilitas/jumlah.csv"):
        page(client, address, 404)
    assert "Daftar fasilitas belum dibuka untuk umum" in page(client, f"/wilayah/{LONG_BENTUQ}/")
    assert client.get(f"/api/regions/{LONG_BENTUQ}?include=facilities").json()["included"]["facilities"] == []
    assert selectors.search("SD Negeri", 5) == []


def test_counts_as_csv_are_those_of_the_table(client: Client) -> None:
    lines = list(csv.DictReader(client.get("/fasilitas/jumlah.csv?tingkat=kecamatan").getvalue().decode().splitlines()))
    assert sum(int(line["jumlah"]) for line in lines) == FacilityVersion.objects.current().count()
    own = [line for line in lines if line["kode"] == BUSANG and line["kode_jenis"] == "puskesmas"]
    assert [(line["nama"], line["jumlah"], line["data_contoh"]) for line in own] == [("Busang", "1", "ya")]


def test_counts_of_one_region_only(client: Client) -> None:
    lines = list(csv.DictReader(client.get(f"/fasilitas/jumlah.csv?wilayah={BUSANG}").getvalue().decode().splitlines()))
    assert {line["kode"][:8] for line in lines} == {BUSANG}
    page(client, "/fasilitas/jumlah.csv?tingkat=rt", 400)


def test_the_region_page_tells_counts_and_what_is_nearest(client: Client) -> None:
    part = page(client, f"/wilayah/{LONG_BENTUQ}/").split('<section id="fasilitas"')[1].split("</section>")[0]
    assert "Terdekat dari tengah wilayah" in part and "Rumah sakit" in part
    assert f"/fasilitas/?wilayah={LONG_BENTUQ}" in part
    count = FacilityVersion.objects.current().filter(region=region_of(LONG_BENTUQ)).count()
    assert f"Lihat semua ({count})" in part


def test_a_region_without_facilities_says_so_without_a_zero(client: Client) -> None:
    FacilityVersion.objects.filter(region=region_of(LONG_BENTUQ)).delete()
    text = page(client, f"/wilayah/{LONG_BENTUQ}/")
    absent = text.split('<section id="belum-ada"')[1].split("</section>")[0]
    assert "Belum ada fasilitas di Long Bentuq yang tercatat." in absent
    assert '<section id="fasilitas"' not in text


def test_search_finds_a_facility_by_name_and_number(client: Client) -> None:
    row = first()
    assert row.name in page(client, f"/cari/?q={row.name.replace(' ', '+')}")
    assert row.name in page(client, f"/cari/?q={row.npsn}")


QUERIES = {
    "/fasilitas/": 10,
    f"/fasilitas/?wilayah={BUSANG}": 12,
    f"/fasilitas/?wilayah={LONG_BENTUQ}": 11,
    "/fasilitas/?dekat=117.55,0.52": 10,
}


@pytest.mark.parametrize(("address", "queries"), QUERIES.items(), ids=list(QUERIES))
def test_queries_are_fixed(client: Client, address: str, queries: int, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(queries):
        client.get(address)


def test_queries_of_a_facility_are_fixed(client: Client, django_assert_num_queries: Any) -> None:
    address = f"/fasilitas/{first().facility.key}/"
    with django_assert_num_queries(12):
        client.get(address)


@pytest.mark.parametrize(("code", "queries"), [("64.08", 1), (BUSANG, 1), (LONG_BENTUQ, 2)])
def test_the_part_makes_one_query_or_two(code: str, queries: int, django_assert_num_queries: Any) -> None:
    facts = region_by_code(code)
    assert facts is not None
    with django_assert_num_queries(queries):
        part = section(Asked(facts, timezone.localdate(), AnonymousUser(), frozenset({LAYER})))
    inside = FacilityVersion.objects.current().within(facts.pk)
    assert part.count == inside.count() and part.sample
    assert len({row.kind for row in part.content["rows"]}) == len(part.content["rows"]) == 5


# /kelola/fasilitas/


def filled(**changed: str) -> dict[str, str]:
    lon, lat = spot_in(LONG_BENTUQ)
    return {"kind": "posyandu", "name": "Posyandu Uji", "position": f"{lat}, {lon}", "condition": "baik", **changed}


def test_an_operator_adds_changes_and_closes(signed_in: Client) -> None:
    response = signed_in.post("/kelola/fasilitas/baru/", filled(), follow=True)
    assert "Terbit: Posyandu Uji, rilis 2." in response.content.decode()
    key = response.redirect_chain[-1][0].strip("/").split("/")[-1]
    assert "Posyandu Uji" in page(signed_in, "/kelola/fasilitas/?q=posyandu+uji")
    signed_in.post(f"/kelola/fasilitas/{key}/", filled(condition="rusak_berat"))
    assert "rusak berat" in page(signed_in, f"/fasilitas/{key}/")
    signed_in.post(f"/kelola/fasilitas/{key}/tutup/", {"reason": "dibongkar"})
    text = page(signed_in, f"/fasilitas/{key}/")
    assert "sudah tidak ada" in text and "Ditutup: dibongkar" in text
    assert "Posyandu Uji" not in page(signed_in, f"/fasilitas/?wilayah={LONG_BENTUQ}")
    signed_in.post(f"/kelola/fasilitas/{key}/buka/")
    assert "Posyandu Uji" in page(signed_in, f"/fasilitas/?wilayah={LONG_BENTUQ}&q=posyandu+uji")


def test_the_same_form_twice_is_one_facility(signed_in: Client) -> None:
    number = "7c1e3c1e-3f5b-4a52-8f0b-2d1d3b0a9c11"
    first_answer = signed_in.post("/kelola/fasilitas/baru/", filled(form=number))
    second = signed_in.post("/kelola/fasilitas/baru/", filled(form=number))
    assert first_answer["Location"] == second["Location"]
    assert FacilityVersion.objects.filter(name="Posyandu Uji").count() == 1


def test_faults_of_the_form_and_of_the_facts_are_told_together(signed_in: Client) -> None:
    response = signed_in.post("/kelola/fasilitas/baru/", filled(name="", position="-0.93, 116.6", npsn="12345678"))
    assert response.status_code == 400
    errors = response.context["form"].errors
    assert set(errors) == {"name", "position", "npsn"} and all(len(each) == 1 for each in errors.values())


def test_a_like_one_can_be_confirmed(signed_in: Client) -> None:
    signed_in.post("/kelola/fasilitas/baru/", filled())
    again = signed_in.post("/kelola/fasilitas/baru/", filled(name="Posyandu Uji"))
    assert 'name="certain"' in again.content.decode() and again.status_code == 400
    assert signed_in.post("/kelola/fasilitas/baru/", filled(certain="on")).status_code == 302


@pytest.mark.parametrize("path", ["", "tutup/", "buka/"])
def test_other_desa_are_closed_to_the_operator(signed_in: Client, path: str) -> None:
    other = FacilityVersion.objects.current().filter(region=region_of(TELUK_LINGGA)).select_related("facility").first()
    assert other is not None
    address = f"/kelola/fasilitas/{other.facility.key}/{path}"
    if path == "buka/":
        FacilityVersion.objects.filter(pk=other.pk).update(until=2)
    assert signed_in.post(address, filled()).status_code == 403


def test_the_list_holds_the_operators_regions_only(signed_in: Client) -> None:
    rows = signed_in.get("/kelola/fasilitas/").context["rows"]
    assert rows and {row.region_id for row in rows} == {region_of(LONG_BENTUQ).pk}


def test_strangers_are_led_to_the_door_and_others_refused(client: Client) -> None:
    assert client.get("/kelola/fasilitas/")["Location"].startswith("/masuk/")
    user = User.objects.create_user("lain")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    for address in ("/kelola/fasilitas/", "/kelola/fasilitas/baru/"):
        assert client.get(address).status_code == 403
    assert client.get("/kelola/fasilitas/tidak-ada/").status_code == 404


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "\x00", "name": "\x00"},
        {"position": "9" * 500},
        {"form": "bukan"},
        {"seen": "x"},
        {"npsn": "٣" * 8},
        {},
    ],
)
def test_odd_values_are_refused_not_thrown(signed_in: Client, values: dict[str, str]) -> None:
    assert signed_in.post("/kelola/fasilitas/baru/", {**(filled() if values else {}), **values}).status_code == 400
