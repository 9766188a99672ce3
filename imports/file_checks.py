"""Rules over all rows of a file: types of shapes that do not go together, rows that are there twice."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import shapely

from .refusals import Words
from .rows import Finding, Row

NOUNS = {
    "Point": Words("titik", "point"),
    "LineString": Words("garis", "line"),
    "LinearRing": Words("garis", "line"),
    "Polygon": Words("luasan", "area"),
    "GeometryCollection": Words("kumpulan bentuk", "collection"),
}
AREA = "Polygon"
# By shapely's number of a type: what it is a multi-part of, or itself.
SINGLE = {
    0: "Point",
    1: "LineString",
    2: "LinearRing",
    3: "Polygon",
    4: "Point",
    5: "LineString",
    6: "Polygon",
    7: "GeometryCollection",
}


def types_of(rows: Iterable[Row]) -> Counter[str]:
    """Count the single-part types of the shapes there are."""
    shapes = np.array([row.geom for row in rows if row.geom is not None], dtype=object)
    kinds = shapely.get_type_id(shapes[~shapely.is_empty(shapes)])
    found: Counter[str] = Counter()
    for kind, count in zip(*np.unique(kinds, return_counts=True), strict=True):
        found[SINGLE[int(kind)]] += int(count)
    return found


def check_types(rows: Sequence[Row], types: Sequence[str]) -> Iterator[Finding]:
    """Say what kind of shapes the file holds, where that is not one kind, or wholly another one than is needed."""
    counts = types_of(rows)
    if not counts or not types:
        return
    if AREA in types and not counts.keys() & set(types):
        yield _no_areas(counts)
    elif len(counts) > 1:
        yield _mixed(counts)


def wholly_other(rows: Sequence[Row], types: Sequence[str]) -> bool:
    """Tell whether areas are needed and no row has one: that is said once, not row by row."""
    counts = types_of(rows)
    return AREA in types and bool(counts) and not counts.keys() & set(types)


def _listed(counts: Counter[str], language: str) -> str:
    words = {kind: getattr(NOUNS[kind], language) if kind in NOUNS else kind for kind in counts}
    return ", ".join(f"{count} × {words[kind]}" for kind, count in counts.most_common())


def _no_areas(counts: Counter[str]) -> Finding:
    return Finding(
        rule="geometri.bukan_poligon",
        message_id=(
            f"berkas ini berisi {_listed(counts, 'id')}; yang diperlukan luasan (poligon), sebab luas, isi dan tetangga "
            "hanya dapat dihitung dari keliling yang tertutup"
        ),
        message_en=(
            f"this file holds {_listed(counts, 'en')}; areas (polygons) are needed, since only a closed outline tells what "
            "lies inside, how large it is and who its neighbours are"
        ),
        remedy_id=(
            "Di QGIS: Vector > Geometry Tools > Lines to Polygons (atau Processing > Polygonize bila garisnya "
            "terpotong-potong), lalu kirim hasilnya. Segmen batas dan pilar sebagai data tersendiri: kirim ke lapisan "
            "tematik, yang menerima garis dan titik."
        ),
        remedy_en=(
            "In QGIS: Vector > Geometry Tools > Lines to Polygons (or Processing > Polygonize for lines in pieces), then "
            "send the result. Border segments and pillars as data of their own: send them to a thematic layer, which "
            "takes lines and points."
        ),
    )


def _mixed(counts: Counter[str]) -> Finding:
    return Finding(
        rule="geometri.campuran",
        message_id=f"berkas mencampur beberapa jenis bentuk: {_listed(counts, 'id')}",
        message_en=f"the file mixes several types of shapes: {_listed(counts, 'en')}",
        remedy_id="Bila tidak dimaksud, pisahkan menjadi satu lapisan tiap jenis.",
        remedy_en="If that was not meant, split it into one layer a type.",
    )


def check_twins(rows: Sequence[Row]) -> Iterator[Finding]:
    """Yield each row that says the same as an earlier one, shape and all."""
    alike: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        if row.geom is not None:
            alike[hash(frozenset(row.attributes.items()))].append(row)
    found = (twin for same in alike.values() if len(same) > 1 for twin in _twins(same))
    yield from (_twin(number, earlier) for number, earlier in sorted(found))


def _twins(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """Yield the numbers of a row and the first that says the same, among rows whose attributes are alike."""
    first: dict[tuple[bytes, frozenset[tuple[str, str | None]]], int] = {}
    for row in rows:
        earlier = first.setdefault((shapely.to_wkb(row.geom), frozenset(row.attributes.items())), row.number)
        if earlier != row.number:
            yield row.number, earlier


def _twin(number: int, earlier: int) -> Finding:
    return Finding(
        rule="baris.kembar",
        message_id=f"baris ini sama dengan baris {earlier}, isi dan bentuknya",
        message_en=f"this row is the same as row {earlier}, content and shape",
        remedy_id="Hapus salah satunya.",
        remedy_en="Remove one of them.",
        row=number,
    )


def same_shapes(rows: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
    """Yield each row with the earlier one whose shape is the same, wherever its outline begins."""
    first: dict[bytes, Row] = {}
    by_size: dict[tuple[float, ...], list[Row]] = defaultdict(list)
    for row in rows:
        if row.geom is not None and not row.geom.is_empty:
            by_size[tuple(round(each, 7) for each in row.geom.bounds)].append(row)
    for alike in by_size.values():
        for row in alike if len(alike) > 1 else ():
            earlier = first.setdefault(shapely.to_wkb(shapely.normalize(row.geom)), row)
            if earlier is not row:
                yield row, earlier
