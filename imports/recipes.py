"""A mapping of columns somebody confirmed, remembered for files with the same columns and a target with the same fields.

A layer made by upload gains fields; what was confirmed before says nothing about those.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence

from accounts.models import User

from .models import Recipe
from .targets import Target


def key_of(columns: Sequence[str], target: Target) -> str:
    """Return what the same columns for the same fields have in common, whatever their order and case."""
    alike = sorted(name.casefold() for name in columns), sorted(field.name for field in target.fields)
    return hashlib.sha256(json.dumps(alike).encode()).hexdigest()


def find(target: Target, columns: Sequence[str]) -> dict[str, str] | None:
    """Return the mapping confirmed for these columns, under the names they have in this file; None where there is none."""
    recipe = Recipe.objects.filter(target=target.key, columns_key=key_of(columns, target)).first()
    if recipe is None:
        return None
    here = {name.casefold(): name for name in reversed(columns)}
    return {field: here[name.casefold()] for field, name in recipe.mapping.items() if name.casefold() in here}


def remember(target: Target, columns: Sequence[str], mapping: Mapping[str, str], *, by: User) -> Recipe:
    """Keep a mapping; the newest for the same columns counts."""
    recipe, _created = Recipe.objects.update_or_create(
        target=target.key,
        columns_key=key_of(columns, target),
        defaults={"columns": list(columns), "mapping": dict(mapping), "person": by},
    )
    return recipe
