"""Whoever keeps a region sends the sheet of it and of what lies below, never that of a neighbour."""

from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.permissions import system_user
from boundaries.models import Region
from boundaries.selectors import region_by_code
from geoportal.upload.listing import waiting_for
from imports import actions, rights, steps
from imports.models import Run, RunState
from monografi.columns import SHEET
from monografi.models import Edition
from monografi.periods import Period
from monografi.scopes import villages_of
from monografi.targets import KEY
from monografi.template import XLSX, template
from stewardship.actions import end_mandate, give_mandate
from stewardship.models import Mandate, Role
from tests.factories.queue import work_off
from tests.factories.sending import answer, publish, send

pytestmark = pytest.mark.django_db
BUSANG, BENTUQ, PEJENG, SANGATTA = "64.08.06", "64.08.06.2001", "64.08.06.2003", "64.08.04"
YEAR = 2026
BACKEND = "django.contrib.auth.backends.ModelBackend"


def person(name: str, role: str, code: str | None = None) -> User:
    user = User.objects.create_user(name)
    region = Region.objects.with_code(code, day=timezone.localdate()).get() if code else None
    give_mandate(user=user, role=role, region=region, by=system_user())
    return user


def sheet(code: str, **cells: Any) -> bytes:
    """Return the template of a region, filled as it goes out; `cells` are written into every row, by column."""
    region = region_by_code(code, day=timezone.localdate())
    assert region is not None
    book = openpyxl.load_workbook(BytesIO(template(villages_of(region), Period(YEAR))))
    letters = {cell.value: cell.column_letter for cell in book[SHEET][1]}
    for column, value in cells.items():
        for line in range(3, book[SHEET].max_row + 1):
            book[SHEET][f"{letters[column]}{line}"] = value
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def sent(folder: Path, by: User, code: str, **cells: Any) -> Run:
    path = folder / "monografi.xlsx"
    path.write_bytes(sheet(code, masjid=7, **cells))
    run = send(path, by=by, target=KEY)
    return answer(run, by, source="Kantor desa")


def refused_rows(run: Run) -> list[str]:
    return list(run.problems.filter(rule="monografi.bukan_wilayah_anda").values_list("field", flat=True))


def test_the_operator_of_a_desa_sends_its_sheet_and_whoever_publishes_its_monographs_publishes_it(
    tmp_path: Path,
) -> None:
    operator = person("operator-uji", Role.OPERATOR, BENTUQ)
    publisher, neighbour = person("penyetuju-uji", Role.APPROVER, BUSANG), person("lain", Role.APPROVER, SANGATTA)
    run = sent(tmp_path, operator, BENTUQ)
    assert (run.state, run.counts["added"]) == (RunState.READY, 1)
    with pytest.raises(PermissionDenied):
        publish(run, operator)
    with pytest.raises(PermissionDenied):
        publish(run, neighbour)
    assert run not in waiting_for(operator)
    assert run not in waiting_for(neighbour)
    assert run not in rights.visible_runs(neighbour)
    assert waiting_for(publisher) == [run]
    with pytest.raises(PermissionDenied):  # what another sent is published or left, never answered otherwise
        steps.stop(run, by=publisher)
    run = publish(run, publisher)
    assert run.state == RunState.PUBLISHED
    assert Edition.objects.published().get(run=run).region.name == "Long Bentuq"
    with pytest.raises(PermissionDenied):
        actions.undo(run, by=neighbour)
    actions.undo(run, by=publisher)
    assert not Edition.objects.published().filter(year=YEAR).exists()


@pytest.mark.parametrize(("keeps", "sends"), [(BENTUQ, PEJENG), (BUSANG, "64.08.04.2001"), (BENTUQ, "64.08.04.1010")])
def test_the_sheet_of_a_region_that_is_not_theirs_is_refused_by_its_cell(
    keeps: str, sends: str, tmp_path: Path
) -> None:
    run = sent(tmp_path, person("operator-uji", Role.OPERATOR, keeps), sends)
    assert run.state == RunState.REFUSED
    assert refused_rows(run) == ["A3"]
    assert not Edition.objects.filter(year=YEAR).exists()


def test_in_a_sheet_of_several_every_foreign_row_is_named_and_nothing_is_kept(tmp_path: Path) -> None:
    run = sent(tmp_path, person("operator-uji", Role.OPERATOR, BENTUQ), BUSANG)
    assert run.state == RunState.REFUSED
    assert len(refused_rows(run)) == 5
    told = run.problems.filter(rule="monografi.bukan_wilayah_anda").first()
    assert told is not None
    assert "di luar wilayah yang Anda kelola" in told.message_id
    assert "/kelola/monografi/" in told.remedy_id


def test_the_operator_of_a_kecamatan_sends_all_of_its_desa(tmp_path: Path) -> None:
    run = sent(tmp_path, person("operator-kecamatan", Role.OPERATOR, BUSANG), BUSANG)
    assert (run.state, run.counts["added"]) == (RunState.READY, 6)


def test_a_mandate_that_has_ended_sends_and_changes_nothing(tmp_path: Path) -> None:
    operator = person("operator-uji", Role.OPERATOR, BENTUQ)
    run = sent(tmp_path, operator, BENTUQ)
    end_mandate(mandate=Mandate.objects.get(user=operator), by=system_user())
    again = User.objects.get(pk=operator.pk)
    for attempt in (lambda: steps.stop(run, by=again), lambda: sent(tmp_path, again, BENTUQ)):
        with pytest.raises(PermissionDenied):
            attempt()


def test_they_send_to_no_other_target(tmp_path: Path) -> None:
    operator = person("operator-uji", Role.OPERATOR, BENTUQ)
    assert [target.key for target in rights.targets_for(operator)] == [KEY]
    path = tmp_path / "desa.geojson"
    path.write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    with pytest.raises(PermissionDenied):
        send(path, by=operator, target="batas.desa")


def test_the_page_of_the_monograph_offers_the_template_of_ones_own_region_and_takes_it_back(client: Client) -> None:
    operator = person("operator-uji", Role.OPERATOR, BENTUQ)
    client.force_login(operator, backend=BACKEND)
    page = client.get("/kelola/monografi/").content.decode()
    assert "Kirim dan periksa" in page
    assert "Seluruh kabupaten" not in page
    assert "Kecamatan Sangatta Utara" not in page
    file = SimpleUploadedFile("monografi.xlsx", sheet(BENTUQ, masjid=7), content_type=XLSX)
    answered = client.post("/unggah/", {"target": KEY, "file": file})
    assert answered.status_code == 302
    work_off()
    run = Run.objects.get(actor=operator)
    assert (run.target, run.state) == (KEY, RunState.READY)
    assert client.get(answered["Location"], follow=True).status_code == 200
    other = SimpleUploadedFile("monografi.xlsx", sheet(BENTUQ), content_type=XLSX)
    assert client.post("/unggah/", {"target": "batas.desa", "file": other}).status_code == 403
    assert Run.objects.filter(actor=operator).count() == 1


def test_what_they_cannot_publish_says_whom_it_waits_for(client: Client, tmp_path: Path) -> None:
    operator = person("operator-uji", Role.OPERATOR, BENTUQ)
    path = tmp_path / "monografi.xlsx"
    path.write_bytes(sheet(BENTUQ, masjid=7))
    run = send(path, by=operator, target=KEY)
    assert waiting_for(operator) == [run]  # its source is theirs to tell
    client.force_login(operator, backend=BACKEND)
    address = f"/unggah/{run.pk}/terbitkan/"
    page = client.get(address).content.decode()
    assert "Simpan dan minta diterbitkan" in page
    assert 'value="terbitkan"' not in page
    seen = page.split('name="terlihat" value="', 1)[1].split('"', 1)[0]
    saved = client.post(address, {"lakukan": "simpan", "source": "Kantor desa", "terlihat": seen}, follow=True)
    assert "Yang berhak menerbitkan melihatnya" in saved.content.decode()
    assert waiting_for(operator) == []


def test_columns_are_asked_about_only_where_a_heading_is_not_the_templates(tmp_path: Path) -> None:
    operator = person("operator-uji", Role.OPERATOR, BENTUQ)
    path = tmp_path / "monografi.xlsx"
    path.write_bytes(sheet(BENTUQ, masjid=7))
    assert send(path, by=operator, target=KEY).state == RunState.READY
    book = openpyxl.load_workbook(path)
    heading = next(cell for cell in book[SHEET][1] if cell.value == "masjid")
    heading.value = "rumah_ibadah"
    book.save(path)
    assert send(path, by=operator, target=KEY).state == RunState.ASKING
