"""The looks a layer's features have: one for each category, and one for what none of them names."""

from dataclasses import dataclass

from ..declaration import Layer
from ..painting import AREAS
from ..svg import marks

SHARE = 1.2  # how much taller than the radius of its mark a letter is


@dataclass(frozen=True)
class Look:
    """One look. `value` None: whatever no other look of the layer names. `radius` is that of the mark's corners, in px."""

    value: str | None
    title: str
    fill: str
    mark: str = "circle"
    letter: str = ""
    radius: float = 0.0

    @property
    def letter_size(self) -> float:
        return round(self.radius * SHARE, 2)


def kind_of(layer: Layer) -> str:
    """Return point, line or polygon."""
    if layer.geometry_type in AREAS:
        return "polygon"
    return "line" if "Line" in layer.geometry_type else "point"


def looks(layer: Layer) -> list[Look]:
    """Return the looks, that of the rest last: the only one where nothing tells features apart."""
    style = layer.style
    apart = layer.categories if layer.category_field else ()
    rest = Look(None, layer.title, style.fill, letter=style.letter, radius=style.radius)
    return [
        *(Look(each.value, each.title, each.fill, each.mark, each.letter, _corners(each.mark)) for each in apart),
        rest,
    ]


def _corners(mark: str) -> float:
    """Return how far the corners of a mark lie from its middle, in px: as the portal's own maps draw it."""
    larger = marks.CORNERS[mark][2] if mark in marks.CORNERS else 1.0
    return round(marks.RADIUS / 10 * larger, 2)


def dashes(text: str) -> list[float]:
    """Return the lengths of a `stroke-dasharray`, in px."""
    return [float(each) for each in text.replace(",", " ").split()]
