"""Rows for the register of regions, sent as people send them: a table without shapes."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import fiona

from accounts.permissions import system_user
from imports.actions import run_import
from imports.models import Run
from imports.rows import Choices

from . import files

TARGET = "wilayah.daftar"
Values = dict[str, Any]


def geojson(path: Path, rows: Sequence[Values]) -> Path:
    """Write rows as GeoJSON without geometries; every row has all columns."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return files.geojson(path, [(None, {name: row.get(name) for name in names}) for row in rows])


def geopackage(path: Path, rows: Sequence[Values], *, layer: str = "daftar") -> Path:
    """Write rows as a table of a GeoPackage, which has no shapes at all."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    schema = {"geometry": "None", "properties": dict.fromkeys(names, "str:200")}
    with fiona.open(path, "w", driver="GPKG", layer=layer, schema=schema) as sink:
        sink.writerecords([{"geometry": None, "properties": {name: row.get(name) for name in names}} for row in rows])
    return path


def comma_separated(path: Path, rows: Sequence[Values]) -> Path:
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)
    return path


def change(folder: Path, *rows: Values, dry_run: bool = False, **choices: Any) -> Run:
    """Run rows through all stages; return the run, published unless it was refused or is a dry run."""
    path = geojson(folder / f"daftar-{Run.objects.count()}.geojson", rows)
    return run_import(path=path, target_key=TARGET, choices=Choices(**choices), by=system_user(), dry_run=dry_run)


def rules_of(run: Run) -> set[str]:
    return set(run.evidence["problems"])
