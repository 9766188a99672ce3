"""What a person answered about a file, read strictly and kept in `Run.choices`.

    layer, encoding, crs, target     one value each
    mapping                          the target's field -> the file's column
    matches                          a doubtful row -> the identity it speaks of
    effective, correction, source, legal_status, legal_basis, minutes, scale, absent, neighbours, snap_m, adjust

An answer that cannot be is refused by name; then nothing of what came with it is kept.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, get_args

from accounts.models import User

from . import crs, encodings, recipes
from .looking import Look
from .models import Run
from .objections import LONGEST_TEXT
from .questions import columns_of, target_of
from .refusals import AnswerWrong, CrsUnclear, EncodingUnclear, Words
from .rights import UPLOAD, may_somewhere
from .rows import Absent, Choices, Neighbours
from .stages import Asked
from .targets import Target, get_target

FACTS = tuple(Choices.__dataclass_fields__)
ABOUT_FILE = ("layer", "encoding", "target", "crs", "mapping")
# These change which rows are published, and how: what they do is seen in the difference before anybody publishes.
COMPARED = ("matches", "absent", "neighbours", "snap_m", "adjust")
KNOWN = (*ABOUT_FILE, *(name for name in FACTS if name != "sample"))
# A new answer to the first makes the answers after it meaningless.
FORGETS = {
    "layer": ("encoding", "crs", "mapping", "matches"),
    "encoding": ("mapping",),
    "target": ("crs", "mapping", "matches"),
}
LARGEST_SCALE = 100_000_000
MOST_ROWS, LARGEST_KEY = 2**31 - 1, 2**63 - 1  # as the database counts rows and identities
WIDEST_SNAP_M = 1_000
CHOOSE = {
    "encoding": Words("Pilih salah satu dari daftar.", "Choose one of the list."),
    "crs": Words(
        "Pilih salah satu dari daftar, atau tulis kode lain, misalnya EPSG:32650.",
        "Choose one of the list, or write another code, for example EPSG:32650.",
    ),
}


def asked_of(run: Run) -> Asked:
    """Return what was answered about the file itself."""
    return Asked(run.choices.get("layer"), run.choices.get("crs"), run.choices.get("encoding"))


def take(run: Run, given: Mapping[str, Any], seen: Look | None, *, by: User) -> list[str]:
    """Write answers into the run, unsaved; return the names of those that changed something. Raise AnswerWrong."""
    for name in given:
        if name not in KNOWN:
            raise AnswerWrong(
                Words(f"jawaban {name!r} tidak dikenal", f"there is no answer {name!r}"),
                Words(f"Yang dikenal: {', '.join(KNOWN)}.", f"Known are: {', '.join(KNOWN)}."),
                column=name[:80],
            )
    return [name for name in KNOWN if name in given and _take(run, name, given[name], seen, by)]


def _take(run: Run, name: str, value: Any, seen: Look | None, by: User) -> bool:
    if name == "target":
        return _take_target(run, value, by)
    read = _about_file(name, value, run, seen) if name in ABOUT_FILE else FACT_READERS[name](name, value)
    if name in run.choices and run.choices[name] == read:
        return False
    for forgotten in FORGETS.get(name, ()):
        run.choices.pop(forgotten, None)
    run.choices[name] = read
    target = target_of(run)
    if name == "mapping" and seen is not None and target is not None:
        recipes.remember(target, columns_of(run, seen), read, by=by)
    return True


def _take_target(run: Run, value: Any, by: User) -> bool:
    try:
        target = get_target(str(value))
    except KeyError:
        target = None
    if target is None or not may_somewhere(by, UPLOAD, target):
        raise _wrong("target", value, "Pilih lapisan dari daftar.", "Choose a layer from the list.")
    if run.target == target.key:
        return False
    for forgotten in FORGETS["target"]:
        run.choices.pop(forgotten, None)
    run.target = target.key
    return True


def _about_file(name: str, value: Any, run: Run, seen: Look | None) -> Any:
    if seen is None:
        raise _wrong(name, value, "Tunggu sampai berkas selesai dilihat.", "Wait until the file has been looked at.")
    if name != "mapping" and not isinstance(value, str):
        raise _wrong(name, value, "Kirim satu teks.", "Send one text.")
    try:
        return FILE_READERS[name](value, run, seen)
    except (CrsUnclear, EncodingUnclear) as unclear:
        raise AnswerWrong(unclear.message, CHOOSE[name], column=name) from unclear


def _layer(value: Any, run: Run, seen: Look) -> str:
    names = [each["name"] for each in seen.layers]
    if value not in names:
        raise _wrong(
            "layer", value, f"Lapisan di berkas: {', '.join(names)}.", f"Layers in the file: {', '.join(names)}."
        )
    return str(value)


def _encoding(value: Any, run: Run, seen: Look) -> str:
    name = encodings.known(str(value)[:40])
    fitting = [each["encoding"] for each in seen.encoding.get("readings", [])]
    if fitting and name not in fitting:
        listed = ", ".join(fitting)
        raise _wrong(
            "encoding", value, f"Yang dapat membaca berkas ini: {listed}.", f"These can read the file: {listed}."
        )
    return name


def _crs(value: Any, run: Run, seen: Look) -> str:
    target, text = target_of(run), str(value).strip()[: crs.WKT_BYTES]
    if target is None:
        raise _wrong("crs", text[:40], "Pilih dahulu lapisan portalnya.", "Choose the layer of the portal first.")
    crs.decide(declared="", declared_by="", forced=text or "-", points=seen.points, reference=target.reference_area())
    return text


def _mapping(value: Any, run: Run, seen: Look) -> dict[str, str]:
    target = target_of(run)
    if target is None or not isinstance(value, Mapping):
        raise _wrong("mapping", "", "Pilih kolom untuk setiap isian.", "Choose a column for each field.")
    columns = columns_of(run, seen)
    chosen = {str(field): str(column) for field, column in value.items() if column}
    for field, column in chosen.items():
        if column not in columns or field not in {each.name for each in target.fields}:
            raise _wrong(
                "mapping", f"{field}: {column}"[:80], "Pilih dari kolom berkas.", "Choose from the file's columns."
            )
    _refuse_missing(target, chosen)
    return chosen


def _refuse_missing(target: Target, chosen: Mapping[str, str]) -> None:
    missing = [each for each in target.fields if each.required and each.name not in chosen]
    if missing:
        raise AnswerWrong(
            Words(
                f"belum ada kolom untuk {', '.join(each.title_id for each in missing)}",
                f"no column is chosen for {', '.join(each.title_en for each in missing)}",
            ),
            Words("Pilih kolomnya, lalu lanjutkan.", "Choose the column, then go on."),
            column=missing[0].name,
        )


def _wrong(name: str, value: Any, remedy_id: str, remedy_en: str) -> AnswerWrong:
    shown = str(value)[:80]
    return AnswerWrong(
        Words(f"jawaban {shown!r} untuk {name} tidak dapat dipakai", f"the answer {shown!r} to {name} cannot be used"),
        Words(remedy_id, remedy_en),
        column=name,
    )


def _day(name: str, value: Any) -> str | None:
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError as error:
        raise _wrong(name, value, "Tulis tahun-bulan-hari: 2026-01-31.", "Write year-month-day: 2026-01-31.") from error


def _flag(name: str, value: Any) -> bool:
    if value in (True, "true", "1", 1):
        return True
    if value in (False, "false", "0", 0, ""):
        return False
    raise _wrong(name, value, "Tulis true atau false.", "Write true or false.")


def _text(name: str, value: Any) -> str:
    text = " ".join(str(value if value is not None else "").replace("\0", "").split())
    if len(text) > LONGEST_TEXT:
        raise _wrong(name, value, f"Paling panjang {LONGEST_TEXT} huruf.", f"At most {LONGEST_TEXT} characters.")
    return text


def _scale(name: str, value: Any) -> int | None:
    text = str(value if value is not None else "").strip().removeprefix("1:").replace(".", "").replace(" ", "")
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or not 0 < int(text[:20]) <= LARGEST_SCALE:
        raise _wrong(name, value, "Tulis n dari 1:n, misalnya 10000.", "Write the n of 1:n, for example 10000.")
    return int(text)


def _metres(name: str, value: Any) -> float:
    try:
        metres = float(str(value).replace(",", "."))
    except ValueError:
        metres = -1
    if not 0 <= metres <= WIDEST_SNAP_M:
        raise _wrong(name, value, f"Tulis meter, 0 sampai {WIDEST_SNAP_M}.", f"Write metres, 0 to {WIDEST_SNAP_M}.")
    return metres


def _one_of(choices: Sequence[str]) -> Callable[[str, Any], str]:
    def read(name: str, value: Any) -> str:
        if value not in choices:
            listed = ", ".join(choices)
            raise _wrong(name, value, f"Pilih salah satu: {listed}.", f"Choose one of: {listed}.")
        return str(value)

    return read


def _matches(name: str, value: Any) -> dict[str, int]:
    try:
        found = {int(row): int(key) for row, key in value.items() if key not in (None, "")}
    except (AttributeError, TypeError, ValueError, OverflowError) as error:
        raise _wrong(name, "", "Pilih satu untuk setiap baris.", "Choose one for each row.") from error
    # a key below zero is a choice a target declares itself, such as turning a position round
    if not all(0 < row <= MOST_ROWS and abs(key) <= LARGEST_KEY for row, key in found.items()):
        raise _wrong(name, "", "Pilih satu untuk setiap baris.", "Choose one for each row.")
    return {str(row): key for row, key in found.items()}


def _names(name: str, value: Any) -> list[str]:
    if not isinstance(value, (list, tuple)) or not all(isinstance(each, str) and len(each) < 40 for each in value):
        raise _wrong(name, "", "Pilih dari daftar.", "Choose from the list.")
    return list(value)


FILE_READERS: dict[str, Callable[[Any, Run, Look], Any]] = {
    "layer": _layer,
    "encoding": _encoding,
    "crs": _crs,
    "mapping": _mapping,
}
FACT_READERS: dict[str, Callable[[str, Any], Any]] = {
    "effective": _day,
    "correction": _flag,
    "source": _text,
    "legal_status": _text,
    "legal_basis": _text,
    "minutes": _text,
    "scale": _scale,
    "matches": _matches,
    "absent": _one_of(get_args(Absent)),
    "neighbours": _one_of(get_args(Neighbours)),
    "snap_m": _metres,
    "adjust": _names,
}
