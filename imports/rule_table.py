"""The declared rules as a page of the reference: one table a level, in both languages."""

from collections.abc import Iterator

from .rules import ERROR, INFO, ORDER, WARNING, Level, Rule, all_rules

HEAD = """# Rules of imports

Every finding of a run names one of these rules. *Galat* (errors) block publishing; *peringatan* (warnings) and *info* never
do. A finding says more than its rule: the row, the place, the values, and what to do about that row.

Made by `manage.py imports_rules`; a test holds this page to what the portal declares.
"""
TITLES: dict[Level, str] = {ERROR: "Galat: errors", WARNING: "Peringatan: warnings", INFO: "Info"}


def as_markdown() -> str:
    return "\n".join([HEAD, *(line for level in ORDER for line in _table(level))]).rstrip("\n") + "\n"


def _table(level: Level) -> Iterator[str]:
    yield f"## {TITLES[level]}\n"
    yield "| rule | what is found | way out |"
    yield "| --- | --- | --- |"
    yield from (_line(rule) for rule in all_rules() if rule.level == level)
    yield ""


def _line(rule: Rule) -> str:
    found = f"{_cell(rule.title_id)}<br>*{_cell(rule.title_en)}*"
    remedy = f"{_cell(rule.remedy_id)}<br>*{_cell(rule.remedy_en)}*" if rule.remedy_id else ""
    return f"| `{rule.code}` | {found} | {remedy} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("*", "\\*")
