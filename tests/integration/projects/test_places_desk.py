"""`/kelola/proyek/letak/`: proposals are accepted, put right or refused; what was proposed and decided is both kept."""

from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import AuditEntry, User
from accounts.permissions import system_user
from boundaries.models import Boundary
from projects.actions import refuse_proposal, set_place
from projects.models import PlaceProposal, Project, ProjectSite, ProposalState
from projects.words import Certainty
from stewardship.models import Role

from .conftest import BENTUQ, PEJENG, person, region

pytestmark = pytest.mark.django_db
DESK = "/kelola/proyek/letak/"
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def desk(client: Client, officer: User, lost: Project) -> Client:
    client.force_login(officer, backend=BACKEND)
    return client


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def proposal_of(lost: Project, name: str) -> PlaceProposal:
    return lost.proposals.get(region__name=name)


def inside(code: str) -> Point:
    border = Boundary.objects.current().get(region=region(code))
    return Point(border.geom.point_on_surface.coords, srid=4326)


def test_the_list_tells_the_proposal_its_words_and_how_sure_it_is(desk: Client, lost: Project) -> None:
    text = text_of(desk, DESK)
    assert "keyakinan kuat (90 %), dari kata “desa long bentuq”" in text
    assert "keyakinan sedang (70 %), dari kata “kaubun”" in text
    page = text_of(Client(), f"/proyek/{lost.key}/")
    assert "perkiraan: Long Bentuq" in page
    assert "90 %" in page
    assert lost.title not in text_of(Client(), f"/proyek/?wilayah={BENTUQ}")


def test_accepted_it_has_a_place_and_both_are_kept(desk: Client, lost: Project, officer: User) -> None:
    right, wrong = proposal_of(lost, "Long Bentuq"), proposal_of(lost, "Kaubun")
    text_of(desk, f"{DESK}usulan/{right.pk}/terima/", 405)
    assert desk.post(f"{DESK}usulan/{right.pk}/terima/").status_code == 302
    lost.refresh_from_db()
    assert (lost.region, lost.place_certainty) == (region(BENTUQ), Certainty.ROUGH)
    for proposal, state in ((right, ProposalState.ACCEPTED), (wrong, ProposalState.REFUSED)):
        proposal.refresh_from_db()
        assert (proposal.state, proposal.decided_by) == (state, officer)
    assert lost.title in text_of(Client(), f"/proyek/?wilayah={BENTUQ}")
    decided = text_of(desk, f"{DESK}?keadaan=diputuskan")
    assert "Diterima" in decided
    assert "petugas-uji" in decided
    assert lost.title not in text_of(desk, DESK)


def test_sent_twice_it_is_said_that_somebody_decided(desk: Client, lost: Project) -> None:
    number = proposal_of(lost, "Long Bentuq").pk
    desk.post(f"{DESK}usulan/{number}/terima/")
    for step in ("terima", "tolak"):
        assert "sudah diputuskan" in desk.post(f"{DESK}usulan/{number}/{step}/", follow=True).content.decode()
    assert ProjectSite.objects.filter(project=lost).count() == 1
    assert PlaceProposal.objects.get(pk=number).state == ProposalState.ACCEPTED


def test_another_region_is_a_correction_of_the_surest(desk: Client, lost: Project) -> None:
    other = region(PEJENG)
    assert desk.post(f"{DESK}{lost.key}/", {"region": other.pk}).status_code == 302
    lost.refresh_from_db()
    assert (lost.region, lost.place_certainty) == (other, Certainty.ROUGH)
    surest = proposal_of(lost, "Long Bentuq")
    assert (surest.state, surest.decided) == (ProposalState.CORRECTED, other)
    assert proposal_of(lost, "Kaubun").state == ProposalState.REFUSED
    assert "Dibetulkan</b>: Long Pejeng" in text_of(desk, f"{DESK}?keadaan=diputuskan")


def test_a_pin_is_exact_and_its_desa_is_computed(desk: Client, lost: Project) -> None:
    spot = inside(BENTUQ)
    sent = {"region": "", "position": f"{spot.y:.6f}, {spot.x:.6f}"}
    assert desk.post(f"{DESK}{lost.key}/", sent).status_code == 302
    lost.refresh_from_db()
    assert (lost.region, lost.place_certainty) == (region(BENTUQ), Certainty.EXACT)
    site = ProjectSite.objects.current().get(project=lost)
    assert site.geom.distance(spot) < 1e-5
    assert proposal_of(lost, "Long Bentuq").state == ProposalState.ACCEPTED


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, "Pilih wilayahnya"),
        ({"region": "99999999999999999999"}, "Pilih salah satu wilayah"),
        ({"region": "'; drop table"}, "Pilih salah satu wilayah"),
        ({"position": "di depan masjid"}, "Ini bukan letak"),
        ({"position": "<script>alert(1)</script>"}, "Ini bukan letak"),
        ({"position": "-6.2, 106.8"}, "tidak terletak di desa mana pun"),
        ({"position": "91, 200"}, "Ini bukan letak"),
    ],
)
def test_what_is_no_place_is_refused_beside_its_field(
    desk: Client, lost: Project, sent: dict[str, str], told: str
) -> None:
    answer = desk.post(f"{DESK}{lost.key}/", sent)
    assert (answer.status_code, told in answer.content.decode()) == (400, True)
    assert "<script>alert" not in answer.content.decode()
    lost.refresh_from_db()
    assert lost.region is None


def test_a_pin_in_another_region_than_the_chosen_one_is_refused(lost: Project) -> None:
    with pytest.raises(ValidationError, match="bukan di"):
        set_place(lost, by=system_user(), region=region(PEJENG), spot=inside(BENTUQ))


def test_refused_it_stays_without_a_place_and_is_not_proposed_again(desk: Client, lost: Project) -> None:
    for name in ("Long Bentuq", "Kaubun"):
        desk.post(f"{DESK}usulan/{proposal_of(lost, name).pk}/tolak/")
    lost.refresh_from_db()
    assert lost.region is None
    assert AuditEntry.objects.filter(action="projects.refuse_place", subject=f"project:{lost.key}").count() == 2
    assert lost.title in text_of(desk, f"{DESK}?keadaan=tanpa&q=Bentuq")
    assert "perkiraan:" not in text_of(Client(), f"/proyek/{lost.key}/")
    with pytest.raises(ValidationError):
        refuse_proposal(proposal_of(lost, "Kaubun"), by=system_user())


def test_rights_go_down_the_tree_never_sideways(client: Client, lost: Project) -> None:
    client.force_login(person("gis-busang", Role.GIS, "64.08.06"), backend=BACKEND)
    text = text_of(client, DESK)
    assert "long bentuq" in text
    assert "dari kata “kaubun”" not in text
    text_of(client, f"{DESK}?keadaan=tanpa", 400)
    assert client.post(f"{DESK}usulan/{proposal_of(lost, 'Kaubun').pk}/terima/").status_code == 403
    assert client.post(f"{DESK}{lost.key}/", {"region": region("64.08.04").pk}).status_code == 403
    assert client.post(f"{DESK}usulan/{proposal_of(lost, 'Long Bentuq').pk}/terima/").status_code == 302


@pytest.mark.parametrize("path", ["", "{key}/", "usulan/{number}/terima/", "usulan/{number}/tolak/"])
def test_an_operator_does_not_place_and_a_stranger_signs_in(
    client: Client, operator: User, lost: Project, path: str
) -> None:
    address = DESK + path.format(key=lost.key, number=proposal_of(lost, "Long Bentuq").pk)
    ask: Any = client.post if "usulan" in path else client.get
    assert ask(address).status_code == 302
    client.force_login(operator, backend=BACKEND)
    assert ask(address).status_code == 403


@pytest.mark.parametrize("address", [f"{DESK}?keadaan=lain", f"{DESK}?keadaan=%00"])
def test_a_tab_nobody_has_is_refused(desk: Client, address: str) -> None:
    text_of(desk, address, 400)


def test_what_nobody_has_is_not_found(desk: Client) -> None:
    text_of(desk, f"{DESK}p-999999/", 404)
    assert desk.post(f"{DESK}usulan/{2**70}/terima/").status_code == 404
