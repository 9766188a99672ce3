"""How new things are: counted alike for everybody, nobody lacks what he is not asked for."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.permissions import system_user
from boundaries import selectors as boundaries
from boundaries.models import Region
from documents.models import Document
from documents.selectors import missing, missing_by_region
from facilities import selectors as facilities
from facilities.models import FacilityVersion
from geoportal.freshness import parts
from geoportal.freshness.parts import Part
from geoportal.freshness.rows import FRESH, LACKING, NONE, NOT_ASKED, OLD, rows_of, summaries
from geoportal.freshness.table import regions_of_today
from kegiatan.models import Activity
from monografi.models import Edition
from projects import selectors as projects
from projects.models import Project
from services.models import Office
from stewardship.actions import give_mandate
from stewardship.keeping import hand_over
from stewardship.models import Role

pytestmark = pytest.mark.django_db
PAGE = "/kebaruan/"


def region(code: str) -> Region:
    return Region.objects.with_code(code, day=timezone.localdate()).get()


def lines(client: Client, query: str, page: str = PAGE) -> list[dict[str, str]]:
    text = client.get(f"{page}?{query}&format=csv").content.decode().removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text)))


def test_all_160_with_their_states_as_the_database_says(client: Client) -> None:
    rows = lines(client, "tampil=semua")
    assert len(rows) == 160
    assert sum(1 for row in rows if row["layanan"]) == Office.objects.count()
    assert sum(1 for row in rows if row["monografi_keadaan"] == FRESH) == Edition.objects.filter(year=2025).count()
    known = set(Activity.objects.values_list("region", flat=True))
    assert sum(1 for row in rows if row["kabar"]) == len(known)
    assert {row["pengelola"] for row in rows} == {"dikelola_diskominfo"}


def test_old_is_old_and_nothing_is_nothing() -> None:
    bentuq, today = region("64.08.06.2001"), timezone.localdate()
    Activity.objects.filter(region=bentuq).update(day=today - timedelta(days=61))
    Office.objects.filter(region=bentuq).delete()
    (row,) = (each for each in rows_of(regions_of_today(), today) if each.region.pk == bentuq.pk)
    states = {cell.part.key: cell.state for cell in row.cells}
    assert (states["kabar"], states["layanan"], states["monografi"]) == (OLD, NONE, FRESH)
    assert {"layanan", "kabar"} <= {cell.part.key for cell in row.due}
    assert "monografi" not in {cell.part.key for cell in row.due}


def test_a_kelurahan_lacks_nothing_it_cannot_have(monkeypatch: pytest.MonkeyPatch) -> None:
    never = Part("apbdes", "APBDes", dict, lambda each: each.level == "desa" and each.kind != "kelurahan", 400)
    monkeypatch.setattr("geoportal.freshness.rows.PARTS", (never,))
    rows = rows_of(regions_of_today(), timezone.localdate())
    states = {
        row.region.kind: {each.cells[0].state for each in rows if each.region.kind == row.region.kind} for row in rows
    }
    assert states == {"kabupaten": {NOT_ASKED}, "kecamatan": {NOT_ASKED}, "desa": {NONE}, "kelurahan": {NOT_ASKED}}
    asked = sum(each.counts[0].asked for each in summaries(rows))
    assert asked == sum(1 for row in rows if row.region.kind == "desa")


def test_what_a_kelurahan_has_not_is_never_told_of_it() -> None:
    rows = rows_of(regions_of_today(), timezone.localdate())
    of_kelurahan = [cell for row in rows if row.region.kind == "kelurahan" for cell in row.cells]
    assert len(of_kelurahan) == 2 * len(parts.PARTS)
    assert not [cell for cell in of_kelurahan if cell.part.key in ("dokumen", "proyek") and cell.due]
    assert not [lack for cell in of_kelurahan for lack in cell.lacks]
    told = " ".join(lack for row in rows for cell in row.cells for lack in cell.lacks)
    assert "APBDes" in told  # some desa do lack it, and are told so


def test_documents_name_what_is_missing_and_projects_count_where_they_lie() -> None:
    bentuq, today = region("64.08.06.2001"), timezone.localdate()
    Document.objects.filter(region=bentuq, type="apbdes").update(type="lain")
    Project.objects.filter(region=bentuq).update(region=region("64.08.06.2002"))
    (row,) = (each for each in rows_of(regions_of_today(), today) if each.region.pk == bentuq.pk)
    cells = {cell.part.key: cell for cell in row.cells}
    assert cells["dokumen"].state in (LACKING, NONE)
    assert any(lack.startswith("APBDes") for lack in cells["dokumen"].lacks)
    assert cells["proyek"].state == NONE
    facts = boundaries.region_by_code("64.08.06.2001")
    assert facts is not None
    assert [each.type.code for each in missing_by_region([facts], today)[bentuq.pk]] == [
        each.type.code for each in missing(facts, today)
    ]


def test_every_newest_day_is_what_the_database_says() -> None:
    found = facilities.newest_by_region()
    live = FacilityVersion.objects.current().filter(region__isnull=False)
    assert set(found) == set(live.values_list("region", flat=True))
    FacilityVersion.objects.current().update(source_date=None)
    assert set(facilities.newest_by_region().values()) == {timezone.localdate()}
    assert set(projects.newest_by_region()) == set(
        Project.objects.filter(region__isnull=False).values_list("region", flat=True)
    )


def test_forms_open_for_the_region_they_are_of(client: Client) -> None:
    sign_in(client, "64.08.06.2001")
    for path in ("/kelola/dokumen/baru/", "/kelola/fasilitas/baru/"):
        assert client.get(f"{path}?wilayah=64.08.06.2001").status_code == 200
        assert client.get(f"{path}?wilayah=x").status_code == 400
    text = client.get("/kelola/dokumen/baru/?wilayah=64.08.06.2001").content.decode()
    assert f'<option value="{region("64.08.06.2001").pk}" selected' in text


def test_the_address_narrows(client: Client) -> None:
    assert {row["kecamatan"] for row in lines(client, "kecamatan=64.08.06") if row["jenis"] == "desa"} == {"Busang"}
    hand_over(region=region("64.08.06.2001"), unit="=Pemerintah", contact="081234567890", by=system_user())
    (row,) = lines(client, "pengelola=diserahkan")
    assert (row["nama"], row["unit"]) == ("Long Bentuq", "'=Pemerintah")
    whole, due = lines(client, "keadaan=lengkap"), lines(client, "keadaan=perlu")
    assert len(whole) + len(due) == 160
    assert "Lihat semua" in client.get(f"{PAGE}?pengelola=ditarik").content.decode()


@pytest.mark.parametrize("query", ["kecamatan=64.99.01", "keadaan=x", "pengelola=x"])
def test_an_unknown_word_is_named(client: Client, query: str) -> None:
    assert client.get(f"{PAGE}?{query}").status_code == 400


@pytest.mark.parametrize("query", ["", "?tampil=semua", "?kecamatan=64.08.06", "?keadaan=perlu"])
def test_as_many_queries_whatever_is_asked(client: Client, django_assert_num_queries: Any, query: str) -> None:
    with django_assert_num_queries(12):
        assert client.get(f"{PAGE}{query}").status_code == 200


def test_no_person_is_named(client: Client) -> None:
    hand_over(
        region=region("64.08.06.2001"), unit="Desa", person="Nama Orang", contact="081234567890", by=system_user()
    )
    for query in ("?tampil=semua", "?tampil=semua&format=csv", ""):
        assert "Nama Orang" not in client.get(f"{PAGE}{query}").content.decode()


def sign_in(client: Client, code: str | None) -> User:
    user = User.objects.create_user("meja")
    scope = {"region": region(code)} if code else {}
    give_mandate(user=user, role=Role.OPERATOR, by=system_user(), **scope)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


def test_the_desk_of_an_operator_is_about_his_region(client: Client) -> None:
    sign_in(client, "64.08.06.2001")
    Office.objects.filter(region=region("64.08.06.2001")).delete()
    text = client.get("/kelola/").content.decode()
    assert "Hari ini" in text
    assert "/kelola/kantor/?wilayah=64.08.06.2001" in text
    assert "Long Pejeng" not in text
    assert [row["nama"] for row in lines(client, "", "/kelola/wilayah/")] == ["Long Bentuq"]


def test_the_desk_of_a_kecamatan_reaches_down(client: Client) -> None:
    sign_in(client, "64.08.06")
    names = {row["nama"] for row in lines(client, "tampil=semua", "/kelola/wilayah/")}
    assert {"Busang", "Long Bentuq", "Long Pejeng"} <= names
    assert len(names) == 1 + Region.objects.filter(parent=region("64.08.06"), kind="desa").count()


def test_who_watches_over_all_sees_160(client: Client) -> None:
    sign_in(client, None)
    assert len(lines(client, "tampil=semua", "/kelola/wilayah/")) == 160
    assert "wilayah ada yang kurang" in client.get("/kelola/").content.decode()


def test_who_keeps_nothing_sees_nothing(client: Client) -> None:
    user = User.objects.create_user("tamu")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert "Hari ini" not in client.get("/kelola/").content.decode()
    assert client.get("/kelola/wilayah/").status_code == 200


def test_every_part_has_a_key_of_its_own() -> None:
    keys = [part.key for part in parts.PARTS]
    assert len(set(keys)) == len(keys)
