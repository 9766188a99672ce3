"""The sample boundaries: what the committed files promise, and that the script makes exactly them."""

import hashlib
import json
import zipfile
from collections import defaultdict
from pathlib import Path

import pytest
import shapely
from demo_boundaries.build import build_desa, build_kecamatan
from demo_boundaries.facts import read_outline, read_rows, read_units
from demo_boundaries.files import differences, read_layer, write_layer
from demo_boundaries.layers import DESA, KECAMATAN, layer_rows
from demo_boundaries.roughen import Arc, Guard, displaced_middle, roughen_together, tangled
from shapely import LineString, MultiPolygon, Point, Polygon

FOLDER = Path(__file__).resolve().parents[3] / "data" / "shapefiles"
ISLANDS = {"Benua Baru Ulu", "Kolek", "Pulau Miang"}
NOWHERE = Guard([(Point(0, 90), 0.01)])


@pytest.fixture(scope="module")
def desa():
    """Committed shapes of the desa by code."""
    return {row["KDEPUM"]: geometry for row, geometry in read_layer(FOLDER / DESA.file)}


@pytest.fixture(scope="module")
def kecamatan():
    """Committed shapes of the kecamatan by code."""
    return {row["KDCPUM"]: geometry for row, geometry in read_layer(FOLDER / KECAMATAN.file)}


@pytest.fixture(scope="module")
def made():
    """Rows made from the facts now, per layer."""
    shapes = build_desa()
    return {
        DESA: layer_rows(shapes, "desa", "kelurahan"),
        KECAMATAN: layer_rows(build_kecamatan(shapes), "kecamatan"),
    }


@pytest.mark.parametrize("layer", [DESA, KECAMATAN], ids=lambda layer: layer.level)
def test_committed_file_is_what_the_script_makes(made, layer):
    assert differences(read_layer(FOLDER / layer.file), made[layer]) == []


@pytest.mark.parametrize("layer", [DESA, KECAMATAN], ids=lambda layer: layer.level)
def test_write_layer_gives_same_bytes_each_time(made, layer, tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()

    entries = [write_layer(folder, layer, made[layer]) for folder in (one, other)]

    assert entries[0] == entries[1]


def test_differences_names_the_changed_unit(made):
    changed = [*made[KECAMATAN][:-1], (made[KECAMATAN][-1][0], made[KECAMATAN][0][1])]

    assert differences(changed, made[KECAMATAN]) == ["Long Mesangat"]


def test_codes_are_those_of_the_register(desa, kecamatan):
    assert list(desa) == [unit.code for unit in read_units("desa", "kelurahan")]
    assert list(kecamatan) == [unit.code for unit in read_units("kecamatan")]
    assert (len(desa), len(kecamatan)) == (141, 18)


@pytest.mark.parametrize("level", ["desa", "kecamatan"])
def test_shapes_are_a_valid_coverage(level, request):
    shapes = list(request.getfixturevalue(level).values())

    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    assert not any(hole for shape in shapes for part in shapely.get_parts(shape) for hole in part.interiors)


def test_regency_has_no_gap_inside_and_three_islands(desa):
    regency = shapely.get_parts(shapely.coverage_union_all(list(desa.values())))

    assert len(regency) == 1 + len(ISLANDS)
    assert not any(part.interiors for part in regency)


def test_coordinates_are_rounded_to_a_millionth_degree(desa):
    positions = shapely.get_coordinates(list(desa.values()))

    assert (positions == positions.round(6)).all()


def test_each_desa_holds_its_own_position(desa):
    assert [unit.name for unit in read_units("desa", "kelurahan") if not desa[unit.code].contains(unit.position)] == []


def test_each_kecamatan_is_exactly_its_desa(desa, kecamatan):
    members = defaultdict(list)
    for code, shape in desa.items():
        members[code[:8]].append(shape)

    assert [code for code, shapes in members.items() if not kecamatan[code].equals(shapely.union_all(shapes))] == []


def test_each_kecamatan_is_in_one_piece_but_for_the_islands(kecamatan):
    pieces = {code: len(shapely.get_parts(shape)) for code, shape in kecamatan.items()}

    assert {code: count for code, count in pieces.items() if count > 1} == {"64.08.05": 1 + len(ISLANDS)}


def test_islands_are_the_units_outside_the_outline_and_touch_nothing(desa):
    outline = Polygon(read_outline())
    islands = [unit for unit in read_units("desa", "kelurahan") if not outline.contains(unit.position)]
    rest = shapely.coverage_union_all([desa[code] for code in desa.keys() - {unit.code for unit in islands}])

    assert {unit.name for unit in islands} == ISLANDS
    assert all(desa[unit.code].distance(rest) > 0.003 for unit in islands)


def test_no_desa_is_a_sliver(desa):
    """A square kilometre is about 0.00008 square degrees here; a disk of 500 m radius fits into every desa."""
    assert min(shape.area for shape in desa.values()) > 0.00016
    assert [code for code, shape in desa.items() if shape.buffer(-0.0045).is_empty] == []


def test_attributes_say_sample_and_carry_codes_as_text():
    row, _ = read_layer(FOLDER / DESA.file)[-1]

    assert row["METADATA"] == "DATA CONTOH, BUKAN BATAS RESMI"
    assert (row["KDPPUM"], row["KDPKAB"], row["KDCPUM"], row["KDEPUM"]) == ("64", "64.08", "64.08.18", "64.08.18.2007")
    assert (row["WADMKD"], row["WADMKC"], row["WADMKK"]) == ("Sumber Agung", "Long Mesangat", "Kutai Timur")


def test_kelurahan_are_told_from_desa():
    kinds = {row["NAMOBJ"]: row["TIPADM"] for row, _ in read_layer(FOLDER / DESA.file)}

    assert {name for name, kind in kinds.items() if kind == 2} == {"Teluk Lingga", "Singa Geweh"}
    assert set(kinds.values()) == {1, 2}


@pytest.mark.parametrize("layer", [DESA, KECAMATAN], ids=lambda layer: layer.level)
def test_zip_holds_a_whole_shapefile_and_is_small(layer):
    with zipfile.ZipFile(FOLDER / layer.file) as bundle:
        names = bundle.namelist()

    assert names == [f"{layer.name}.{ending}" for ending in ("cpg", "dbf", "prj", "shp", "shx")]
    assert (FOLDER / layer.file).stat().st_size < 400_000


@pytest.mark.parametrize("layer", [DESA, KECAMATAN], ids=lambda layer: layer.level)
def test_manifest_describes_the_file(layer):
    entry = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))[layer.file]

    assert entry["sha256"] == hashlib.sha256((FOLDER / layer.file).read_bytes()).hexdigest()
    assert (entry["layer"], entry["level"], entry["sample"]) == (layer.name, layer.level, True)
    assert entry["features"] == len(read_layer(FOLDER / layer.file))


@pytest.mark.parametrize("name", ["aliases.csv", "official_areas.csv"])
def test_register_rows_name_a_known_code_and_a_source(name):
    codes = {row["code"] for row in read_rows("kutim_regions.csv")}
    rows = read_rows(name)

    assert {row["code"] for row in rows} <= codes
    assert all(row["source"] for row in rows)


def test_desa_persiapan_come_from_sangatta_utara():
    rows = read_rows("desa_persiapan.csv")

    assert [row["name"] for row in rows] == ["Sangatta Prima", "Teluk Rawa", "Singa Karta"]
    assert {(row["parent"], row["predecessor"]) for row in rows} == {("64.08.04", "64.08.04.2001")}


def test_displaced_middle_is_the_same_from_both_sides():
    assert displaced_middle((0.0, 0.0), (0.3, 0.1), 0.2) == displaced_middle((0.3, 0.1), (0.0, 0.0), 0.2)


def test_roughen_together_keeps_ends_and_untangles():
    narrow = [Arc(LineString([(0, y), (1, y)]), 0.25, 0.01) for y in (0, 0.004)]

    lines = roughen_together(narrow, NOWHERE)

    assert tangled(lines) == set()
    assert [line.boundary for line in lines] == [arc.line.boundary for arc in narrow]


def test_guard_forbids_sweeping_over_a_place():
    guard = Guard([(Point(0.5, 0.05), 0.01)])

    assert guard.forbids((0, 0), (0.5, 0.2), (1, 0))
    assert not guard.forbids((0, 0), (0.5, -0.2), (1, 0))


def test_shapes_are_polygons_or_their_collections(desa):
    assert all(isinstance(shape, Polygon | MultiPolygon) for shape in desa.values())
