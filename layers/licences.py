"""The licences a layer may carry: their short names (SPDX) and where their text stands."""

ADDRESSES = {
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "ODbL-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
}


def address(licence: str) -> str:
    """Return where the licence can be read; empty for one that is not in the list."""
    return ADDRESSES.get(licence, "")
