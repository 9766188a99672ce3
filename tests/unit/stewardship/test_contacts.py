"""Ways to reach somebody, as people type them."""

import pytest
from django.core.exceptions import ValidationError

from stewardship.contacts import clean_contact, clean_number, link_to, whatsapp_link, written


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0812 3456 7890", "+6281234567890"),
        ("(0549) 21-555", "+6254921555"),
        ("62 812-3456-7890", "+6281234567890"),
        ("+62 812.3456.7890", "+6281234567890"),
        ("Kantor@Desa.id", "kantor@desa.id"),
    ],
)
def test_what_people_type_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert clean_contact(typed) == kept


@pytest.mark.parametrize("typed", ["", "hubungi saya", "0812", "0812-KANTOR", "a@b", "@", "٠٨١٢٣٤٥٦٧٨٩", "08" * 20])
def test_what_reaches_nobody_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        clean_contact(typed)


def test_a_number_is_not_an_address() -> None:
    with pytest.raises(ValidationError):
        clean_number("kantor@desa.id")


def test_a_tap_opens_what_is_written() -> None:
    assert written("+6281234567890") == "0812-3456-7890"
    assert link_to("+6281234567890") == "tel:+6281234567890"
    assert link_to("kantor@desa.id") == "mailto:kantor@desa.id"
    assert whatsapp_link("+6281234567890") == "https://wa.me/6281234567890"
