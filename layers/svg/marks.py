"""The marks of points: one simple shape each, around a letter, drawn about the origin.

The drawing is scaled by the page; the style sheet scales marks back (`.mark`), so that letters can be read on a phone.
"""

import math
from html import escape

RADIUS = 85  # units: 8.5 px at the nominal width
# Corners, the direction of the first (degrees clockwise from the top), how much larger than a circle of like weight.
CORNERS: dict[str, tuple[int, float, float]] = {
    "square": (4, 45, 1.22),
    "diamond": (4, 0, 1.28),
    "triangle": (3, 0, 1.5),
    "wedge": (3, 180, 1.5),
    "pentagon": (5, 0, 1.18),
    "hexagon": (6, 0, 1.12),
    "octagon": (8, 22.5, 1.06),
}
# How far a letter's foot stands below the origin; a triangle has its room off the middle of its corners.
MIDDLE = ".36em"
FOOT = {"triangle": ".5em", "wedge": ".22em"}


def outline(mark: str, radius: float = RADIUS) -> str:
    """Return the mark as path data about the origin; a circle where it is none of the others."""
    if mark not in CORNERS:
        arc = f"a{radius:.0f} {radius:.0f} 0 1 0"
        return f"M{-radius:.0f} 0{arc} {2 * radius:.0f} 0{arc} {-2 * radius:.0f} 0z"
    count, first, larger = CORNERS[mark]
    angles = (math.radians(first + step * 360 / count) for step in range(count))
    return (
        "M"
        + "L".join(f"{math.sin(at) * radius * larger:.0f} {-math.cos(at) * radius * larger:.0f}" for at in angles)
        + "z"
    )


def foot(mark: str) -> str:
    return FOOT.get(mark, MIDDLE)


def drawn(mark: str, letter: str, fill: str) -> str:
    """Return the mark with its letter as SVG; the letter's colour and size belong to the style sheet."""
    words = f'<text dy="{foot(mark)}">{escape(letter)}</text>' if letter else ""
    return f'<g class="mark"><path d="{outline(mark)}" fill="{escape(fill)}"/>{words}</g>'
