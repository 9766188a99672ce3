"""Filters in CQL2 (OGC 21-065r2): read into a tree, checked against the layer, made a condition of the database."""

from .evaluating import Condition, condition
from .reading import LANGUAGES, LONGEST_BYTES, read

__all__ = ["LANGUAGES", "LONGEST_BYTES", "Condition", "condition", "read"]
