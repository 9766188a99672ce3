"""FlatGeobuf: one file with a spatial index, that readers on the web take parts of. It knows no dates: they are text."""

from datetime import date
from pathlib import Path

from . import gdal
from .asking import Export

TYPES = {**gdal.TYPES, "date": "str"}


def write(export: Export, path: Path) -> None:
    layer = export.layer
    gdal.write(
        export,
        path,
        "FlatGeobuf",
        layer=export.stem,
        types=[(field.name, TYPES[field.type]) for field in export.query.columns],
        change=_dates_as_text,
        TITLE=layer.title,
        DESCRIPTION=layer.description,
        TEMPORARY_DIR=str(path.parent),
    )


def _dates_as_text(values: gdal.Values) -> gdal.Values:
    return tuple(value.isoformat() if isinstance(value, date) else value for value in values)
