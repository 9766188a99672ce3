"""KML, KMZ and GPX: folders, data, shapes, and what is not followed or not expanded."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from imports.refusals import ArchiveUnsafe, FileDamaged, FileUnreadable, LayerUnclear, LimitPassed
from tests.factories import files, xml

Read = Callable[..., Any]
LINK = "<NetworkLink><name>x</name><Link><href>http://192.0.2.1/a.kml</href></Link></NetworkLink>"


def folder(name: str, *content: str) -> str:
    return f"<Folder><name>{name}</name>{''.join(content)}</Folder>"


def document(*content: str) -> str:
    return f"<Document><name>Peta</name>{''.join(content)}</Document>"


def test_placemarks_come_with_their_data(tmp_path: Path, read: Read) -> None:
    schema = (
        '<Schema name="s" id="s"><SimpleField type="string" name="KDEPUM"/></Schema>',
        xml.placemark(
            "Sangatta &amp; lain",
            xml.polygon(),
            '<SchemaData schemaUrl="#s"><SimpleData name="KDEPUM">64.08.01.2001</SimpleData></SchemaData>'
            + xml.data("Luas", "12,5"),
        ),
    )
    got = read(xml.kml(tmp_path / "desa.kml", document(*schema)))

    assert got.rows[0].attributes == {"name": "Sangatta & lain", "Luas": "12,5", "KDEPUM": "64.08.01.2001"}
    assert set(got.header.fields) == {"name", "Luas", "KDEPUM"}
    assert got.rows[0].geom.equals(files.square())
    assert (got.header.crs_wkt, got.header.geometry) == ("EPSG:4326", "Polygon")


def test_folders_are_layers_and_all_of_them_one_more(tmp_path: Path, names: Callable[..., Any], read: Read) -> None:
    inner = folder("Kebun", xml.placemark("k", xml.polygon()))
    path = xml.kml(tmp_path / "a.kml", document(folder("Pabrik", xml.mills(), inner), folder("Kosong")))

    assert names(path) == {
        "Pabrik": (3, "Point"),
        "Pabrik / Kebun": (1, "Polygon"),
        "(semua folder)": (4, "Unknown"),
    }
    with pytest.raises(LayerUnclear):
        read(path)
    assert read(path, "Pabrik").column("Kode") == ["PKS-1", "PKS-2", "PKS-3"]
    everything = read(path, "(semua folder)")
    assert everything.column("folder") == ["Pabrik", "Pabrik", "Pabrik", "Pabrik / Kebun"]
    assert everything.header.fields[0] == "folder"


def test_a_thousand_folders_are_refused(tmp_path: Path, read: Read) -> None:
    folders = "".join(folder(f"F{number}", xml.placemark("a", xml.point(117, 0))) for number in range(1_001))

    with pytest.raises(LimitPassed, match="limit is 1000"):
        read(xml.kml(tmp_path / "a.kml", document(folders)))


def test_a_file_without_folders_is_called_by_its_own_name(tmp_path: Path, read: Read) -> None:
    assert read(xml.kml(tmp_path / "pabrik.kml", xml.mills())).inspected.name == "pabrik"


@pytest.mark.parametrize(
    ("shape", "wkt"),
    [
        (xml.point(117, 0.5), "POINT (117 0.5)"),
        (xml.point(117, 0.5, 12), "POINT Z (117 0.5 12)"),
        ("<LineString><coordinates>\n117,0.5\t118,0.5 </coordinates></LineString>", "LINESTRING (117 0.5, 118 0.5)"),
        ("<LineString><coordinates>117, 0.5 118, 0.5</coordinates></LineString>", "LINESTRING (117 0.5, 118 0.5)"),
        (
            f"<MultiGeometry>{xml.point(117, 0)}{xml.point(118, 0)}</MultiGeometry>",
            "MULTIPOINT ((117 0), (118 0))",
        ),
        (
            f"<MultiGeometry>{xml.point(117, 0)}<MultiGeometry>{xml.point(118, 0)}</MultiGeometry></MultiGeometry>",
            "MULTIPOINT ((117 0), (118 0))",
        ),
        (
            "<gx:Track><gx:coord>117 0 5</gx:coord><gx:coord>118 0 6</gx:coord></gx:Track>",
            "LINESTRING Z (117 0 5, 118 0 6)",
        ),
        ("", ""),
    ],
)
def test_shapes_of_all_kinds(tmp_path: Path, read: Read, shape: str, wkt: str) -> None:
    assert read(xml.kml(tmp_path / "a.kml", xml.placemark("a", shape))).places == [wkt]


def test_an_outline_that_is_not_closed_is_told(tmp_path: Path, read: Read) -> None:
    open_ring = xml.polygon().replace(" 117.0,0.5</coordinates>", "</coordinates>")
    (row,) = read(xml.kml(tmp_path / "a.kml", xml.placemark("a", open_ring))).rows

    assert row.open_ends == (117.0, 0.5, 117.0, 0.6)


@pytest.mark.parametrize("text", ["", "117", "a,b", "117,0.5 118"])
def test_coordinates_that_are_none_are_the_rows_trouble(tmp_path: Path, read: Read, text: str) -> None:
    shape = f"<LineString><coordinates>{text}</coordinates></LineString>"
    good, bad = read(xml.kml(tmp_path / "a.kml", xml.mills() + xml.placemark("x", shape))).rows[2:]

    assert not good.trouble
    assert bad.trouble and bad.geom is None


def test_an_older_encoding_that_is_declared_is_read(tmp_path: Path, read: Read) -> None:
    path = xml.kml(tmp_path / "a.kml", xml.placemark("Désa “Baru”", xml.point(117, 0)))
    text = path.read_text(encoding="utf-8").replace("UTF-8", "windows-1252")
    path.write_bytes(text.encode("cp1252"))

    assert read(path).column("name") == ["Désa “Baru”"]


def test_links_are_counted_and_not_followed(tmp_path: Path, read: Read) -> None:
    got = read(xml.kml(tmp_path / "a.kml", document(LINK, xml.mills())))

    assert len(got.rows) == 3
    assert got.header.remarks == {"kml.links": 1}


def test_a_file_of_links_only_is_refused_with_the_way_out(tmp_path: Path, read: Read) -> None:
    with pytest.raises(FileUnreadable) as refusal:
        read(xml.kml(tmp_path / "a.kml", document(LINK)))

    assert refusal.value.rule == "berkas.tautan"
    assert "Google Earth" in refusal.value.remedy.id


@pytest.mark.parametrize("name", ["a.kml", "a.gpx"])
def test_a_billion_laughs_and_foreign_entities_are_refused(tmp_path: Path, read: Read, name: str) -> None:
    outside = '<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n'
    for head in (xml.LAUGHS, outside, '<!DOCTYPE kml SYSTEM "http://192.0.2.1/kml.dtd">'):
        (tmp_path / name).write_text(f"{head}<kml><Placemark><name>&c;</name></Placemark></kml>")
        with pytest.raises(ArchiveUnsafe) as refusal:
            read(tmp_path / name)
        assert refusal.value.rule == "berkas.entitas"


def test_elements_without_end_are_refused(tmp_path: Path, read: Read) -> None:
    with pytest.raises(FileDamaged, match="200 deep"):
        read(xml.kml(tmp_path / "a.kml", "<Folder>" * 100_000))


def test_a_kml_cut_off_is_refused_with_its_line(tmp_path: Path, read: Read) -> None:
    path = xml.kml(tmp_path / "a.kml", document(xml.mills()))
    path.write_bytes(path.read_bytes()[:-30])

    with pytest.raises(FileDamaged, match="at line 2"):
        read(path)


def test_ten_thousand_data_are_refused(tmp_path: Path, read: Read) -> None:
    many = "".join(xml.data(f"k{number}", "x") for number in range(10_000))

    with pytest.raises(LimitPassed, match="1000 columns"):
        read(xml.kml(tmp_path / "a.kml", xml.placemark("a", xml.point(117, 0), many)))


def test_a_huge_description_is_refused(tmp_path: Path, read: Read) -> None:
    text = f"<Placemark><description>{'x' * 5_000}</description>{xml.point(117, 0)}</Placemark>"

    with pytest.raises(LimitPassed, match="column description"):
        read(xml.kml(tmp_path / "a.kml", text), cell_chars=4_000)


@pytest.mark.parametrize(("name", "content"), [("a.kml", "<gpx></gpx>"), ("a.gpx", "<kml></kml>"), ("b.kml", "<a/>")])
def test_another_xml_under_this_name_is_refused(tmp_path: Path, read: Read, name: str, content: str) -> None:
    (tmp_path / name).write_text(content)

    with pytest.raises(FileUnreadable):
        read(tmp_path / name)


def test_a_kmz_is_a_kml_with_pictures(tmp_path: Path, read: Read) -> None:
    doc = xml.kml(tmp_path / "doc.kml", document(xml.mills()))
    got = read(files.archive(tmp_path / "a.kmz", {"doc.kml": doc.read_bytes(), "files/icon.png": b"\x89PNG"}))

    assert got.inspected.name == "Peta"
    assert len(got.rows) == 3


def test_a_kmz_that_grows_too_much_is_refused(tmp_path: Path, read: Read) -> None:
    doc = xml.kml(tmp_path / "doc.kml", document(xml.mills()) + " " * 60_000_000)

    with pytest.raises(LimitPassed, match="200 times"):
        read(files.archive(tmp_path / "a.kmz", {"doc.kml": doc.read_bytes()}))


def test_a_kmz_that_points_outside_is_refused(tmp_path: Path, read: Read) -> None:
    with pytest.raises(ArchiveUnsafe):
        read(files.archive(tmp_path / "a.kmz", {"../../doc.kml": b"<kml/>"}))


WAYPOINT = '<wpt lat="0.5" lon="117.5"><ele>12.5</ele><time>2026-01-31T01:02:03Z</time><name>Patok 1</name></wpt>'
ROUTE = '<rte><name>Rute</name><rtept lat="0.5" lon="117"/><rtept lat="0.5" lon="118"/></rte>'
POINTS = '<trkpt lat="0.5" lon="117"><ele>1</ele></trkpt><trkpt lat="0.5" lon="118"/>'
TRACK = (
    f"<trk><name>Jejak</name><trkseg>{POINTS}</trkseg>"
    f'<trkseg><trkpt lat="0" lon="117"/></trkseg><trkseg>{POINTS}</trkseg></trk>'
)


def test_waypoints_routes_and_tracks_are_layers(tmp_path: Path, names: Callable[..., Any], read: Read) -> None:
    path = xml.gpx(tmp_path / "a.gpx", WAYPOINT + ROUTE + TRACK)

    assert names(path) == {"waypoints": (1, "Point"), "routes": (1, "LineString"), "tracks": (1, "MultiLineString")}
    assert read(path, "waypoints").places == ["POINT Z (117.5 0.5 12.5)"]
    assert read(path, "waypoints").rows[0].attributes["name"] == "Patok 1"
    assert read(path, "routes").places == ["LINESTRING (117 0.5, 118 0.5)"]
    assert read(path, "tracks").places == ["MULTILINESTRING ((117 0.5, 118 0.5), (117 0.5, 118 0.5))"]


def test_the_only_kind_in_a_gpx_is_meant(tmp_path: Path, read: Read) -> None:
    assert len(read(xml.gpx(tmp_path / "a.gpx", WAYPOINT)).rows) == 1


def test_a_waypoint_without_place_is_its_rows_trouble(tmp_path: Path, read: Read) -> None:
    rows = read(xml.gpx(tmp_path / "a.gpx", WAYPOINT + '<wpt lat="0.5"/>')).rows

    assert [bool(row.trouble) for row in rows] == [False, True]


def test_a_gpx_without_anything_is_refused(tmp_path: Path, read: Read) -> None:
    with pytest.raises(FileDamaged, match="no point"):
        read(xml.gpx(tmp_path / "a.gpx", ""))
