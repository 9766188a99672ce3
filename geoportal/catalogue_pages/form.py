"""The filter builder: for each field of a layer the control that fits its type and what it holds, filled in from the address."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from boundaries.facts import RegionFacts, listed
from boundaries.models import Level, Region
from layers.clauses import ORDERED, category_title, value_words
from layers.contents import Held
from layers.declaration import Field, Layer
from layers.filters import filterable
from layers.reference_systems import BY_URI, CRS84, SYSTEMS

from .asking import CONTAINS, EQUAL, FROM, TEXT, TO, WAY

Choice = tuple[str, str]


@dataclass(frozen=True)
class Control:
    """One field of the form. `kind` is list, range, days or words; `low`, `high`, `text`, `way` are what it holds."""

    field: Field
    kind: str
    choices: Sequence[Choice] = ()
    text: str = ""
    way: str = CONTAINS
    low: str = ""
    high: str = ""
    hint: str = ""

    @property
    def used(self) -> bool:
        return bool(self.text or self.low or self.high)

    @property
    def exact(self) -> bool:
        return self.way == EQUAL


@dataclass(frozen=True)
class Form:
    """`first` are the fields a planner asks for first, `more` the others; `kept` what the form cannot show and passes on."""

    first: list[Control]
    more: list[Control]
    regions: list[tuple[RegionFacts, list[RegionFacts]]]
    region: str
    day: str
    written: str
    details: Sequence[Choice]
    detail: str
    systems: Sequence[Choice]
    system: str
    kept: list[Choice]

    @property
    def region_listed(self) -> bool:
        return any(self.region == each.code for above, below in self.regions for each in (above, *below))

    @property
    def used(self) -> int:
        """How many of the folded fields are filled in."""
        return sum(each.used for each in self.more) + sum(map(bool, (self.day, self.written, self.detail, self.system)))


def form_of(layer: Layer, held: dict[str, Held], values: dict[str, str]) -> Form:
    """Return the form, filled in with `values`. One query for the regions."""
    controls = list(_controls(layer, held, values))
    named = {layer.label_field, layer.category_field, *layer.summary}
    first = [each for each in controls if each.field.name in named]
    more = [each for each in controls if each.field.name not in named]
    asked = {name: values.get(name, "") for name in ("region", "as_of", "filter", "geometry", "crs")}
    own = {f"{field.name}{ending}" for field in filterable(layer) for ending in ("", FROM, TO, WAY, TEXT)}
    kept = [(name, value) for name, value in values.items() if name not in own | asked.keys() and value]
    return Form(
        first,
        more,
        _regions(layer),
        asked["region"],
        asked["as_of"],
        asked["filter"],
        _details(layer),
        asked["geometry"],
        _systems(),
        _short(asked["crs"]),
        kept,
    )


def _controls(layer: Layer, held: dict[str, Held], values: dict[str, str]) -> Iterator[Control]:
    for field in filterable(layer):
        told = held.get(field.name, Held())
        found = _control(layer, field, told, values)
        if found.used or told.choosable:
            yield found


def _control(layer: Layer, field: Field, told: Held, values: dict[str, str]) -> Control:
    low, high = values.get(field.name + FROM, ""), values.get(field.name + TO, "")
    if field.type in ORDERED:
        kind = "days" if field.type == "date" else "range"
        return Control(field, kind, low=low, high=high, hint=_reach(layer, field, told))
    exact, containing = values.get(field.name, ""), values.get(field.name + TEXT, "")
    if told.values is None or containing:
        way = EQUAL if exact else values.get(field.name + WAY, CONTAINS)
        return Control(field, "words", text=exact or containing, way=way)
    choices = [(_code(value), _title(layer, field, value)) for value in told.values]
    if exact and exact not in dict(choices):
        choices.append((exact, exact))
    return Control(field, "list", sorted(choices, key=lambda each: each[1].casefold()), text=exact)


def _code(value: str) -> str:
    return {"True": "true", "False": "false"}.get(value, value)


def _title(layer: Layer, field: Field, value: str) -> str:
    if field.type == "boolean":
        return value_words(field, value == "True", layer)
    return category_title(layer, field, value)


def _reach(layer: Layer, field: Field, told: Held) -> str:
    if told.least is None:
        return ""
    least, most = (value_words(field, value, layer) for value in (told.least, told.most))
    return _("yang ada: %(least)s – %(most)s") % {"least": least, "most": most}


def _regions(layer: Layer) -> list[tuple[RegionFacts, list[RegionFacts]]]:
    """Return each kecamatan with its desa, as far down as the layer goes; none where it is of one region or of none."""
    if layer.region_field is None or layer.key == Level.KABUPATEN:
        return []
    deep = [Level.KECAMATAN] if layer.key == Level.KECAMATAN else [Level.KECAMATAN, Level.DESA]
    found = [
        each for each in listed(Region.objects.existing_on(timezone.localdate()).filter(level__in=deep)) if each.code
    ]
    below: dict[Any, list[RegionFacts]] = {}
    for each in found:
        below.setdefault(each.parent_pk, []).append(each)
    above = sorted((each for each in found if each.level == Level.KECAMATAN), key=lambda each: each.name)
    return [(each, sorted(below.get(each.pk, []), key=lambda desa: desa.name)) for each in above]


def _details(layer: Layer) -> list[Choice]:
    ready = layer.details if layer.simplified else ()
    coarse = [(str(each), _("disederhanakan sampai %(metres)s m") % {"metres": each}) for each in ready]
    return [*coarse, ("none", _("tanpa bentuk, tabel saja"))]


def _systems() -> list[Choice]:
    return [(each.short, f"{each.name} ({each.short})") for each in SYSTEMS if each is not CRS84]


def _short(text: str) -> str:
    """Return what people call a system that an address may name by its URI."""
    return BY_URI[text].short if text in BY_URI else text
