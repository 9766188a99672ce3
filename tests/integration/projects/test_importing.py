"""Feeds in: once, again, in parts; what may not be kept is nowhere in the database; places proposed and decided."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from accounts.models import AuditEntry, User
from accounts.permissions import system_user
from boundaries.models import Region
from layers.releases import current_number
from projects import actions
from projects.importing import Outcome, Refused, import_feed
from projects.models import LAYER, PlaceProposal, Process, Project, ProjectSite, ProposalState
from projects.words import Basis, Certainty, Stage

pytestmark = pytest.mark.django_db
FIRST: dict[str, Any] = {
    "kd_tender": 501,
    "kd_rup": "71;72",
    "nama_paket": "Rekonstruksi Jalan Kec. Kaubun Tender Gagal",
    "nama_satker": "Dinas PU",
    "nama_klpd": "Pemerintah Daerah Provinsi Kalimantan Timur",
    "tahun_anggaran": 2026,
    "pagu": "1000000000.0",
    "hps": 990000000,
    "status_tender": "Gagal/Batal",
    "tgl_pengumuman_tender": "2026-01-05",
}
AGAIN = {
    **FIRST,
    "kd_tender": 502,
    "nama_paket": "Rekonstruksi Jalan Kec. Kaubun Tender Ulang",
    "status_tender": "Selesai",
    "tgl_pengumuman_tender": "2026-03-05",
}
WON = {
    **AGAIN,
    "nama_penyedia": "CV Contoh 99",
    "nilai_negosiasi": 900000000,
    "no_kontrak": "1/PU",
    "nilai_kontrak": 899000000,
    "npwp": "09.999.999",
    "no_rekening": "1234567890",
    "nip_ppk": "19771231",
}


def give(*rows: dict[str, Any]) -> Outcome:
    return import_feed(json.dumps(list(rows)).encode(), by=system_user())


def one() -> Project:
    return Project.objects.get(origin="spse")


def test_a_tender_again_is_the_same_package_counted_once() -> None:
    assert give(FIRST, AGAIN).packages == 1
    project = one()
    assert project.processes.count() == 2
    assert project.title == "Rekonstruksi Jalan Kec. Kaubun"
    assert (project.value, project.basis, project.stage) == (990_000_000, Basis.HPS, Stage.AWARDED)
    assert Process.objects.get(code="502").repeats == Process.objects.get(code="501")


def test_what_comes_later_joins_what_is_there() -> None:
    give(FIRST)
    assert one().stage == Stage.FAILED
    give(AGAIN)
    outcome = give(WON)
    assert (outcome.new, outcome.changed) == (0, 1)
    assert (one().value, one().basis, one().stage) == (899_000_000, Basis.CONTRACT, Stage.CONTRACT)


def test_a_plan_becomes_a_tender() -> None:
    plan = {
        "kd_rup": 71,
        "nama_paket": "Rekonstruksi Jalan",
        "nama_satker": "Dinas PU",
        "pagu": 5,
        "tahun_anggaran": 2026,
    }
    give(plan)
    assert one().stage == Stage.RUP
    give({**AGAIN, "nama_paket": "Rekonstruksi Jalan"})
    assert Project.objects.filter(origin="spse").count() == 1


def test_reading_again_changes_nothing() -> None:
    give(FIRST, WON)
    number, when = current_number(LAYER), one().changed_at
    outcome = give(FIRST, WON)
    assert (outcome.new, outcome.changed, outcome.unchanged) == (0, 0, 1)
    assert (current_number(LAYER), one().changed_at) == (number, when)


def test_secrets_and_losers_are_nowhere() -> None:
    lost = {
        **AGAIN,
        "kd_tender": 503,
        "nama_paket": "Lain",
        "kd_peserta": 1,
        "pemenang": 0,
        "nama_penyedia": "CV Kalah",
    }
    give(FIRST, WON, lost)
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE 'projects_%'")
        tables = [row[0] for row in cursor.fetchall()]
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            text = " ".join(row[0] for row in cursor.fetchall())
            assert not [word for word in ("09.999", "1234567890", "19771231", "CV Kalah") if word in text], table


def test_one_bad_row_stores_nothing() -> None:
    before = Project.objects.count()
    with pytest.raises(Refused) as refused:
        give(FIRST, {**AGAIN, "pagu": "banyak"})
    assert [str(each) for each in refused.value.faults] == [
        "baris 2, kolom pagu: “banyak” bukan jumlah rupiah; tulis misalnya 1500000000."
    ]
    assert Project.objects.count() == before


def test_nobody_imports_without_a_mandate() -> None:
    with pytest.raises(PermissionDenied):
        import_feed(b"[]", by=User.objects.create_user("orang"))


def test_a_place_is_proposed_accepted_and_recorded() -> None:
    give(FIRST)
    proposal = PlaceProposal.objects.get(project=one())
    assert (proposal.region.name, proposal.confidence, proposal.words) == ("Kaubun", 0.9, "kecamatan kaubun")
    actions.decide_proposal(proposal, by=system_user())
    placed = one()
    assert (placed.region, placed.place_certainty) == (proposal.region, Certainty.ROUGH)
    assert ProjectSite.objects.current().get(project=placed).region == proposal.region
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided, proposal.decided_by) == (
        ProposalState.ACCEPTED,
        proposal.region,
        system_user(),
    )
    assert AuditEntry.objects.filter(action="projects.place", subject=f"project:{placed.key}").count() == 1
    with pytest.raises(ValidationError):
        actions.decide_proposal(proposal, by=system_user())


def test_a_proposal_is_corrected_or_refused() -> None:
    give(FIRST)
    other = Region.objects.get(codes__code="64.08.06.2001")
    proposal = PlaceProposal.objects.get(project=one())
    assert actions.decide_proposal(proposal, by=system_user(), region=other).region == other
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided) == (ProposalState.CORRECTED, other)


def test_a_new_state_of_the_feed_keeps_the_place_a_person_gave() -> None:
    give(FIRST)
    actions.decide_proposal(PlaceProposal.objects.get(project=one()), by=system_user())
    give(AGAIN)
    assert one().place_certainty == Certainty.ROUGH
    assert ProjectSite.objects.current().get(project=one()).stage == one().stage


def test_nobody_places_without_a_mandate() -> None:
    give(FIRST)
    with pytest.raises(PermissionDenied):
        actions.decide_proposal(PlaceProposal.objects.get(project=one()), by=User.objects.create_user("orang"))


def test_progress_is_said_by_day() -> None:
    site = ProjectSite.objects.current().filter(stage=Stage.STARTED).select_related("project").first()
    assert site is not None
    today = timezone.localdate()
    actions.record_progress(site.project, day=today, percent=77, by=system_user())
    actions.record_progress(site.project, day=today, percent=78, by=system_user(), note="Aspal  selesai")
    assert Project.objects.get(pk=site.project_id).percent == 78
    assert ProjectSite.objects.current().get(project=site.project).percent == 78
    for faulty in ({"day": today, "percent": 101}, {"day": today + timedelta(days=1), "percent": 5}):
        with pytest.raises(ValidationError):
            actions.record_progress(site.project, by=system_user(), **faulty)


def test_the_commands_tell_what_they_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "paket.json"
    path.write_text(json.dumps([FIRST]))
    call_command("projects_import", str(path))
    assert "1 paket: 1 baru" in capsys.readouterr().out
    call_command("projects_places")
    assert "Kaubun" in capsys.readouterr().out
    number = PlaceProposal.objects.get(project=one()).pk
    call_command("projects_places", accept=number)
    assert one().place_certainty == Certainty.ROUGH
    with pytest.raises(CommandError, match="sudah diputuskan"):
        call_command("projects_places", accept=number)
    path.write_text('[{"kd_tender": 1}]')
    with pytest.raises(CommandError, match="tidak ada yang disimpan"):
        call_command("projects_import", str(path))


@pytest.mark.real_data
def test_the_provinces_tenders_of_2022_go_in_labelled(real_data: Path) -> None:
    content = (real_data / "kutim_tender_2022.csv").read_bytes()
    outcome = import_feed(content, by=system_user())
    assert outcome.rows == 47
    real = Project.objects.filter(origin="spse")
    assert Process.objects.filter(project__in=real).count() == 47
    assert set(real.values_list("buyer", flat=True)) == {"Pemerintah Daerah Provinsi Kalimantan Timur"}
    assert set(real.values_list("year", flat=True)) == {2022}
    assert not real.exclude(place_certainty=Certainty.NONE).exists()
    assert not real.filter(sample=True).exists()
    assert outcome.proposals > 20
    again = import_feed(content, by=system_user())
    assert (again.new, again.changed, again.proposals) == (0, 0, 0)
    assert min(
        each for each in Process.objects.filter(project__in=real).values_list("announced_on", flat=True) if each
    ) > date(2021, 12, 31)
