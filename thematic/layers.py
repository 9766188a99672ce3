"""Every thematic layer as a declaration, asked at each request: map, API, folium and search need nothing else."""

import json
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    DateField,
    F,
    FloatField,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Concat, Replace

from layers import licences, shape_text
from layers.declaration import Field, History, Layer, Reading, Style
from layers.marked import Marked
from layers.models import Visibility
from layers.registry import REMEMBERED, Source, register_source

from .fields import FieldSpec, current, label_of, specs
from .models import FeatureLevel, FeatureVersion, Geometry, ThematicLayer

ORDER = 200  # after what the portal declares itself
STORED_AS = {"number": FloatField, "integer": BigIntegerField, "boolean": BooleanField, "date": DateField}
TOLD = 3  # facts a map tells under a feature's label
SIMPLIFIED = (Geometry.LINE, Geometry.AREA)
COLUMNS = tuple(column.attname for column in ThematicLayer._meta.concrete_fields if column.name != "created_at")
ROW = "SELECT to_jsonb(said)::text FROM thematic_thematiclayer said WHERE key = %s"


def layers() -> Iterator[Layer]:
    """Declare every layer that has a row. One query."""
    return (declared(row) for row in ThematicLayer.objects.order_by("key"))


def declared(row: ThematicLayer) -> Layer:
    """Return the declaration of one layer: the same object as long as what its row says of it is."""
    said = [getattr(row, name) for name in COLUMNS]
    return _declared(Marked((settings.BOUNDARY_DETAILS_M, *map(str, said)), row))


def _of_text(text: str) -> Layer:
    return _read(text, settings.BOUNDARY_DETAILS_M)


@lru_cache(REMEMBERED)
def _read(text: str, _details: tuple[int, ...]) -> Layer:
    return declared(ThematicLayer(**json.loads(text)))


@lru_cache(REMEMBERED)
def _declared(remembered: Marked) -> Layer:
    row: ThematicLayer = remembered.it
    fields, simplified = current(row.fields), row.geometry_type in SIMPLIFIED
    label = label_of(row.label_field, fields)
    return Layer(
        key=row.key,
        title_id=row.title_id,
        title_en=row.title_en,
        description_id=row.description_id,
        description_en=row.description_en,
        geometry_type=row.geometry_type,  # type: ignore[arg-type]  # its choices are the literal's
        rows=_rows(row.pk),
        fields=(*OWN_FIELDS, *(_field(spec) for spec in specs(row.fields)), RELEASE, _page_url(row.key)),
        id_field="id",
        shape_text=shape_text.COLUMN if simplified else "",
        simplified=_simplified if simplified else None,
        details=settings.BOUNDARY_DETAILS_M if simplified else (),
        region_field="region_code",
        label_field=label,
        link_field="page_url",
        summary=tuple(field.name for field in fields if field.name != label)[:TOLD],
        licence=row.licence,
        licence_url=licences.address(row.licence),
        steward=row.steward,
        source=row.source,
        style=Style(**row.style),
        default_visibility=Visibility.DRAFT,
        order=ORDER,
        history=_history(row),
    )


def _history(row: ThematicLayer) -> History:
    return History(
        versions=lambda: FeatureVersion.objects.of_layer(row.pk),
        identity="feature",
        facts=(*(_field(spec) for spec in specs(row.fields)), REGION_CODE),
    )


def _rows(layer: int) -> Callable[[Reading], QuerySet[Any]]:
    return lambda reading: FeatureVersion.objects.of_layer(layer).said_in(reading.release)


def _simplified(reading: Reading, detail_m: int) -> Subquery:
    """Return the coarsest stored shape that is no coarser; a level that saves little was not stored."""
    stored = FeatureLevel.objects.filter(version=OuterRef("pk"), detail_m__lte=detail_m).order_by("-detail_m")
    return Subquery(stored.values("geom")[:1])


REGION_CODE = Field(
    "region_code",
    "region_code",
    "Kode desa tempatnya",
    "Code of the desa it lies in",
    match=lambda value: Q(region_code=value),
)
OWN_FIELDS = (Field("id", "feature__key", "Kunci", "Key", match=lambda value: Q(feature__key=value)), REGION_CODE)
RELEASE = Field(
    "release", "since", "Rilis saat keadaan ini terbit", "Release in which this state was published", "integer"
)


# What would end the path of an address, or is not taken in one; other letters may stand as they are. % comes first.
ESCAPED = '% "#<>?[\\]^`{|}'


def _page_url(layer: str) -> Field:
    def address(reading: Reading) -> Concat:
        escaped: Any = F("feature__key")
        for letter in ESCAPED:
            escaped = Replace(escaped, Value(letter), Value(quote(letter)))
        # Few keys hold such a letter; to see that is faster than to replace each.
        plain = Func(F("feature__key"), Value(ESCAPED), Value(""), function="translate", output_field=TextField())
        key = Case(When(feature__key=plain, then=F("feature__key")), default=escaped, output_field=TextField())
        return Concat(Value(f"{reading.base_url}/lapisan/{layer}/"), key, Value("/"), output_field=TextField())

    return Field("page_url", address, "Halaman fitur", "Page of the feature", "uri", filterable=False)


def _field(spec: FieldSpec) -> Field:
    return Field(
        spec.name,
        _expression(spec),
        spec.title_id,
        spec.title_en,
        spec.type,
        match=_match(spec.name),
        since=spec.since,
        until=spec.until,
    )


def _expression(spec: FieldSpec) -> Any:
    text = KeyTextTransform(spec.name, F("attributes"))
    return Cast(text, STORED_AS[spec.type]()) if spec.type in STORED_AS else text


def _match(name: str) -> Callable[[Any], Q]:
    """Ask by containment, which the one index over all attributes answers (docs/decisions/0010)."""
    return lambda value: Q(attributes__contains={name: value.isoformat() if hasattr(value, "isoformat") else value})


register_source(Source(layers, ROW, _of_text))
