"""`docs/reference/settings.md` names every variable the settings read, and no other."""

import re
from pathlib import Path

from geoportal import checks

ROOT = Path(__file__).resolve().parents[3]
REFERENCE = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
READERS = re.compile(r'(?:environment\.\w+\(|environ\.get\(|\bname: str = )\s*["\']([A-Z_]+)["\'](?:, *([\d_]+))?')
SOURCES = [*sorted((ROOT / "geoportal" / "settings").glob("*.py")), ROOT / "deploy" / "gunicorn.conf.py"]


def read_by_code() -> dict[str, str]:
    """Return each variable with its default where that is a number."""
    found = (match for path in SOURCES for match in READERS.findall(path.read_text(encoding="utf-8")))
    return {name: default.replace("_", "") for name, default in found}


def documented() -> dict[str, str]:
    return dict(re.findall(r"^\| `([A-Z_]+)`[ ◦]*\|.*\| ([^|]*) \|$", REFERENCE, flags=re.MULTILINE))


def test_every_variable_that_is_read_is_documented() -> None:
    assert set(documented()) == set(read_by_code())


def test_documented_numbers_are_the_defaults() -> None:
    numbers = {name: default for name, default in read_by_code().items() if default}
    assert numbers
    assert {name: documented()[name] for name in numbers} == numbers


def test_every_system_check_is_documented() -> None:
    ids = set(re.findall(r"geoportal\.[EW]\d{3}", checks.__doc__ or ""))
    assert ids == set(re.findall(r"geoportal\.[EW]\d{3}", REFERENCE))
