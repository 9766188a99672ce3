"""A layer's features as strata for the maps drawn here: its own style, or a mark for each category."""

from collections.abc import Callable, Iterable

from .declaration import Category, Layer
from .features import Shape as Feature
from .svg import Paint, Shape, Stratum

AREAS = {"Polygon", "MultiPolygon"}


def strata(
    layer: Layer, found: Iterable[Feature], drawn: Callable[[Feature], Shape], *, css: str = "layer"
) -> list[Stratum]:
    """Return the features drawn as the layer says, those without a declared category first."""
    by_category: dict[str, list[Shape]] = {}
    known = {category.value for category in layer.categories}
    for each in found:
        by_category.setdefault(each.category if each.category in known else "", []).append(drawn(each))
    plain = by_category.get("", [])
    marked = [
        Stratum(css, by_category[category.value], paint=mark_of(layer, category))
        for category in layer.categories
        if category.value in by_category
    ]
    return [*([Stratum(css, plain, paint=paint_of(layer))] if plain else []), *marked]


def paint_of(layer: Layer) -> Paint:
    style = layer.style
    return Paint(
        stroke=style.stroke,
        width=style.width,
        fill=style.fill,
        fill_opacity=style.fill_opacity if layer.geometry_type in AREAS else 1,
        dash=style.dash,
        radius=style.radius,
    )


def mark_of(layer: Layer, category: Category) -> Paint:
    style = layer.style
    return Paint(style.stroke, style.width, category.fill, 1, mark=category.mark, letter=category.letter)
