"""What a run needs to know before its rows can be staged, with the evidence beside it. One question at a time, in order:

layer      which layer of the file
encoding   how its text is read, where the bytes alone had to decide
target     which layer of the portal it goes to
crs        which reference system, where none is declared or the coordinates contradict it
mapping    which column holds what

A question that answers itself with certainty is not asked. Everything here is read from what was seen in the file
(`looking`) and from the answers so far; nothing opens the file.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from accounts.models import User

from . import crs, encodings, guessing, recipes
from .candidates import fitting
from .looking import Look
from .mapping import map_fields
from .models import Run
from .refusals import NOTHING, ColumnsMissing, CrsUnclear, Words
from .rights import targets_for
from .targets import Target, get_target

ORDER = ("layer", "encoding", "target", "crs", "mapping")
NOTHING_MEASURED = {"0", "0.0"}  # what programs write into a column of numbers nobody filled
SHAPES = {"Polygon": "bidang", "LineString": "garis", "Point": "titik"}
OTHER = "lain"  # an answer not among the options: a reference system named by its code


@dataclass(frozen=True)
class Option:
    """A possible answer. `note` says what speaks for it; `rows` are values as they would read; `share` what fits, 0 to 1."""

    value: str
    label: Words
    note: Words = NOTHING
    rows: tuple[tuple[int, str, str], ...] = ()
    share: float | None = None


@dataclass(frozen=True)
class Question:
    """One question: `why` it is asked, its options best first, and the answer that is proposed ("" where none is)."""

    name: str
    why: Words
    options: tuple[Option, ...]
    proposal: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)


def target_of(run: Run) -> Target | None:
    """Return the target of a run; None before it was chosen, or where it is no longer there."""
    try:
        return get_target(run.target) if run.target else None
    except KeyError:
        return None


def columns_of(run: Run, seen: Look) -> list[str]:
    """Return the names of the columns as the answers read them."""
    return [decoded(run, seen, column["name"]) for column in seen.columns]


def decoded(run: Run, seen: Look, text: str) -> str:
    """Return a text of the file as the encoding that is chosen, or proposed, reads it."""
    if not seen.raw or text.isascii():
        return text
    return encodings.decode(text.encode("latin-1"), encoding_of(run, seen)) or text


def encoding_of(run: Run, seen: Look) -> str:
    answered = run.choices.get("encoding")
    if answered:
        return encodings.known(answered)
    if seen.encoding.get("name"):
        return str(seen.encoding["name"])
    readings = seen.encoding.get("readings", [])
    return str(readings[0]["encoding"]) if readings else "utf-8"


def open_question(run: Run, seen: Look, by: User) -> Question | None:
    """Return the first question without an answer; None where the rows can be staged."""
    return next((question for name in ORDER if (question := ASK[name](run, seen, by)) is not None), None)


def question(name: str, run: Run, seen: Look, by: User) -> Question | None:
    """Return a question whether it is answered or not, so that an answer can be changed; None where there is no choice."""
    unanswered = Run(
        pk=run.pk,
        target="" if name == "target" else run.target,
        choices={key: value for key, value in run.choices.items() if key != name},
    )
    return MAKE[name](unanswered, seen, by)


def _ask_layer(run: Run, seen: Look, by: User) -> Question | None:
    return None if seen.layer else _layer(run, seen, by)


def _layer(run: Run, seen: Look, by: User) -> Question | None:
    if len(seen.layers) < 2:
        return None
    options = tuple(
        Option(
            each["name"],
            Words(each["name"], each["name"]),
            Words(
                f"{_rows_id(each['count'])}, {_shape_id(each['geometry'])}",
                f"{_rows_en(each['count'])}, {each['geometry']}",
            ),
        )
        for each in seen.layers
    )
    why = Words(f"Berkas ini memuat {len(options)} lapisan.", f"This file holds {len(options)} layers.")
    return Question("layer", why, options)


def _shape_id(kind: str) -> str:
    """Return what a geometry type is called at a counter; another keeps its name."""
    return SHAPES.get(kind.replace("3D ", "").removeprefix("Multi"), kind)


def _rows_id(count: int) -> str:
    return f"{count} baris" if count >= 0 else "jumlah baris belum diketahui"


def _rows_en(count: int) -> str:
    return f"{count} rows" if count >= 0 else "number of rows not known yet"


def _ask_encoding(run: Run, seen: Look, by: User) -> Question | None:
    if run.choices.get("encoding") or seen.encoding.get("certain", "unclear" not in seen.encoding):
        return None
    return _encoding(run, seen, by)


def _encoding(run: Run, seen: Look, by: User) -> Question | None:
    readings = seen.encoding.get("readings", [])
    if not readings:
        return None
    options = tuple(
        Option(
            each["encoding"],
            Words(each["encoding"].upper(), each["encoding"].upper()),
            rows=tuple((row, column, text) for row, column, text in each["rows"]),
        )
        for each in readings
    )
    unclear = seen.encoding.get("unclear")
    no_cpg = Words(" (tidak ada .cpg)", " (there is no .cpg)") if seen.kind == "shapefile" else NOTHING
    why = (
        Words(*unclear)
        if unclear
        else Words(
            f"Berkas ini tidak menyebut pengodean teksnya{no_cpg.id}. Pilih yang hurufnya benar.",
            f"This file does not say how its text is encoded{no_cpg.en}. Choose the one whose letters are right.",
        )
    )
    proposal = seen.encoding.get("name") or options[0].value
    return Question("encoding", why, options, str(proposal))


def _ask_target(run: Run, seen: Look, by: User) -> Question | None:
    return None if target_of(run) is not None else _target(run, seen, by)


def _target(run: Run, seen: Look, by: User) -> Question | None:
    samples = guessing.samples_of(seen, lambda text: decoded(run, seen, text))
    ranked = guessing.ranked(targets_for(by), seen, samples)
    options = tuple(Option(each.target.key, each.title, each.note, share=each.share) for each in ranked)
    why = Words(
        "Pilih lapisan portal yang akan diperbarui dengan berkas ini.",
        "Choose the layer of the portal that this file updates.",
    )
    return Question("target", why, options, options[0].value if options and (options[0].share or 0) > 0 else "")


def _ask_crs(run: Run, seen: Look, by: User) -> Question | None:
    """Ask only where the declared system, or the one answered, cannot be taken."""
    return _crs(run, seen, by) if _crs_trouble(run, seen) is not None else None


def _crs_trouble(run: Run, seen: Look) -> CrsUnclear | None:
    target = target_of(run)
    if target is None or not target.geometry_types or not seen.points:
        return None
    try:
        crs.decide(
            declared=seen.crs.get("declared", ""),
            declared_by=seen.crs.get("by", ""),
            forced=run.choices.get("crs"),
            points=seen.points,
            reference=target.reference_area(),
        )
    except CrsUnclear as unclear:
        return unclear
    return None


def _crs(run: Run, seen: Look, by: User) -> Question | None:
    target = target_of(run)
    if target is None or not seen.points:
        return None
    trouble = _crs_trouble(run, seen)
    found = fitting(seen.points, target.reference_area(), like=_declared(seen))
    options = tuple(
        Option(each.answer, Words(each.label, each.label_en), share=share) for each, share in found if share > 0
    )
    why = (
        trouble.message
        if trouble
        else Words(
            "Berkas ini menyebut sistem koordinatnya, dan letaknya masuk akal.",
            "The file states its reference system, and its rows lie where they are expected.",
        )
    )
    return Question("crs", why, options, options[0].value if options else "")


def _declared(seen: Look) -> Any:
    try:
        return crs.parse(seen.crs["declared"])[0] if seen.crs.get("declared", "").strip() else None
    except CrsUnclear:
        return None


def _ask_mapping(run: Run, seen: Look, by: User) -> Question | None:
    target = target_of(run)
    if "mapping" in run.choices or target is None:
        return None
    names = columns_of(run, seen)
    if recipes.find(target, names) is not None or _of_template(target, names):
        return None
    return _mapping(run, seen, by)


def _of_template(target: Target, names: Sequence[str]) -> bool:
    """Tell whether every column is headed as in the template the portal gives out: nobody has to say what it holds."""
    known = {field.name.casefold() for field in target.fields}
    return getattr(target, "template", False) and bool(names) and known.issuperset(name.casefold() for name in names)


def _mapping(run: Run, seen: Look, by: User) -> Question | None:
    target = target_of(run)
    if target is None or not seen.whole:
        return None
    names = columns_of(run, seen)
    why = Words("Cocokkan kolom berkas dengan yang diperlukan.", "Match the file's columns with what is needed.")
    proposed = recipes.find(target, names) or guessing.mapping(target, names, _filled(run, seen))
    options = tuple(Option(name, Words(name, name)) for name in names)
    return Question("mapping", why, options, mapping=proposed)


def _filled(run: Run, seen: Look) -> list[str]:
    """Return the columns that hold something; zeros in every row, as of an area nobody measured, are nothing."""
    return [
        decoded(run, seen, column["name"])
        for column in seen.columns
        if column["filled"] and not set(column["values"]) <= NOTHING_MEASURED
    ]


def mapping_for(run: Run, seen: Look) -> dict[str, str]:
    """Return the mapping to stage with: the one answered, the recipe's, or what the names alone say."""
    target = target_of(run)
    if target is None:
        return {}
    if "mapping" in run.choices:
        return dict(run.choices["mapping"])
    names = columns_of(run, seen)
    found = recipes.find(target, names)
    if found is not None:
        return found
    try:
        return map_fields(names, _filled(run, seen), target.fields)
    except ColumnsMissing:
        return {}


Asking = Callable[[Run, Look, User], Question | None]
ASK: dict[str, Asking] = {
    "layer": _ask_layer,
    "encoding": _ask_encoding,
    "target": _ask_target,
    "crs": _ask_crs,
    "mapping": _ask_mapping,
}
MAKE: dict[str, Asking] = {
    "layer": _layer,
    "encoding": _encoding,
    "target": _target,
    "crs": _crs,
    "mapping": _mapping,
}
