from xml.etree import ElementTree

import pytest
from shapely import LineString, Point, box

from layers.svg import Frame, Paint, Shape, Stratum, draw

FRAME = Frame.around((0, 0, 2, 1))
WEST, EAST = box(0, 0, 1, 1), box(1, 0, 2, 1)


def parts(*shapes: Shape, **how: bool) -> str:
    return draw(FRAME, [Stratum("part desa", shapes, **how)])


def test_draw_is_well_formed_and_the_same_every_time() -> None:
    shapes = [Shape(WEST, "Barat", "/wilayah/1/"), Shape(EAST, "Timur & <b>", '/wilayah/"2"/', "9 desa")]
    drawn = parts(*shapes, lines=True, labels=True)
    assert drawn == parts(*shapes, lines=True, labels=True)
    assert ElementTree.fromstring(drawn).tag == "svg"


def test_draw_matches_the_accepted_drawing() -> None:
    assert draw(Frame.around((0, 0, 1, 1)), [Stratum("part", [Shape(box(0.25, 0.25, 0.75, 0.75), "A", "/a/")])]) == (
        '<svg class="map" viewBox="0 0 7200 6624" width="720" height="662" aria-hidden="true"><g class="part">'
        '<a href="/a/" tabindex="-1"><path d="M5079 4791l0-2958-2958 0 0 2958z"><title>A</title></path></a></g>'
        '<g class="scale"><path d="M180 6354v70h1063v-70"/><text x="711" y="6424" dy="-.5em">20 km</text></g></svg>'
    )


def test_links_are_no_tab_stops_and_the_drawing_is_hidden_from_readers() -> None:
    drawn = ElementTree.fromstring(parts(Shape(WEST, "Barat", "/b/")))
    assert drawn.get("aria-hidden") == "true"
    assert [link.get("tabindex") for link in drawn.iter("a")] == ["-1"]


def test_names_and_addresses_are_escaped() -> None:
    drawn = parts(Shape(WEST, '<img onerror="x">', '"><script>'))
    assert "<img" not in drawn and "<script" not in drawn


def test_shape_of_which_nothing_is_left_becomes_a_point() -> None:
    drawn = parts(Shape(box(1, 0.5, 1.000001, 0.500001), "Pulau Miang", "/p/"), lines=True)
    assert "<circle" in drawn and "<title>Pulau Miang</title>" in drawn


def test_shapes_outside_the_window_are_left_out() -> None:
    assert '<g class="part' not in parts(Shape(box(10, 10, 11, 11), "Jauh", "/j/"))


def test_lines_draw_the_border_between_neighbours_once() -> None:
    drawn = parts(Shape(WEST), Shape(EAST), lines=True)
    assert drawn.count('class="lines"') == 1


def test_cased_shape_is_drawn_twice_the_casing_first() -> None:
    drawn = draw(FRAME, [Stratum("outline", [Shape(WEST)], cased=True)])
    assert drawn.count("<path d=") == 3 and drawn.index('class="casing"') < drawn.rindex("<path d=")


def test_paint_is_written_as_attributes_a_csp_allows() -> None:
    drawn = draw(FRAME, [Stratum("layer", [Shape(Point(1, 0.5))], paint=Paint("#123456", 1.5, "#abcdef", 0.5, "4 2"))])
    assert 'stroke="#123456" stroke-width="1.5" stroke-dasharray="4 2" fill="#abcdef"' in drawn
    assert "style=" not in drawn


def test_lines_are_not_filled() -> None:
    assert 'fill="none"' in parts(Shape(LineString([(0, 0), (1, 1)])))


@pytest.mark.parametrize(("span", "words"), [(0.001, "20 m"), (0.02, "500 m"), (0.5, "10 km"), (3, "50 km")])
def test_scale_bar_is_a_round_length_of_a_fifth_of_the_width(span: float, words: str) -> None:
    drawn = draw(Frame.around((117, 0, 117 + span, span / 2)), [])
    assert f">{words}</text>" in drawn
