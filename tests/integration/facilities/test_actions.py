"""One facility by hand: who may, what is refused at which field, and that sending twice is harmless."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import AuditEntry, User
from facilities.actions import Facts, close_facility, reopen_facility, save_facility
from facilities.models import LAYER, FacilityVersion
from layers.releases import current_number

from .conftest import LONG_BENTUQ, TELUK_LINGGA, region_of, spot_in

pytestmark = pytest.mark.django_db


def facts(**changed: Any) -> Facts:
    lon, lat = spot_in(LONG_BENTUQ)
    return replace(Facts(kind="posyandu", name="Posyandu Uji", position=f"{lat}, {lon}", condition="baik"), **changed)


def test_saving_is_one_release_and_one_entry(operator: User) -> None:
    number = current_number(LAYER)
    saved = save_facility(facts=facts(), by=operator)
    assert (saved.since, saved.region, saved.actor) == (number + 1, region_of(LONG_BENTUQ), operator)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.subject) == ("facilities.add", f"facility:{saved.facility.key}")


def test_a_form_sent_twice_makes_one_facility(operator: User) -> None:
    form = uuid4()
    first = save_facility(facts=facts(), by=operator, form=form)
    assert save_facility(facts=facts(), by=operator, form=form) == first
    assert current_number(LAYER) == first.since


def test_saying_the_same_opens_no_release(operator: User) -> None:
    first = save_facility(facts=facts(), by=operator)
    assert save_facility(facts=facts(), by=operator, facility=first.facility, seen=first.pk) == first


def test_a_change_keeps_what_was_said_before(operator: User) -> None:
    first = save_facility(facts=facts(), by=operator)
    second = save_facility(facts=facts(condition="rusak_berat"), by=operator, facility=first.facility, seen=first.pk)
    first.refresh_from_db()
    assert (first.until, first.condition, second.condition) == (second.since, "baik", "rusak_berat")


def test_a_change_made_from_an_old_page_is_refused(operator: User) -> None:
    first = save_facility(facts=facts(), by=operator)
    save_facility(facts=facts(condition="rusak_berat"), by=operator, facility=first.facility, seen=first.pk)
    with pytest.raises(ValidationError, match="baru saja diubah orang lain"):
        save_facility(facts=facts(condition="dibangun"), by=operator, facility=first.facility, seen=first.pk)


def wrong(field: str, by: User, **changed: Any) -> str:
    with pytest.raises(ValidationError) as refused:
        save_facility(facts=facts(**changed), by=by)
    return str(refused.value.message_dict[field][0])


def test_every_fault_is_told_at_its_field(operator: User) -> None:
    with pytest.raises(ValidationError) as refused:
        save_facility(facts=Facts(kind="x", name=" ", position="di sana", condition="x", npsn="12"), by=operator)
    assert set(refused.value.message_dict) == {"kind", "name", "position", "condition", "npsn"}
    assert not FacilityVersion.objects.filter(actor=operator).exists()


def test_a_place_that_cannot_be_is_told_with_the_way_out(operator: User) -> None:
    lon, lat = spot_in(LONG_BENTUQ)
    assert "Tulis tanpa tanda minus" in wrong("position", operator, position=f"-{lat}, {lon}")
    assert "Long Bentuq" in wrong("position", operator, position=f"-{lat}, {lon}")
    assert "di luar desa mana pun" in wrong("position", operator, position="-6.2, 106.8")


def test_other_desa_are_refused_with_their_name(operator: User) -> None:
    lon, lat = spot_in(TELUK_LINGGA)
    assert "Teluk Lingga, Sangatta Utara" in wrong("position", operator, position=f"{lat}, {lon}")


def test_nobody_moves_a_facility_of_another_desa_here(operator: User) -> None:
    other = FacilityVersion.objects.current().filter(region=region_of(TELUK_LINGGA)).select_related("facility").first()
    assert other is not None
    with pytest.raises(PermissionDenied):
        save_facility(facts=facts(), by=operator, facility=other.facility)
    with pytest.raises(PermissionDenied):
        close_facility(facility=other.facility, by=operator)


def test_school_numbers_are_eight_digits_of_one_school(operator: User) -> None:
    school = FacilityVersion.objects.current().filter(kind="sd").select_related("facility").first()
    assert school is not None
    assert "delapan angka" in wrong("npsn", operator, kind="sd", npsn="1234567x")
    assert "Hanya sekolah" in wrong("npsn", operator, npsn="98000003")
    assert school.facility.key in wrong("npsn", operator, kind="sd", npsn=school.npsn)


def test_a_like_one_near_is_asked_about(operator: User) -> None:
    first = save_facility(facts=facts(), by=operator)
    lon, lat = spot_in(LONG_BENTUQ)
    near = facts(name="Posyandu  UJI", position=f"{lat + 0.0001}, {lon}")
    assert first.facility.key in wrong("certain", operator, name=near.name, position=near.position)
    assert save_facility(facts=near, by=operator, certain=True).facility != first.facility


def test_closing_ends_it_once_and_reopening_says_it_again(operator: User) -> None:
    saved = save_facility(facts=facts(), by=operator)
    closed = close_facility(facility=saved.facility, by=operator, reason="dibongkar")
    assert closed is not None and not FacilityVersion.objects.current().filter(facility=saved.facility).exists()
    number = current_number(LAYER)
    assert close_facility(facility=saved.facility, by=operator) is None
    assert current_number(LAYER) == number
    again = reopen_facility(facility=saved.facility, by=operator)
    assert again is not None and (again.name, again.until) == ("Posyandu Uji", None)
    assert reopen_facility(facility=saved.facility, by=operator) is None


def test_a_closed_one_is_not_changed(operator: User) -> None:
    saved = save_facility(facts=facts(), by=operator)
    close_facility(facility=saved.facility, by=operator)
    with pytest.raises(ValidationError, match="sudah ditutup"):
        save_facility(facts=facts(condition="dibangun"), by=operator, facility=saved.facility)
