"""What an app says once about a layer, in its `layers.py`. Map, API, tiles, exports, folium and search read nothing else."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from .models import Visibility
from .spans import Span
from .svg import marks

FieldType = Literal["text", "number", "integer", "boolean", "date", "uri"]
Mark = Literal["circle", "square", "diamond", "triangle", "wedge", "pentagon", "hexagon", "octagon"]
GeometryType = Literal["Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"]


@dataclass(frozen=True)
class Reading:
    """Which state of a layer is read: the rows said in `release` that hold on `as_of`, or any day `within` a span.

    `within` is for layers dated by law only (`spans`). `base_url` is the portal's own address without a trailing slash,
    for absolute links inside features.
    """

    release: int
    as_of: date
    base_url: str = ""
    within: Span | None = None

    @property
    def label(self) -> str:
        """The day or the days read, as the name of a file tells them."""
        return self.as_of.isoformat() if self.within is None else self.within.label

    @property
    def members(self) -> dict[str, Any]:
        """What a collection of features tells of the state read."""
        told = {} if self.within is None else {"datetime": str(self.within)}
        return {"release": self.release, "as_of": self.as_of.isoformat(), **told}


@dataclass(frozen=True)
class Field:
    """A property of a feature. `name` is a contract (docs/reference/fields.md).

    `expression` is what the database computes over a row of `Layer.rows`: a lookup path, an expression, or a function of
    the `Reading` (for links). `match` returns the condition that the field equals a value, where an index answers that
    better than a comparison with the expression. `since` and `until` are release numbers, for a layer whose fields come
    and go: releases outside them do not tell the field. `short` is its name where ten letters are all a file takes.
    """

    name: str
    expression: str | Any | Callable[[Reading], Any]
    title_id: str
    title_en: str
    type: FieldType = "text"
    description_id: str = ""
    description_en: str = ""
    filterable: bool = True
    match: Callable[[Any], Q] | None = None
    since: int = 0
    until: int | None = None
    short: str = ""

    def told_in(self, release: int) -> bool:
        return self.since <= release and (self.until is None or release < self.until)

    @property
    def numeric(self) -> bool:
        return self.type in ("number", "integer")

    @property
    def title(self) -> str:
        return self.title_en if get_language() == "en" else self.title_id


@dataclass(frozen=True)
class Style:
    """How a layer looks: colours as hex, widths in px, one letter inside a point's shape."""

    stroke: str = "#0b5f66"
    width: float = 1.0
    fill: str = "#0b5f66"
    fill_opacity: float = 0.12
    dash: str = ""
    radius: float = 6.0
    letter: str = ""


@dataclass(frozen=True)
class History:
    """How a layer's rows stand on the release clock (`models.VersionedRow`): what changes and timelines compare.

    `versions` returns every row any release said, `identity` names what a row is a version of: it stays when a code
    changes. `facts` are what a row says beside its geometry and `geometry` (a lookup path) the shape as delivered;
    `valid` names the date range a row holds in law, empty where a layer knows none: its releases are its days then.
    `turned(before, after)` returns the identities whose properties turned between two readings though their row stayed
    (a code began); None where that cannot be.
    """

    versions: Callable[[], QuerySet[Any]]
    identity: str
    facts: tuple[Field, ...]
    geometry: str = "geom"
    valid: str = ""
    turned: Callable[[Reading, Reading], QuerySet[Any]] | None = None


@dataclass(frozen=True)
class Category:
    """The points whose `Layer.category_field` has this value: drawn as one mark of their own, with a letter.

    `fill` is a hex colour dark enough for a white letter.
    """

    value: str
    title_id: str
    title_en: str
    mark: Mark
    letter: str
    fill: str

    @property
    def title(self) -> str:
        return self.title_en if get_language() == "en" else self.title_id

    @property
    def path(self) -> str:
        """The outline of the mark about the origin, for samples of it."""
        return marks.outline(self.mark)

    @property
    def foot(self) -> str:
        """How far below the origin its letter stands."""
        return marks.foot(self.mark)


@dataclass(frozen=True)
class Layer:
    """A set of features with one geometry.

    `rows` returns a queryset narrowed to the reading, every row carrying the geometry at `geometry` and all that the
    fields' expressions need; `id_field` names a field that is unique, text, and stable between releases. `shape_text` names
    the column of those rows in which the shape stands as GeoJSON text (`shape_text.AddShapeText`), where there is one.
    `simplified(reading, detail_m)` returns an expression for the shape prepared at that tolerance, or None where the
    layer prepares none. `region_field` names the field that holds the Kemendagri code the `region=` filter compares
    by prefix; `label_field` and `link_field` name what maps show and open; `summary` names the fields a map tells of a
    feature under its label (none named: the first three). `history` is there for layers that are counted by releases.
    `category_field` names the field whose values tell points of different looks apart, which `categories` declares; a
    value none of them has looks as `style` says. `topic` is a topic category of ISO 19115.
    """

    key: str
    title_id: str
    title_en: str
    description_id: str
    description_en: str
    geometry_type: GeometryType
    rows: Callable[[Reading], QuerySet[Any]]
    fields: tuple[Field, ...]
    id_field: str
    geometry: str = "geom"
    shape_text: str = ""
    simplified: Callable[[Reading, int], Any] | None = None
    details: tuple[int, ...] = ()
    region_field: str | None = None
    label_field: str = "name"
    link_field: str | None = None
    summary: tuple[str, ...] = ()
    licence: str = ""
    licence_url: str = ""
    steward: str = ""
    source: str = ""
    topic: str = "location"
    style: Style = field(default_factory=Style)
    category_field: str | None = None
    categories: tuple[Category, ...] = ()
    default_visibility: Visibility = Visibility.PUBLIC
    release_key: str = ""
    order: int = 100
    history: History | None = None

    @property
    def title(self) -> str:
        return self.title_en if get_language() == "en" else self.title_id

    @property
    def description(self) -> str:
        return self.description_en if get_language() == "en" else self.description_id

    @property
    def releases_of(self) -> str:
        """The key its releases are counted under: its own unless it says otherwise."""
        return self.release_key or self.key

    @property
    def dated_by_releases(self) -> bool:
        """Tell whether the state of a day is what the newest release of that day said: nothing else dates its rows."""
        return self.history is not None and not self.history.valid

    @property
    def dated_by_law(self) -> bool:
        """Tell whether its rows know days in law on which they hold."""
        return self.history is not None and bool(self.history.valid)

    @property
    def face(self) -> tuple[object, ...]:
        """What keepers may change without a release: a part of every cache key under which the layer is drawn."""
        return self.key, self.title_id, self.title_en, self.licence, self.style, self.label_field

    def field(self, name: str) -> Field | None:
        """Return the field called `name`; where one ended and another took its name, the last."""
        return next((each for each in reversed(self.fields) if each.name == name), None)
