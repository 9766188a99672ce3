"""GeoPackage: the layer with its title, description, licence and source inside, and bytes that depend on its content alone."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC
from pathlib import Path
from typing import Any

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
EXTENSION = "http://www.geopackage.org/spec131/#extension_metadata"
DCAT = "http://www.w3.org/ns/dcat#"


def write(export: Export, path: Path) -> None:
    names = [field.name for field in export.query.columns]
    gdal.write(
        export,
        path,
        "GPKG",
        layer=export.layer.key,
        FID=gdal.free("fid", names),
        GEOMETRY_NAME=gdal.free("geom", names),
        IDENTIFIER=export.layer.title,
        DESCRIPTION=export.layer.description,
    )
    with closing(sqlite3.connect(path)) as database:
        # What is overwritten leaves no trace of the clock in free pages.
        database.execute("PRAGMA secure_delete = ON")
        database.executescript(METADATA)
        _tell(export, database)
        database.commit()


def _tell(export: Export, database: sqlite3.Connection) -> None:
    moment = export.moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    database.executemany(
        "INSERT INTO gpkg_extensions (table_name, extension_name, definition, scope) VALUES (?, ?, ?, ?)",
        [(table, "gpkg_metadata", EXTENSION, "read-write") for table in ("gpkg_metadata", "gpkg_metadata_reference")],
    )
    told = json.dumps(metadata(export), ensure_ascii=False, indent=2)
    database.execute(
        "INSERT INTO gpkg_metadata VALUES (1, 'dataset', ?, 'application/json', ?)",
        (DCAT, told),
    )
    database.execute(
        "INSERT INTO gpkg_metadata_reference VALUES ('table', ?, NULL, NULL, ?, 1, NULL)", (export.layer.key, moment)
    )
    # By SQL rather than by OGR_CURRENT_DATE, which would be a setting of the whole process.
    database.execute("UPDATE gpkg_contents SET last_change = ?", (moment,))


def metadata(export: Export) -> dict[str, Any]:
    layer = export.layer
    return {
        "identifier": layer.key,
        "title": {"id": layer.title_id, "en": layer.title_en},
        "description": {"id": layer.description_id, "en": layer.description_en},
        "license": " ".join(filter(None, (layer.licence, layer.licence_url))),
        "publisher": layer.steward,
        "source": layer.source,
        **export.state,
        "accessURL": export.address,
    }
