"""Whom a row without a code speaks of: a name within its kecamatan, else a person chooses among candidates."""

from pathlib import Path

import pytest
import shapely
from django.core.management import CommandError, call_command

from boundaries.matching import Matched, match_rows
from boundaries.models import Boundary, Level
from imports.models import RunState
from imports.rows import Choices, Row
from tests.factories.borders import importing, key, published, rules

pytestmark = pytest.mark.django_db
CODE, NAME = "64.08.06.2001", "Long Bentuq"


def matched(*rows: Row, **choices: object) -> Matched:
    return match_rows(rows, Level.DESA, Choices(**choices))  # type: ignore[arg-type]


def row(number: int = 1, *, geom: shapely.Geometry | None = None, **values: str) -> Row:
    return Row(number, {}, geom, values)


def test_a_code_decides_whatever_name_and_shape_say() -> None:
    (match,) = matched(row(geom=shapely.box(118, 1, 118.1, 1.1), code=CODE, name="Sepaso")).matches

    assert (match.key, match.how) == (key(CODE), "code")


def test_a_name_is_taken_within_the_kecamatan_the_row_states() -> None:
    found = matched(row(name="ds. long bentuq", parent_name="Kec. Busang"), row(2, name=NAME, parent_code="640806"))

    assert [(match.key, match.how) for match in found.matches] == [(key(CODE), "name")] * 2


def test_a_name_is_taken_within_the_kecamatan_the_shape_lies_in() -> None:
    (match,) = matched(row(geom=published(CODE), name=NAME)).matches

    assert (match.key, match.how) == (key(CODE), "name")


def test_a_name_of_another_kecamatan_is_not_taken() -> None:
    found = matched(row(name=NAME, parent_name="Bengalon"))

    assert (found.matches, found.doubtful) == ((), ())


def test_a_name_whose_border_lies_elsewhere_is_doubtful() -> None:
    elsewhere = published("64.08.09.2001")

    (doubt,) = matched(row(geom=elsewhere, name=NAME, parent_name="Busang")).doubtful

    assert doubt.candidates[0].key == key("64.08.09.2001")
    assert key(CODE) in [each.key for each in doubt.candidates]


def test_a_shape_alone_proposes_candidates_with_their_share() -> None:
    (doubt,) = matched(row(geom=published(CODE))).doubtful

    best = doubt.candidates[0]
    assert (best.key, best.label, round(best.share or 0, 2)) == (key(CODE), f"{CODE} {NAME}", 1.0)


def test_a_desa_persiapan_has_no_code_and_is_found_by_name_or_proposed() -> None:
    inside = shapely.buffer(shapely.point_on_surface(published("64.08.04.2001")), 0.001)

    found = matched(row(geom=inside, name="Sangatta Prima"), row(2, geom=inside))

    (match,), (doubt,) = found.matches, found.doubtful
    assert (match.label, match.how) == ("64.08.04/p-sangatta-prima Sangatta Prima", "name")
    assert match.key in [each.key for each in doubt.candidates]


def test_a_person_decides_over_everything() -> None:
    other = key("64.08.06.2002")

    found = matched(row(code=CODE), row(2, code="99"), row(3), matches={1: other, 2: other, 3: other})

    assert [(match.key, match.how) for match in found.matches] == [(other, "person")] * 3


def test_an_answer_that_names_no_region_leaves_the_row_doubtful() -> None:
    found = matched(row(geom=published(CODE)), matches={1: 10**9})

    assert (found.matches, len(found.doubtful)) == ((), 1)


def test_nothing_to_go_by_is_neither_matched_nor_doubtful() -> None:
    found = matched(row(), row(2, geom=shapely.box(10, 10, 11, 11)), row(3, name="Cempaka Putih"))

    assert (found.matches, found.doubtful) == ((), ())


def test_the_same_row_without_borders_is_matched_by_name_alone() -> None:
    Boundary.objects.of_level("desa").update(until=99)

    (match,) = matched(row(geom=shapely.box(116, 0, 117, 1), name=NAME, parent_name="Busang")).matches

    assert match.key == key(CODE)


def test_a_surveyors_desa_without_a_code_ends_in_choosing(tmp_path: Path) -> None:
    shape = shapely.transform(published(CODE), lambda each: each + 0.0005)

    asked = importing(tmp_path, shape)
    (doubt,) = asked.evidence["doubtful"]
    answered = importing(tmp_path, shape, matches={doubt["row"]: doubt["candidates"][0]["key"]})

    assert (asked.state, rules(asked)["cocok.ragu"]) == (RunState.REFUSED, 1)
    assert doubt["candidates"][0]["label"] == f"{CODE} {NAME}"
    assert doubt["candidates"][0]["share"] > 0.9
    assert (answered.state, answered.counts["changed"]) == (RunState.PUBLISHED, 1)
    assert published(CODE).equals_exact(shapely.MultiPolygon([shape]) if shape.geom_type == "Polygon" else shape, 1e-9)


def test_a_match_by_name_is_told(tmp_path: Path) -> None:
    run = importing(tmp_path, published(CODE), WADMKD=NAME, WADMKC="Busang", dry_run=True)

    assert run.state == RunState.READY
    assert rules(run)["cocok.nama"] == 1


def test_the_command_takes_answers_by_code(tmp_path: Path) -> None:
    importing(tmp_path, published(CODE), dry_run=True)
    file = tmp_path / "satu.geojson"

    call_command("boundaries_import", str(file), "--level", "desa", "--match", f"1={CODE}", "--dry-run")
    with pytest.raises(CommandError, match="--match 1=xx"):
        call_command("boundaries_import", str(file), "--level", "desa", "--match", "1=xx")
