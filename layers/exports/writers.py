"""Which function writes which format: as pieces that are sent while they are made, or into a file that is sent and removed."""

from collections.abc import Callable, Iterator
from pathlib import Path

from . import delimited, flatgeobuf, geojson, geopackage, geoparquet, kml, portable_map, shapefile, topojson, workbook
from .asking import Export

PIECES: dict[str, Callable[[Export], Iterator[bytes]]] = {
    "geojson": geojson.collection,
    "geojsons": geojson.sequence,
    "geojsonl": geojson.lines,
    "csv": delimited.pieces,
    "kml": kml.pieces,
}
FILES: dict[str, Callable[[Export, Path], None]] = {
    "xlsx": workbook.write,
    "gpkg": geopackage.write,
    "shp": shapefile.write,
    "fgb": flatgeobuf.write,
    "html": portable_map.write,
    "topojson": topojson.write,
    "parquet": geoparquet.write,
}


def write(export: Export, path: Path) -> None:
    """Write the file of `export`, whichever way its format is made."""
    name = export.form.name
    if name in FILES:
        FILES[name](export, path)
        return
    with path.open("wb") as file:
        file.writelines(PIECES[name](export))
