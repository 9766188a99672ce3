"""One way to reach somebody: a telephone number or an e-mail address, as people type it and as a link opens it."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

PLUS, SHORTEST, LONGEST = "+", 7, 15  # digits of a number, country included (E.164)
LONGEST_CONTACT = 120


def clean_contact(text: str) -> str:
    """Return an e-mail address, or a number as digits with its country. ValidationError where it is neither."""
    text = " ".join(text.split())
    if "@" in text and len(text) <= LONGEST_CONTACT:
        validate_email(text)
        return text.lower()
    return clean_number(text)


def clean_number(text: str) -> str:
    """Return a telephone number as "+62..." where it begins with 0 or 62; ValidationError where it is none."""
    plain = re.sub(r"[\s.()/-]", "", text)
    digits = plain.removeprefix(PLUS)
    if not (digits.isascii() and digits.isdigit()):
        raise ValidationError(_("Tulis nomor telepon (misalnya 0812 3456 7890) atau alamat surel, salah satu saja."))
    if digits.startswith("0"):
        digits = f"62{digits[1:]}"
    if not SHORTEST <= len(digits) <= LONGEST:
        raise ValidationError(_("Nomor telepon terlalu pendek atau terlalu panjang; tulis lengkap dengan kode daerah."))
    return PLUS + digits


def written(contact: str) -> str:
    """Return a contact as people write it here: "0812-3456-7890"."""
    if not contact.startswith("+62"):
        return contact
    digits = "0" + contact[3:]
    return "-".join(part for part in (digits[:4], digits[4:8], digits[8:]) if part)


def link_to(contact: str) -> str:
    """Return the address a tap opens."""
    return f"mailto:{contact}" if "@" in contact else f"tel:{contact}"


def whatsapp_link(number: str) -> str:
    return f"https://wa.me/{number.removeprefix(PLUS)}"
