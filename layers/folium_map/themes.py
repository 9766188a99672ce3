"""A theme on a folium map: each region carries the class of its figure as a CSS class, and tells the figure in its card."""

from collections.abc import Sequence
from dataclasses import replace

from ..svg.hatch import Hatch
from ..theming import Theme
from .sheets import Role, Sheet


def told(sheets: Sequence[Sheet], theme: Theme | None) -> list[Sheet]:
    """Return the sheets with the theme's figure as the first fact of every region that has one."""
    if theme is None:
        return list(sheets)
    return [_told(sheet, theme) if themed(sheet, theme) else sheet for sheet in sheets]


def themed(sheet: Sheet, theme: Theme | None) -> bool:
    """Answer whether the theme colours this sheet: the regions of its level inside what is shown, or that itself."""
    return theme is not None and sheet.layer.key == theme.layer and sheet.role is not Role.AROUND


def _told(sheet: Sheet, theme: Theme) -> Sheet:
    features = tuple(each._replace(facts=(theme.text(each.id), *each.facts)) for each in sheet.features)
    return replace(sheet, titles=(theme.title, *sheet.titles), features=features)


def css_class(feature: str, theme: Theme) -> str:
    place = theme.of.get(feature)
    return "" if place is None else f" berkelas kelas-{place}"


def colours(theme: Theme | None) -> str:
    """Return the style text that fills each class; colours are the same on dark paper, so that the legend holds."""
    if theme is None:
        return ""
    return "".join(
        f".kelas-{place}{{--kelas:{Hatch.PIXELS.fill if each.hatched else each.fill}}}"
        for place, each in enumerate(theme.entries)
    )
