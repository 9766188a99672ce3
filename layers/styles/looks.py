"""The looks a layer's features have: one for each category, and one for what none of them names."""

import math
from dataclasses import dataclass

from ..declaration import Layer
from ..painting import AREAS
from ..svg import marks

SHARE = 1.4  # how much taller than the weight of its mark a letter is
# Programs measure a shape by its box; ours by how far its corners lie from the middle. Twice that for all others.
ACROSS = {"square": math.sqrt(2), "triangle": math.sqrt(3), "octagon": 2 * math.cos(math.pi / 8)}


@dataclass(frozen=True)
class Look:
    """One look. `value` None: whatever no other look of the layer names. `weight` is the radius of a circle as heavy, in px."""

    value: str | None
    title: str
    fill: str
    mark: str = "circle"
    letter: str = ""
    weight: float = 0.0

    @property
    def letter_size(self) -> float:
        return round(self.weight * SHARE, 2)

    def size(self, shape: str) -> float:
        """Return how wide the mark is in px, drawn as `shape`: as large as the portal's own maps draw it."""
        larger = marks.CORNERS[self.mark][2] if self.mark in marks.CORNERS else 1.0
        return round(self.weight * larger * ACROSS.get(shape, 2), 2)


def kind_of(layer: Layer) -> str:
    """Return point, line or polygon."""
    if layer.geometry_type in AREAS:
        return "polygon"
    return "line" if "Line" in layer.geometry_type else "point"


def looks(layer: Layer) -> list[Look]:
    """Return the looks, that of the rest last: the only one where nothing tells features apart."""
    style = layer.style
    apart = layer.categories if layer.category_field else ()
    rest = Look(None, layer.title, style.fill, letter=style.letter, weight=style.radius)
    return [
        *(Look(each.value, each.title, each.fill, each.mark, each.letter, marks.RADIUS / 10) for each in apart),
        rest,
    ]


def dashes(text: str) -> list[float]:
    """Return the lengths of a `stroke-dasharray`, in px."""
    return [float(each) for each in text.replace(",", " ").split()]
