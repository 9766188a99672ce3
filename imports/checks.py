"""Rules every shape must satisfy, whatever the target. A repair tells its effect; one that changes the shape is refused."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from . import file_checks
from .coverage import small_holes, small_parts, with_something_small
from .geodesy import area_m2, distance_m
from .refusals import Words
from .rows import Finding, Row, together
from .wording import number_en, number_id

# A repair may move this share of a shape's area; more means that the lines say something else than was meant.
REPAIR_LIMIT = 0.001
# Parts and holes below this are left-overs of drawing more often than islands and ponds.
SMALL_M2 = 1_000
# The ends of an outline that lie closer were meant to be one.
CLOSING_M = 1.0
WRONG_TYPE = "geometri.jenis"
NO_SHAPE = "geometri.tanpa_bentuk"
OUTSIDE = "letak.luar_wilayah"
ON_EARTH = shapely.box(-180, -90, 180, 90)
Shapes = NDArray[np.object_]
COORDINATES = re.compile(r"\[([-+\d.eE]+) ([-+\d.eE]+)")
REDRAW_ID = "Perbaiki di QGIS (Vector > Geometry Tools > Check Validity / Fix Geometries), lalu kirim lagi."
REDRAW_EN = "Correct it in QGIS (Vector > Geometry Tools > Check Validity / Fix Geometries), then send it again."


@dataclass
class Checked:
    """Rows whose shapes can be used, and what was found on the way."""

    rows: list[Row] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def check_shapes(rows: Iterable[Row], types: Sequence[str], reference: BaseGeometry | None) -> Checked:
    """Check and repair the shapes of all rows; a row with an unusable shape stays, with a finding that blocks."""
    checked = Checked()
    if reference is not None:
        shapely.prepare(reference)
    for group in together(rows):
        _check_group(checked, group, types, reference)
    if file_checks.wholly_other(checked.rows, types):
        checked.findings = [finding for finding in checked.findings if finding.rule != WRONG_TYPE]
    checked.findings += file_checks.check_types(checked.rows, types)
    checked.findings += file_checks.check_twins(checked.rows)
    return checked


def _check_group(checked: Checked, rows: Sequence[Row], types: Sequence[str], reference: BaseGeometry | None) -> None:
    """Add the rows of a group, and what there is to say about each, row by row.

    Whether a shape is right is asked of all at once; the rules are gone through one by one where it is not.
    """
    shapes = _array([row.geom for row in rows])
    found: dict[int, list[Finding]] = {}
    blocked = np.zeros(len(rows), dtype=bool)
    for place in np.flatnonzero(~_right(shapes, types)).tolist():
        shapes[place], found[place] = check_shape(rows[place], types)
        blocked[place] = shapes[place] is None or findings_block(found[place])
    usable = np.flatnonzero(~blocked)
    outside = usable[_outside(shapes[usable], reference)]
    for place, middle in zip(outside.tolist(), shapely.point_on_surface(shapes[outside]), strict=True):
        found.setdefault(place, []).append(_outside_area(rows[place].number, middle))
    for place in usable[with_something_small(shapes[usable], SMALL_M2)].tolist():
        found.setdefault(place, []).extend(_check_small(rows[place].number, shapes[place]))
    checked.findings += [finding for place in sorted(found) for finding in found[place]]
    checked.rows += [
        row if row.geom is shape else replace(row, geom=shape) for row, shape in zip(rows, shapes, strict=True)
    ]


def _array(shapes: Sequence[Any]) -> Shapes:
    array = np.full(len(shapes), None, dtype=object)
    array[:] = shapes
    return array


def _right(shapes: Shapes, types: Sequence[str]) -> NDArray[np.bool_]:
    """Tell of which shapes there is nothing to say: there, on earth, of an accepted type and valid."""
    right = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    coords, owners = shapely.get_coordinates(shapes, return_index=True)
    lon, lat = coords.T
    right[owners[~((np.abs(lon) <= 180) & (np.abs(lat) <= 90))]] = False  # not a number is not on earth either
    right &= np.isin(shapely.get_type_id(shapes), _type_ids(types))
    right[right] = shapely.is_valid(shapes[right])
    return right


def _type_ids(types: Sequence[str]) -> list[int]:
    names = {name for each in types for name in (each, f"Multi{each}")}
    return [kind.value for kind in shapely.GeometryType if kind.name in {name.upper() for name in names}]


def _outside(shapes: Shapes, reference: BaseGeometry | None) -> NDArray[np.bool_]:
    if reference is None:
        return np.zeros(len(shapes), dtype=bool)
    return ~shapely.intersects(reference, shapes)


def findings_block(findings: Sequence[Finding]) -> bool:
    return any(finding.blocks for finding in findings)


def check_shape(row: Row, types: Sequence[str]) -> tuple[BaseGeometry | None, list[Finding]]:
    """Return the shape to use, repaired where that is harmless, and what there is to say about it."""
    if not types:
        return None, []  # a table
    shape = row.geom
    if shape is None or shape.is_empty:
        return None, [_left_empty(row.number) if "None" in types else _empty(row.number)]
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


def reason_id(reason: str) -> str:
    """Return GEOS's reason with its coordinates as Indonesian writes them: "Self-intersection[117,5; 0,25]"."""
    return COORDINATES.sub(lambda found: f"[{_degrees_id(found[1])}; {_degrees_id(found[2])}", reason)


def _degrees_id(text: str) -> str:
    """Write what GEOS wrote, to about 0.1 m: it says 1e-05 beside the equator."""
    return f"{round(float(text), 6) + 0.0:.6f}".rstrip("0").rstrip(".").replace(".", ",")


def _outside_area(number: int, middle: BaseGeometry) -> Finding:
    where = Words(f"{number_id(middle.x, 4)}; {number_id(middle.y, 4)}", f"{middle.x:.4f}, {middle.y:.4f}")
    return Finding(
        rule=OUTSIDE,
        level="galat",
        message_id=f"bentuk ini seluruhnya di luar wilayah ({where.id})",
        message_en=f"this shape lies wholly outside the area ({where.en})",
        remedy_id="Hapus baris ini bila bukan milik kabupaten, atau periksa sistem koordinatnya (--crs).",
        remedy_en="Remove the row if it is not the regency's, or see whether the reference system is right (--crs).",
        row=number,
        place=(middle.x, middle.y),
    )


def _check_small(number: int, shape: BaseGeometry) -> list[Finding]:
    if _base_type(shape) != "Polygon":
        return []
    parts, holes = small_parts(shape, SMALL_M2), small_holes(shape, SMALL_M2)
    return [
        *([_small(number, "geometri.bagian_kecil", Words("bagian", "parts"), parts)] if parts else []),
        *([_small(number, "geometri.lubang_kecil", Words("lubang", "holes"), holes)] if holes else []),
    ]


def _small(number: int, rule: str, noun: Words, found: Sequence[BaseGeometry]) -> Finding:
    smallest = min(found, key=lambda each: each.area)
    point, size = shapely.point_on_surface(smallest), area_m2(smallest)
    return Finding(
        rule=rule,
        message_id=f"{len(found)} {noun.id} lebih kecil dari {number_id(SMALL_M2)} m² (yang terkecil {number_id(size)} m²)",
        message_en=f"{len(found)} {noun.en} smaller than {number_en(SMALL_M2)} m² (the smallest {number_en(size)} m²)",
        remedy_id="Hapus atau isi di QGIS bila sisa gambar; pulau kecil dan telaga boleh tetap.",
        remedy_en="Remove or fill them in QGIS if they are left-overs of drawing; an islet or a pond may stay.",
        row=number,
        place=(point.x, point.y),
        details={"count": len(found), "smallest_m2": size},
    )


def ring_open(number: int, start: tuple[float, float], end: tuple[float, float]) -> Finding:
    """Return what is said of an outline whose ends, in EPSG:4326, are not one point. It was closed straight."""
    distance = distance_m(start, end)
    near = distance <= CLOSING_M
    return Finding(
        rule="geometri.cincin_ditutup" if near else "geometri.cincin_terbuka",
        message_id=f"garis keliling tidak tertutup: ujungnya terpisah {number_id(distance, 2)} m"
        + ("; ditutup lurus" if near else ""),
        message_en=f"the outline is not closed: its ends lie {distance:.2f} m apart"
        + ("; it was closed straight" if near else ""),
        remedy_id="" if near else "Lengkapi garis kelilingnya di QGIS, lalu kirim lagi.",
        remedy_en="" if near else "Complete the outline in QGIS, then send it again.",
        row=number,
        place=start,
        details={"apart_m": distance},
    )


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


def _left_empty(number: int) -> Finding:
    return Finding(
        rule=NO_SHAPE,
        level="peringatan",
        message_id="baris ini tidak mempunyai bentuk; isinya disimpan, tetapi tidak tampak di peta",
        message_en="this row has no shape; what it says is kept, but shows on no map",
        remedy_id="Gambar bentuknya, bila ada.",
        remedy_en="Draw its shape, if there is one.",
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


def shapes_left_aside(count: int) -> Finding:
    """Return what is said once per file where the target is a table."""
    return Finding(
        rule="geometri.tidak_dipakai",
        message_id=f"{count} baris mempunyai bentuk; lapisan ini tabel, jadi bentuknya tidak dipakai",
        message_en=f"{count} rows have a shape; this layer is a table, so shapes are left aside",
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
    wanted = ", ".join(each for each in types if each != "None")
    return Finding(
        rule=WRONG_TYPE,
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
        message_id=f"bentuk tidak sah ({reason_id(reason)}) diperbaiki; "
        f"luas {number_id(before)} m² menjadi {number_id(after)} m²",
        message_en=f"an invalid shape ({reason}) was repaired; its area of {number_en(before)} m² became {number_en(after)} m²",
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
        message_id=f"bentuk tidak sah ({reason_id(reason)}); "
        f"perbaikan mengubah luas {number_id(before)} m² menjadi {number_id(after)} m²",
        message_en=f"the shape is invalid ({reason}); "
        f"a repair would turn its area of {number_en(before)} m² into {number_en(after)} m²",
        remedy_id=REDRAW_ID,
        remedy_en=REDRAW_EN,
        row=number,
        place=place_in(reason),
        details={"area_before_m2": before, "area_after_m2": after, "reason": reason},
    )
