"""Layers and files for the tests of thematic layers."""

from collections.abc import Callable
from pathlib import Path

import pytest

from imports.models import Run
from imports.rows import Choices
from tests.factories import thematic
from tests.factories.thematic import SANGATTA, Rows, mills
from thematic.models import ThematicLayer

__all__ = ["SANGATTA", "Rows", "mills"]


@pytest.fixture
def make_layer(db: None) -> Callable[..., ThematicLayer]:
    """Return a function that makes a layer as the system."""
    return thematic.make_layer


@pytest.fixture
def fill(tmp_path: Path) -> Callable[..., Run]:
    """Return a function that imports rows into a layer as the system."""

    def fill(rows: Rows, key: str = "pabrik", *, choices: Choices | None = None, dry_run: bool = False) -> Run:
        return thematic.fill_layer(tmp_path, rows, key, choices=choices, dry_run=dry_run)

    return fill
