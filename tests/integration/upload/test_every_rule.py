"""Every rule that is declared is broken by a test, and every rule that is named is declared."""

import re
from pathlib import Path

import pytest

from imports.rules import all_rules
from tests.conftest import ROOT
from tests.factories.awkward import CASES

PACKAGES = ("imports", "boundaries", "thematic", "facilities", "geoportal")
# What a refusal is called where nothing more exact is known: a fallback of its class, raised nowhere by itself.
FALLBACKS = {"berkas.ditolak", "berkas.batas", "zip.tidak_aman", "crs.belum_jelas"}
# Broken by tests of the reading process, which name the refusal and not its rule.
READING = {"berkas.batas_kolom", "berkas.batas_lapisan", "berkas.batas_sel", "tabel.tanpa_koordinat"}
NAMED = re.compile(r"""(?:rule=|rule = |Finding\(\s*|row_finding\(\s*[\w.]+,\s*)"([a-z_]+\.[a-z_0-9]+)\"""")


def sources() -> dict[Path, str]:
    """Return the program's own files, without those that declare rules."""
    found = (path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return {path: path.read_text(encoding="utf-8") for path in found if not path.name.endswith("rules.py")}


def quoted_in_tests() -> str:
    apart = {Path(__file__).name, "awkward.py"}
    return "\n".join(path.read_text() for path in (ROOT / "tests").rglob("*.py") if path.name not in apart)


@pytest.mark.parametrize("code", sorted(rule.code for rule in all_rules()))
def test_a_declared_rule_is_broken_by_a_test(code: str) -> None:
    claimed = {rule for case in CASES for rule in case.rules}
    if code in claimed or f'"{code}"' in quoted_in_tests():
        return
    assert code in FALLBACKS | READING, f"no test breaks {code}: give it a case in awkward.py"


def test_every_rule_that_is_named_is_declared() -> None:
    declared = {rule.code for rule in all_rules()}
    named = {(path.name, code) for path, text in sources().items() for code in NAMED.findall(text)}

    assert len(named) > 50
    assert not {(name, code) for name, code in named if code not in declared}


def test_cases_claim_declared_rules_only() -> None:
    assert {rule for case in CASES for rule in case.rules} <= {rule.code for rule in all_rules()}
