"""Property names are a contract: `docs/reference/fields.md` and the declarations say the same."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser

from layers.filters import GRAMMAR, filterable
from layers.registry import layers_for

pytestmark = pytest.mark.django_db
PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "fields.md"
ROW = re.compile(r"^\| `(\w+)` \| (\w+) \| (.+) \| (.+) \| (yes|no) \|$", re.MULTILINE)


def described() -> dict[str, list[tuple[str, ...]]]:
    """Return the rows of each layer's table."""
    sections = re.split(r"^## (.+)$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return {name: ROW.findall(text) for name, text in zip(sections[::2], sections[1::2], strict=True)}


def test_every_layer_is_described_field_by_field() -> None:
    for layer in layers_for(AnonymousUser()):
        compared = {field.name for field in filterable(layer)}
        told = [
            (each.name, each.type, each.title_id, each.title_en, "yes" if each.name in compared else "no")
            for each in layer.fields
        ]
        assert described()[layer.key] == told, f"docs/reference/fields.md, ## {layer.key}"


def test_names_are_lower_case_ascii_and_told_once() -> None:
    for layer in layers_for(AnonymousUser()):
        names = [field.name for field in layer.fields]
        assert len(set(names)) == len(names)
        assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in names)


def test_no_name_but_release_is_taken_by_the_grammar() -> None:
    for layer in layers_for(AnonymousUser()):
        assert {field.name for field in layer.fields} & GRAMMAR <= {"release"}


def test_what_a_declaration_names_is_there() -> None:
    for layer in layers_for(AnonymousUser()):
        for name in (layer.id_field, layer.label_field, layer.region_field, layer.link_field):
            assert name is None or layer.field(name), f"{layer.key}: {name}"
        assert layer.licence and layer.licence_url and layer.steward
