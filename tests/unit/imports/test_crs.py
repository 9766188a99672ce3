"""Which reference system: every dialect of .prj, and coordinates that contradict what is declared."""

import random

import pytest
import shapely
from pyproj import Transformer

from imports import crs
from imports.refusals import CrsUnclear

AREA = shapely.box(115.8, -0.1, 119.2, 2.0)
DEGREE = 'UNIT["Degree",0.0174532925199433]'
GEOG = 'GEOGCS["{}",DATUM["{}",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],' + DEGREE + "]"
WGS84 = GEOG.format("GCS_WGS_1984", "D_WGS_1984")
EGM = (
    ',VERTCS["EGM2008_Geoid",VDATUM["EGM2008_Geoid"],PARAMETER["Vertical_Shift",0.0],PARAMETER["Direction",1.0],'
    'UNIT["Meter",1.0]]'
)
TOWGS84 = (
    'GEOGCS["DGN95",DATUM["Datum_Geodesi_Nasional_1995",SPHEROID["WGS 84",6378137,298.257223563],'
    'TOWGS84[0,0,0,0,0,0,0]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]'
)


def utm50(name: str, geog: str, northing: float = 0.0) -> str:
    return (
        f'PROJCS["{name}",{geog},PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],'
        f'PARAMETER["False_Northing",{northing}],PARAMETER["Central_Meridian",117.0],PARAMETER["Scale_Factor",0.9996],'
        'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
    )


UTM50N, UTM50S = utm50("WGS_1984_UTM_Zone_50N", WGS84), utm50("WGS_1984_UTM_Zone_50S", WGS84, 10_000_000.0)
UNKNOWN_DATUM = GEOG.format("GCS_Kutim", "D_Kutim")


def points(system: str, swapped: bool = False) -> list[tuple[float, float]]:
    """Return places in the area as numbers of a system."""
    chance = random.Random(6408)
    lon, lat = zip(*((chance.uniform(116, 118.9), chance.uniform(0.03, 1.8)) for _ in range(50)), strict=True)
    x, y = Transformer.from_crs(4326, system, always_xy=True).transform(lon, lat)
    return list(zip(y, x, strict=True) if swapped else zip(x, y, strict=True))


def decide(declared: str, numbers: list[tuple[float, float]], forced: str | None = None) -> crs.Decision:
    return crs.decide(declared=declared, declared_by="prj", forced=forced, points=numbers, reference=AREA)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (WGS84, 4326),
        (WGS84 + EGM, 4326),
        (GEOG.format("SRGI2013", "Sistem_Referensi_Geospasial_Indonesia_2013"), 9470),
        (GEOG.format("SRGI 2013", "SRGI_2013"), 9470),
        (GEOG.format("GCS_DGN_1995", "D_Datum_Geodesi_Nasional_1995"), 4755),
        (TOWGS84, 4755),
        (UTM50N, 32650),
        (UTM50S, 32750),
        (utm50("SRGI2013_UTM_Zone_50N", GEOG.format("SRGI2013", "Sistem_Referensi_Geospasial_Indonesia_2013")), 9480),
        (utm50("DGN_1995_UTM_Zone_50N", GEOG.format("GCS_DGN_1995", "D_Datum_Geodesi_Nasional_1995")), 23870),
        ("EPSG:9490", 9490),
        ("urn:ogc:def:crs:EPSG::23838", 23838),
        ("32650", 32650),
    ],
)
def test_every_dialect_is_recognised(text: str, code: int) -> None:
    system, _vertical = crs.parse(text)

    assert crs.code_of(system) == code


def test_a_vertical_system_is_dropped_and_told() -> None:
    assert crs.parse(WGS84 + EGM)[1] is True
    assert crs.parse(WGS84)[1] is False


def test_a_datum_that_is_only_alike_is_not_taken_for_wgs84() -> None:
    assert crs.code_of(crs.parse(UNKNOWN_DATUM)[0]) is None


@pytest.mark.parametrize("text", ["hello", "EPSG:999999", 'GEOGCS["cut', 'LOCAL_CS["Unnamed",UNIT["Meter",1]]'])
def test_unknown_systems_are_refused(text: str) -> None:
    with pytest.raises(CrsUnclear) as refusal:
        decide("", points("EPSG:4326"), forced=text)

    assert refusal.value.rule in {"crs.tidak_dikenal", "crs.tidak_masuk_akal"}


@pytest.mark.parametrize("system", ["EPSG:4326", "EPSG:32650", "EPSG:9480", "EPSG:23838", "EPSG:3857", "EPSG:9470"])
def test_a_plausible_system_is_taken_with_its_evidence(system: str) -> None:
    decision = decide(system, points(system))

    assert decision.evidence["share_in_place"] == 1.0
    assert decision.evidence["rows_looked_at"] == 50


@pytest.mark.parametrize(
    ("declared", "actual"),
    [
        (UTM50S, "EPSG:32650"),
        (UTM50N, "EPSG:32750"),
        (WGS84, "EPSG:32650"),
        (UTM50N, "EPSG:4326"),
        (WGS84, "EPSG:3857"),
    ],
    ids=["50N under 50S", "50S under 50N", "metres under degrees", "degrees under metres", "Mercator under degrees"],
)
def test_a_system_the_numbers_contradict_is_refused_naming_the_likely_one(declared: str, actual: str) -> None:
    with pytest.raises(CrsUnclear) as refusal:
        decide(declared, points(actual))

    assert refusal.value.rule == "crs.tidak_masuk_akal"
    assert refusal.value.choices[0].value.startswith(f"{actual} ")
    assert refusal.value.choices[0].evidence == "100%"
    assert f"--crs {actual}" in refusal.value.remedy.id


@pytest.mark.parametrize("actual", ["EPSG:4326", "EPSG:32650"])
def test_swapped_axes_are_refused_with_the_remedy(actual: str) -> None:
    with pytest.raises(CrsUnclear) as refusal:
        decide(actual, points(actual, swapped=True))

    assert refusal.value.rule == "crs.sumbu_tertukar"
    assert "Swap X and Y" in refusal.value.remedy.id


def test_a_person_is_contradicted_by_the_numbers_too() -> None:
    with pytest.raises(CrsUnclear):
        decide("", points("EPSG:4326"), forced="EPSG:32650")


@pytest.mark.parametrize("actual", ["EPSG:4326", "EPSG:32650", "EPSG:32750", "EPSG:23838"])
def test_without_a_system_the_candidates_are_named_but_none_is_taken(actual: str) -> None:
    with pytest.raises(CrsUnclear) as refusal:
        decide("", points(actual))

    assert refusal.value.rule == "crs.tidak_ada"
    assert refusal.value.choices[0].value.startswith(f"{actual} ")


def test_data_of_another_place_is_left_to_the_row_checks() -> None:
    decision = decide(WGS84, [(106.8, -6.2), (106.9, -6.1)])

    assert decision.evidence["share_in_place"] == 0.0


def test_without_a_reference_area_the_declaration_stands() -> None:
    decision = crs.decide(declared=UTM50S, declared_by="prj", forced=None, points=[(5e5, 1e5)], reference=None)

    assert crs.code_of(decision.crs) == 32750


@pytest.mark.parametrize("declared", ["EPSG:2933", UNKNOWN_DATUM], ids=["Segara", "unknown datum"])
def test_an_uncertain_shift_is_refused_unless_a_person_takes_it(declared: str) -> None:
    numbers = points("EPSG:4326") if declared == UNKNOWN_DATUM else points("EPSG:32750")

    with pytest.raises(CrsUnclear) as refusal:
        decide(declared, numbers)
    taken = decide(declared, numbers, forced=declared)

    assert refusal.value.rule == "crs.pergeseran"
    assert taken.evidence["shift_accuracy_m"] is None


def test_degrees_of_wgs84_stay_bit_for_bit_and_flat() -> None:
    shape = shapely.from_wkt("POLYGON Z ((117.1 0.1 5, 117.3 0.1 5, 117.2 0.3 5, 117.1 0.1 5))")

    made = crs.warp(crs.parse(WGS84 + EGM)[0], AREA)(shape)

    assert shapely.to_wkb(made) == shapely.to_wkb(shapely.force_2d(shape))


@pytest.mark.parametrize(("system", "metres"), [("EPSG:32650", 0.001), ("EPSG:9480", 0.5), ("EPSG:23838", 0.5)])
def test_reprojection_lands_where_it_should(system: str, metres: float) -> None:
    place = shapely.Point(117.5, 0.5)
    x, y = Transformer.from_crs(4326, system, always_xy=True).transform(place.x, place.y)

    made = crs.warp(crs.parse(system)[0], AREA)(shapely.Point(x, y))

    assert made.distance(place) * 111_000 < metres
