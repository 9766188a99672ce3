"""The page of rules is made from what is declared, by the command it names."""

from io import StringIO
from pathlib import Path

from django.core.management import call_command

from imports.rules import all_rules

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "import-rules.md"


def test_the_reference_page_is_what_the_command_prints() -> None:
    out = StringIO()
    call_command("imports_rules", stdout=out)
    assert PAGE.read_text(encoding="utf-8") == out.getvalue(), (
        "run: manage.py imports_rules > docs/reference/import-rules.md"
    )


def test_the_page_has_a_line_for_every_rule() -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    assert [line.split("`")[1] for line in lines if line.startswith("| `")] == [rule.code for rule in all_rules()]
