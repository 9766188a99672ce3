"""GeoPackage: the layer with its style, title, licence and source inside, and bytes that depend on its content alone."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import Any

from ..declaration import Layer
from ..models import Release
from ..records.iso19139 import iso19139
from ..records.record import Record, record_of
from ..styles.qml import qml
from ..styles.sld import sld
from . import gdal
from .asking import Export

# Tables of the metadata extension as annex F.8 of GeoPackage 1.3 defines them.
METADATA = """
CREATE TABLE gpkg_metadata (
  id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL,
  md_scope TEXT NOT NULL DEFAULT 'dataset',
  md_standard_uri TEXT NOT NULL,
  mime_type TEXT NOT NULL DEFAULT 'text/xml',
  metadata TEXT NOT NULL DEFAULT ''
);
CREATE TABLE gpkg_metadata_reference (
  reference_scope TEXT NOT NULL,
  table_name TEXT,
  column_name TEXT,
  row_id_value INTEGER,
  timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  md_file_id INTEGER NOT NULL,
  md_parent_id INTEGER,
  CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id),
  CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id)
);
"""
# Where QGIS looks for the style a layer is opened with.
STYLES = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  f_table_catalog TEXT(256),
  f_table_schema TEXT(256),
  f_table_name TEXT(256),
  f_geometry_column TEXT(256),
  styleName TEXT(30),
  styleQML TEXT,
  styleSLD TEXT,
  useAsDefault BOOLEAN,
  description TEXT,
  owner TEXT(30),
  ui TEXT(30),
  update_time DATETIME DEFAULT CURRENT_TIMESTAMP
);
"""
EXTENSION = "http://www.geopackage.org/spec131/#extension_metadata"
ISO = "http://www.isotc211.org/2005/gmd"
STYLE_NAME = 30  # letters
DCAT = "http://www.w3.org/ns/dcat#"


def write(export: Export, path: Path) -> None:
    names = [field.name for field in export.query.columns]
    shape = gdal.free("geom", names)
    gdal.write(
        export,
        path,
        "GPKG",
        layer=export.layer.key,
        FID=gdal.free("fid", names),
        GEOMETRY_NAME=shape,
        IDENTIFIER=export.layer.title,
        DESCRIPTION=export.layer.description,
    )
    with closing(sqlite3.connect(path)) as database:
        # What is overwritten leaves no trace of the clock in free pages.
        database.execute("PRAGMA secure_delete = ON")
        database.executescript(METADATA)
        database.executescript(STYLES)
        moment = export.moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        _tell(export, database, moment)
        _draw(export, database, shape, moment)
        # By SQL rather than by OGR_CURRENT_DATE, which would be a setting of the whole process.
        database.execute("UPDATE gpkg_contents SET last_change = ?", (moment,))
        database.commit()


def _tell(export: Export, database: sqlite3.Connection, moment: str) -> None:
    database.executemany(
        "INSERT INTO gpkg_extensions (table_name, extension_name, definition, scope) VALUES (?, ?, ?, ?)",
        [(table, "gpkg_metadata", EXTENSION, "read-write") for table in ("gpkg_metadata", "gpkg_metadata_reference")],
    )
    told = json.dumps(metadata(export), ensure_ascii=False, indent=2)
    documents = [(1, DCAT, "application/json", told), (2, ISO, "text/xml", iso19139(_record(export), export.query.crs))]
    database.executemany("INSERT INTO gpkg_metadata VALUES (?, 'dataset', ?, ?, ?)", documents)
    database.executemany(
        "INSERT INTO gpkg_metadata_reference VALUES ('table', ?, NULL, NULL, ?, ?, NULL)",
        [(export.layer.key, moment, number) for number, *_ in documents],
    )


def _record(export: Export) -> Record:
    """Return the record of the layer as the release that is exported said it. One query, and those of `record_of`."""
    first = Release.objects.filter(layer=export.layer.releases_of, number=1).first()
    return record_of(export.layer, first, export.release, base=export.query.reading.base_url)


def _draw(export: Export, database: sqlite3.Connection, shape: str, moment: str) -> None:
    """Put the style in, as QGIS keeps it; the table is told as one of attributes, or GDAL would not call it one at all."""
    layer = drawn(export)
    database.execute(
        "INSERT INTO layer_styles VALUES (1, '', '', ?, ?, ?, ?, ?, 1, ?, '', NULL, ?)",
        (layer.key, shape, layer.key[:STYLE_NAME], qml(layer), sld(layer), layer.title, moment),
    )
    database.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change) VALUES ('layer_styles', 'attributes', ?, ?)",
        ("layer_styles", moment),
    )


def drawn(export: Export) -> Layer:
    """Return the layer as it is drawn by the columns the file has: without that of the categories, all look alike."""
    layer, columns = export.layer, tuple(export.query.columns)
    names = [field.name for field in columns]
    label = layer.label_field if layer.label_field in names else next(iter(names), "")
    if layer.category_field in names:
        return replace(layer, fields=columns, label_field=label)
    return replace(layer, fields=columns, label_field=label, category_field=None, categories=())


def metadata(export: Export) -> dict[str, Any]:
    layer = export.layer
    return {
        "identifier": layer.key,
        "title": {"id": layer.title_id, "en": layer.title_en},
        "description": {"id": layer.description_id, "en": layer.description_en},
        "license": " ".join(filter(None, (layer.licence, layer.licence_url))),
        "publisher": layer.steward,
        "source": export.source,
        **export.state,
        "accessURL": export.address,
    }
