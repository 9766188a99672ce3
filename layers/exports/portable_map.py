"""A folium map of what was asked for as one file that opens without a network: what region pages save, of one layer."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from ..api.words import said
from ..declaration import Field
from ..extents import extent, sources
from ..folium_map.document import Document, Page, Setting, compose, draw_sheets
from ..folium_map.sheets import INDICATIVE, MAX_FEATURES, Feature, Role, Sheet, as_text, by_category, summary_of
from ..problems import Problem
from .asking import Export
from .table import Row, count, rows
from .words import filter_words

MOST_BYTES = 4 << 20  # of the file: a telephone still opens it


class TooLargeForMap(Problem):
    title_id, title_en = "Terlalu besar untuk satu peta", "Too large for one map"


def write(export: Export, path: Path) -> None:
    """Write the map, at the finest prepared detail at which it is small enough unless the question names one.

    Raises TooLargeForMap, which says how to ask for less.
    """
    held = count(export.query)
    if held > MAX_FEATURES:
        raise _too_large(f"{held} fitur, paling banyak {MAX_FEATURES}", f"{held} features, at most {MAX_FEATURES}")
    for detail_m in _details(export):
        text = _document(export, detail_m).html.encode()
        if len(text) <= MOST_BYTES:
            path.write_bytes(text)
            return
    mebibytes = MOST_BYTES >> 20
    raise _too_large(f"lebih dari {mebibytes} MiB", f"more than {mebibytes} MiB")


def _too_large(why_id: str, why_en: str) -> TooLargeForMap:
    return TooLargeForMap(
        f"Peta satu berkas akan terlalu berat ({why_id}). Persempit dengan region, bbox atau filter, minta bentuk yang lebih"
        " ringan dengan geometry=, atau ambil GeoPackage untuk QGIS.",
        f"A map in one file would be too heavy ({why_en}). Narrow it by region, bbox or filter, ask for lighter shapes by"
        " geometry=, or take GeoPackage for QGIS.",
    )


def _details(export: Export) -> tuple[int | None, ...]:
    layer, asked = export.layer, dict(export.given)
    return layer.details if layer.simplified and layer.details and "geometry" not in asked else (export.query.detail_m,)


def _document(export: Export, detail_m: int | None) -> Document:
    found = extent(export.layer, export.query.reading)
    page = _page(export)
    setting = Setting(found.bbox or settings.REGENCY_EXTENT)
    drawing = draw_sheets(
        by_category(_sheet(export, detail_m, found.sample)), page, detail_m=detail_m or 0, setting=setting
    )
    return compose(drawing, page, saved=True)


def _page(export: Export) -> Page:
    layer, reading = export.layer, export.query.reading
    return Page(
        name=layer.title,
        kind=said("Lapisan", "Layer"),
        code=layer.key,
        language=get_language() or settings.LANGUAGE_CODE,
        region_url=f"{reading.base_url}/lapisan/{layer.key}/",
        as_of=reading.as_of,
        of_layer=True,
        narrowed=filter_words(export),
        source_url=export.address,
    )


def _sheet(export: Export, detail_m: int | None, sample: bool) -> Sheet:
    layer, release = export.layer, export.release
    query = replace(export.query, detail_m=detail_m)
    reader = _Reader(export)
    read = list(rows(query))
    return Sheet(
        layer,
        Role.OTHER,
        features=tuple(reader.feature(row) for row in read if row.shape is not None),
        titles=tuple(field.title for field in reader.facts),
        release=release.number if release else 0,
        as_of=release.as_of if release else None,
        sources=tuple(sources(layer, query.reading)),
        sample=sample,
        indicative=bool(read) and all(reader.value(row, "legal_status") == INDICATIVE for row in read),
        alone=True,
    )


class _Reader:
    """Makes features of rows; which value is the name, which the link, is looked up once."""

    def __init__(self, export: Export) -> None:
        self.layer, columns = export.layer, export.query.columns
        self.places = {field.name: place for place, field in enumerate(columns)}
        self.facts = [field for field in columns if self._tells(field, export.query.names is not None)]

    def _tells(self, field: Field, chosen: bool) -> bool:
        """Tell whether a pop-up shows a field: those the question chose, else those the layer names for it."""
        if field.name == self.layer.label_field or field.type == "uri":
            return False
        return chosen or field.name in summary_of(self.layer)

    def value(self, row: Row, name: str | None) -> Any:
        place = self.places.get(name or "")
        return None if place is None else row.values[place]

    def feature(self, row: Row) -> Feature:
        return Feature(
            id=row.id,
            label=str(self.value(row, self.layer.label_field) or row.id),
            link=self.value(row, self.layer.link_field) or "",
            facts=tuple(as_text(self.value(row, field.name)) for field in self.facts),
            geometry=row.shape,
            category=self.value(row, self.layer.category_field) or "",
        )
