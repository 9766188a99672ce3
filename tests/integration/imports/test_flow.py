"""From a file to a release and back: states, refusals, releases, the audit trail."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEntry, User
from accounts.permissions import system_user
from imports import actions
from imports.models import Run, RunState, StagedRow
from imports.refusals import LayerMoved, NotPublishable, RowsTouchedSince
from imports.rows import Choices
from imports.sources import sha256_of
from layers.releases import current_number, open_release
from tests.factories import files

Importing = Callable[..., Run]


def problems(run: Run) -> dict[str, int]:
    return {rule: entry["count"] for rule, entry in run.evidence.get("problems", {}).items()}


def moved(rows: list[files.Record], by: float = 0.001) -> list[files.Record]:
    return [(shapely.transform(shape, lambda xy: xy + by), values) for shape, values in rows if shape is not None]


@pytest.fixture
def zipped(tmp_path: Path) -> Path:
    return files.zipped(tmp_path / "batas.zip", files.shapefile(tmp_path / "src", files.records(3)))


def test_a_file_is_published_as_the_next_release(importing: Importing, zipped: Path) -> None:
    run = importing(zipped)

    assert (run.state, run.counts) == (
        RunState.PUBLISHED,
        {"added": 3, "changed": 0, "removed": 0, "unchanged": 0, "rows": 3},
    )
    assert current_number("petak") == 1
    assert [release.number for release in run.releases.all()] == [1]
    assert run.finished_at is not None
    assert run.message == "Terbit: 3 petak, rilis 1. 3 baru."


def test_the_original_is_kept_with_its_checksum(importing: Importing, zipped: Path) -> None:
    run = importing(zipped)

    assert run.file_sha256 == sha256_of(zipped)
    assert run.original.read() == zipped.read_bytes()
    assert (run.file_name, run.file_bytes) == ("batas.zip", zipped.stat().st_size)


def test_publishing_is_in_the_audit_trail(importing: Importing, zipped: Path) -> None:
    run = importing(zipped)

    entry = AuditEntry.objects.get(subject=f"run:{run.pk}")
    assert (entry.action, entry.actor, entry.details["releases"]) == ("imports.publish", system_user(), {"petak": 1})


def test_the_same_file_again_changes_nothing_and_says_so(importing: Importing, zipped: Path) -> None:
    importing(zipped)

    again = importing(zipped)

    assert again.state == RunState.UNCHANGED
    assert "Tanpa perubahan: 3 petak sama dengan rilis 1" in again.message
    assert current_number("petak") == 1
    assert not again.releases.exists()


def test_the_same_rows_in_another_format_and_system_change_nothing(
    importing: Importing, zipped: Path, tmp_path: Path
) -> None:
    importing(zipped)

    run = importing(files.geojson(tmp_path / "batas.geojson", files.records(3)))

    assert (run.state, run.counts["unchanged"]) == (RunState.UNCHANGED, 3)


def test_a_changed_row_is_told_apart_from_the_others(importing: Importing, zipped: Path, tmp_path: Path) -> None:
    importing(zipped)
    rows = files.records(3)

    run = importing(files.geojson(tmp_path / "b.geojson", [*moved(rows[:1]), *rows[1:]]))

    assert (run.counts["changed"], run.counts["unchanged"]) == (1, 2)
    assert current_number("petak") == 2


def test_a_dry_run_stops_before_publishing_and_can_be_published_later(importing: Importing, zipped: Path) -> None:
    run = importing(zipped, dry_run=True)

    assert (run.state, run.finished_at, current_number("petak")) == (RunState.READY, None, 0)
    assert StagedRow.objects.filter(run=run).count() == 3

    actions.publish(run, by=system_user())

    assert (run.state, current_number("petak")) == (RunState.PUBLISHED, 1)
    assert not StagedRow.objects.filter(run=run).exists()


def test_a_difference_is_bound_to_the_release_it_was_made_against(importing: Importing, zipped: Path) -> None:
    run = importing(zipped, dry_run=True)
    open_release(layer="petak", by=system_user())

    with pytest.raises(LayerMoved) as refusal:
        actions.publish(run, by=system_user())

    assert "petak (0 → 1)" in refusal.value.message.id
    assert refusal.value.remedy.id == "Bandingkan lagi, lalu terbitkan."
    assert Run.objects.get(pk=run.pk).state == RunState.READY


def test_comparing_again_makes_it_publishable(importing: Importing, zipped: Path) -> None:
    run = importing(zipped, dry_run=True)
    open_release(layer="petak", by=system_user())

    actions.compare_again(run, by=system_user())
    actions.publish(run, by=system_user())

    assert (run.state, current_number("petak")) == (RunState.PUBLISHED, 2)


def test_a_run_is_published_once(importing: Importing, zipped: Path) -> None:
    run = importing(zipped)

    with pytest.raises(NotPublishable):
        actions.publish(run, by=system_user())
    with pytest.raises(NotPublishable):
        actions.compare_again(run, by=system_user())


def test_undo_brings_back_what_was_there_as_a_new_run(
    importing: Importing, zipped: Path, tmp_path: Path, plots: Any
) -> None:
    importing(zipped)
    before = plots.published()
    changed = importing(files.geojson(tmp_path / "b.geojson", moved(files.records(3))))

    undoing = actions.undo(changed, by=system_user())

    assert plots.published() == before
    assert (undoing.undo_of, undoing.state, current_number("petak")) == (changed, RunState.PUBLISHED, 3)
    assert Run.objects.get(pk=changed.pk).state == RunState.UNDONE
    assert AuditEntry.objects.filter(action="imports.undo", subject=f"run:{changed.pk}").count() == 1


def test_undo_is_refused_where_later_runs_touched_the_rows(importing: Importing, zipped: Path, tmp_path: Path) -> None:
    first = importing(zipped)
    later = importing(files.geojson(tmp_path / "b.geojson", moved(files.records(3))))

    with pytest.raises(RowsTouchedSince, match=str(later.pk)):
        actions.undo(first, by=system_user())

    assert not Run.objects.filter(undo_of=first).exists()
    assert current_number("petak") == 2


def test_a_run_is_undone_once(importing: Importing, zipped: Path) -> None:
    run = importing(zipped)
    actions.undo(run, by=system_user())

    with pytest.raises(NotPublishable, match="dibatalkan"):
        actions.undo(run, by=system_user())


def test_who_may_not_publish_starts_no_run(importing: Importing, zipped: Path) -> None:
    stranger = User.objects.create(username="tamu")

    with pytest.raises(PermissionDenied):
        importing(zipped, by=stranger)

    assert not Run.objects.filter(target="uji.petak").exists()


def test_a_refused_file_leaves_a_run_with_the_reason(importing: Importing, tmp_path: Path) -> None:
    run = importing(files.archive(tmp_path / "a.zip", {"surat.pdf": b""}))

    (problem,) = run.problems.all()
    assert (run.state, problem.rule, problem.level) == (RunState.REFUSED, "zip.tanpa_data", "galat")
    assert "surat.pdf" in problem.message_en
    assert run.message == "Ditolak: 1 galat, 0 peringatan. Tidak ada yang terbit."


def test_errors_in_rows_block_and_are_all_named(importing: Importing, tmp_path: Path) -> None:
    rows = files.records(4)
    rows[0] = (None, rows[0][1])
    rows[1] = (files.bow_tie(), rows[1][1])
    rows[2] = (rows[2][0], {**rows[2][1], "KDEPUM": ""})

    run = importing(files.geojson(tmp_path / "a.geojson", rows))

    assert run.state == RunState.REFUSED
    assert problems(run) == {"geometri.kosong": 1, "geometri.tidak_sah": 1, "kode.kosong": 1}
    places = {problem.rule: (problem.row, problem.place and problem.place.coords) for problem in run.problems.all()}
    assert places["geometri.kosong"] == (1, None)
    assert places["geometri.tidak_sah"] == (2, pytest.approx((117.05, 0.55)))
    assert places["kode.kosong"] == (3, None)
    assert current_number("petak") == 0
    assert not StagedRow.objects.filter(run=run).exists()


def test_all_problems_are_counted_and_the_first_thousand_kept(importing: Importing, tmp_path: Path) -> None:
    rows = [(None, {"KDEPUM": str(number)}) for number in range(1_200)]

    run = importing(files.geojson(tmp_path / "a.geojson", [(files.square(), {"KDEPUM": "x"}), *rows]))

    assert problems(run) == {"geometri.kosong": 1_200}
    assert run.problems.count() == 1_000
    assert "1200 galat" in run.message


def test_heights_are_dropped_and_told_once(importing: Importing, tmp_path: Path) -> None:
    rows = [(shapely.force_3d(shape, 5.0), values) for shape, values in files.records(3)]

    run = importing(files.shapefile(tmp_path / "src", rows, geometry="3D Polygon"))

    assert run.state == RunState.PUBLISHED
    assert problems(run) == {"geometri.dimensi": 1}
    assert "3 baris" in run.problems.get().message_id


def test_windows_text_without_cpg_is_read_right_and_told(importing: Importing, tmp_path: Path) -> None:
    rows = [(files.square(), {"KDEPUM": "1", "WADMKD": "Désa “Baru”"})]
    shp = files.shapefile(tmp_path / "src", rows, encoding="cp1252")

    run = importing(files.zipped(tmp_path / "a.zip", shp, without=[".cpg"]))

    assert run.evidence["names"] == {"1": "Désa “Baru”"}
    assert problems(run) == {"teks.disimpulkan": 1}
    assert "Désa “Baru”" in run.problems.get().message_id


def test_utf8_cut_by_the_column_width_loses_a_letter_not_the_name(importing: Importing, tmp_path: Path) -> None:
    rows = [(files.square(), {"KDEPUM": "1", "WADMKD": "Sangatté"})]
    shp = files.shapefile(tmp_path / "src", rows, fields={"KDEPUM": "str:5", "WADMKD": "str:9"})
    dbf = shp.with_suffix(".dbf")
    raw = dbf.read_bytes()
    assert raw.count("é".encode()) == 1
    dbf.write_bytes(raw.replace("é".encode(), b"a\xc3"))

    assert importing(shp).evidence["names"] == {"1": "Sangatta"}


@pytest.mark.parametrize("system", ["EPSG:32650", "EPSG:9480", "EPSG:23838"])
def test_other_systems_land_in_place(importing: Importing, tmp_path: Path, plots: Any, system: str) -> None:
    from pyproj import Transformer

    forward = Transformer.from_crs(4326, system, always_xy=True)
    rows = [
        (shapely.transform(shape, forward.transform, interleaved=False), values) for shape, values in files.records(2)
    ]

    run = importing(files.shapefile(tmp_path / "src", rows, crs=system))

    assert run.state == RunState.PUBLISHED
    placed = shapely.from_wkt(plots.published()["64.08.01.2001"])
    assert placed.hausdorff_distance(files.square(116.5)) < 0.00001
    assert system in run.evidence["crs"]["crs"]


def test_without_a_system_the_file_is_refused_until_a_person_names_it(importing: Importing, tmp_path: Path) -> None:
    shp = files.shapefile(tmp_path / "src", crs=None)

    refused, taken = importing(shp), importing(shp, crs="EPSG:4326")

    assert problems(refused) == {"crs.tidak_ada": 1}
    assert "--crs EPSG:4326" in refused.problems.get().remedy_id
    assert taken.state == RunState.PUBLISHED


def test_north_metres_under_a_south_system_are_refused(importing: Importing, tmp_path: Path) -> None:
    from pyproj import Transformer

    forward = Transformer.from_crs(4326, 32650, always_xy=True)
    rows = [
        (shapely.transform(shape, forward.transform, interleaved=False), values) for shape, values in files.records(2)
    ]

    run = importing(files.shapefile(tmp_path / "src", rows, crs="EPSG:32750"))

    assert problems(run) == {"crs.tidak_masuk_akal": 1}
    assert "EPSG:32650" in run.problems.get().remedy_id


def test_geojson_is_degrees_unless_it_says_otherwise(importing: Importing, tmp_path: Path) -> None:
    from pyproj import Transformer

    forward = Transformer.from_crs(4326, 32650, always_xy=True)
    rows = [
        (shapely.transform(shape, forward.transform, interleaved=False), values) for shape, values in files.records(2)
    ]
    legacy = {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32650"}}}

    silent = importing(files.geojson(tmp_path / "a.geojson", rows))
    said = importing(files.geojson(tmp_path / "b.geojson", rows, **legacy))

    assert problems(silent) == {"crs.tidak_masuk_akal": 1}
    assert said.state == RunState.PUBLISHED


def test_missing_columns_name_those_found(importing: Importing, tmp_path: Path) -> None:
    run = importing(files.geojson(tmp_path / "a.geojson", [(files.square(), {"ID": 1, "LUAS": 2})]))

    problem = run.problems.get()
    assert problem.rule == "kolom.tidak_ada"
    assert "ID, LUAS" in problem.remedy_id


def test_a_layer_without_rows_is_refused(importing: Importing, tmp_path: Path) -> None:
    assert problems(importing(files.shapefile(tmp_path / "src", []))) == {"lapisan.kosong": 1}


def test_parts_of_a_shapefile_that_are_missing(importing: Importing, tmp_path: Path) -> None:
    shp = files.shapefile(tmp_path / "src")

    without_table = importing(files.zipped(tmp_path / "a.zip", shp, without=[".dbf"]))
    without_index = importing(files.zipped(tmp_path / "b.zip", shp, without=[".shx"]))

    assert problems(without_table) == {"shapefile.tanpa_dbf": 1}
    assert without_index.state == RunState.PUBLISHED
    assert problems(without_index) == {"shapefile.tanpa_shx": 1}


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("batas.vrt", b"<OGRVRTDataSource/>", "berkas.tidak_dikenal"),
        ("batas.shp", b'{"type": "FeatureCollection", "features": []}', "shapefile.tanpa_dbf"),
        ("batas.geojson", b'{"type": "FeatureCollection", "features": [', "berkas.rusak"),
        ("batas.geojson", '{"type": "FeatureCollection", "features": [], "x": "é"}'.encode("cp1252"), "teks.pengodean"),
        ("batas.zip", b"PK\x03\x04 cut", "zip.rusak"),
    ],
)
def test_what_is_not_what_it_says_is_refused(
    importing: Importing, tmp_path: Path, name: str, content: bytes, rule: str
) -> None:
    (tmp_path / name).write_bytes(content)

    assert problems(importing(tmp_path / name)) == {rule: 1}


def test_geojson_renamed_to_shapefile_inside_a_zip_is_refused(importing: Importing, tmp_path: Path) -> None:
    shp = files.shapefile(tmp_path / "src")
    files.geojson(shp)

    assert problems(importing(files.zipped(tmp_path / "a.zip", shp))) == {"shapefile.bukan_shapefile": 1}


def test_a_truncated_shapefile_is_refused_and_nothing_moves(importing: Importing, tmp_path: Path) -> None:
    shp = files.shapefile(tmp_path / "src", files.records(20))
    shp.write_bytes(shp.read_bytes()[:1500])

    run = importing(shp)

    assert problems(run) == {"shapefile.terpotong": 1}
    assert current_number("petak") == 0


def test_upper_case_names_folders_and_clutter_are_taken(importing: Importing, tmp_path: Path) -> None:
    shp = files.shapefile(tmp_path / "src")
    entries = {f"Batas Désa/BATAS DESA{part.suffix.upper()}": part.read_bytes() for part in shp.parent.iterdir()}
    clutter = {
        "__MACOSX/Batas Désa/._BATAS DESA.SHP": b"x",
        "Batas Désa/Thumbs.db": b"x",
        "Batas Désa/BATAS DESA.shp.xml": b"<x/>",
    }

    run = importing(files.archive(tmp_path / "a.zip", {**entries, **clutter}))

    assert run.state == RunState.PUBLISHED
    assert run.evidence["file"]["layer"] == "BATAS DESA"


def test_a_manifest_beside_the_file_fills_what_was_not_said(importing: Importing, tmp_path: Path) -> None:
    shp = files.shapefile(tmp_path / "src", crs=None)
    path = files.zipped(tmp_path / "a.zip", shp)
    facts = {
        "sha256": sha256_of(path),
        "crs": "EPSG:4326",
        "source": "BIG",
        "sample": True,
        "legal_status": "indikatif",
    }
    (tmp_path / "manifest.json").write_text(json.dumps({"a.zip": facts}))

    run = importing(path, choices=Choices(source="Bappeda"))

    assert run.state == RunState.PUBLISHED
    assert (run.choices["source"], run.choices["sample"], run.choices["crs"]) == ("Bappeda", True, "EPSG:4326")


def test_a_manifest_of_another_checksum_is_told(importing: Importing, zipped: Path) -> None:
    (zipped.parent / "manifest.json").write_text(json.dumps({"batas.zip": {"sha256": "0" * 64, "source": "BIG"}}))

    run = importing(zipped)

    assert problems(run) == {"manifest.berkas_lain": 1}
    assert run.choices["source"] == ""


def test_choices_survive_the_way_into_the_run_and_back(importing: Importing, zipped: Path) -> None:
    from datetime import date

    choices = Choices(effective=date(2026, 1, 2), correction=True, source="Perbup", legal_basis="12/2026", scale=5000)

    run = importing(zipped, choices=choices)

    assert actions.choices_of(Run.objects.get(pk=run.pk)) == choices


def test_text_too_long_for_the_register_is_refused(importing: Importing, zipped: Path) -> None:
    assert problems(importing(zipped, choices=Choices(source="x" * 201))) == {"pilihan.terlalu_panjang": 1}


def test_a_fault_in_the_target_leaves_a_failed_run_and_the_former_release(
    importing: Importing, zipped: Path, plots: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(run: Run, difference: Any, choices: Choices, *, by: User) -> list[int]:
        open_release(layer="petak", by=by)
        raise RuntimeError("disk full")

    monkeypatch.setattr(plots, "publish", fail)

    with pytest.raises(RuntimeError, match="disk full"):
        importing(zipped)

    run = Run.objects.get(target="uji.petak")
    assert (run.state, run.message) == (RunState.FAILED, "RuntimeError: disk full")
    assert current_number("petak") == 0


def test_limits_come_from_the_settings(importing: Importing, zipped: Path, settings: Any) -> None:
    settings.IMPORT_LIMITS = {**settings.IMPORT_LIMITS, "vertices": 10}

    run = importing(zipped)

    assert problems(run) == {"berkas.batas_titik": 1}
    assert "lebih dari 10 titik sudut" in run.problems.get().message_id


def test_an_outline_left_open_is_told_with_the_distance(importing: Importing, tmp_path: Path) -> None:
    def ring(end: float) -> dict[str, Any]:
        outline = [[117, 1], [117.1, 1], [117.1, 1.1], [117, 1.1], [117, 1 + end]]
        return {"type": "Feature", "properties": {"KDEPUM": str(end)}, "geometry": _polygon(outline)}

    collection = {"type": "FeatureCollection", "features": [ring(0), ring(0.000005), ring(0.02)]}
    (tmp_path / "a.geojson").write_text(json.dumps(collection))

    run = importing(tmp_path / "a.geojson")

    assert problems(run) == {"geometri.cincin_ditutup": 1, "geometri.cincin_terbuka": 1}
    assert run.problems.get(rule="geometri.cincin_terbuka").row == 3


def _polygon(outline: list[list[float]]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [outline]}
