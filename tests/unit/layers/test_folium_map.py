"""The folium document of a region: stable bytes, safe texts, nothing foreign, small enough."""

import base64
import hashlib
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPoint, Point, box

from layers.declaration import Style
from layers.folium_map import assets, document
from layers.folium_map.document import Document, Setting, compose, draw_sheets
from layers.folium_map.drawing import is_web_address
from layers.folium_map.grid import Grid, whole
from layers.folium_map.looks import is_shown, layer_colours, legend_entry
from layers.folium_map.sheets import Role, Sheet, as_text, widened
from tests.factories.sheets import HOSTILE, PAGE, make_feature, make_layer, make_sheet, region_with_two_parts

ROOT = Path(__file__).resolve().parents[3]
SETTING = Setting(fallback=(115.8, -0.1, 119.2, 2.0), land=box(115, 0, 117, 2))


def made(sheets: list[Sheet], *, saved: bool = True, detail_m: int = 350) -> Document:
    return compose(draw_sheets(sheets, PAGE, detail_m=detail_m, setting=SETTING), PAGE, saved=saved)


class Inline(HTMLParser):
    """Collects what a document loads and the texts of its own styles and scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.texts: dict[str, list[str]] = {"script": [], "style": []}
        self.attributes: list[str] = []
        self._open = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.attributes += given
        self.loaded += [
            address for address in (given.get("src"), given.get("href") if tag == "link" else None) if address
        ]
        if tag in self.texts and "src" not in given:
            self._open = tag

    def handle_endtag(self, tag: str) -> None:
        self._open = ""

    def handle_data(self, data: str) -> None:
        if self._open:
            self.texts[self._open].append(data)


# --- the document


def test_same_data_give_the_same_bytes() -> None:
    assert made(region_with_two_parts()).html == made(region_with_two_parts()).html


@pytest.mark.parametrize("saved", [True, False])
def test_policy_allows_exactly_the_texts_that_are_inline(saved: bool) -> None:
    made_document = made(region_with_two_parts(), saved=saved)
    for kind, texts in Inline(made_document.html).texts.items():
        (directive,) = re.findall(rf"{kind}-src ([^;]*)", made_document.policy)
        digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts)
        assert set(re.findall(r"'sha256-([^']*)'", directive)) == set(digests)
    assert "unsafe" not in made_document.policy


def test_no_style_or_handler_stands_in_an_attribute() -> None:
    attributes = Inline(made(region_with_two_parts()).html).attributes
    assert not [name for name in attributes if name == "style" or name.startswith("on")]


def test_saved_file_loads_nothing_and_says_so_before_anything_else() -> None:
    html = made(region_with_two_parts()).html
    assert [address for address in Inline(html).loaded if not address.startswith("data:")] == []
    assert unescape(html).index("default-src 'none'") < html.index("<style>") < html.index("<script>")


def test_page_links_our_own_static_files_only() -> None:
    loaded = Inline(made(region_with_two_parts(), saved=False).html).loaded
    assert [address for address in loaded if not address.startswith(("/static/", "data:"))] == []


@pytest.mark.parametrize("foreign", ["cdn.", "jquery", "bootstrap", "awesome", "glyphicon", "openstreetmap", "unpkg"])
def test_nothing_of_foliums_usual_files_is_left(foreign: str) -> None:
    assert foreign not in made(region_with_two_parts(), saved=False).html.lower()


def test_names_from_the_data_stay_text() -> None:
    sheets = [
        make_sheet(Role.OWN, make_feature(0, box(117.4, 0.4, 117.6, 0.6), label=HOSTILE)),
        make_sheet(
            Role.PARTS,
            make_feature(2001, box(117.4, 0.4, 117.5, 0.6), label=HOSTILE),
            layer=make_layer("x", title_id=HOSTILE, steward=HOSTILE),
            titles=(HOSTILE,),
            sources=(HOSTILE, "</script><script>alert(1)</script>"),
        ),
    ]
    html = made(sheets).html
    assert "<img" not in html
    assert len(re.findall("<script", html)) == 3


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "//foreign.example", "vbscript:x", ""])
def test_link_that_is_no_web_address_is_left_out(link: str) -> None:
    sheets = [make_sheet(Role.PARTS, make_feature(1, box(117, 0, 118, 1), link=link))]
    assert not is_web_address(link)
    assert '"u":' not in draw_sheets(sheets, PAGE, detail_m=30, setting=SETTING).script


def test_every_layer_is_a_switch_with_its_title_and_count() -> None:
    script = draw_sheets(region_with_two_parts(), PAGE, detail_m=30, setting=SETTING).script
    assert re.findall(r"span\\u003eLapisan (\w+)\\u003c", script) == ["own", "parts"]
    assert re.findall(r'jumlah\\"\\u003e(\d+)', script) == ["1", "2"]


def test_sources_tell_licence_release_and_day() -> None:
    layer = make_layer("parts", licence="CC-BY-4.0", licence_url="https://example.org/by", steward="Diskominfo")
    html = made([make_sheet(Role.PARTS, make_feature(1, box(117, 0, 118, 1)), layer=layer)]).html
    for told in ("uji. Diskominfo.", 'href="https://example.org/by">CC-BY-4.0<', "rilis 3, 24 November 2026", "350 m"):
        assert told in html


def test_region_without_any_border_says_so() -> None:
    drawing = draw_sheets([], PAGE, detail_m=30, setting=SETTING)
    assert drawing.empty
    assert "[[-0.1,115.8],[2.0,119.2]]" in drawing.script
    assert "belum diterbitkan" in compose(drawing, PAGE, saved=False).html


# --- the byte budget


def crowd(count: int) -> Sheet:
    points = [make_feature(number, Point(117.4 + number / 1e5, 0.5)) for number in range(count)]
    return make_sheet(Role.OTHER, *points, layer=make_layer("titik", geometry_type="Point", details=()))


def test_heaviest_other_layer_is_left_out_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    sheets = [*region_with_two_parts(), crowd(20), crowd(3000)]
    monkeypatch.setattr(document, "FILE_BYTES", 250_000)
    drawing = document._lightened(sheets, PAGE, 350, SETTING)
    assert [origin.left_out for origin in drawing.origins] == [False, False, False, True]
    assert document.fits(drawing, PAGE)
    assert "Terlalu besar untuk peta ini" in compose(drawing, PAGE, saved=True).html


def test_data_that_travel_too_slowly_do_not_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    drawing = draw_sheets(region_with_two_parts(), PAGE, detail_m=30, setting=SETTING)
    assert document.fits(drawing, PAGE)
    monkeypatch.setattr(document, "DATA_BYTES", 100)
    assert not document.fits(drawing, PAGE)


# --- shapes on a grid


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(115.8, 119.2), st.floats(-0.1, 2.0)), min_size=2, max_size=30))
def test_vertices_are_read_back_within_half_a_step(points: list[tuple[float, float]]) -> None:
    grid = Grid.of(make_sheet(Role.OTHER, make_feature(1, MultiPoint(points))), 350)
    for lon, lat in points:
        x, y = grid.place(Point(lon, lat))["coordinates"]
        read_back = (grid.west + x * grid.step, grid.south + y * grid.step)
        assert read_back == pytest.approx((lon, lat), abs=grid.step / 2 + 1e-6)


def test_layers_of_one_detail_keep_their_common_border() -> None:
    left, right = box(117.4, 0.4, 117.512345, 0.6), box(117.512345, 0.4, 117.6, 0.6)
    grids = [Grid.of(make_sheet(Role.OTHER, make_feature(1, shape)), 350) for shape in (left, right)]
    places = [
        {(round(grid.west + x * grid.step, 5), round(grid.south + y * grid.step, 5)) for x, y in ring}
        for grid, shape in zip(grids, (left, right), strict=True)
        for ring in grid.place(shape)["coordinates"]
    ]
    assert len(places[0] & places[1]) == 2


def test_vertices_that_fall_together_are_written_once() -> None:
    assert whole(((0.0, 0.0), (0.0, 0.0), (1.0, 0.0))) == [[0, 0], [1, 0]]


# --- how layers look


def test_colours_are_lighter_on_dark_paper_and_never_free_text() -> None:
    style = Style(stroke="#000000", fill="red;}body{display:none")
    sheet = make_sheet(Role.OTHER, make_feature(1, Point(117, 0)), layer=make_layer(style=style))
    text = layer_colours([sheet])
    assert text.startswith(".lapis-0{--garis:#000000;--isi:#0b5f66}@media")
    assert "--garis:#737373" in text
    assert "body" not in text


@pytest.mark.parametrize(
    ("geometry_type", "kind"), [("MultiPolygon", "bidang"), ("LineString", "garis"), ("Point", "titik")]
)
def test_legend_shows_the_kind_of_shape(geometry_type: str, kind: str) -> None:
    sheet = make_sheet(Role.OTHER, make_feature(1, Point(117, 0)), layer=make_layer(geometry_type=geometry_type))
    assert f"contoh-{kind}" in legend_entry(0, sheet)


def test_indicative_borders_are_told_in_words() -> None:
    assert "(indikatif)" in legend_entry(0, make_sheet(Role.PARTS, make_feature(1, Point(117, 0)), indicative=True))


def test_points_are_shown_unless_they_bury_the_map_and_other_areas_are_not() -> None:
    assert is_shown(crowd(20))
    assert not is_shown(crowd(201))
    assert not is_shown(make_sheet(Role.OTHER, make_feature(1, box(0, 0, 1, 1))))


@pytest.mark.parametrize("letter", ["", "S"])
def test_points_and_lines_are_drawn(letter: str) -> None:
    places = make_layer("titik", geometry_type="Point", details=(), style=Style(letter=letter))
    roads = make_layer("jalan", geometry_type="LineString", details=())
    sheets = [
        make_sheet(Role.OTHER, make_feature(1, Point(117.5, 0.5)), layer=places),
        make_sheet(Role.OTHER, make_feature(2, LineString([(117.4, 0.4), (117.6, 0.6)])), layer=roads),
    ]
    script = draw_sheets(sheets, PAGE, detail_m=30, setting=SETTING).script
    assert ("L.Marker(latlng" in script) is bool(letter)
    assert '"type":"LineString"' in script


# --- texts and files


@pytest.mark.parametrize(
    ("value", "text"), [(None, ""), (True, "ya"), (1924.3192, "1.924,3"), ("64.08.04", "64.08.04"), (7, "7")]
)
def test_values_are_written_as_the_reader_writes_them(value: object, text: str) -> None:
    assert as_text(value) == text


def test_surroundings_are_wider_than_the_region() -> None:
    assert widened((117.0, 0.0, 118.0, 1.0)) == pytest.approx((116.65, -0.35, 118.35, 1.35))


def test_inlined_styles_load_no_file() -> None:
    text = " ".join(asset.text for asset in assets.inlined() if asset.kind == "style")
    assert "url(" not in text
    assert "/*" not in text
    assert ".leaflet-container" in text


def test_styles_repeat_the_portals_tokens() -> None:
    folder = ROOT / "geoportal" / "static" / "geoportal"
    portal = _tokens((folder / "base.css").read_text()) | _tokens((folder / "map.css").read_text())
    own = _tokens((ROOT / "layers" / "static" / "layers" / "portable_map.css").read_text())
    shared = own.keys() & portal.keys()
    assert len(shared) > 30
    assert {name: own[name] for name in shared} == {name: portal[name] for name in shared}


def _tokens(css: str) -> dict[tuple[int, str], str]:
    """Return each token of the light and then of the dark theme."""
    light, dark = re.findall(r":root \{(.*?)\}", css, flags=re.DOTALL)[:2]
    pattern = r"--([\w-]+): (#[0-9a-f]{3,6});"
    return {
        (theme, name): value for theme, text in enumerate((light, dark)) for name, value in re.findall(pattern, text)
    }
