"""Foreign keys point down the house, as imports do (import-linter sees imports only)."""

from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField, OneToOneField

HOUSE = [
    "photos",
    "accounts",
    "layers",
    "imports",
    "boundaries",
    "stewardship",
    "thematic",
    "facilities",
    "kegiatan",
    "projects",
    "services",
    "documents",
    "monografi",
    "geoportal",
]


def test_foreign_keys_point_down() -> None:
    wrong = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        if model._meta.app_label in HOUSE
        for field in model._meta.get_fields()
        if isinstance(field, (ForeignKey, OneToOneField, ManyToManyField)) and not _allowed(model, field.related_model)
    ]
    assert wrong == []


def _allowed(model: type, related: type) -> bool:
    here, there = model._meta.app_label, related._meta.app_label
    return there not in HOUSE or HOUSE.index(there) <= HOUSE.index(here)


def test_every_package_of_the_house_is_an_installed_app() -> None:
    assert set(HOUSE) <= {config.label for config in apps.get_app_configs()}
