"""Layers made by upload: a table of mills, imported as the system."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import shapely

from accounts.permissions import system_user
from imports.actions import run_import
from imports.models import Run
from imports.rows import Choices
from layers.models import Visibility
from tests.factories.files import geojson
from thematic.actions import create_layer
from thematic.models import Geometry, ThematicLayer

Rows = Sequence[tuple[Any, dict[str, Any]]]
SANGATTA = (117.55, 0.52)


def mills(count: int = 3) -> Rows:
    """Return points side by side in Sangatta Utara with what a table of mills holds."""
    lon, lat = SANGATTA
    return [
        (
            shapely.Point(lon + number * 0.001, lat),
            {"Kode": f"PKS-{number}", "Nama": f"Pabrik {number}", "Kapasitas": 30 + number, "Berdiri": "31/01/2020"},
        )
        for number in range(1, count + 1)
    ]


def make_layer(key: str = "pabrik", **details: Any) -> ThematicLayer:
    details = {"title_id": "Pabrik sawit", "geometry_type": Geometry.POINT, "key_column": "Kode", **details}
    return create_layer(key=key, by=system_user(), **{"visibility": Visibility.PUBLIC, **details})


def fill_layer(
    folder: Path,
    rows: Rows,
    key: str = "pabrik",
    *,
    choices: Choices | None = None,
    dry_run: bool = False,
    **given: Any,
) -> Run:
    """Import rows into a layer as the system; `given` are choices by name."""
    return run_import(
        path=geojson(folder / "berkas.geojson", rows),
        target_key=f"tematik.{key}",
        choices=choices or Choices(**given),
        by=system_user(),
        dry_run=dry_run,
    )
