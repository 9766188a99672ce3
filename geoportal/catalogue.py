"""The translations' catalogue, kept with Babel alone: no gettext programs are needed.

Indonesian texts in the source are the message ids; `locale/<language>/LC_MESSAGES/django.po` holds the other languages.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

KEYWORDS = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL_KEYWORDS = {"ngettext", "ngettext_lazy"}
LITERAL = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
CALLS = re.compile(rf"\b(?:gettext|ngettext|_)\({LITERAL}(?:, ?{LITERAL}, ?count)?\)")
SKIPPED_FOLDERS = {"migrations", "tests", "__pycache__"}
# Fixed, so that extracting twice gives the same file.
WRITTEN_AT = datetime(2026, 1, 1, tzinfo=UTC)

HEADER = "Written by `manage.py messages extract`; fill the empty msgstr."

MessageId = str | tuple[str, str]


@dataclass(frozen=True)
class Fault:
    """What keeps a language from being complete."""

    language: str
    what: str
    message: str

    def __str__(self) -> str:
        return f"{self.language}: {self.what}: {self.message!r}"


def collect(folders: list[Path], root: Path) -> Catalog:
    """Read every message of the Python files and templates below `folders`; locations are relative to `root`."""
    catalog = Catalog(project="Geoportal Kutai Timur", creation_date=WRITTEN_AT, revision_date=WRITTEN_AT)
    for path in sorted(path for folder in folders for path in _sources(folder)):
        for message in _messages(path):
            catalog.add(message, locations=[(path.relative_to(root).as_posix(), 0)])
    return catalog


def _sources(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.suffix in {".py", ".html", ".txt", ".svg"} and not SKIPPED_FOLDERS.intersection(path.parts):
            yield path


def _messages(path: Path) -> Iterator[MessageId]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Templates become calls amid blanked-out text; only the calls are Python.
        text = "\n".join(CALLS.findall(templatize(text, path.name)))
    for node in ast.walk(ast.parse(text, path.name)):
        if isinstance(node, ast.Call):
            yield from _message_of(node)


def _message_of(call: ast.Call) -> Iterator[MessageId]:
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    words = [each.value for each in call.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    if name in KEYWORDS and words:
        yield words[0]
    elif name in PLURAL_KEYWORDS and len(words) > 1:
        yield words[0], words[1]


def update(po: Path, template: Catalog, language: str) -> Catalog:
    """Bring the file in line with the source: new messages empty, those no longer used dropped."""
    catalog = _read(po, language)
    catalog.update(template, no_fuzzy_matching=True)
    catalog.creation_date = catalog.revision_date = WRITTEN_AT
    catalog.fuzzy, catalog.header_comment = False, f"# {HEADER}"
    po.parent.mkdir(parents=True, exist_ok=True)
    with po.open("wb") as file:
        write_po(file, catalog, width=120, sort_output=True, ignore_obsolete=True, include_lineno=False)
    return catalog


def compile_messages(po: Path, language: str) -> Path:
    """Write the .mo file beside the .po file, in one step, so that a reader never meets half of it."""
    target, draft = po.with_suffix(".mo"), po.with_suffix(f".{os.getpid()}.tmp")
    with draft.open("wb") as file:
        write_mo(file, _read(po, language))
    draft.replace(target)
    return target


def faults(po: Path, template: Catalog, language: str) -> Iterator[Fault]:
    """Yield what is missing, empty, no longer used, or has other placeholders than the source."""
    catalog = _read(po, language)
    wanted, present = {message.id for message in template if message.id}, {m.id for m in catalog if m.id}
    yield from (Fault(language, "missing", _text(each)) for each in sorted(wanted - present, key=_text))
    yield from (Fault(language, "no longer used", _text(each)) for each in sorted(present - wanted, key=_text))
    for message in catalog:
        if not message.id or message.id not in wanted:
            continue
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        if not all(strings):
            yield Fault(language, "untranslated", _text(message.id))
        elif message.check(catalog):
            yield Fault(language, "placeholders differ", _text(message.id))


def _read(po: Path, language: str) -> Catalog:
    if not po.exists():
        return Catalog(locale=language, project="Geoportal Kutai Timur")
    with po.open("rb") as file:
        return read_po(file, locale=language)


def _text(message: str | Sequence[str]) -> str:
    return message if isinstance(message, str) else message[0]
