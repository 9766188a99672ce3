"""What a question is about, held against what a mandate is for."""

from dataclasses import dataclass
from typing import Any

from boundaries.models import Region
from layers.declaration import Layer

from .models import Mandate


class NoScope(TypeError):
    """Rights were asked on something that is neither a target, a layer nor a region: a fault of the program."""


@dataclass(frozen=True)
class Scope:
    """The layers asked about (None: not about layers) and the region (None: everywhere)."""

    layers: frozenset[str] | None = None
    region: Region | None = None

    @classmethod
    def of(cls, asked: Any) -> "Scope":
        """Read what callers of `may` pass as `on`: nothing, a target, a layer, a region, or a tuple of these."""
        scope = cls()
        for part in asked if isinstance(asked, tuple) else (asked,):
            scope = scope._with(part)
        return scope

    def _with(self, part: Any) -> "Scope":
        if part is None:
            return self
        if isinstance(part, Region):
            return Scope(self.layers, part)
        if isinstance(part, Layer):
            return Scope(frozenset({part.key}), self.region)
        if hasattr(part, "layers") and hasattr(part, "key"):
            return Scope(_own_layers(part), self.region)
        raise NoScope(f"no mandate is over a {type(part).__name__}")

    def lies_in(self, mandate: Mandate, *, region_apart: bool) -> bool:
        """Tell whether a mandate covers all of this; `region_apart` leaves regions out of it."""
        if mandate.layer and self.layers != {mandate.layer}:
            return False
        if mandate.region_id is None or region_apart:
            return True
        return self.region is not None and _within(self.region, mandate.region_id)


def _own_layers(target: Any) -> frozenset[str]:
    """Return the layer a target is named after, or all it moves: what moves besides is derived from it."""
    own = target.key.rpartition(".")[2]
    return frozenset({own} if own in target.layers else target.layers)


def _within(region: Region, above: int) -> bool:
    """Tell whether `region` is the region with key `above` or lies below it. A query for each level climbed."""
    here: Region | None = region
    while here is not None:
        if here.pk == above:
            return True
        here = here.parent
    return False
