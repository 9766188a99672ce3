"""Marks of points: one simple shape each around a letter, defined once however many points there are."""

import re
from typing import get_args

import pytest
import shapely

from layers.declaration import Mark
from layers.svg import Frame, Paint, Shape, Stratum, draw, marks

FRAME = Frame.around((117.0, 0.0, 118.0, 1.0))


@pytest.mark.parametrize("mark", get_args(Mark))
def test_every_mark_is_drawn_about_the_origin_and_holds_its_letter(mark: str) -> None:
    path = marks.outline(mark)
    assert path.startswith("M") and path.endswith("z")
    if mark != "circle":
        corners = [tuple(map(float, pair.split())) for pair in path[1:-1].split("L")]
        assert shapely.Polygon(corners).contains(shapely.Point(0, 20 * (float(marks.foot(mark)[:-2]) - 0.36)))


def test_marks_differ() -> None:
    assert len({marks.outline(mark) for mark in get_args(Mark)}) == len(get_args(Mark))


def test_a_mark_is_defined_once_and_used_at_each_point() -> None:
    points = [Shape(shapely.Point(117.1 + step / 10, 0.5), f"Titik {step}", f"/f/{step}/") for step in range(3)]
    paint = Paint("#000000", 1, "#0065a3", 1, mark="square", letter="S")
    drawn = draw(FRAME, [Stratum("layer", points, paint=paint)])
    assert drawn.count("<path") == 1 + 1  # the mark and the scale bar
    assert len(re.findall(r'<use href="#tanda-square-S" x="\d+" y="\d+">', drawn)) == 3
    assert '<a href="/f/1/" tabindex="-1">' in drawn and "<title>Titik 1</title>" in drawn


def test_what_lies_outside_is_left_out() -> None:
    paint = Paint("#000000", 1, "#0065a3", 1, mark="circle", letter="K")
    assert "tanda" not in draw(FRAME, [Stratum("layer", [Shape(shapely.Point(100, 0.5))], paint=paint)])


def test_letters_and_colours_are_escaped() -> None:
    assert "<script" not in marks.drawn("circle", "<script>", '"><script>')
