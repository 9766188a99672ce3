"""Strata of shapes, back to front, as one <svg>.

Shapes are links for the mouse and the finger only. The list beside the map is their twin for the keyboard and for screen
readers, so the drawing is hidden from both and its links are no tab stops.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import shapely
from shapely.geometry.base import BaseGeometry

from . import hatch, labels, marks, paths
from .frame import UNITS_PER_PIXEL, Frame
from .hatch import Hatch

MARKER_RADIUS = 45
BAR_STEPS_KM = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)


@dataclass(frozen=True)
class Paint:
    """The style a layer brings itself; colours as hex, width in px. Written as attributes, which a CSP allows.

    With a `mark` points are drawn as that shape around `letter` (`marks`), at a size the style sheet decides.
    """

    stroke: str
    width: float
    fill: str
    fill_opacity: float
    dash: str = ""
    radius: float = 6.0
    mark: str = ""
    letter: str = ""
    hatched: bool = False  # `fill` is the ground under the lines


@dataclass(frozen=True)
class Shape:
    geometry: BaseGeometry
    name: str = ""
    href: str = ""
    note: str = ""


@dataclass(frozen=True)
class Stratum:
    """Shapes drawn alike. `css` names them for the style sheet; `lines` adds each border once, above the fills.

    `cased` draws each shape twice, the first time as a plain casing, so that a dashed outline hides the lines below it;
    compressed, the second one weighs nothing.
    """

    css: str
    shapes: Sequence[Shape]
    lines: bool = False
    labels: bool = False
    cased: bool = False
    paint: Paint | None = None


def draw(frame: Frame, strata: Sequence[Stratum], *, css: str = "map", scale_bar: bool = True) -> str:
    """Return the map as text; labels and the scale bar lie above every shape."""
    sheets = [_stratum(stratum, frame) for stratum in strata]
    bar, taken = _scale_bar(frame) if scale_bar else ("", shapely.Polygon())
    names = _names(strata, frame, taken)
    return (
        f'<svg class="{escape(css)}" viewBox="0 0 {frame.width} {frame.height}"'
        f' width="{frame.width // UNITS_PER_PIXEL}" height="{frame.height // UNITS_PER_PIXEL}" aria-hidden="true">'
        f"{_hatch(strata)}{''.join(sheets)}{names}{bar}</svg>"
    )


def sample(paint: Paint) -> str:
    """Return a small box drawn as `paint` says, for a legend."""
    pattern = hatch.definition(paint.fill, Hatch.SAMPLE) if paint.hatched else ""
    fill = Hatch.SAMPLE.fill if paint.hatched else escape(paint.fill)
    return (
        f'<svg class="theme-sample" viewBox="0 0 280 180" width="28" height="18" aria-hidden="true">{pattern}'
        f'<rect x="5" y="5" width="270" height="170" fill="{fill}" stroke="{escape(paint.stroke)}" stroke-width="10"/></svg>'
    )


def _hatch(strata: Sequence[Stratum]) -> str:
    grounds = [each.paint.fill for each in strata if each.paint and each.paint.hatched]
    return hatch.definition(grounds[0]) if grounds else ""


def _stratum(stratum: Stratum, frame: Frame) -> str:
    if stratum.paint and stratum.paint.mark:
        return _marked(stratum, stratum.paint, frame)
    drawn, rings = [], []
    for shape in stratum.shapes:
        clipped = frame.clip(shape.geometry)
        if clipped.is_empty:
            continue
        found = paths.lines(clipped, frame)
        rings.append(found)
        mark = _figure(clipped, found, frame, stratum.paint)
        casing = f'<{mark} class="casing"/>' if stratum.cased else ""
        drawn.append(casing + _linked(shape, mark))
    border = f'<path class="lines" d="{paths.path(paths.borders(rings), closed=False)}"/>' if stratum.lines else ""
    return f'<g class="{escape(stratum.css)}"{_painted(stratum.paint)}>{"".join(drawn)}{border}</g>' if drawn else ""


def _marked(stratum: Stratum, paint: Paint, frame: Frame) -> str:
    """Define the mark once and use it at every point: a map of a thousand points stays light."""
    name = f"tanda-{paint.mark}-{paint.letter}"
    drawn = []
    for shape in stratum.shapes:
        clipped = frame.clip(shape.geometry)
        if not clipped.is_empty:
            x, y = _spot(clipped, frame)
            drawn.append(_linked(shape, f'use href="#{escape(name)}" x="{x}" y="{y}"'))
    mark = f'<defs><g id="{escape(name)}">{marks.drawn(paint.mark, paint.letter, paint.fill)}</g></defs>'
    return f'<g class="{escape(stratum.css)}">{mark}{"".join(drawn)}</g>' if drawn else ""


def _spot(shape: BaseGeometry, frame: Frame) -> tuple[int, int]:
    x, y = frame.project(shapely.get_coordinates(shapely.point_on_surface(shape)))[0].round().astype(int).tolist()
    return x, y


def _figure(shape: BaseGeometry, found: list[paths.Line], frame: Frame, paint: Paint | None) -> str:
    """Return the open tags of the shape's mark, without the closing slash: a title may follow inside."""
    if shape.geom_type in {"Point", "MultiPoint"} or not found:
        x, y = _spot(shape, frame)
        radius = round(paint.radius * UNITS_PER_PIXEL) if paint else MARKER_RADIUS
        return f'circle cx="{x}" cy="{y}" r="{radius}"'
    closed = shape.geom_type in {"Polygon", "MultiPolygon", "GeometryCollection"}
    open_line = "" if closed else ' fill="none"'
    return f'path d="{paths.path(found, closed=closed)}"{open_line}'


def _linked(shape: Shape, mark: str) -> str:
    tag = mark.split(" ", 1)[0]
    words = ", ".join(part for part in (shape.name, shape.note) if part)
    figure = f"<{mark}><title>{escape(words)}</title></{tag}>" if words else f"<{mark}/>"
    return f'<a href="{escape(shape.href)}" tabindex="-1">{figure}</a>' if shape.href else figure


def _painted(paint: Paint | None) -> str:
    if paint is None:
        return ""
    dash = f' stroke-dasharray="{escape(paint.dash)}"' if paint.dash else ""
    fill = Hatch.MAP.fill if paint.hatched else escape(paint.fill)
    return (
        f' stroke="{escape(paint.stroke)}" stroke-width="{paint.width:g}"{dash}'
        f' fill="{fill}" fill-opacity="{paint.fill_opacity:g}"'
    )


def _names(strata: Sequence[Stratum], frame: Frame, taken: BaseGeometry) -> str:
    """Write the names, those of the strata in front first: the others keep clear of them."""
    written = []
    for stratum in reversed([each for each in strata if each.labels]):
        placed = (labels.place(shape.geometry, shape.name, frame, taken=taken) for shape in stratum.shapes)
        kept = labels.apart(label for label in placed if label)
        taken = shapely.union_all([taken, *(labels.room(label, step) for label, step in kept)])
        words = "".join(labels.written(label, step) for label, step in kept)
        written.append(f'<g class="names names-{escape(stratum.css.split()[0])}">{words}</g>' if words else "")
    return "".join(written)


def _scale_bar(frame: Frame) -> tuple[str, BaseGeometry]:
    """Return the bar in the lower left corner, and the room it takes on the page."""
    longest = frame.width * 0.24 * frame.metres_per_unit / 1000
    km = max((step for step in BAR_STEPS_KM if step <= longest), default=BAR_STEPS_KM[0])
    length = round(km * 1000 / frame.metres_per_unit)
    x, y = 180, frame.height - 200
    words = f"{km:g} km" if km >= 1 else f"{km * 1000:g} m"
    drawn = (
        f'<g class="scale"><path d="M{x} {y - 70}v70h{length}v-70"/>'
        f'<text x="{x + length // 2}" y="{y}" dy="-.5em">{words}</text></g>'
    )
    return drawn, shapely.box(0, y - 480, x + length + 150, frame.height)
