"""Chainable filters over what releases say of features."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db.models import BigIntegerField, Value
from django.db.models.functions import Cast

from layers.querysets import VersionedQuerySet

if TYPE_CHECKING:
    from .models import FeatureVersion  # noqa: F401  # named in a string below


class FeatureVersionQuerySet(VersionedQuerySet["FeatureVersion"]):
    def of_layer(self, layer: int) -> Self:
        """Narrow to one layer; said of the identity, too, so that its index gives the order of keys.

        The number is told to be what the column is: the index of shapes serves no other.
        """
        return self.filter(layer=Cast(Value(layer), BigIntegerField()), feature__layer=layer)
