"""The rules only the register can know: each says which row, what is wrong, and the way out."""

from datetime import date

import pytest
import shapely

from boundaries.checks import check_choices, check_register, check_rows
from boundaries.file_level import check_level
from boundaries.matching import match_rows
from boundaries.models import Level
from boundaries.roll import Roll
from boundaries.shape_checks import check_shapes
from imports.rows import Choices, Finding, Row

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 24)
NOWHERE = shapely.box(116.01, 0.05, 116.02, 0.06)  # where no border lies, so that names and codes alone speak


def row(number: int = 1, *, geom: object = None, **values: str) -> Row:
    return Row(number, {}, geom or NOWHERE, values)  # type: ignore[arg-type]


def found(*rows: Row, level: Level = Level.DESA, matches: dict[int, int] | None = None) -> list[Finding]:
    matched = match_rows(rows, level, Choices(effective=DAY, matches=matches or {}))
    shapes = [each for each in check_shapes(level, matched) if each.rule != "luas.beda_resmi"]
    return [*check_rows(rows, level, matched), *(each for each in shapes if each.rule != "letak.pindah")]


@pytest.mark.parametrize(
    ("values", "rule", "says"),
    [
        ({"code": "", "name": "Long Bentuq"}, "cocok.ragu", "64.08.06.2001"),
        ({"code": "", "name": "Cempaka Putih"}, "kode.kosong", "daftar Kemendagri"),
        ({"code": "64.8.6", "name": "Long Bentuq"}, "kode.bentuk", "64.08.06.2001"),
        ({"code": "64.08.06", "name": "Busang"}, "kode.tingkat", "--level"),
        ({"code": "64.08.06.2099", "name": "Long Bentuq"}, "kode.tidak_dikenal", "Long Bentuq"),
        ({"code": "31.71.01.1001", "name": "Gambir"}, "kode.luar_kabupaten", "kabupaten ini saja"),
    ],
)
def test_wrong_code_blocks_and_proposes(values: dict[str, str], rule: str, says: str) -> None:
    (finding,) = found(row(7, **values))
    assert (finding.rule, finding.blocks, finding.row) == (rule, True, 7)
    assert says in finding.remedy_id
    assert finding.message_en
    assert finding.place == pytest.approx((116.015, 0.055))


def test_undotted_code_is_taken() -> None:
    assert found(row(code="6408062001", name="Long Bentuq")) == []


def test_unknown_name_without_a_code_is_said_to_be_outside_the_register() -> None:
    (finding,) = found(row(code="", name="Cempaka Putih"))
    assert "Cempaka Putih" in finding.message_id
    assert "tidak ada di daftar" in finding.message_id


def test_other_name_warns_and_an_alias_does_not() -> None:
    assert [finding.level for finding in found(row(code="64.08.08", name="Kombong"), level=Level.KECAMATAN)] == [
        "peringatan"
    ]
    assert found(row(code="64.08.08", name="Kec. KONGBENG"), level=Level.KECAMATAN) == []


def test_second_row_of_one_code_names_the_first() -> None:
    findings = found(row(1, code="64.08.06.2001"), row(5, code="6408062001"))
    assert [(finding.rule, finding.row) for finding in findings] == [("kode.ganda", 5)]
    assert "baris 1" in findings[0].message_id


@pytest.mark.parametrize(
    ("declared", "warns"), [("1,23", False), ("123", False), ("999", True), ("0", False), ("x", False)]
)
def test_declared_area_is_compared_as_hectares_and_as_km2(declared: str, warns: bool) -> None:
    rules = [finding.rule for finding in found(row(code="64.08.06.2001", area=declared))]
    assert rules == (["luas.beda"] if warns else [])


def test_unknown_legal_status_blocks_with_the_known_ones() -> None:
    (finding,) = check_choices(Choices(legal_status="pasti"))
    assert finding.blocks
    assert "definitif" in finding.remedy_id
    assert list(check_choices(Choices(legal_status="definitif"))) == []


def test_desa_far_outside_its_official_kecamatan_warns() -> None:
    from boundaries.models import Boundary

    Boundary.objects.of_level(Level.KECAMATAN).update(sample=False)
    findings = found(row(code="64.08.06.2001", geom=shapely.box(118.9, 1.0, 118.95, 1.02)))
    assert [(finding.rule, finding.level) for finding in findings] == [("letak.luar_kecamatan", "peringatan")]


def test_empty_register_is_told_once() -> None:
    (finding,) = check_register(Roll(Level.DESA, {}))
    assert finding.blocks
    assert "boundaries_register" in finding.remedy_id
    assert list(check_register(Roll.on(DAY, Level.DESA))) == []


@pytest.mark.parametrize(
    ("attributes", "level", "told"),
    [
        ({"KDEPUM": "64.08.06.2001", "KDCPUM": "64.08.06"}, Level.KECAMATAN, "--level desa"),
        ({"KDCPUM": "64.08.06"}, Level.KABUPATEN, "--level kecamatan"),
        ({"KDCPUM": "64.08.06", "KDEPUM": ""}, Level.DESA, ""),
        ({"KDCPUM": "64.08.06", "KDEPUM": " "}, Level.KECAMATAN, ""),
        ({"KDEPUM": "64.08.06.2001"}, Level.DESA, ""),
        ({"KODE": "64.08.06"}, Level.DESA, ""),
    ],
)
def test_file_of_another_level_is_told_once(attributes: dict[str, str | None], level: Level, told: str) -> None:
    findings = list(check_level([Row(1, attributes, None), Row(2, attributes, None)], level))
    assert [told in finding.remedy_id for finding in findings] == ([True] if told else [])
