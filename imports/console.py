"""A run on the command line: its problems, its difference, one closing sentence."""

import os
from collections.abc import Iterator
from typing import Any

from .models import ProblemLevel, Run, RunProblem, RunState
from .refusals import Refusal
from .summaries import VERBS, changes, summary

LANGUAGES = ("id", "en")
SHOWN_PER_RULE = 10
EXIT_REFUSED = 1
GOOD_STATES = (RunState.PUBLISHED, RunState.UNCHANGED, RunState.READY, RunState.UNDONE)
LEVELS = (ProblemLevel.ERROR, ProblemLevel.WARNING, ProblemLevel.INFO)
WORDS = {
    "id": {"galat": "GALAT", "peringatan": "PERINGATAN", "info": "INFO", "row": "baris", "more": "… {n} lagi: {rule}"},
    "en": {"galat": "ERROR", "peringatan": "WARNING", "info": "INFO", "row": "row", "more": "… {n} more: {rule}"},
}
READING = {
    "id": {
        "layer": "Lapisan",
        "rows": "baris",
        "crs": "Sistem koordinat",
        "text": "Teks",
        "table": "Tabel, tanpa bentuk",
        "by": "menurut",
        "placed": "{share:.0%} dari {n} baris pertama berada di wilayahnya",
        "person": "perintah",
        "prj": ".prj",
        "cpg": ".cpg",
        "dbf": "bita bahasa .dbf",
        "bytes": "isinya",
        "ascii": "isinya (ASCII)",
        "format": "standar formatnya",
        "csv": "nama kolomnya",
        "xlsx": "nama kolomnya",
    },
    "en": {
        "layer": "Layer",
        "rows": "rows",
        "crs": "Reference system",
        "text": "Text",
        "table": "A table, without shapes",
        "by": "by",
        "placed": "{share:.0%} of the first {n} rows lie in the area",
        "person": "the command",
        "prj": "its .prj",
        "cpg": "its .cpg",
        "dbf": "the language byte of its .dbf",
        "bytes": "its bytes",
        "ascii": "its bytes (ASCII)",
        "format": "the standard of its format",
        "csv": "the names of its columns",
        "xlsx": "the names of its columns",
    },
}


def language_of(option: str | None) -> str:
    """Return the language asked for: --lang, then the LANGUAGE of the shell, then Indonesian."""
    if option:
        return option
    return "en" if os.environ.get("LANGUAGE", "").startswith("en") else "id"


def report(run: Run, language: str) -> Iterator[str]:
    """Yield the lines about a run; the last one is the summary scripts and people read."""
    if "file" in run.evidence:
        yield from _reading(run.evidence, language)
    yield from _problems(run, language)
    if run.counts and run.state != RunState.REFUSED:
        yield {"id": "Perbandingan: ", "en": "Difference: "}[language] + changes(run, language)
    yield {"id": f"Proses {run.pk}.", "en": f"Run {run.pk}."}[language] + _way_back(run, language)
    yield summary(run, language)


def about_the_file(run: Run, language: str) -> Iterator[str]:
    """Yield the warnings about a file as a whole, for a door that does not print the report."""
    for problem in run.problems.filter(level=ProblemLevel.WARNING, row=None).order_by("pk"):
        yield _line(problem, language)
        yield f"    → {_remedy([problem], language)}"


def _way_back(run: Run, language: str) -> str:
    if run.state != RunState.PUBLISHED or run.undo_of_id:
        return ""
    return {"id": " Batalkan dengan: imports_undo {}", "en": " Undo with: imports_undo {}"}[language].format(run.pk)


def difference(run: Run, language: str) -> Iterator[str]:
    """Yield a line for every change of a run, as far as they are kept."""
    verbs = {kind: word.capitalize() for kind, word in VERBS[language].items()}
    for change in run.changes.order_by("place"):
        note = change.note_en if language == "en" else change.note
        yield f"{verbs[change.action]} {change.label}" + (f": {note}" if note else "")
    if rest := sum(run.counts.get(kind, 0) for kind in ("added", "changed", "removed")) - run.changes.count():
        yield {"id": f"… {rest} lagi", "en": f"… {rest} more"}[language]


def refused(refusal: Refusal, language: str) -> str:
    """Return a refusal that has no run of its own."""
    message, remedy = (getattr(part, language) for part in (refusal.message, refusal.remedy))
    return "\n".join(part for part in (_capital(message), f"  → {remedy}" if remedy else "") if part)


def _reading(evidence: dict[str, Any], language: str) -> Iterator[str]:
    """Yield how the file was read, and on what grounds."""
    words, file, system, text = READING[language], evidence["file"], evidence["crs"], evidence["encoding"]
    yield f"{words['layer']}: {file['layer']} ({file['rows']} {words['rows']})"
    if system is None:
        yield words["table"]
    else:
        yield _system(words, system)
    yield f"{words['text']}: {text['name']}, {words['by']} {words.get(text['by'], text['by'])}"


def _system(words: dict[str, str], system: dict[str, Any]) -> str:
    share = system["share_in_place"]
    placed = f"; {words['placed'].format(share=share, n=system['rows_looked_at'])}" if share is not None else ""
    return f"{words['crs']}: {system['crs']}, {words['by']} {words.get(system['by'], system['by'])}{placed}"


def _problems(run: Run, language: str) -> Iterator[str]:
    counts = run.evidence.get("problems", {})
    for level in LEVELS:
        for rule in sorted(rule for rule, entry in counts.items() if entry["level"] == level):
            shown = list(run.problems.filter(rule=rule).order_by("pk")[:SHOWN_PER_RULE])
            for problem in shown:
                yield _line(problem, language)
            if remedy := _remedy(shown, language):
                yield f"    → {remedy}"
            if rest := counts[rule]["count"] - len(shown):
                yield "    " + WORDS[language]["more"].format(n=rest, rule=rule)


def _line(problem: RunProblem, language: str) -> str:
    words = WORDS[language]
    row = f" {words['row']} {problem.row}" if problem.row else ""
    place = f" [{problem.place.x:.5f}, {problem.place.y:.5f}]" if problem.place else ""
    message = problem.message_en if language == "en" else problem.message_id
    return f"{words[problem.level]}{row}{place}: {message} ({problem.rule})"


def _remedy(problems: list[RunProblem], language: str) -> str:
    """Return what to do, once for a rule whose rows all need the same."""
    remedies = dict.fromkeys(each.remedy_en if language == "en" else each.remedy_id for each in problems)
    return " / ".join(remedy for remedy in remedies if remedy)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
