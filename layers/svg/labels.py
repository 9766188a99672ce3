"""Where a name stands inside its shape, and up to which size it fits.

The drawing is scaled by the page, letters are not: the style sheet gives letters a size in units that is at least 14 px
at the column's width, and shows a label only where the shape holds that size (classes `fit-1`, always, to `fit-7`).
"""

import math
from dataclasses import dataclass
from html import escape

import shapely
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from .frame import Frame

# Size of letters in units per step of the column's width; the same numbers stand in static/geoportal/map.css.
SIZES = (360, 315, 252, 210, 180, 153, 133)
LETTER_WIDTH, LINE_HEIGHT = 0.54, 1.1
ROOM = 1.1  # of the ellipse around the words that has to lie inside the shape


@dataclass(frozen=True)
class Label:
    x: int
    y: int
    lines: tuple[str, ...]
    size: float


def place(shape: BaseGeometry, name: str, frame: Frame) -> Label | None:
    """Return the best of one and two lines; None where not even the smallest size fits."""
    visible = frame.clip(shape, beyond=-0.015)
    if not name or visible.area == 0:
        return None
    largest = max(shapely.get_parts(visible).tolist(), key=lambda part: part.area)
    on_page = shapely.transform(largest.simplify((frame.east - frame.west) / 400), frame.project)
    if not on_page.is_valid:
        on_page = on_page.buffer(0)
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
    radius = shapely.maximum_inscribed_circle(squared, tolerance=max(math.sqrt(squared.area) / 80, 0.1))
    x, y = shapely.get_coordinates(radius)[0]
    return Label(round(x * half_width), round(y * half_height), lines, radius.length / ROOM)


def fit(size: float) -> int:
    """Return the step of SIZES from which a label of at most `size` is shown."""
    return next((step for step, least in enumerate(SIZES, 1) if size >= least), len(SIZES))


def written(label: Label) -> str:
    first = f"{0.35 - (len(label.lines) - 1) * LINE_HEIGHT / 2:.2f}".replace("0.", ".", 1)
    if len(label.lines) == 1:
        words = escape(label.lines[0])
    else:
        words = f'{escape(label.lines[0])}<tspan x="{label.x}" dy="{LINE_HEIGHT}em">{escape(label.lines[1])}</tspan>'
    return f'<text class="fit-{fit(label.size)}" x="{label.x}" y="{label.y}" dy="{first}em">{words}</text>'
