"""Codes of regions: always text, two schemes, neither computed from the other.

Kemendagri codes (Permendagri 58/2021, values in Kepmendagri 300.2.2-2138/2025): `PP`, `PP.KK`, `PP.KK.CC`,
`PP.KK.CC.DDDD`. The first digit of DDDD tells the kind: 1 kelurahan, 2 desa, 3 desa adat.
"""

import re

KEMENDAGRI = r"^[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?$"
BPS = r"^[0-9]{2}([0-9]{2}([0-9]{3}([0-9]{3})?)?)?$"
LEVELS = ("provinsi", "kabupaten", "kecamatan", "desa")
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
