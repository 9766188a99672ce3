"""Which formats are read. A new one is a line here and, where no GDAL driver is to read it, a module.

No driver that follows references to other files or hosts may stand here (VRT, WFS, OAPIF, GeoRSS ...): rules about names
do not help against those.
"""

from dataclasses import dataclass

ZIP = b"PK\x03\x04"
TABLE = "None"  # the type of geometry of a layer without shapes, in fiona's word
UNNAMED = "(tanpa folder)"  # a layer of what lies in no folder


@dataclass(frozen=True)
class Kind:
    """A format: its endings, the module of this package that reads it and, where that is `gdal`, its one driver.

    `starts` are the first bytes, one of which a file must have; () where it is text, which tells otherwise. `table`: it is
    no map by itself, and in an archive beside one it is a note.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    module: str = "gdal"
    driver: str = ""
    starts: tuple[bytes, ...] = ()
    several: bool = False  # may hold several layers
    table: bool = False


KINDS = {
    kind.name: kind
    for kind in (
        Kind("shapefile", "ESRI Shapefile", (".shp",), driver="ESRI Shapefile"),
        Kind("gpkg", "GeoPackage", (".gpkg",), driver="GPKG", starts=(b"SQLite format 3\0",), several=True),
        Kind("geojson", "GeoJSON", (".geojson", ".json", ".geojsonl", ".geojsonseq", ".ndjson"), "geojson"),
        Kind("kml", "KML", (".kml",), "kml", several=True),
        Kind("gpx", "GPX", (".gpx",), "gpx", several=True),
        Kind("csv", "CSV", (".csv", ".tsv", ".txt"), "delimited", table=True),
        Kind("xlsx", "XLSX", (".xlsx",), "workbook", starts=(ZIP,), several=True, table=True),
        Kind("fgb", "FlatGeobuf", (".fgb",), driver="FlatGeobuf", starts=(b"fgb\x03fgb",)),
        Kind("gdb", "File Geodatabase", (".gdb",), driver="OpenFileGDB", several=True),
    )
}
# A KMZ is a zip that holds a KML.
ARCHIVES = (".zip", ".kmz")
DRIVERS = tuple(kind.driver for kind in KINDS.values() if kind.driver)
BY_SUFFIX = {suffix: kind for kind in KINDS.values() for suffix in kind.suffixes}
# In an archive a bare text is a letter that goes with the data.
LETTERS = (".txt",)
