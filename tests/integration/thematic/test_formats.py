"""Every format on its way from a file to a published layer, with the questions each of them asks."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import shapely
from pyproj import Transformer

from accounts.models import User
from accounts.permissions import system_user
from imports import questions
from imports.actions import run_import
from imports.looking import Look
from imports.models import Run, RunState
from imports.rows import Choices
from tests.factories import files, tables, xml
from tests.factories.sending import answer, publish, send
from thematic.models import Feature, FeatureVersion, Geometry

from .conftest import mills

pytestmark = pytest.mark.django_db
TARGET = "tematik.pabrik"
FIELDS = {"Kode": "str:20", "Nama": "str:40"}
WAYPOINT = '<wpt lat="0.52" lon="117.55{0}"><name>PKS-{0}</name><desc>Pabrik {0}</desc></wpt>'


@pytest.fixture
def person(make_layer: Callable[..., Any]) -> User:
    make_layer()
    return User.objects.create_user("ani", password="x", is_superuser=True)


def points(names: Sequence[str] = ("Satu", "Dua", "Tiga"), crs: str = "EPSG:4326") -> list[files.Record]:
    to = Transformer.from_crs(4326, crs, always_xy=True).transform
    rows = mills(len(names))
    return [
        (shapely.transform(shape, to, interleaved=False), {"Kode": values["Kode"], "Nama": name})
        for (shape, values), name in zip(rows, names, strict=True)
    ]


def geodatabase(folder: Path) -> Path:
    made = files.geodatabase(folder / "a.gdb", {"pabrik": points()}, geometry="Point", fields=FIELDS)
    return files.zipped_folder(folder / "a.zip", made)


def kmz(folder: Path) -> Path:
    doc = xml.kml(folder / "doc.kml", xml.mills())
    return files.archive(folder / "pabrik.kmz", {"doc.kml": doc.read_bytes()})


MAKERS: dict[str, Callable[[Path], Path]] = {
    "csv": lambda folder: tables.delimited(folder / "a.csv", separator=";"),
    "tsv": lambda folder: tables.delimited(folder / "a.tsv", separator="\t", encoding="utf-16"),
    "xlsx": lambda folder: tables.office(folder / "a.xlsx"),
    "kml": lambda folder: xml.kml(folder / "a.kml", xml.mills()),
    "kmz": kmz,
    "gpx": lambda folder: xml.gpx(folder / "a.gpx", "".join(WAYPOINT.format(number) for number in (1, 2, 3))),
    "gdb": geodatabase,
    "geojsonl": lambda folder: lines(folder / "a.geojsonl"),
}


def lines(path: Path) -> Path:
    rows = [files.geojson(path.with_suffix(".one"), [row]).read_text() for row in mills()]
    path.write_text("\n".join(rows))
    return path


@pytest.mark.parametrize("name", MAKERS)
def test_a_file_of_each_format_becomes_a_published_layer(
    make_layer: Callable[..., Any], tmp_path: Path, name: str
) -> None:
    make_layer(key_column="name" if name == "gpx" else "Kode")
    person = User.objects.create_user("ani", password="x", is_superuser=True)

    run = send(MAKERS[name](tmp_path), by=person, target=TARGET)
    run = publish(answer(run, person, mapping={}), person)

    assert (run.state, run.counts["added"]) == (RunState.PUBLISHED, 3), [each.message_en for each in run.problems.all()]
    assert set(Feature.objects.values_list("key", flat=True)) == {"PKS-1", "PKS-2", "PKS-3"}
    place = FeatureVersion.objects.current().get(feature__key="PKS-1").geom
    assert (round(place.x, 3), round(place.y, 2)) == (117.551, 0.52)


def shapefile(folder: Path, names: Sequence[str] = ("Satu", "Dua", "Tiga"), **details: Any) -> Path:
    rows = points(names, details.get("crs") or "EPSG:4326")
    return files.shapefile(folder / "src", rows, geometry="Point", fields=FIELDS, **details)


DIALECTS: dict[str, Callable[[Path], Path | list[Path]]] = {
    "zip": lambda folder: files.zipped(folder / "a.zip", shapefile(folder)),
    "loose": lambda folder: sorted(shapefile(folder).parent.iterdir()),
    "metres": lambda folder: files.zipped(folder / "a.zip", shapefile(folder, crs="EPSG:32650")),
    "windows, said": lambda folder: files.zipped(
        folder / "a.zip", shapefile(folder, ("Désa", "b", "c"), encoding="cp1252")
    ),
    "no index": lambda folder: files.zipped(folder / "a.zip", shapefile(folder), without=[".shx"]),
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_shapefile_in_each_dialect_still_does(person: User, tmp_path: Path, dialect: str) -> None:
    run = send(DIALECTS[dialect](tmp_path), by=person, target=TARGET)
    run = publish(answer(run, person, mapping={}), person)

    assert (run.state, run.counts["added"]) == (RunState.PUBLISHED, 3)


@pytest.mark.parametrize(
    ("make", "given", "names"),
    [
        (
            lambda folder: files.zipped(
                folder / "a.zip", shapefile(folder, ("Désa", "b", "c"), encoding="cp1252"), without=[".cpg"]
            ),
            {"encoding": "cp1252"},
            "Désa",
        ),
        (lambda folder: files.zipped(folder / "a.zip", shapefile(folder, crs=None)), {"crs": "EPSG:4326"}, "Satu"),
        (
            lambda folder: tables.delimited(
                folder / "a.csv", rows=[("PKS-1", "Désa", "117.551", "0.52")], encoding="cp1252"
            ),
            {"encoding": "cp1252"},
            "Désa",
        ),
    ],
)
def test_what_a_file_does_not_say_is_asked(
    person: User, tmp_path: Path, make: Callable[[Path], Path], given: dict[str, str], names: str
) -> None:
    run = send(make(tmp_path), by=person, target=TARGET)
    assert name_of(run) == next(iter(given))

    run = publish(answer(answer(run, person, **given), person, mapping={}), person)

    assert run.state == RunState.PUBLISHED
    assert FeatureVersion.objects.current().filter(attributes__nama=names).count() == 1


def asked(run: Run) -> questions.Question | None:
    seen = Look.of(run)
    assert seen is not None, [problem.message_en for problem in run.problems.all()]
    return questions.open_question(run, seen, run.actor)


def name_of(run: Run) -> str | None:
    question = asked(run)
    return question.name if question else None


def metres(path: Path, heading: Sequence[str] = ("Kode", "Nama", "X", "Y")) -> Path:
    rows = [
        (values["Kode"], values["Nama"], f"{shape.x:.2f}", f"{shape.y:.2f}")
        for shape, values in points(crs="EPSG:32650")
    ]
    return tables.delimited(path, heading, rows)


@pytest.mark.parametrize("heading", [("Kode", "Nama", "X", "Y"), ("Kode", "Nama", "Bujur", "Lintang")])
def test_metres_in_a_table_are_asked_about_and_proposed(person: User, tmp_path: Path, heading: Sequence[str]) -> None:
    run = send(metres(tmp_path / "a.csv", heading), by=person, target=TARGET)
    question = asked(run)
    assert question is not None and question.name == "crs"
    assert question.options[0].share == 1.0
    assert "EPSG:32650" in {option.value for option in question.options}
    assert ".prj" not in question.why.id

    run = publish(answer(answer(run, person, crs="EPSG:32650"), person, mapping={}), person)

    place = FeatureVersion.objects.current().get(feature__key="PKS-1").geom
    assert (round(place.x, 3), round(place.y, 2)) == (117.551, 0.52)


def swapped_csv(folder: Path) -> Path:
    return tables.delimited(folder / "a.csv", ("Kode", "Nama", "Lintang", "Bujur"))


def swapped_geojson(folder: Path) -> Path:
    return files.geojson(folder / "a.geojson", [(shapely.Point(shape.y, shape.x), facts) for shape, facts in points()])


def swapped_kml(folder: Path) -> Path:
    marks = [
        xml.placemark(facts["Nama"], xml.point(shape.y, shape.x), xml.data("Kode", facts["Kode"]))
        for shape, facts in points()
    ]
    return xml.kml(folder / "a.kml", "".join(marks))


@pytest.mark.parametrize("make", [swapped_csv, swapped_geojson, swapped_kml])
def test_swapped_axes_are_recognised_and_straightened(
    person: User, tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    run = send(make(tmp_path), by=person, target=TARGET)
    question = asked(run)
    assert question is not None and question.name == "crs"
    assert "EPSG:4326 yx" in {option.value for option in question.options}

    run = publish(answer(answer(run, person, crs="EPSG:4326 yx"), person, mapping={}), person)

    place = FeatureVersion.objects.current().get(feature__key="PKS-1").geom
    assert (round(place.x, 3), round(place.y, 2)) == (117.551, 0.52)


def test_metres_under_a_wgs84_prj_are_recognised(person: User, tmp_path: Path) -> None:
    rows = points(crs="EPSG:32650")
    shp = files.shapefile(tmp_path / "src", rows, geometry="Point", fields=FIELDS, crs="EPSG:4326")
    question = asked(send(files.zipped(tmp_path / "a.zip", shp), by=person, target=TARGET))

    assert question is not None and question.name == "crs"
    assert "EPSG:32650" in {option.value for option in question.options}


def test_several_folders_and_sheets_are_asked_about(person: User, tmp_path: Path) -> None:
    folders = "".join(f"<Folder><name>{name}</name>{xml.mills()}</Folder>" for name in ("A", "B"))
    run = send(xml.kml(tmp_path / "a.kml", folders), by=person, target=TARGET)
    question = asked(run)
    assert question is not None and question.name == "layer"
    assert [option.value for option in question.options] == ["A", "B", "(semua folder)"]

    assert name_of(answer(run, person, layer="B")) in (None, "mapping")


def test_a_table_without_places_fills_a_layer_and_says_so(person: User, tmp_path: Path) -> None:
    path = tables.delimited(tmp_path / "a.csv", ("Kode", "Nama"), [("PKS-1", "a"), ("PKS-2", "b")])
    run = answer(send(path, by=person, target=TARGET), person, mapping={})

    assert (run.state, run.counts["added"]) == (RunState.READY, 2)
    assert {"tabel.tanpa_letak", "geometri.tanpa_bentuk"} <= set(run.problems.values_list("rule", flat=True))


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_rows_whose_places_cannot_be_read_are_told(person: User, tmp_path: Path, suffix: str) -> None:
    rows = [*tables.ROWS, ("PKS-4", "Pabrik Empat", "117.554", "utara")]
    table = [tables.HEADING, *rows]
    path = (
        tables.delimited(tmp_path / "a.csv", rows=rows)
        if suffix == "csv"
        else tables.workbook(tmp_path / "a.xlsx", {"A": table})
    )
    run = answer(send(path, by=person, target=TARGET), person, mapping={})
    problem = run.problems.get(rule="tabel.posisi")

    assert run.state == RunState.REFUSED
    assert (problem.row, problem.field) == (4, "Lintang")
    assert "utara" in problem.message_id


def test_a_command_takes_each_format_in_one_go(make_layer: Callable[..., Any], tmp_path: Path) -> None:
    make_layer()
    for number, name in enumerate(("csv", "xlsx", "kml", "gdb")):
        (tmp_path / name).mkdir()
        run = run_import(path=MAKERS[name](tmp_path / name), target_key=TARGET, choices=Choices(), by=system_user())
        assert run.state in (RunState.PUBLISHED, RunState.UNCHANGED), [each.message_en for each in run.problems.all()]
        assert (run.counts["added"] > 0) is (number == 0)


def test_heights_and_links_of_a_kml_are_told(person: User, tmp_path: Path) -> None:
    link = "<NetworkLink><Link><href>http://192.0.2.1/a.kml</href></Link></NetworkLink>"
    run = answer(send(xml.kml(tmp_path / "a.kml", link + xml.mills()), by=person, target=TARGET), person, mapping={})

    assert {"kml.tautan", "geometri.dimensi"} <= set(run.problems.values_list("rule", flat=True))
    assert run.state == RunState.READY


def test_a_kml_of_areas_goes_to_a_layer_of_areas(make_layer: Callable[..., Any], tmp_path: Path) -> None:
    make_layer("kebun", geometry_type=Geometry.AREA, key_column="name")
    path = xml.kml(tmp_path / "a.kml", xml.placemark("Blok A", xml.polygon(117.5, 0.5, 0.01)))
    run = run_import(path=path, target_key="tematik.kebun", choices=Choices(), by=system_user())

    assert run.state == RunState.PUBLISHED
