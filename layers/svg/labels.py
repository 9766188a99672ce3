"""Where a name stands inside its shape, and up to which size it fits.

The drawing is scaled by the page, letters are not: the style sheet gives letters a size in units that is at least 14 px
at the column's width, and shows a label only where the shape holds that size (classes `fit-1`, always, to `fit-7`).
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

import shapely
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from .frame import Frame

# Size of letters in units per step of the column's width; the same numbers stand in static/geoportal/map.css.
SIZES = (360, 315, 252, 210, 180, 158, 137)
LETTER_WIDTH, LINE_HEIGHT = 0.54, 1.1
SPACING = 1.15
MIDDLE_ENOUGH = 0.9
ROOM = 1.0  # of the ellipse around the words that has to lie inside the shape


@dataclass(frozen=True)
class Label:
    x: int
    y: int
    lines: tuple[str, ...]
    size: float

    @property
    def half_width(self) -> float:
        """Half the width of the words, in sizes of their letters."""
        return max(map(len, self.lines)) * LETTER_WIDTH / 2

    @property
    def half_height(self) -> float:
        return len(self.lines) * LINE_HEIGHT / 2


def place(shape: BaseGeometry, name: str, frame: Frame, *, taken: BaseGeometry | None = None) -> Label | None:
    """Return the best of one and two lines, outside what is `taken`; None where not even the smallest size fits."""
    if not name:
        return None
    visible = shapely.make_valid(frame.clip(shape, beyond=-0.015).simplify((frame.east - frame.west) / 400))
    on_page = shapely.transform(visible, frame.project)
    if taken is not None:
        on_page = on_page.difference(taken)
    if on_page.area == 0:
        return None
    on_page = max(shapely.get_parts(on_page).tolist(), key=lambda part: part.area)
    found = [_placed(on_page, lines) for lines in _broken(name)]
    best = max(found, key=lambda label: label.size)
    return best if best.size >= SIZES[-1] else None


def _broken(name: str) -> list[tuple[str, ...]]:
    words = name.split()
    two = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    narrowest = sorted(two, key=lambda pair: max(map(len, pair)))[:1]
    return [(name,), *narrowest]


def _placed(shape: BaseGeometry, lines: tuple[str, ...]) -> Label:
    half_width = max(map(len, lines)) * LETTER_WIDTH / 2
    half_height = len(lines) * LINE_HEIGHT / 2
    # In a space where the words are a square of side 2, the widest circle is the best place for them.
    squared = affinity.scale(shape, 1 / half_width, 1 / half_height, origin=(0, 0))
    circle = shapely.maximum_inscribed_circle(squared, tolerance=max(math.sqrt(squared.area) / 80, 0.1))
    place, radius = shapely.Point(circle.coords[0]), circle.length
    middle = squared.centroid
    # Along a band many places are as good; the middle looks meant.
    if squared.contains(middle) and squared.boundary.distance(middle) > radius * MIDDLE_ENOUGH:
        place, radius = middle, squared.boundary.distance(middle)
    return Label(round(place.x * half_width), round(place.y * half_height), lines, radius / ROOM)


def fit(size: float) -> int:
    """Return the step of SIZES from which a label of at most `size` is shown."""
    return next((step for step, least in enumerate(SIZES, 1) if size >= least), len(SIZES))


def apart(found: Iterable[Label]) -> list[tuple[Label, int]]:
    """Return the labels with the step from which each is shown, later or not at all where it would touch a larger one."""
    kept: list[tuple[Label, int]] = []
    for label in sorted(found, key=lambda each: (-each.size, each.x, each.y)):
        step = fit(label.size)
        while step <= len(SIZES) and any(_touch(label, other, max(step, since)) for other, since in kept):
            step += 1
        if step <= len(SIZES):
            kept.append((label, step))
    return kept


def _touch(one: Label, other: Label, step: int) -> bool:
    size = SIZES[step - 1]
    return (
        abs(one.x - other.x) < (one.half_width + other.half_width) * size * SPACING
        and abs(one.y - other.y) < (one.half_height + other.half_height) * size
    )


def room(label: Label, step: int) -> BaseGeometry:
    """Return the box the words fill at the largest size they are shown in."""
    x, y = label.half_width * SIZES[step - 1], label.half_height * SIZES[step - 1]
    return shapely.box(label.x - x, label.y - y, label.x + x, label.y + y)


def written(label: Label, step: int) -> str:
    first = f"{0.35 - (len(label.lines) - 1) * LINE_HEIGHT / 2:.2f}".replace("0.", ".", 1)
    if len(label.lines) == 1:
        words = escape(label.lines[0])
    else:
        words = f'{escape(label.lines[0])}<tspan x="{label.x}" dy="{LINE_HEIGHT}em">{escape(label.lines[1])}</tspan>'
    return f'<text class="fit-{step}" x="{label.x}" y="{label.y}" dy="{first}em">{words}</text>'
