"""How acting out a row objects: a finding of that row, in both languages, with the way out."""

from imports.rows import Candidate, Finding, Row


class Objection(Exception):
    """What a row asks for cannot be done; the finding says why and what would help."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message_en)
        self.finding = finding


def row_finding(
    row: Row | None,
    rule: str,
    message_id: str,
    message_en: str,
    remedy_id: str = "",
    remedy_en: str = "",
    column: str = "",
    candidates: tuple[Candidate, ...] = (),
) -> Finding:
    """Return a finding; `column` is the target's name for it, told by the file's own."""
    return Finding(
        rule=rule,
        message_id=message_id,
        message_en=message_en,
        remedy_id=remedy_id,
        remedy_en=remedy_en,
        row=row.number if row is not None else None,
        column=row.columns.get(column, column) if row is not None and column else "",
        candidates=candidates,
    )
