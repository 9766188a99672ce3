"""A layer's features coloured by class: the theme of a map, whichever way it is drawn. Plain Python, no Django.

Whoever knows the numbers makes a `Theme`; the maps drawn here, the folium map and the script of `/peta/` show it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from .features import Shape as Feature
from .svg import Paint, Shape, Stratum

# ColorBrewer's YlGnBu and PuOr: both hold for the usual kinds of colour blindness, and the first one in grey, too.
SEQUENTIAL: Mapping[int, tuple[str, ...]] = {
    1: ("#7fcdbb",),
    2: ("#edf8b1", "#2c7fb8"),
    3: ("#edf8b1", "#7fcdbb", "#2c7fb8"),
    4: ("#ffffcc", "#a1dab4", "#41b6c4", "#225ea8"),
    5: ("#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494"),
    6: ("#ffffcc", "#c7e9b4", "#7fcdbb", "#41b6c4", "#2c7fb8", "#253494"),
    7: ("#ffffcc", "#c7e9b4", "#7fcdbb", "#41b6c4", "#1d91c0", "#225ea8", "#0c2c84"),
}
DIVERGING: Mapping[int, tuple[str, ...]] = {
    1: ("#f7f7f7",),
    2: ("#f1a340", "#998ec3"),
    3: ("#f1a340", "#f7f7f7", "#998ec3"),
    4: ("#e66101", "#fdb863", "#b2abd2", "#5e3c99"),
    5: ("#e66101", "#fdb863", "#f7f7f7", "#b2abd2", "#5e3c99"),
    6: ("#b35806", "#f1a340", "#fee0b6", "#d8daeb", "#998ec3", "#542788"),
    7: ("#b35806", "#f1a340", "#fee0b6", "#f7f7f7", "#d8daeb", "#998ec3", "#542788"),
}
EDGE, EDGE_PX = "#4a5a55", 0.6
UNKNOWN, NOT_ASKED = "#f2f2ee", "#d3d6d0"


@dataclass(frozen=True)
class Entry:
    """A line of the legend: what the colour means in words, and of how many features. `hatched`: nothing is known."""

    label: str
    fill: str
    count: int
    hatched: bool = False

    @property
    def paint(self) -> Paint:
        return Paint(EDGE, EDGE_PX, self.fill, 1, hatched=self.hatched)


@dataclass(frozen=True)
class Theme:
    """`entries` from the lowest class up, then what has none; `of` tells the entry of each feature of `layer` by its id,
    `texts` its figure in words. Features that are not in `of` are drawn as the surroundings.
    """

    layer: str
    title: str
    entries: tuple[Entry, ...]
    of: Mapping[str, int]
    texts: Mapping[str, str]

    def text(self, feature: str) -> str:
        return self.texts.get(feature, "")


def ramp(classes: int, *, diverging: bool) -> tuple[str, ...]:
    """Return the colours of so many classes, the lowest first."""
    return (DIVERGING if diverging else SEQUENTIAL)[classes]


def strata(
    theme: Theme, found: Iterable[Feature], drawn: Callable[[Feature, str], Shape], *, named: bool
) -> list[Stratum]:
    """Return the features class by class; `drawn` makes a shape of a feature and its figure in words."""
    by_entry: dict[int | None, list[Shape]] = {}
    for each in found:
        by_entry.setdefault(theme.of.get(each.id), []).append(drawn(each, theme.text(each.id)))
    around = by_entry.get(None, [])
    return [
        *([Stratum("near", around, lines=True)] if around else []),
        *(
            Stratum(f"theme theme-{number}", by_entry[number], paint=entry.paint, labels=named)
            for number, entry in enumerate(theme.entries)
            if number in by_entry
        ),
    ]
