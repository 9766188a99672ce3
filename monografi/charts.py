"""Figures -> SVG charts: plain Python, no Django, the same bytes for the same figures.

Colours belong to the style sheet (static/geoportal/chart.css), by class. Every chart stands beside a table of the same
figures, so that the drawing says no more than its own title to a screen reader.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

Write = Callable[[float], str]  # a figure in the reader's language
# Letters are 14 px at the drawn size (chart.css), which a phone of 360 px shows unscaled: no chart is wider than WIDTH.
WIDTH, ROW, BAR, HALF, MIDDLE, TOP = 320, 18, 14, 130, 56, 24
BASE = 13  # from the top of a line of letters to their foot


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
        f'<text class="side" x="{HALF - 4}" y="{BASE}" text-anchor="end">{escape(sides[0])}</text>',
        f'<text class="side" x="{HALF + MIDDLE + 4}" y="{BASE}">{escape(sides[1])}</text>',
    ]
    for place, (band, one, other) in enumerate(zip(bands, left, right, strict=True)):
        y = height - ROW * (place + 1)
        long, short = round(HALF * one / most, 1), round(HALF * other / most, 1)
        parts += [
            f"<g><title>{escape(f'{band}: {sides[0]} {write(one)}, {sides[1]} {write(other)}')}</title>",
            f'<rect class="one" x="{HALF - long:g}" y="{y}" width="{long:g}" height="{BAR}"/>',
            f'<rect class="two" x="{HALF + MIDDLE}" y="{y}" width="{short:g}" height="{BAR}"/>',
            f'<text x="{HALF + MIDDLE / 2:g}" y="{y + BASE - 1}" text-anchor="middle">{escape(band)}</text></g>',
        ]
    return _chart("pyramid", title, width, height, parts)


def bars(title: str, items: Sequence[Bar], write: Write) -> str:
    """Draw one bar for each, its name above and its figure behind it."""
    most, step = max((*(item.value for item in items), 1)), 40
    parts = []
    for place, item in enumerate(items):
        y, long = place * step, round(236 * item.value / most, 1)
        parts += [
            f'<text x="0" y="{y + BASE}">{escape(item.label)}</text>',
            f'<rect class="one" x="0" y="{y + 18}" width="{long:g}" height="{BAR}"/>',
            f'<text class="figure" x="{long + 5:g}" y="{y + 30}">{escape(write(item.value))}</text>',
        ]
    return _chart("bars", title, WIDTH, step * len(items), parts)


@dataclass(frozen=True)
class Line:
    """A figure of one name over the years; None where nothing was told, which breaks the line."""

    label: str
    points: Sequence[tuple[int, float | None]]


def series(title: str, points: Sequence[tuple[int, float]], write: Write) -> str:
    """Draw a figure over the years; the axis begins at zero, so that small changes look small."""
    return lines(title, [Line("", points)], write)


def lines(title: str, drawn: Sequence[Line], write: Write) -> str:
    """Draw up to four figures over the same years, told apart by dash and mark as well as by colour (.line-1 to -4).

    A single line has its figures written beside its first, last and largest point; where there are several, the table
    beside the chart tells them.
    """
    years = sorted({year for line in drawn for year, _value in line.points})
    plot = _Plot(years, max([value for line in drawn for _year, value in line.points if value is not None] + [1]))
    parts = [f'<line class="axis" x1="0" x2="{WIDTH}" y1="{plot.floor}" y2="{plot.floor}"/>']
    parts += [
        f'<text x="{plot.x(year):.1f}" y="{plot.floor + 16}" text-anchor="middle">{year}</text>'
        for year in _spaced(years)
    ]
    for number, line in enumerate(drawn, 1):
        parts.append(_line(number, line, plot, write, told=len(drawn) == 1))
    return _chart("series", title, WIDTH, plot.floor + 22, parts)


@dataclass(frozen=True)
class _Plot:
    """Where a year and a figure stand; `floor` is where zero does."""

    years: Sequence[int]
    most: float
    floor: int = 140

    def x(self, year: int) -> float:
        first, last = self.years[0], self.years[-1]
        return 28 + (WIDTH - 56) * (year - first) / max(1, last - first)

    def y(self, value: float) -> float:
        return self.floor - (self.floor - 24) * value / self.most


def _spaced(years: Sequence[int]) -> Sequence[int]:
    """Return so many of the years that their names do not touch, the last one among them."""
    every = max(1, -(-len(years) // 6))
    return years[::-1][::every][::-1]


def _line(number: int, line: Line, plot: _Plot, write: Write, *, told: bool) -> str:
    found = [(year, value) for year, value in line.points if value is not None]
    named = {year for year, _value in (found[:1] + found[-1:] + sorted(found, key=lambda each: each[1])[-1:])}
    parts = [f'<polyline class="line line-{number}" points="{run}"/>' for run in _runs(line, plot)]
    for year, value in found:
        x, y = plot.x(year), plot.y(value)
        parts.append(
            f"<g><title>{escape(f'{line.label} {year}: {write(value)}'.strip())}</title>{_dot(number, x, y)}</g>"
        )
        if told and year in named:
            parts.append(
                f'<text class="figure" x="{x:.1f}" y="{y - 9:.1f}" text-anchor="middle">{escape(write(value))}</text>'
            )
    return "".join(parts)


def _runs(line: Line, plot: _Plot) -> list[str]:
    """Return the points between years nothing was told of, as the points of polylines."""
    runs: list[list[str]] = [[]]
    for year, value in line.points:
        if value is None:
            runs.append([])
        else:
            runs[-1].append(f"{plot.x(year):.1f},{plot.y(value):.1f}")
    return [" ".join(run) for run in runs if len(run) > 1]


def _dot(number: int, x: float, y: float) -> str:
    """Return the mark of a line's points: a circle, a square, a diamond, a triangle."""
    css = f'class="dot dot-{number}"'
    if number == 1:
        return f'<circle {css} cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
    corners = {2: ((-4, -4), (4, -4), (4, 4), (-4, 4)), 3: ((0, -6), (6, 0), (0, 6), (-6, 0))}
    found = corners.get(number, ((0, -6), (5, 4), (-5, 4)))
    return f'<polygon {css} points="{" ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in found)}"/>'


def key(number: int) -> str:
    """Return the sample of a line for the legend beside the chart."""
    drawn = f'<polyline class="line line-{number}" points="0,8 40,8"/>{_dot(number, 20, 8)}'
    return f'<svg class="chart chart-key" viewBox="0 0 40 16" width="40" height="16" aria-hidden="true">{drawn}</svg>'


def bar(share: float, *, css: str = "one") -> str:
    """Return one small bar for a cell of a table, `share` of its full width."""
    long = round(96 * min(max(share, 0), 1), 1)
    return (
        f'<svg class="chart chart-bar" viewBox="0 0 96 8" width="96" height="8" aria-hidden="true">'
        f'<rect class="{css}" width="{long:g}" height="8"/></svg>'
    )


def _chart(css: str, title: str, width: int, height: int, parts: Sequence[str]) -> str:
    return (
        f'<svg class="chart {css}" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img"'
        f' aria-label="{escape(title)}">{"".join(parts)}</svg>'
    )
