"""Filter text or JSON to a tree of lists, dicts and plain values: bounded before it is parsed, and after.

PyPI `cql2` parses by recursion in native code, where a filter that nests too deep would end the process: what nests is counted
before the parser sees the text. It is used to parse and for nothing else (docs/decisions/0015-cql2-parses-only.md).
"""

import json
import re
from typing import Any, NoReturn

import cql2

from ..problems import BadParameter
from .literals import unescaped

PARAMETER = "filter"
TEXT, JSON = "cql2-text", "cql2-json"
LANGUAGES = (TEXT, JSON)
LONGEST_BYTES = 8 * 1024
DEEPEST = 32  # brackets within brackets; a MultiPolygon needs four
MOST_WORDS = 300  # names, operators and functions; numbers and quoted texts do not count: they do not nest
MOST_SIGNS = 64  # of NOT and arithmetic: each nests one deeper
MOST_NODES = 2_000  # of the tree; coordinates do not count

QUOTED = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"")
_NUMBER = r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
# A position, or a number of a list: at most three numbers between commas or brackets.
POSITION = re.compile(rf"(?<=[(,])\s*{_NUMBER}(?:\s+{_NUMBER}){{0,2}}\s*(?=[),])")
# A sign counts wherever it may be an operator: 1-1-1 nests.
WORD = re.compile(r"[^\W\d][\w:.]*|[-+*/^%]")
SIGN = re.compile(r"\bNOT\b|[-+*/^%]", re.IGNORECASE)
JSON_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
PLACE = re.compile(r"--> 1:([0-9]+)")
SURROGATE = re.compile("[\ud800-\udfff]")
COORDINATES = "coordinates"


def read(text: str, language: str) -> Any:
    """Return the tree of a filter, as CQL2's JSON has it; raise BadParameter for what is too long, too deep or no CQL2."""
    if len(text.encode()) > LONGEST_BYTES:
        _refuse(
            f"Paling banyak {LONGEST_BYTES} bita; persempit dengan bbox atau region, atau bagi menjadi beberapa permintaan.",
            f"At most {LONGEST_BYTES} bytes; narrow by bbox or region, or ask in several requests.",
        )
    if not text.strip() or "\x00" in text:
        _refuse(
            "Saringan kosong; tulis misalnya kind = 'desa'.", "The filter is empty; write for example kind = 'desa'."
        )
    tree = _from_json(text) if language == JSON else _from_text(text)
    _bounded(tree)
    return tree


def _from_text(text: str) -> Any:
    text = unescaped(text)
    bare = QUOTED.sub(" 0 ", text)
    _shallow(bare)
    bare = POSITION.sub("", bare)
    if len(SIGN.findall(bare)) > MOST_SIGNS:
        _too_deep()
    words = len(WORD.findall(bare))
    if words > MOST_WORDS:
        _refuse(
            f"Terlalu panjang: {words} nama dan operator, paling banyak {MOST_WORDS}; IN ('a', 'b') lebih ringkas daripada OR.",
            f"Too long: {words} names and operators, at most {MOST_WORDS}; IN ('a', 'b') is shorter than OR.",
        )
    try:
        return cql2.parse_text(text.strip()).to_json()
    except RecursionError:
        _too_deep()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # plain Exception among them, and what a panic of native code is raised as
        place = PLACE.search(str(error))
        at = (f" (dekat huruf ke-{place[1]})", f" (near letter {place[1]})") if place else ("", "")
        _refuse(
            f"Bukan CQL2 Text yang dapat dibaca{at[0]}; tulis misalnya kind = 'desa' AND area_km2 > 10.",
            f"This cannot be read as CQL2 Text{at[1]}; write for example kind = 'desa' AND area_km2 > 10.",
        )


def _from_json(text: str) -> Any:
    _shallow(JSON_QUOTED.sub("0", text))
    try:
        return json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        example = '{"op":"=","args":[{"property":"kind"},"desa"]}'
        _refuse(f"Bukan CQL2 JSON; tulis misalnya {example}.", f"This is no CQL2 JSON; write for example {example}.")


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _shallow(bare: str) -> None:
    depth = 0
    for letter in bare:
        depth += (letter in "([{") - (letter in ")]}")
        if depth > DEEPEST:
            _too_deep()


def _bounded(tree: Any) -> None:
    """Refuse a tree that is deeper or larger than is walked later. Walks without recursion."""
    waiting, nodes = [(tree, 0)], 0
    while waiting:
        node, depth = waiting.pop()
        nodes += 1
        if depth > 2 * DEEPEST:
            _too_deep()
        if isinstance(node, str) and not node.isascii() and SURROGATE.search(node):
            _refuse("Setengah huruf (\\ud800) bukan teks.", "Half a letter (\\ud800) is no text.")
        if isinstance(node, dict):
            waiting += [(name, depth + 1) for name in node]
            waiting += [(value, depth + 1) for name, value in node.items() if name != COORDINATES]
        elif isinstance(node, list):
            waiting += [(value, depth + 1) for value in node]
    if nodes > MOST_NODES:
        _refuse(f"Terlalu besar: paling banyak {MOST_NODES} simpul.", f"Too large: at most {MOST_NODES} nodes.")


def _too_deep() -> NoReturn:
    _refuse(
        f"Bertumpuk terlalu dalam; paling banyak {DEEPEST} kurung di dalam kurung dan {MOST_SIGNS} NOT atau tanda hitung.",
        f"Nested too deep; at most {DEEPEST} brackets within brackets and {MOST_SIGNS} NOTs or signs.",
    )


def _refuse(indonesian: str, english: str) -> NoReturn:
    raise BadParameter(PARAMETER, indonesian, english)
