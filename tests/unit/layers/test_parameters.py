from datetime import date

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from layers import parameters
from layers.declaration import Field
from layers.problems import BadParameter

TODAY = date(2026, 11, 24)


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    monkeypatch.setattr(parameters.timezone, "localdate", lambda value=None: value.date() if value else TODAY)
    return TODAY


@pytest.mark.parametrize(
    ("text", "boxes"),
    [
        ("117,0,118,1", ((117, 0, 118, 1),)),
        (" 117 , 0 , 118 , 1 ", ((117, 0, 118, 1),)),
        ("117,0,-9,118,1,9", ((117, 0, 118, 1),)),
        ("1.17e2,0,118,1", ((117, 0, 118, 1),)),
        ("179,-1,-179,1", ((179, -1, 180, 1), (-180, -1, -179, 1))),
    ],
)
def test_boxes_reads_four_or_six_numbers(text: str, boxes: object) -> None:
    assert parameters.boxes("bbox", text) == boxes


@pytest.mark.parametrize(
    "text", ["", "1,2,3", "1,2,3,4,5", "a,b,c,d", "1,2,nan,4", "1,2,inf,4", "0,117,1,118", "1,3,2,2", "181,0,182,1"]
)
def test_boxes_refuses_the_rest(text: str) -> None:
    with pytest.raises(BadParameter) as refusal:
        parameters.boxes("bbox", text)
    assert refusal.value.members == {"parameter": "bbox"}


@given(st.text(max_size=60))
def test_boxes_answers_any_text_with_boxes_or_a_refusal(text: str) -> None:
    try:
        found = parameters.boxes("bbox", text)
    except BadParameter:
        return
    assert all(-180 <= west <= east <= 180 and -90 <= south <= north <= 90 for west, south, east, north in found)


def test_whole_number_is_clipped_not_refused_above() -> None:
    assert parameters.whole_number("limit", "9" * 400, least=1, most=10_000) == 10_000


@pytest.mark.parametrize("text", ["0", "-1", "x", "1.5", "", "١"])
def test_whole_number_refuses_below_and_other_text(text: str) -> None:
    with pytest.raises(BadParameter):
        parameters.whole_number("limit", text, least=1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2020-01-31", date(2020, 1, 31)),
        ("2020-01-31T23:00:00Z", date(2020, 2, 1)),
        ("2020-01-31T23:00:00+08:00", date(2020, 1, 31)),
        ("2019-01-01/2020-01-31", date(2020, 1, 31)),
        ("../2020-01-31", date(2020, 1, 31)),
        ("2020-01-31/..", TODAY),
        ("2030-01-31/", date(2030, 1, 31)),
    ],
)
def test_the_last_day_of_an_instant_or_interval(text: str, day: date, today: date) -> None:
    assert parameters.span("datetime", text)[0].last_day == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "..",
        "../..",
        "/",
        "yesterday",
        "2020",
        "2020-02-30",
        "2020-01-01T10:00:00",
        "a/b/c",
        "2021-01-01/2020-01-01",
    ],
)
def test_span_refuses_the_rest(text: str, today: date) -> None:
    with pytest.raises(BadParameter):
        parameters.span("datetime", text)


@pytest.mark.parametrize(("text", "code"), [("64.08", "64.08"), ("6408042001", "64.08.04.2001"), (" 64 ", "64")])
def test_region_code_is_read_with_or_without_dots(text: str, code: str) -> None:
    assert parameters.region_code("region", text) == code


@pytest.mark.parametrize("text", ["", "6", "640", "64.8", "6.4", "64.08.04.20", "sangatta", "64,08"])
def test_region_code_refuses_the_rest(text: str) -> None:
    with pytest.raises(BadParameter):
        parameters.region_code("region", text)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("number", "1.5", 1.5),
        ("integer", "-3", -3),
        ("boolean", "TRUE", True),
        ("boolean", "tidak", False),
        ("date", "2020-01-31", date(2020, 1, 31)),
        ("text", "1.5", "1.5"),
    ],
)
def test_value_is_read_by_the_type_of_its_field(kind: str, text: str, value: object) -> None:
    assert parameters.value_for(Field("a", "a", "A", "A", kind), text) == value  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "text"),
    [("number", "a"), ("number", "1e400"), ("integer", "1.5"), ("boolean", "maybe"), ("date", "1.1.2020")],
)
def test_value_of_another_type_names_its_field(kind: str, text: str) -> None:
    with pytest.raises(BadParameter) as refusal:
        parameters.value_for(Field("area_km2", "a", "A", "A", kind), text)  # type: ignore[arg-type]
    assert refusal.value.members == {"parameter": "area_km2"}


def test_single_refuses_a_parameter_given_twice_and_control_characters() -> None:
    for query in ("limit=1&limit=2", "limit=%00"):
        with pytest.raises(BadParameter):
            parameters.single(QueryDict(query), "limit")
