"""What hangs on a region besides its border: a count and an address for each part, and its body where it is asked for."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from boundaries.selectors import RegionFacts
from documents.actions import DOCUMENTS
from geoportal.documents import joined as documents
from geoportal.monograph import joined as monographs
from geoportal.projects import joined as projects
from layers import parameters
from layers.declaration import Reading
from layers.problems import BadParameter
from monografi.actions import MONOGRAPH
from projects.models import LAYER as PROJECTS

Document = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """A part of the API's region: `name` is its member and its word in `include=`.

    `count(region, reading)` makes one query; `body(region, reading)` two at most, and is what its own list would give;
    `reads` are the keys of the releases it is made from: an answer is made again once one of them moves. A part whose
    `layer` the reader may not see is as absent as the layer.
    """

    name: str
    count: Callable[[RegionFacts, Reading], int]
    body: Callable[[RegionFacts, Reading], list[Document]]
    reads: tuple[str, ...]
    layer: str = ""

    def open_to(self, layers: Collection[str]) -> bool:
        return not self.layer or self.layer in layers


from . import facilities  # noqa: E402  # a part is made of what stands above

PARTS: tuple[Part, ...] = (
    Part("projects", projects.count_sites, projects.sites, (PROJECTS,), PROJECTS),
    Part("tenders", projects.count_tenders, projects.tenders, (PROJECTS,)),
    Part("documents", documents.count, documents.body, (DOCUMENTS,)),
    Part("monographs", monographs.count, monographs.body, (MONOGRAPH,)),
    facilities.PART,
)


def asked_parts(params: Any) -> list[Part]:
    """Return the parts named in `include=a,b`; BadParameter naming a word that is none."""
    text = parameters.single(params, "include")
    if text is None:
        return []
    known = {part.name: part for part in PARTS}
    unknown = [name for name in text.split(",") if name not in known]
    if unknown:
        listed = ", ".join(known)
        raise BadParameter(
            "include",
            f"{unknown[0]!r} tidak dikenal; pilih dari: {listed}.",
            f"{unknown[0]!r} is unknown; choose from: {listed}.",
        )
    return [known[name] for name in dict.fromkeys(text.split(","))]


def counts(region: RegionFacts, reading: Reading, layers: Collection[str]) -> dict[str, int]:
    return {part.name: part.count(region, reading) for part in PARTS if part.open_to(layers)}


def included(region: RegionFacts, reading: Reading, layers: Collection[str], params: Any) -> Document:
    """Return the member `included` with the body of each part asked for; nothing where none is."""
    parts = asked_parts(params)
    bodies = {part.name: part.body(region, reading) if part.open_to(layers) else [] for part in parts}
    return {"included": bodies} if bodies else {}


def releases_read() -> list[str]:
    return [key for part in PARTS for key in part.reads]
