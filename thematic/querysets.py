"""Chainable filters over what releases say of features."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from layers.querysets import VersionedQuerySet

if TYPE_CHECKING:
    from .models import FeatureVersion  # noqa: F401  # named in a string below


class FeatureVersionQuerySet(VersionedQuerySet["FeatureVersion"]):
    def of_layer(self, layer: int) -> Self:
        """Narrow to one layer; said of the identity, too, so that its index gives the order of keys."""
        return self.filter(layer=layer, feature__layer=layer)
