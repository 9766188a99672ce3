"""The two commands: what they print, the exit codes scripts trust, and the awkward files of the region."""

import zipfile
from io import StringIO
from pathlib import Path

import fiona
import pytest
import shapely
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone
from shapely.geometry import shape

from boundaries.models import Boundary, RegionCode
from imports.geodesy import area_m2
from imports.models import Run, RunState
from layers.models import Release
from layers.releases import current_number
from tests.factories import files

pytestmark = pytest.mark.django_db

KECAMATAN = [
    "kutim_kecamatan_utm50s_wgs84",
    "kutim_kecamatan_dgn95_utm50n",
    "kutim_kecamatan_srgi2013_geografis",
    "kutim_kecamatan_cp1252_tanpa_cpg",
    "kutim_kecamatan_cp1252_dengan_cpg",
    "kutim_kecamatan_polygonz_prj_big",
]
AREA_TOLERANCE = 0.001


def command(name: str, *arguments: object) -> list[str]:
    out = StringIO()
    call_command(name, *map(str, arguments), stdout=out)
    return out.getvalue().splitlines()


def refusal(name: str, *arguments: object) -> tuple[str, int, str]:
    """Return what a refused command prints, its exit code and its closing sentence."""
    out = StringIO()
    with pytest.raises(CommandError) as error:
        call_command(name, *map(str, arguments), stdout=out)
    return out.getvalue(), error.value.returncode, str(error.value)


def one_desa(path: Path, code: str = "64.08.06.2001", name: str = "Long Bentuq") -> Path:
    return files.geojson(path, [(shapely.box(116.2, 0.9, 116.4, 1.1), {"KDEPUM": code, "WADMKD": name})])


def live_areas(level: str) -> dict[str, float]:
    codes = dict(RegionCode.objects.filter(scheme="kemendagri").values_list("region", "code"))
    today = Boundary.objects.of_level(level).current().valid_on(timezone.localdate())
    return {codes[row.region_id]: row.area_m2 for row in today}


def areas_in(path: Path) -> dict[str, float]:
    with fiona.open(path) as source:
        return {each["properties"]["kode"]: area_m2(shape(each["geometry"])) for each in source}


def test_publishing_ends_with_the_summary(tmp_path: Path) -> None:
    before = current_number("desa")

    *_lines, closing = command("boundaries_import", one_desa(tmp_path / "a.geojson"), "--level", "desa")

    assert closing == f"Terbit: 1 desa, rilis {before + 1}. 1 berubah."


def test_the_same_file_twice_changes_nothing_and_says_so(tmp_path: Path) -> None:
    path = one_desa(tmp_path / "a.geojson")
    command("boundaries_import", path, "--level", "desa")
    release = current_number("desa")

    *_lines, closing = command("boundaries_import", path, "--level", "desa")

    assert closing == f"Tanpa perubahan: 1 desa sama dengan rilis {release}. Tidak ada yang terbit."
    assert current_number("desa") == release


def test_a_dry_run_publishes_nothing(tmp_path: Path) -> None:
    release = current_number("desa")

    lines = command("boundaries_import", one_desa(tmp_path / "a.geojson"), "--level", "desa", "--dry-run")

    assert lines[-1] == f"Siap terbit, belum diterbitkan: 1 berubah (dibandingkan dengan rilis {release})."
    assert current_number("desa") == release


@pytest.mark.parametrize("dry", [[], ["--dry-run"]])
def test_source_that_is_not_stated_is_warned_of_in_a_dry_run_too(tmp_path: Path, dry: list[str]) -> None:
    path = one_desa(tmp_path / "a.geojson")

    told = "\n".join(command("boundaries_import", path, "--level", "desa", *dry))
    stated = "\n".join(command("boundaries_import", path, "--level", "desa", "--source", "Bagian Tapem", *dry))

    assert "PERINGATAN: sumber data tidak disebut" in told and '--source "Bagian Tapem, survei 2026"' in told
    assert "pilihan.sumber" not in stated


def test_desa_alone_give_the_kecamatan_their_shapes_and_an_undo_takes_them_back(tmp_path: Path) -> None:
    Boundary.objects.all().delete()
    Release.objects.exclude(layer="register").delete()

    *_lines, closing = command(
        "boundaries_import", settings.SHAPEFILES_DIR / "kutim_desa_contoh.zip", "--level", "desa"
    )

    assert closing == "Terbit: 141 desa, rilis 1; kabupaten rilis 1; kecamatan rilis 1. 141 baru."
    assert (len(live_areas("kecamatan")), len(live_areas("kabupaten"))) == (18, 1)
    assert sum(live_areas("kecamatan").values()) == pytest.approx(sum(live_areas("desa").values()), rel=AREA_TOLERANCE)
    command("boundaries_undo", Run.objects.latest("pk").pk)
    assert not Boundary.objects.current().exists()


def test_how_the_file_was_read_is_told(tmp_path: Path) -> None:
    lines = command("boundaries_import", one_desa(tmp_path / "a.geojson"), "--level", "desa", "--dry-run")

    assert lines[:3] == [
        "Lapisan: a (1 baris)",
        "Sistem koordinat: EPSG:4326 (WGS 84), menurut geojson; 100% dari 1 baris pertama berada di wilayahnya",
        "Teks: utf-8, menurut standar formatnya",
    ]


def test_choices_reach_the_boundary(tmp_path: Path) -> None:
    command(
        "boundaries_import",
        one_desa(tmp_path / "a.geojson"),
        *("--level", "desa", "--effective", "2026-03-01", "--source", "Tapem", "--legal-basis", "Perbup 12/2026"),
        *("--legal-status", "definitif", "--scale", "5000"),
    )

    boundary = Boundary.objects.of_level("desa").current().get(source="Tapem")
    assert (boundary.legal_basis, boundary.legal_status, boundary.scale) == ("Perbup 12/2026", "definitif", 5000)
    assert boundary.valid.lower.isoformat() == "2026-03-01"


def test_a_refusal_exits_with_one_naming_row_place_rule_and_remedy(tmp_path: Path) -> None:
    path = one_desa(tmp_path / "a.geojson", code="64.08.06.2999")

    printed, code, closing = refusal("boundaries_import", path, "--level", "desa", "--source", "uji")

    assert code == 1
    assert "GALAT baris 1 [116.3" in printed
    assert "(kode.tidak_dikenal)" in printed
    assert "→ " in printed
    assert closing == "Ditolak: 1 galat, 0 peringatan. Tidak ada yang terbit."


def test_english_is_complete(tmp_path: Path) -> None:
    path = one_desa(tmp_path / "a.geojson", code="64.08.06.2999")

    printed, _code, closing = refusal("boundaries_import", path, "--level", "desa", "--source", "test", "--lang", "en")

    assert "ERROR row 1" in printed
    assert "is not in the register" in printed
    assert closing == "Refused: 1 errors, 0 warnings. Nothing was published."


@pytest.mark.parametrize("arguments", [["--by", "nobody-here"], ["--level", "provinsi"], ["--effective", "besok"]])
def test_a_wrong_command_exits_with_two_or_by_usage(tmp_path: Path, arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        command("boundaries_import", one_desa(tmp_path / "a.geojson"), "--level", "desa", *arguments)

    assert not Run.objects.filter(file_name="a.geojson").exists()


def test_undo_brings_the_former_border_back(tmp_path: Path) -> None:
    before = live_areas("desa")
    command("boundaries_import", one_desa(tmp_path / "a.geojson"), "--level", "desa")
    run = Run.objects.latest("pk")

    *_lines, closing = command("boundaries_undo", run.pk)

    assert closing == f"Dibatalkan, rilis {current_number('desa')}. Keadaan sebelum proses {run.pk} berlaku lagi."
    assert live_areas("desa") == before


def test_undo_of_what_was_never_published_is_refused(tmp_path: Path) -> None:
    refusal("boundaries_import", one_desa(tmp_path / "a.geojson", code="x"), "--level", "desa")

    _printed, code, closing = refusal("boundaries_undo", Run.objects.latest("pk").pk)

    assert code == 1
    assert "ditolak" in closing
    assert refusal("boundaries_undo", 999_999)[1] == 2


@pytest.mark.real_data
@pytest.mark.parametrize("name", KECAMATAN)
def test_awkward_kecamatan_files_give_the_same_eighteen_shapes(real_data: Path, name: str) -> None:
    command("boundaries_import", real_data / "fixtures" / f"{name}.zip", "--level", "kecamatan")

    expected, found = areas_in(real_data / "kutim_kecamatan.geojson"), live_areas("kecamatan")
    assert len(found) == 18
    assert {code: pytest.approx(area, rel=AREA_TOLERANCE) for code, area in expected.items()} == found


@pytest.mark.real_data
@pytest.mark.parametrize("name", ["kutim_desa_shp", "fixtures/kutim_desa_utm50n_wgs84"])
def test_desa_files_give_the_same_shapes(real_data: Path, name: str) -> None:
    command("boundaries_import", real_data / f"{name}.zip", "--level", "desa")

    expected, found = areas_in(real_data / "kutim_desa.geojson"), live_areas("desa")
    assert len(found) == 141
    assert {code: pytest.approx(area, rel=AREA_TOLERANCE) for code, area in expected.items()} == found


@pytest.mark.real_data
def test_all_packagings_of_the_kecamatan_are_one_and_the_same(real_data: Path) -> None:
    command("boundaries_import", real_data / "kutim_kecamatan_shp.zip", "--level", "kecamatan")

    for name in KECAMATAN:
        command("boundaries_import", real_data / "fixtures" / f"{name}.zip", "--level", "kecamatan")
        assert Run.objects.latest("pk").state == RunState.UNCHANGED, name


@pytest.mark.real_data
def test_a_file_without_prj_is_refused_until_its_system_is_named(real_data: Path) -> None:
    path = real_data / "fixtures" / "kutim_kecamatan_tanpa_prj.zip"

    printed, code, _closing = refusal("boundaries_import", path, "--level", "kecamatan")
    command("boundaries_import", path, "--level", "kecamatan", "--crs", "EPSG:4326")

    assert code == 1
    assert "(crs.tidak_ada)" in printed
    assert "--crs EPSG:4326" in printed
    assert Run.objects.latest("pk").counts["rows"] == 18


@pytest.mark.real_data
def test_north_metres_under_a_south_prj_are_refused(real_data: Path, tmp_path: Path) -> None:
    path = with_prj_of(
        real_data / "fixtures" / "kutim_desa_utm50n_wgs84.zip",
        real_data / "fixtures" / "kutim_kecamatan_utm50s_wgs84.zip",
        tmp_path / "a.zip",
    )

    printed, code, _closing = refusal("boundaries_import", path, "--level", "desa")

    assert code == 1
    assert "(crs.tidak_masuk_akal)" in printed
    assert "EPSG:32650 WGS 84 / UTM zone 50N (100%)" in printed


def with_prj_of(path: Path, other: Path, target: Path) -> Path:
    """Write a copy of a zipped shapefile under the .prj of another."""
    with zipfile.ZipFile(path) as mine, zipfile.ZipFile(other) as theirs:
        prj = next(theirs.read(name) for name in theirs.namelist() if name.endswith(".prj"))
        parts = {name: prj if name.endswith(".prj") else mine.read(name) for name in mine.namelist()}
    return files.archive(target, parts)


@pytest.mark.real_data
def test_windows_text_without_cpg_gives_the_right_words(real_data: Path) -> None:
    path = real_data / "fixtures" / "kutim_kecamatan_cp1252_tanpa_cpg.zip"

    printed = "\n".join(command("boundaries_import", path, "--level", "kecamatan", "--dry-run"))

    assert "“Pemkab Kutim” © Muara Ancalong" in printed
    assert "(teks.disimpulkan)" in printed


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "level", "rows"),
    [("ADMINISTRASIDESA_AR_25K", "desa", 44), ("ADMINISTRASIKECAMATAN_AR_25K", "kecamatan", 8)],
)
def test_genuine_rbi_files_are_read_and_refused_for_their_empty_codes(
    real_data: Path, name: str, level: str, rows: int
) -> None:
    path = real_data / "raw" / "rbi25k_jakarta_pusat" / f"{name}.zip"

    printed, code, _closing = refusal("boundaries_import", path, "--level", level)

    found = Run.objects.latest("pk").evidence["problems"]
    assert code == 1
    assert found["kode.kosong"]["count"] == rows
    assert found["geometri.dimensi"]["level"] == "info"
    assert found["crs.tinggi"]["level"] == "info"
    assert "wilayah di luar kabupaten tidak diterima" in printed


@pytest.mark.real_data
def test_nine_layers_ask_which(real_data: Path) -> None:
    path = real_data / "raw" / "rbi25k_jakarta_pusat" / "rbi25k_jakarta_pusat_pilihan.zip"

    printed, _code, _closing = refusal("boundaries_import", path, "--level", "desa")
    refusal("boundaries_import", path, "--level", "desa", "--layer", "ADMINISTRASIDESA_AR_25K")

    assert "berkas memuat 9 lapisan: ADMINISTRASIDESA_AR_25K (44 baris, Polygon Z)" in printed
    assert Run.objects.latest("pk").evidence["file"]["rows"] == 44


@pytest.mark.real_data
def test_a_geopackage_in_another_zone_is_read(real_data: Path) -> None:
    path = real_data / "raw" / "rbi25k_jakarta_pusat" / "KecamatanUTM_dgn95_utm48s.gpkg"

    refusal("boundaries_import", path, "--level", "kecamatan")

    evidence = Run.objects.latest("pk").evidence
    assert "EPSG:23878" in evidence["crs"]["crs"]
    assert evidence["problems"]["letak.luar_wilayah"]["count"] == 44
