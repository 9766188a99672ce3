"""A region's folium map as a whole document: for the portal's own page, or as one file to pass on.

Both hold the same map. Its detail is the finest at which the file can be sent in a chat and the page's data come quickly
over a village's connection.
"""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import shapely
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from ..features import Box
from ..svg import sample
from ..svg.hatch import beside
from ..theming import Theme
from .assets import Asset, content_security_policy, inlined, linked
from .drawing import build_map, parts_of_document
from .looks import layer_colours, title_of
from .sheets import Role, Sheet, Subject, read_sheets
from .themes import colours

FILE_BYTES = 400 * 1024
DATA_BYTES = 60 * 1024  # compressed, as they travel
# No vertex is written in fewer bytes: [1,1],
LEAST_VERTEX_BYTES = 6


@dataclass(frozen=True)
class Page:
    """What stands around the map: the region's name and kind, and the addresses it leads to (all absolute).

    `as_of` is the day the map speaks for, where it is not today. A map `of_layer` is of one layer rather than of a region:
    `region_url` is the page of the layer then, `narrowed` says which part of it, `source_url` made it.
    """

    name: str
    kind: str
    code: str
    language: str
    region_url: str
    parts_title: str = ""
    save_url: str = ""
    other_language: str = ""
    other_language_url: str = ""
    theme_url: str = ""
    theme_source: str = ""
    as_of: date | None = None
    of_layer: bool = False
    narrowed: str = ""
    source_url: str = ""


@dataclass(frozen=True)
class Row:
    """A line of the list beside the map."""

    id: str
    name: str
    link: str


@dataclass(frozen=True)
class Origin:
    """Where a layer comes from, for the list of sources under the map."""

    title: str
    sources: str
    steward: str
    licence: str
    licence_url: str
    release: int
    as_of: date | None
    left_out: bool


@dataclass(frozen=True)
class Drawing:
    """The map itself, as text: what is kept between requests."""

    html: str
    script: str
    colours: str
    detail_m: int
    rows: tuple[Row, ...]
    origins: tuple[Origin, ...]
    sample: bool
    empty: bool
    legend: tuple[tuple[str, str, int], ...] = ()  # of a theme: a sample as SVG, what it means, of how many
    legend_title: str = ""
    pattern: str = ""


@dataclass(frozen=True)
class Document:
    html: str
    policy: str


@dataclass(frozen=True)
class Setting:
    """Where the map stands: what is looked at if nothing has a border, and where there is land around."""

    fallback: Box
    land: BaseGeometry | None = None


def draw(subject: Subject, page: Page, *, base_url: str, setting: Setting, theme: Theme | None = None) -> Drawing:
    """Draw the region at the finest detail that is small enough, coloured by `theme` where one is given."""
    details = sorted({detail for layer in subject.layers for detail in layer.details}) or [0]
    for detail_m in details:
        sheets = read_sheets(subject, detail_m=detail_m, base_url=base_url)
        if sum(sheet.vertices for sheet in sheets) * LEAST_VERTEX_BYTES > FILE_BYTES:
            continue
        drawing = draw_sheets(sheets, page, detail_m=detail_m, setting=setting, theme=theme)
        if fits(drawing, page):
            return drawing
    return _lightened(sheets, page, details[-1], setting, theme)


def _lightened(
    sheets: Sequence[Sheet], page: Page, detail_m: int, setting: Setting, theme: Theme | None = None
) -> Drawing:
    """Leave the heaviest layers out, one after another, until the file is small enough; the region and its parts stay."""
    for heaviest in sorted(sheets, key=lambda sheet: -sheet.vertices):
        if heaviest.role in (Role.OTHER, Role.AROUND):
            sheets = [replace(each, features=(), left_out=True) if each is heaviest else each for each in sheets]
            drawing = draw_sheets(sheets, page, detail_m=detail_m, setting=setting, theme=theme)
            if fits(drawing, page):
                return drawing
    return draw_sheets(sheets, page, detail_m=detail_m, setting=setting, theme=theme)


def fits(drawing: Drawing, page: Page) -> bool:
    if len(zlib.compress(drawing.script.encode())) > DATA_BYTES:
        return False
    return len(compose(drawing, page, saved=True).html.encode()) <= FILE_BYTES


def draw_sheets(
    sheets: Sequence[Sheet], page: Page, *, detail_m: int, setting: Setting, theme: Theme | None = None
) -> Drawing:
    """Draw what was read."""
    drawn = [sheet for sheet in sheets if sheet.features]
    framed = [sheet for sheet in drawn if sheet.alone or sheet.role in (Role.OWN, Role.PARTS)]
    shapes = [each.geometry for sheet in framed for each in sheet.features]
    bounds = shapely.total_bounds(shapes) if shapes else setting.fallback
    west, south, east, north = (round(float(edge), 4) for edge in bounds)
    made = build_map(
        drawn,
        label=_("Peta %(name)s") % {"name": page.name},
        bounds=(west, south, east, north),
        detail_m=detail_m,
        land=setting.land,
        theme=theme,
    )
    html, script = parts_of_document(made)
    return Drawing(
        html=html,
        script=script,
        colours=layer_colours(drawn) + colours(theme),
        detail_m=detail_m,
        rows=tuple(_rows(drawn)),
        origins=tuple(_origins(sheets)),
        sample=any(sheet.sample for sheet in drawn),
        empty=not shapes,
        legend=_legend(theme),
        legend_title=theme.title if theme else "",
        pattern=_pattern(theme),
    )


def _legend(theme: Theme | None) -> tuple[tuple[str, str, int], ...]:
    return tuple((sample(each.paint), each.label, each.count) for each in theme.entries) if theme else ()


def _pattern(theme: Theme | None) -> str:
    return next((beside(each.fill) for each in theme.entries if each.hatched), "") if theme else ""


def _rows(sheets: Sequence[Sheet]) -> Iterator[Row]:
    for sheet in sheets:
        if sheet.role is Role.PARTS:
            yield from (Row(each.id, each.label, each.link) for each in sheet.features)


def _origins(sheets: Sequence[Sheet]) -> Iterator[Origin]:
    told: set[str] = set()
    for sheet in sheets:
        layer = sheet.layer
        # What lies around is of the same layer as the region's own; the categories of a layer are told once.
        if sheet.role is Role.AROUND or (sheet.category and layer.key in told):
            continue
        told.add(layer.key)
        yield Origin(
            title=layer.title if sheet.category else title_of(sheet),
            sources="; ".join(sheet.sources),
            steward=layer.steward,
            licence=layer.licence,
            licence_url=layer.licence_url,
            release=sheet.release,
            as_of=sheet.as_of,
            left_out=sheet.left_out or (sheet.category is not None and _some_left_out(sheets, layer.key)),
        )


def _some_left_out(sheets: Sequence[Sheet], key: str) -> bool:
    return any(each.left_out for each in sheets if each.layer.key == key)


def compose(drawing: Drawing, page: Page, *, saved: bool) -> Document:
    """Write the document around the map, and the policy under which it may run."""
    own = [Asset("style", text=drawing.colours), Asset("script", text=drawing.script)]
    assets = [*(inlined() if saved else linked()), *(asset for asset in own if asset.text)]
    policy = content_security_policy(assets, online=not saved)
    context = {
        "page": page,
        "drawing": drawing,
        "styles": [asset for asset in assets if asset.kind == "style"],
        "scripts": [asset for asset in assets if asset.kind == "script"],
        "policy": policy if saved else "",
        "saved": saved,
    }
    return Document(html=render_to_string("layers/portable_map.html", context), policy=policy)
