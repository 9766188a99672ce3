"""Charts are well-formed, say the same each time, and escape what they are given."""

from xml.etree import ElementTree

from monografi import charts


def write(value: float) -> str:
    return f"{value:.0f}"


def test_a_pyramid_grows_to_both_sides() -> None:
    text = charts.pyramid("Umur", ("L", "P"), ["0–4", "5–9"], [10, 5], [4, 10], write)
    drawn = ElementTree.fromstring(text)
    left = [float(each.get("width", "0")) for each in drawn.iter("rect") if each.get("class") == "one"]
    right = [float(each.get("width", "0")) for each in drawn.iter("rect") if each.get("class") == "two"]
    assert left == [130, 65]
    assert right == [52, 130]
    assert text == charts.pyramid("Umur", ("L", "P"), ["0–4", "5–9"], [10, 5], [4, 10], write)


def test_nothing_is_drawn_of_nobody_without_dividing_by_zero() -> None:
    ElementTree.fromstring(charts.pyramid("Umur", ("L", "P"), ["0–4"], [0], [0], write))
    ElementTree.fromstring(charts.bars("Agama", [charts.Bar("Islam", 0)], write))
    ElementTree.fromstring(charts.series("Penduduk", [(2025, 0.0)], write))


def test_names_are_escaped() -> None:
    text = charts.bars("<b>", [charts.Bar("<script>", 3)], write)
    assert "<script>" not in text
    ElementTree.fromstring(text)


def test_a_series_begins_at_zero() -> None:
    drawn = ElementTree.fromstring(charts.series("Penduduk", [(2024, 100.0), (2025, 50.0)], write))
    high, low = (float(each.get("cy", "0")) for each in drawn.iter("circle"))
    floor = float(next(drawn.iter("line")).get("y1", "0"))
    assert round((floor - high) / (floor - low), 1) == 2.0
