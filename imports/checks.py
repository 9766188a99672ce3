"""Rules every shape must satisfy, whatever the target. A repair tells its effect; one that changes the shape is refused."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from .geodesy import area_m2
from .rows import Finding, Row

# A repair may move this share of a shape's area; more means that the lines say something else than was meant.
REPAIR_LIMIT = 0.001
ON_EARTH = shapely.box(-180, -90, 180, 90)
COORDINATES = re.compile(r"\[(-?[\d.eE+]+) (-?[\d.eE+]+)")
REDRAW_ID = "Perbaiki di QGIS (Vector > Geometry Tools > Check Validity / Fix Geometries), lalu kirim lagi."
REDRAW_EN = "Correct it in QGIS (Vector > Geometry Tools > Check Validity / Fix Geometries), then send it again."


@dataclass
class Checked:
    """Rows whose shapes can be used, and what was found on the way."""

    rows: list[Row] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def check_shapes(rows: Iterator[Row] | Sequence[Row], types: Sequence[str], reference: BaseGeometry | None) -> Checked:
    """Check and repair the shapes of all rows; a row with an unusable shape stays, with a finding that blocks."""
    checked = Checked()
    for row in rows:
        shape, findings = check_shape(row, types)
        checked.findings += findings
        checked.rows.append(replace(row, geom=shape))
        if shape is not None and not findings_block(findings):
            checked.findings += _check_place(row.number, shape, reference)
    return checked


def findings_block(findings: Sequence[Finding]) -> bool:
    return any(finding.blocks for finding in findings)


def check_shape(row: Row, types: Sequence[str]) -> tuple[BaseGeometry | None, list[Finding]]:
    """Return the shape to use, repaired where that is harmless, and what there is to say about it."""
    shape = row.geom
    if shape is None or shape.is_empty:
        return None, [_empty(row.number)]
    if not np.isfinite(shapely.get_coordinates(shape)).all() or not shapely.covers(ON_EARTH, shapely.envelope(shape)):
        return None, [_off_earth(row.number)]
    if _base_type(shape) not in types:
        return shape, [_wrong_type(row.number, shape, types)]
    if shape.is_valid:
        return shape, []
    return _repair(row.number, shape, types)


def _base_type(shape: BaseGeometry) -> str:
    return str(shape.geom_type).removeprefix("Multi")


def _repair(number: int, shape: BaseGeometry, types: Sequence[str]) -> tuple[BaseGeometry | None, list[Finding]]:
    reason = shapely.is_valid_reason(shape)
    before = area_m2(shape)
    fixed = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    kept = _only(fixed, types)
    after = area_m2(kept)
    if kept.is_empty or abs(after - before) > REPAIR_LIMIT * max(before, after):
        return shape, [_beyond_repair(number, reason, before, after)]
    return kept, [_repaired(number, reason, before, after)]


def _only(shape: BaseGeometry, types: Sequence[str]) -> BaseGeometry:
    """Return the parts of the accepted types: a repair leaves lines and points where a polygon had spikes."""
    if _base_type(shape) in types:
        return shape
    parts = [part for part in shapely.get_parts(shape) if _base_type(part) in types]
    return shapely.union_all(parts) if parts else shapely.GeometryCollection()


def place_in(reason: str) -> tuple[float, float] | None:
    """Return the coordinates GEOS names in "Self-intersection[117.5 0.25]"."""
    found = COORDINATES.search(reason)
    return (float(found[1]), float(found[2])) if found else None


def _check_place(number: int, shape: BaseGeometry, reference: BaseGeometry | None) -> list[Finding]:
    if reference is None or shapely.intersects(reference, shape):
        return []
    middle = shapely.point_on_surface(shape)
    where = f"{middle.x:.4f}, {middle.y:.4f}"
    return [
        Finding(
            rule="letak.luar_wilayah",
            level="galat",
            message_id=f"bentuk ini seluruhnya di luar wilayah ({where})",
            message_en=f"this shape lies wholly outside the area ({where})",
            remedy_id="Hapus baris ini bila bukan milik kabupaten, atau periksa sistem koordinatnya (--crs).",
            remedy_en="Remove the row if it is not the regency's, or see whether the reference system is right (--crs).",
            row=number,
            place=(middle.x, middle.y),
        )
    ]


def _empty(number: int) -> Finding:
    return Finding(
        rule="geometri.kosong",
        level="galat",
        message_id="baris ini tidak mempunyai bentuk",
        message_en="this row has no shape",
        remedy_id="Gambar batasnya, atau hapus barisnya.",
        remedy_en="Draw its boundary, or remove the row.",
        row=number,
    )


def unreadable(number: int, reason: str) -> Finding:
    """Return the finding for a shape that could not even be made."""
    return Finding(
        rule="geometri.tidak_terbaca",
        level="galat",
        message_id=f"bentuk baris ini tidak dapat dibaca: {reason}",
        message_en=f"the shape of this row cannot be read: {reason}",
        remedy_id=REDRAW_ID,
        remedy_en=REDRAW_EN,
        row=number,
    )


def heights_dropped(count: int, first: int) -> Finding:
    """Return what is said once per file about the third and fourth dimension."""
    return Finding(
        rule="geometri.dimensi",
        level="info",
        message_id=f"{count} baris memuat nilai Z atau M; nilai itu tidak disimpan, bentuk datarnya tetap",
        message_en=f"{count} rows carry Z or M values; they are not kept, the flat shape stays as it is",
        row=first,
        details={"rows": count},
    )


def _off_earth(number: int) -> Finding:
    return Finding(
        rule="geometri.koordinat",
        level="galat",
        message_id="koordinat baris ini tidak ada di bumi setelah diubah ke derajat",
        message_en="the coordinates of this row are not on earth once turned into degrees",
        remedy_id="Periksa sistem koordinatnya (--crs), atau perbaiki baris ini.",
        remedy_en="See whether the reference system is right (--crs), or correct this row.",
        row=number,
    )


def _wrong_type(number: int, shape: BaseGeometry, types: Sequence[str]) -> Finding:
    wanted = ", ".join(types)
    return Finding(
        rule="geometri.jenis",
        level="galat",
        message_id=f"bentuk baris ini {shape.geom_type}, yang diperlukan {wanted}",
        message_en=f"the shape of this row is a {shape.geom_type}, a {wanted} is needed",
        remedy_id="Pilih lapisan yang benar (--layer), atau ubah garis menjadi poligon di QGIS.",
        remedy_en="Choose the right layer (--layer), or turn lines into polygons in QGIS.",
        row=number,
        place=_first_point(shape),
    )


def _first_point(shape: BaseGeometry) -> tuple[float, float] | None:
    coords = shapely.get_coordinates(shape)
    return (float(coords[0, 0]), float(coords[0, 1])) if len(coords) else None


def _repaired(number: int, reason: str, before: float, after: float) -> Finding:
    return Finding(
        rule="geometri.diperbaiki",
        level="peringatan",
        message_id=f"bentuk tidak sah ({reason}) diperbaiki; luas {before:.0f} m² menjadi {after:.0f} m²",
        message_en=f"an invalid shape ({reason}) was repaired; its area of {before:.0f} m² became {after:.0f} m²",
        remedy_id="Lihat tempatnya; bila hasilnya bukan yang dimaksud, perbaiki di QGIS dan kirim lagi.",
        remedy_en="Look at the place; if the result is not what was meant, correct it in QGIS and send it again.",
        row=number,
        place=place_in(reason),
        details={"area_before_m2": before, "area_after_m2": after, "reason": reason},
    )


def _beyond_repair(number: int, reason: str, before: float, after: float) -> Finding:
    return Finding(
        rule="geometri.tidak_sah",
        level="galat",
        message_id=f"bentuk tidak sah ({reason}); perbaikan mengubah luas {before:.0f} m² menjadi {after:.0f} m²",
        message_en=f"the shape is invalid ({reason}); a repair would turn its area of {before:.0f} m² into {after:.0f} m²",
        remedy_id=REDRAW_ID,
        remedy_en=REDRAW_EN,
        row=number,
        place=place_in(reason),
        details={"area_before_m2": before, "area_after_m2": after, "reason": reason},
    )
