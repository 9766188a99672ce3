"""Codes of regions: always text, two schemes, neither computed from the other.

Kemendagri codes (Permendagri 58/2021, values in Kepmendagri 300.2.2-2138/2025): `PP`, `PP.KK`, `PP.KK.CC`,
`PP.KK.CC.DDDD`. The first digit of DDDD tells the kind: 1 kelurahan, 2 desa, 3 desa adat.
"""

import re

KEMENDAGRI = r"^[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?$"
BPS = r"^[0-9]{2}([0-9]{2}([0-9]{3}([0-9]{3})?)?)?$"
LEVELS = ("provinsi", "kabupaten", "kecamatan", "desa")
# What a spreadsheet makes of a code it takes for a number.
LOST_ZERO = re.compile(r"[0-9]{2}[.,][0-9]")  # 64.1 was 64.10
COMMA = re.compile(r"[0-9]{2},[0-9]{2}")
TAILED = re.compile(r"([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{10})[.,]0+")
THOUSANDS = re.compile(r"[0-9]{1,3}([.,])[0-9]{3}(\1[0-9]{3})*")
POWER = re.compile(r"([0-9])[.,]?([0-9]*)E\+?0*([0-9]{1,2})", re.IGNORECASE)
UNDOTTED_LENGTHS = {2: (2,), 4: (2, 2), 6: (2, 2, 2), 10: (2, 2, 2, 4)}


def normalise(text: str) -> str:
    """Return the dotted Kemendagri code for a dotted or undotted one; raise ValueError for anything else."""
    value = text.strip()
    if value.isdigit() and len(value) in UNDOTTED_LENGTHS:
        parts, at = [], 0
        for length in UNDOTTED_LENGTHS[len(value)]:
            parts.append(value[at : at + length])
            at += length
        value = ".".join(parts)
    if not re.fullmatch(KEMENDAGRI, value):
        raise ValueError(f"{text!r} is not a Kemendagri code")
    return value


def read(text: str) -> tuple[str, bool]:
    """Return the dotted code a text stands for, and whether a spreadsheet had turned it into a number.

    Only what can be read in one way is taken: 64.1 was 64.10, 6,408042001E+09 has all ten digits of a village's code.
    Raises ValueError for anything else.
    """
    value = "".join(text.split())
    try:
        return normalise(value), False
    except ValueError:
        return normalise(_without_number_form(value)), True


def _without_number_form(value: str) -> str:
    if found := TAILED.fullmatch(value):
        return found[1]
    if LOST_ZERO.fullmatch(value):
        return f"{value[:2]}.{value[3:]}0"
    if COMMA.fullmatch(value):
        return value.replace(",", ".")
    if found := POWER.fullmatch(value):
        # A narrow column shows fewer digits than there were: those are gone.
        return found[1] + found[2] if len(found[2]) == int(found[3]) else value
    if THOUSANDS.fullmatch(value):
        return re.sub("[.,]", "", value)
    return value


def level(code: str) -> str:
    """Return provinsi, kabupaten, kecamatan or desa."""
    return LEVELS[code.count(".")]


def parent(code: str) -> str | None:
    """Return the code one level up; None for a province."""
    return code.rpartition(".")[0] or None


def village_kind(code: str) -> str | None:
    """Return the kind a village code stands for, or None where the code is not one of a village."""
    last = code.rpartition(".")[2]
    return {"1": "kelurahan", "2": "desa", "3": "desa_adat"}.get(last[0]) if len(last) == 4 else None
