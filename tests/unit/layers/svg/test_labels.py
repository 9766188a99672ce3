import re
from pathlib import Path

from shapely import Polygon, box

from layers.svg import Frame
from layers.svg.labels import SIZES, Label, apart, fit, place, room, written

FRAME = Frame(0, 0, 1.6, 1, width=7200, height=4500)


def test_place_breaks_a_name_where_two_lines_are_larger() -> None:
    label = place(box(0.5, 0.2, 0.7, 0.8), "Sangatta Selatan", FRAME)
    assert label is not None and label.lines == ("Sangatta", "Selatan")


def test_place_stands_in_the_middle_of_a_plain_shape() -> None:
    label = place(box(0.4, 0.25, 1.2, 0.75), "Telen", FRAME)
    assert label is not None
    assert (label.x, label.y) == (3600, 2250)


def test_place_says_none_where_the_name_does_not_fit() -> None:
    assert place(box(0.5, 0.5, 0.51, 0.51), "Tanjung Mangkaliat", FRAME) is None


def test_place_says_none_outside_the_window_and_without_a_name() -> None:
    assert place(box(3, 3, 4, 4), "Telen", FRAME) is None
    assert place(box(0.2, 0.2, 1, 0.8), "", FRAME) is None


def test_place_keeps_clear_of_what_is_taken() -> None:
    taken = box(0, 0, 3600, 4500)
    label = place(box(0.1, 0.1, 1.5, 0.9), "Telen", FRAME, taken=taken)
    assert label is not None and label.x > 3600


def test_place_mends_a_shape_that_crosses_itself_when_thinned() -> None:
    bow = Polygon([(0.2, 0.2), (1.4, 0.8), (1.4, 0.2), (0.2, 0.8), (0.2, 0.2)])
    assert place(bow, "Telen", FRAME) is not None


def test_fit_names_the_step_from_which_a_size_is_shown() -> None:
    assert (fit(SIZES[0]), fit(SIZES[1] - 1), fit(1)) == (1, 3, len(SIZES))


def test_apart_shows_the_smaller_of_two_touching_labels_later_or_never() -> None:
    large, small = Label(1000, 1000, ("Batu Ampar",), 400), Label(1500, 1000, ("Telen",), 380)
    assert [label for label, _step in apart([small, large])] == [large]
    beside = Label(2400, 1000, ("Telen",), 380)
    (_first, one), (_second, two) = apart([beside, large])
    assert one < two


def test_room_grows_with_the_letters() -> None:
    label = Label(0, 0, ("Telen",), 400)
    assert room(label, 1).area > room(label, 7).area


def test_written_escapes_the_name() -> None:
    assert "&lt;b&gt;" in written(Label(0, 0, ("<b>",), 400), 1)


def test_style_sheet_gives_letters_the_sizes_labels_are_placed_for() -> None:
    sheet = Path("geoportal/static/geoportal/map.css").read_text(encoding="utf-8")
    assert tuple(int(size) for size in re.findall(r"--letters: (\d+)px", sheet)) == SIZES


def test_letters_are_at_least_14_px_wherever_a_step_begins() -> None:
    sheet = Path("geoportal/static/geoportal/map.css").read_text(encoding="utf-8")
    widths = [280, *(int(width) for width in re.findall(r"@container \(min-width: (\d+)px\)", sheet))]
    assert all(size * width / FRAME.width >= 13.99 for size, width in zip(SIZES, widths, strict=True))
