"""What only published borders and figures can tell about the shapes of a boundary file: place, area, twins."""

from collections.abc import Iterator

import shapely
from shapely.geometry.base import BaseGeometry

from imports.file_checks import same_shapes
from imports.geodesy import area_m2
from imports.rows import Finding, Row
from imports.wording import number_en, number_id, share_id

from .actions import from_geos
from .checks import row_finding
from .matching import Matched
from .models import Boundary, Level, OfficialArea
from .roll import Entry

AREA_TOLERANCE = 0.05  # declared areas differ from shapes so often that less is noise
INSIDE_PARENT = 0.9  # share of a desa that should lie in its kecamatan
STAYED = 0.1  # share of a border that should lie where the published one does


def check_shapes(level: Level, matched: Matched) -> Iterator[Finding]:
    """Yield the findings about the shapes of rows whose region is known."""
    for match in matched.matches:
        yield from _check_stayed(match.row, matched.roll.by_region[match.key], matched)
        yield from _check_area(match.row)
    yield from _check_official_areas(matched)
    yield from _check_same_shapes(matched)
    if level == Level.DESA:
        yield from _check_parents(matched)


def _check_stayed(row: Row, entry: Entry, matched: Matched) -> Iterator[Finding]:
    """A border that lies wholly elsewhere than before has the code of another region, as a rule."""
    former = matched.published.shapes.get(entry.region)
    if former is None or not former.is_valid or row.geom is None or not row.geom.is_valid:
        return
    share = shapely.intersection(former, row.geom).area / min(former.area, row.geom.area or 1)
    if share < STAYED:
        yield row_finding(
            row,
            "letak.pindah",
            f"{entry.label}: hanya {share_id(share)} bertumpuk dengan batasnya yang terbit sekarang",
            f"{entry.label}: only {share:.0%} of it lies where its published border does",
            "Periksa apakah kodenya tertukar dengan desa lain.",
            "See whether its code was swapped with another's.",
        )


def _check_area(row: Row) -> Iterator[Finding]:
    declared = _number(row.values.get("area", ""))
    if not declared or row.geom is None:
        return
    measured = area_m2(row.geom) / 1e6
    # RBI files give hectares in some editions and km² in others; what fits either is left alone.
    if any(abs(each - measured) <= AREA_TOLERANCE * measured for each in (declared, declared / 100)):
        return
    yield row_finding(
        row,
        "luas.beda",
        f"luas tertulis {number_id(declared, 1)} tidak sesuai dengan luas bentuk {number_id(measured, 1)} km²",
        f"the declared area {number_en(declared, 1)} does not fit the shape's {number_en(measured, 1)} km²",
        "Tidak menghalangi; kedua luas ditampilkan dengan sumbernya.",
        "This does not block; both areas are shown with their sources.",
    )


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def _check_official_areas(matched: Matched) -> Iterator[Finding]:
    """Yield where the newest official figure differs from the shape; sources disagree, so this only warns."""
    newest: dict[int, OfficialArea] = {}
    for area in OfficialArea.objects.filter(region__in=[match.key for match in matched.matches]).order_by("year", "pk"):
        newest[area.region_id] = area
    for match in matched.matches:
        official, shape = newest.get(match.key), match.row.geom
        if official is None or shape is None:
            continue
        measured, stated = area_m2(shape) / 1e6, float(official.area_km2)
        if abs(measured - stated) > AREA_TOLERANCE * stated:
            yield row_finding(
                match.row,
                "luas.beda_resmi",
                f"{match.label}: luas bentuk {number_id(measured, 1)} km², "
                f"luas resmi {number_id(stated, 1)} km² ({official.source})",
                f"{match.label}: the shape has {number_en(measured, 1)} km², "
                f"the official area is {number_en(stated, 1)} km² ({official.source})",
                "Tidak menghalangi; kedua luas ditampilkan dengan sumbernya.",
                "This does not block; both areas are shown with their sources.",
            )


def _check_same_shapes(matched: Matched) -> Iterator[Finding]:
    for row, earlier in same_shapes([match.row for match in matched.matches]):
        own, other = matched.by_row[row.number], matched.by_row[earlier.number]
        if own.key != other.key:
            yield row_finding(
                row,
                "bentuk.kembar",
                f"{own.label} mempunyai bentuk yang sama persis dengan {other.label} (baris {earlier.number})",
                f"{own.label} has exactly the same shape as {other.label} (row {earlier.number})",
                "Perbaiki salah satunya; satu wilayah tidak dapat menempati wilayah lain.",
                "Correct one of them; one region cannot lie where another does.",
            )


def _check_parents(matched: Matched) -> Iterator[Finding]:
    parents = _published_parents()
    for match in matched.matches:
        row, entry = match.row, matched.roll.by_region[match.key]
        parent = parents.get(entry.parent_code)
        if parent is None or row.geom is None or not row.geom.is_valid or row.geom.area == 0:
            continue
        inside = row.geom.intersection(parent).area / row.geom.area
        if inside < INSIDE_PARENT:
            yield row_finding(
                row,
                "letak.luar_kecamatan",
                f"{entry.label}: hanya {share_id(inside)} luasnya di dalam kecamatan {entry.parent_code}",
                f"{entry.label}: only {inside:.0%} of it lies in kecamatan {entry.parent_code}",
                "Periksa apakah kode dan bentuknya cocok, atau terbitkan batas kecamatan yang baru lebih dahulu.",
                "See whether code and shape belong together, or publish the new kecamatan boundary first.",
            )


def _published_parents() -> dict[str, BaseGeometry]:
    rows = Boundary.objects.of_level(Level.KECAMATAN).current().filter(sample=False, derived=False)
    found = rows.filter(region__codes__scheme="kemendagri").values_list("region__codes__code", "geom")
    shapes = {code: from_geos(geom) for code, geom in found}
    for shape in shapes.values():
        shapely.prepare(shape)
    return shapes
