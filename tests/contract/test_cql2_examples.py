"""The examples of CQL2 (OGC 21-065r2): those of the declared classes are evaluated, every other is refused by its operator."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cql2
import pytest
from django.db.models import BooleanField, DateField, FloatField, TextField, Value
from django.db.models.functions import Cast
from django.http import QueryDict
from django.utils import timezone

from layers.declaration import Field, Layer, Reading
from layers.features import reading_now
from layers.filters import FeatureQuery
from layers.problems import BadParameter
from layers.registry import register, unregister

pytestmark = [pytest.mark.django_db, pytest.mark.real_data]
TEXTS = """
city name cityName road_class landsat:scene_id eo:instrument landsat:wrs_path_text beamMode swathDirection polarization owner
material id category_text etat_vol geophys:SURVEY_NAME foo_text
"""
NUMBERS = """
depth category eo:cloud_cover landsat:wrs_row landsat:wrs_path floors taxes value vehicle_height bridge_clearance
foo bar x balance windSpeed
"""
DATES = "updated built updated_at starts_at ends_at event_time touchdown liftOff"
BOOLEANS = "swimming_pool"
# Their operators belong to classes that are not declared: accent-insensitive, spatial, temporal, array, functions, arithmetic.
SERVED = """
clause6_02a clause6_02d clause6_03 clause7_01 clause7_02 clause7_03a clause7_03b clause7_04 clause7_07
example01 example02 example03 example04 example05a example05b example06a example06b example07 example08 example09 example10
example11 example12 example13 example14 example15 example16 example17 example18 example19 example24 example26 example28 example29
example30 example31 example32 example33 example34 example35 example36 example36-alt01 example37 example38 example38-alt01
example39 example41 example42 example42-alt01 example43 example43-alt01 example44 example44-alt01 example45 example71 example86
"""
# `value` is a number in all but these, which compare it with texts.
TEXT_VALUES = ("example40", "example40-alt01")
# How the examples call the shape.
SHAPES = ("footprint", "location", "road")


def _named(names: str, type_: Any, output: Any) -> Iterator[Field]:
    for name in names.split():
        yield Field(name, Cast(Value(None), output), name, name, type_)


@pytest.fixture
def layer() -> Iterator[Layer]:
    from boundaries.layers import DESA

    fields = (
        *_named(TEXTS, "text", TextField()),
        *_named(NUMBERS, "number", FloatField()),
        *_named(DATES, "date", DateField()),
        *_named(BOOLEANS, "boolean", BooleanField()),
    )
    own = DESA.fields[0]
    made = Layer(
        key="contoh_cql2", title_id="Contoh", title_en="Example", description_id="", description_en="",
        geometry_type="MultiPolygon",
        rows=DESA.rows, fields=(own, *fields), id_field=own.name, label_field=own.name, release_key="desa",
    )  # fmt: skip
    register(made)
    yield made
    unregister(made.key)


@pytest.fixture
def ask(layer: Layer) -> Callable[[str, str], int]:
    def asked(text: str, language: str) -> int:
        for shape in SHAPES:
            text = text.replace(f"({shape},", "(geometry,").replace(f'"property":"{shape}"', '"property":"geometry"')
        params = QueryDict(mutable=True)
        params.update({"filter": text, "filter-lang": language})
        reading = reading_now(layer)
        assert reading == Reading(reading.release, timezone.localdate())
        return FeatureQuery.parse(params, layer, newest=reading.release).matched().count()

    return asked


def _examples(real_data: Path, kind: str, suffix: str) -> dict[str, str]:
    found = {
        path.stem: path.read_text(encoding="utf-8")
        for path in sorted((real_data / "cql2/examples" / kind).glob(suffix))
    }
    assert len(found) > 80
    return found


def _operators(tree: Any) -> set[str]:
    if isinstance(tree, dict):
        own = {tree["op"].lower()} if isinstance(tree.get("op"), str) else set()
        return own.union(*(_operators(each) for each in tree.values())) if tree else own
    return set().union(*(_operators(each) for each in tree)) if isinstance(tree, list) else set()


@pytest.mark.parametrize(
    ("kind", "suffix", "language"), [("text", "*.txt", "cql2-text"), ("json", "*.json", "cql2-json")]
)
def test_examples(real_data: Path, ask: Callable[[str, str], int], kind: str, suffix: str, language: str) -> None:
    served, wrong = set(SERVED.split()), []
    for name, text in _examples(real_data, kind, suffix).items():
        if name == "example03":  # a text here, a number in others
            text = text.replace("wrs_path", "wrs_path_text")
        compact = json.dumps(json.loads(text), separators=(",", ":")) if kind == "json" else text
        tree = json.loads(text) if kind == "json" else cql2.parse_text(text.strip()).to_json()
        try:
            ask(compact, language)
            if name not in served:
                wrong.append(f"{name} was answered: {text[:100]}")
        except BadParameter as refusal:
            words = f"{refusal.detail_id} {refusal.detail_en}".lower()
            named = any(op in words for op in _operators(tree)) or name in TEXT_VALUES
            if name in served or not named:
                wrong.append(f"{name}: {refusal.detail_en} <- {text[:100]}")
    assert wrong == []
