"""Two sources side by side: each disagreement is found, links both sides, and nothing else is said to be one."""

import csv
import io
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.permissions import system_user
from boundaries.models import OfficialArea, Region
from facilities.models import FacilityVersion
from layers.models import LayerSettings
from monografi.models import Figure
from projects.models import ProjectSite
from stewardship.actions import give_mandate
from stewardship.models import Role

pytestmark = pytest.mark.django_db
PAGE = "/periksa-silang/"


def region(code: str) -> Region:
    return Region.objects.with_code(code, day=timezone.localdate()).get()


def lines(client: Client, query: str = "", page: str = PAGE) -> list[dict[str, str]]:
    text = client.get(f"{page}?{query}&format=csv").content.decode().removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text)))


def test_schools_disagree_where_monograph_and_map_do(client: Client) -> None:
    bentuq = region("64.08.06.2001")
    mapped = FacilityVersion.objects.current().filter(region=bentuq, kind__in=("sd", "mi")).count()
    newest = Figure.objects.filter(edition__region=bentuq, edition__status="terbit", indicator="sekolah_sd").order_by(
        "-edition__year"
    )[0]
    Figure.objects.filter(pk=newest.pk).update(number=mapped)
    subject = "SD sederajat"
    told = [row["hal"] for row in lines(client, "jenis=sekolah") if row["kode"] == "64.08.06.2001"]
    assert subject not in told
    Figure.objects.filter(pk=newest.pk).update(number=mapped + 7)
    (row,) = (row for row in lines(client, "jenis=sekolah") if (row["kode"], row["hal"]) == ("64.08.06.2001", subject))
    assert row["tertulis"].startswith(f"{mapped + 7} ")
    assert row["ternyata"].startswith(f"{mapped} ")
    assert row["data_contoh"] == "ya"


def test_a_facility_typed_into_the_wrong_desa(client: Client) -> None:
    FacilityVersion.objects.update(stated_region=None)  # the demo has one
    assert lines(client, "jenis=fasilitas") == []
    there = FacilityVersion.objects.current().filter(region=region("64.08.06.2002"))[0]
    FacilityVersion.objects.filter(pk=there.pk).update(stated_region=region("64.08.06.2001"), name="=Nama")
    (row,) = lines(client, "jenis=fasilitas")
    assert (row["kode"], row["hal"]) == ("64.08.06.2001", "'=Nama")
    # A kecamatan that was typed and holds the point is no disagreement.
    FacilityVersion.objects.filter(pk=there.pk).update(stated_region=region("64.08.06"))
    assert lines(client, "jenis=fasilitas") == []


def test_a_site_outside_its_desa(client: Client) -> None:
    (told,) = lines(client, "jenis=proyek")  # the one of the demo
    assert told["data_contoh"] == "ya"
    site = ProjectSite.objects.current().exclude(region=None).order_by("pk")[0]
    ProjectSite.objects.filter(pk=site.pk).update(geom=Point(118.9, 1.8, srid=4326), point=Point(118.9, 1.8, srid=4326))
    assert {row["hal"] for row in lines(client, "jenis=proyek")} == {told["hal"], site.title}


def test_areas_apart_by_five_percent(client: Client) -> None:
    rows = lines(client, "jenis=luas")
    assert rows
    busang = region("64.08.06")
    OfficialArea.objects.filter(region=busang).delete()
    assert "64.08.06" not in {row["kode"] for row in lines(client, "jenis=luas")}
    area_m2 = busang.boundaries.get(until=None).area_m2
    OfficialArea.objects.create(region=busang, area_km2=round(area_m2 / 1e6 * 1.04, 3), source="Uji", year="2026")
    assert "64.08.06" not in {row["kode"] for row in lines(client, "jenis=luas")}
    OfficialArea.objects.filter(region=busang).update(area_km2=round(area_m2 / 1e6 * 1.2, 3))
    (row,) = (row for row in lines(client, "jenis=luas") if row["kode"] == "64.08.06")
    assert row["ternyata"] == "3.207,34 km² menurut batas, −17 %"


def test_both_sides_of_every_check_open(client: Client) -> None:
    first = {row["jenis"]: row for row in reversed(lines(client))}
    assert set(first) == {"sekolah", "luas", "proyek", "fasilitas"}
    for row in first.values():
        for name in ("alamat_tertulis", "alamat_ternyata"):
            assert client.get(row[name].removeprefix("http://testserver").partition("#")[0]).status_code == 200, row


def test_the_address_narrows_and_is_kept(client: Client) -> None:
    rows = lines(client, "kecamatan=64.08.06")
    assert rows
    assert all(row["kode"].startswith("64.08.06") for row in rows)
    text = client.get(f"{PAGE}?kecamatan=64.08.06&jenis=sekolah").content.decode()
    assert '<option value="64.08.06" selected' in text
    assert 'id="sekolah"' in text
    assert 'id="luas"' not in text


@pytest.mark.parametrize("query", ["kecamatan=64.99.01", "jenis=x"])
def test_an_unknown_word_is_named(client: Client, query: str) -> None:
    assert client.get(f"{PAGE}?{query}").status_code == 400


@pytest.mark.parametrize("query", ["", "?kecamatan=64.08.06", "?jenis=sekolah"])
def test_as_many_queries_whatever_is_asked(client: Client, django_assert_max_num_queries: Any, query: str) -> None:
    with django_assert_max_num_queries(10):
        assert client.get(f"{PAGE}{query}").status_code == 200


def test_a_hidden_layer_says_nothing(client: Client) -> None:
    LayerSettings.objects.update_or_create(key="fasilitas", defaults={"visibility": "internal"})
    assert {row["jenis"] for row in lines(client)} == {"luas", "proyek"}


def test_the_desk_is_about_what_a_person_keeps(client: Client) -> None:
    assert client.get("/kelola/periksa-silang/").status_code == 302
    user = User.objects.create_user("meja")
    give_mandate(user=user, role=Role.OPERATOR, region=region("64.08.06"), by=system_user())
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    rows = lines(client, page="/kelola/periksa-silang/")
    assert rows
    assert all(row["kode"].startswith("64.08.06") for row in rows)
    assert "/kelola/fasilitas/baru/?wilayah=64.08.06" in client.get("/kelola/periksa-silang/").content.decode()
