"""Figures -> SVG charts: plain Python, no Django, the same bytes for the same figures.

Colours belong to the style sheet (static/geoportal/chart.css), by class. Every chart stands beside a table of the same
figures, so that the drawing says no more than its own title to a screen reader.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

Write = Callable[[float], str]  # a figure in the reader's language
ROW, BAR, HALF, MIDDLE, TOP = 18, 15, 132, 52, 22  # letters are 14 px, as wide as a telephone


@dataclass(frozen=True)
class Bar:
    label: str
    value: float


def pyramid(
    title: str,
    sides: tuple[str, str],
    bands: Sequence[str],
    left: Sequence[float],
    right: Sequence[float],
    write: Write,
) -> str:
    """Draw people by age: `bands` from the youngest, drawn from the bottom; one side grows to the left, one to the right."""
    most = max((*left, *right, 1))
    width, height = 2 * HALF + MIDDLE, TOP + ROW * len(bands)
    parts = [
        f'<text class="side" x="{HALF - 4}" y="14" text-anchor="end">{escape(sides[0])}</text>',
        f'<text class="side" x="{HALF + MIDDLE + 4}" y="14">{escape(sides[1])}</text>',
    ]
    for place, (band, one, other) in enumerate(zip(bands, left, right, strict=True)):
        y = height - ROW * (place + 1)
        long, short = round(HALF * one / most, 1), round(HALF * other / most, 1)
        parts += [
            f"<g><title>{escape(f'{band}: {sides[0]} {write(one)}, {sides[1]} {write(other)}')}</title>",
            f'<rect class="one" x="{HALF - long:g}" y="{y}" width="{long:g}" height="{BAR}"/>',
            f'<rect class="two" x="{HALF + MIDDLE}" y="{y}" width="{short:g}" height="{BAR}"/>',
            f'<text x="{HALF + MIDDLE / 2:g}" y="{y + 13}" text-anchor="middle">{escape(band)}</text></g>',
        ]
    return _chart("pyramid", title, width, height, parts)


def bars(title: str, items: Sequence[Bar], write: Write) -> str:
    """Draw one bar for each, its name above and its figure behind it."""
    most, width, step = max((*(item.value for item in items), 1)), 320, 42
    parts = []
    for place, item in enumerate(items):
        y, long = place * step, round(240 * item.value / most, 1)
        parts += [
            f'<text x="0" y="{y + 13}">{escape(item.label)}</text>',
            f'<rect class="one" x="0" y="{y + 18}" width="{long:g}" height="{BAR}"/>',
            f'<text class="figure" x="{long + 5:g}" y="{y + 31}">{escape(write(item.value))}</text>',
        ]
    return _chart("bars", title, width, step * len(items), parts)


def series(title: str, points: Sequence[tuple[int, float]], write: Write) -> str:
    """Draw a figure over the years; the axis begins at zero, so that small changes look small."""
    width, height, left, bottom = 320, 150, 24, 22
    most = max((*(value for _year, value in points), 1)) * 1.15
    gap = (width - 2 * left) / max(1, len(points) - 1)
    spots = [
        (left + gap * place, height - bottom - (height - bottom - 16) * value / most, year, value)
        for place, (year, value) in enumerate(points)
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y, _year, _value in spots)
    parts = [
        f'<line class="axis" x1="0" x2="{width}" y1="{height - bottom}" y2="{height - bottom}"/>',
        f'<polyline class="line" points="{line}"/>',
    ]
    for x, y, year, value in spots:
        parts += [
            f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>',
            f'<text class="figure" x="{x:.1f}" y="{y - 8:.1f}" text-anchor="middle">{escape(write(value))}</text>',
            f'<text x="{x:.1f}" y="{height - 6}" text-anchor="middle">{year}</text>',
        ]
    return _chart("series", title, width, height, parts)


def _chart(css: str, title: str, width: int, height: int, parts: Sequence[str]) -> str:
    return (
        f'<svg class="chart {css}" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img"'
        f' aria-label="{escape(title)}">{"".join(parts)}</svg>'
    )
