"""A mapping of columns somebody confirmed, remembered for files with the same columns and the same target."""

import hashlib
import json
from collections.abc import Mapping, Sequence

from accounts.models import User

from .models import Recipe, Run


def key_of(columns: Sequence[str]) -> str:
    """Return what the same columns have in common, whatever their order and case."""
    return hashlib.sha256(json.dumps(sorted(name.casefold() for name in columns)).encode()).hexdigest()


def find(target_key: str, columns: Sequence[str]) -> dict[str, str] | None:
    """Return the mapping confirmed for these columns, under the names they have in this file; None where there is none."""
    recipe = Recipe.objects.filter(target=target_key, columns_key=key_of(columns)).first()
    if recipe is None:
        return None
    here = {name.casefold(): name for name in reversed(columns)}
    return {field: here[name.casefold()] for field, name in recipe.mapping.items() if name.casefold() in here}


def remember(run: Run, columns: Sequence[str], mapping: Mapping[str, str], *, by: User) -> Recipe:
    """Keep a mapping; the newest for the same columns counts."""
    recipe, _created = Recipe.objects.update_or_create(
        target=run.target,
        columns_key=key_of(columns),
        defaults={"columns": list(columns), "mapping": dict(mapping), "person": by},
    )
    return recipe
