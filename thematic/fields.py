"""The fields of a thematic layer as its row keeps them, and how a file's column gets its name. Pure."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from layers.changes import GRAMMAR as CHANGES
from layers.declaration import FieldType
from layers.filters import GRAMMAR

LONGEST_NAME = 60
MOST_FIELDS = 200
# Names every thematic layer has, or that mean something wherever a layer is read (docs/reference/fields.md).
OWN = ("id", "region_code", "release", "page_url")
RESERVED = (
    GRAMMAR
    | CHANGES
    | {*OWN, "valid_from", "valid_until", "sample", "source", "legal_status", "geom", "type", "links", "changed"}
)
LABEL_NAMES = ("nama", "name", "namobj", "label", "judul")


@dataclass(frozen=True)
class FieldSpec:
    """A field: its name in addresses and answers, the column it was first filled from, and the releases that tell it."""

    name: str
    column: str
    title_id: str
    title_en: str
    type: FieldType = "text"
    since: int = 1
    until: int | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def specs(kept: Iterable[dict[str, Any]]) -> list[FieldSpec]:
    """Read what a layer's row keeps."""
    return [FieldSpec(**each) for each in kept]


def current(kept: Iterable[dict[str, Any]]) -> list[FieldSpec]:
    """Return the fields the newest release tells."""
    return [spec for spec in specs(kept) if spec.until is None]


def name_for(column: str, taken: Collection[str]) -> str:
    """Return the name a column gets: "Lebar Jalan (m)" becomes lebar_jalan_m; reserved and taken names are avoided."""
    plain = unicodedata.normalize("NFKD", column).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[: LONGEST_NAME - 10].rstrip("_")
    if not name or not name[0].isalpha() or name in RESERVED:
        name = f"kolom_{name}".rstrip("_")
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}_{number}"
    return free


def label_of(chosen: str, fields: Iterable[FieldSpec]) -> str:
    """Return the field maps show: the one chosen, else one called like a name, else the first text, else the id."""
    names = [field.name for field in fields if field.type == "text"]
    if chosen in names:
        return chosen
    named = [name for wanted in LABEL_NAMES for name in names if name == wanted]
    named += [name for name in names if name.startswith(("nama_", "nm_", "name_"))]
    return next(iter([*named, *names]), "id")
