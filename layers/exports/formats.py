"""What a format is called, its media type, what it can hold. `writers` says who writes it."""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec

from ..api.words import said
from ..declaration import GeometryType

BUNDLED = "bundel"


@dataclass(frozen=True)
class Format:
    """`name` is the ending of the address, `extension` that of the file. `holds` tells field types as the format has them."""

    name: str
    title_id: str
    title_en: str
    media_type: str
    holds: dict[str, str]
    use_id: str
    use_en: str
    extension: str = ""
    options: tuple[str, ...] = ()
    needs_shape: bool = False
    only: tuple[GeometryType, ...] = ()  # the geometry types it is made of; empty means every one
    prepared_levels: bool = False
    any_crs: bool = False  # whether the file itself says which reference system its shapes are in; else it is WGS 84
    crs_rule: str = ""  # who says that it is WGS 84, as put behind those words

    def __post_init__(self) -> None:
        object.__setattr__(self, "extension", self.extension or self.name)

    @property
    def title(self) -> str:
        return said(self.title_id, self.title_en)

    @property
    def use(self) -> str:
        return said(self.use_id, self.use_en)


JSON_TYPES = {
    "text": "string",
    "number": "number",
    "integer": "number",
    "boolean": "true/false",
    "date": "string 2026-01-31",
    "uri": "string",
}
CSV_TYPES = {**dict.fromkeys(JSON_TYPES, "teks"), "number": "12.5", "integer": "12", "boolean": "true/false"}
CSV_TYPES |= {"date": "2026-01-31"}
GEOJSON = Format(
    "geojson",
    "GeoJSON",
    "GeoJSON",
    "application/geo+json",
    JSON_TYPES,
    "QGIS, peta web, program",
    "QGIS, web maps, programs",
    crs_rule=" (RFC 7946)",
)
SEQUENCE = Format(
    "geojsons",
    "GeoJSON beruntun (RFC 8142)",
    "GeoJSON text sequence (RFC 8142)",
    "application/geo+json-seq",
    JSON_TYPES,
    "program yang membaca fitur demi fitur",
    "programs that read feature by feature",
    crs_rule=" (RFC 7946)",
)
LINES = Format(
    "geojsonl",
    "GeoJSON sebaris satu fitur",
    "GeoJSON, one feature a line",
    "application/x-ndjson",
    JSON_TYPES,
    "jq, DuckDB, program yang membaca baris demi baris",
    "jq, DuckDB, programs that read line by line",
    crs_rule=" (RFC 7946)",
)
CSV = Format(
    "csv",
    "CSV",
    "CSV",
    "text/csv; charset=utf-8",
    CSV_TYPES,
    "pandas, R, basis data: titik desimal, pemisah koma",
    "pandas, R, databases: decimal point, separated by commas",
    options=("ragam", "wkt"),
    any_crs=True,
)
XLSX = Format(
    "xlsx",
    "Excel (XLSX)",
    "Excel (XLSX)",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    {
        "text": "sel teks",
        "number": "sel angka",
        "integer": "sel angka",
        "boolean": "sel TRUE/FALSE",
        "date": "sel tanggal",
        "uri": "sel teks",
    },
    "Excel, LibreOffice, Google Sheets",
    "Excel, LibreOffice, Google Sheets",
    options=("wkt",),
    any_crs=True,
)
GDAL_TYPES = {
    "text": "String",
    "number": "Real",
    "integer": "Integer64",
    "boolean": "Boolean",
    "date": "Date",
    "uri": "String",
}
GEOPACKAGE = Format(
    "gpkg",
    "GeoPackage",
    "GeoPackage",
    "application/geopackage+sqlite3",
    GDAL_TYPES,
    "QGIS, ArcGIS; satu berkas dengan keterangan di dalamnya",
    "QGIS, ArcGIS; one file that says what it is",
    needs_shape=True,
    any_crs=True,
)
FLATGEOBUF = Format(
    "fgb",
    "FlatGeobuf",
    "FlatGeobuf",
    "application/flatgeobuf",
    {**GDAL_TYPES, "date": "String 2026-01-31"},
    "peta web yang membaca sebagian berkas, QGIS, DuckDB",
    "web maps that read parts of a file, QGIS, DuckDB",
    needs_shape=True,
    any_crs=True,
)
SHAPEFILE = Format(
    "shp",
    "Shapefile (ZIP)",
    "Shapefile (ZIP)",
    "application/zip",
    {
        "text": "C 254",
        "number": "N 24.15",
        "integer": "N 18",
        "boolean": "N 1: 1/0",
        "date": "D",
        "uri": "C 254",
    },
    "perangkat lunak GIS lama; nama kolom dan teks panjang dipotong",
    "older GIS software; names of fields and long texts are cut",
    extension="shapefile.zip",
    needs_shape=True,
    any_crs=True,
)
KML = Format(
    "kml",
    "KML",
    "KML",
    "application/vnd.google-earth.kml+xml",
    CSV_TYPES,
    "Google Earth, telepon",
    "Google Earth, phones",
    needs_shape=True,
)
TOPOJSON = Format(
    "topojson",
    "TopoJSON",
    "TopoJSON",
    "application/json",
    JSON_TYPES,
    "peta web kecil (d3): batas bersama ditulis sekali; geometry=ringan untuk yang disederhanakan",
    "small web maps (d3): shared borders told once; geometry=ringan for simplified ones",
    needs_shape=True,
)
FOLIUM = Format(
    "html",
    "Peta satu berkas (HTML)",
    "Map in one file (HTML)",
    "text/html; charset=utf-8",
    dict.fromkeys(JSON_TYPES, "teks"),
    "dibuka di peramban tanpa internet, dikirim lewat pesan",
    "opened in a browser without internet, sent in a chat",
    needs_shape=True,
)
PARQUET = Format(
    "parquet",
    "GeoParquet",
    "GeoParquet",
    "application/vnd.apache.parquet",
    {
        "text": "string",
        "number": "double",
        "integer": "int64",
        "boolean": "boolean",
        "date": "date32",
        "uri": "string",
    },
    "GeoPandas, DuckDB, BigQuery",
    "GeoPandas, DuckDB, BigQuery",
    needs_shape=True,
    any_crs=True,
)
# What needs a package that a server may do without (the extra `parquet`); it is offered where that is installed.
MISSING: dict[str, Format] = {} if find_spec("pyarrow") else {PARQUET.name: PARQUET}
FORMATS: dict[str, Format] = {
    each.name: each
    for each in (GEOJSON, CSV, XLSX, GEOPACKAGE, SHAPEFILE, KML, FOLIUM, TOPOJSON, FLATGEOBUF, SEQUENCE, LINES, PARQUET)
    if each.name not in MISSING
}


def fitting(geometry_type: str) -> Iterable[Format]:
    """Return the formats a layer of that geometry type is given out in: what catalogues and pages name."""
    return (each for each in FORMATS.values() if not each.only or geometry_type in each.only)
