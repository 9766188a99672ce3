"""Files of facilities: what goes in, what is kept out and told, and that an undo brings back what was."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.core.management import CommandError, call_command

from accounts.permissions import system_user
from facilities.models import FacilityVersion
from facilities.positions import NEW, TURN
from imports.actions import undo
from imports.models import Run, RunState
from imports.rows import Choices

from .conftest import LONG_BENTUQ, TELUK_LINGGA, Rows, region_of, spot_in, spot_off_shore

pytestmark = pytest.mark.django_db
Fill = Callable[..., Run]


def one(code: str = LONG_BENTUQ, **attributes: Any) -> tuple[Any, dict[str, Any]]:
    return shapely.Point(spot_in(code)), {"NAMA": "Masjid Uji Coba", "JENIS": "Masjid", **attributes}


def messages(run: Run, rule: str) -> list[str]:
    return list(run.problems.filter(rule=rule).order_by("pk").values_list("message_id", flat=True))


def said(name: str = "Masjid Uji Coba") -> FacilityVersion:
    return FacilityVersion.objects.current().get(name=name)


def test_a_row_becomes_a_facility_in_the_desa_of_its_point(fill: Fill) -> None:
    run = fill([one(KONDISI="Rusak Ringan", TAHUN="2024", ALAMAT="Jl. Poros")])
    assert (run.state, run.counts["added"]) == (RunState.PUBLISHED, 1)
    row = said()
    assert row.region == region_of(LONG_BENTUQ)
    assert (row.kind, row.condition, str(row.source_date), row.address) == (
        "masjid",
        "rusak_ringan",
        "2024-12-31",
        "Jl. Poros",
    )
    assert (row.source, row.sample, row.run) == ("uji", False, run)
    assert row.facility.key == f"f-{row.facility_id:06d}"


def test_the_same_file_again_changes_nothing_and_a_correction_is_the_same_facility(fill: Fill) -> None:
    fill([one()])
    first = said()
    assert fill([one()]).state == RunState.UNCHANGED
    x, y = spot_in(LONG_BENTUQ)
    moved = (shapely.Point(x, y + 0.001), {"NAMA": "MASJID UJI COBA", "JENIS": "Masjid"})
    assert fill([moved]).counts["changed"] == 1
    assert said("MASJID UJI COBA").facility == first.facility


def test_what_the_file_has_no_column_for_stays(fill: Fill) -> None:
    fill([one(JAM_BUKA="24 jam")])
    fill([one(KONDISI="baik")])
    assert (said().hours, said().condition) == ("24 jam", "baik")


def test_undo_brings_back_what_was(fill: Fill) -> None:
    before = FacilityVersion.objects.current().count()
    fill([one()])
    run = fill([one(KONDISI="baik")])
    undo(run, by=system_user())
    assert said().condition == ""
    undo(Run.objects.get(pk=run.pk - 1), by=system_user())
    assert FacilityVersion.objects.current().count() == before


BAD: dict[str, tuple[Rows, str, str]] = {
    "tanpa koordinat": (
        [(None, {"NAMA": "Masjid Uji Coba", "JENIS": "Masjid"})],
        "posisi.kosong",
        "Masjid Uji Coba tidak mempunyai koordinat; baris ini tidak diterbitkan",
    ),
    "selatan": (
        [(None, {"NAMA": "Masjid Uji Coba", "JENIS": "Masjid", "LAT": "-0.93", "LON": "116.6"})],
        "posisi.lintang_terbalik",
        "Masjid Uji Coba tertulis di -0.93, 116.6: lintangnya di selatan khatulistiwa; baris ini tidak diterbitkan",
    ),
    "tertukar": (
        [(None, {"NAMA": "Masjid Uji Coba", "JENIS": "Masjid", "LAT": "116.6", "LON": "0.93"})],
        "posisi.tertukar",
        "Masjid Uji Coba tertulis di 116.6, 0.93: lintang dan bujurnya tertukar; baris ini tidak diterbitkan",
    ),
    "jauh": (
        [(None, {"NAMA": "Masjid Uji Coba", "JENIS": "Masjid", "LAT": "-6.2", "LON": "106.8"})],
        "posisi.luar_wilayah",
        "Masjid Uji Coba terletak di -6.2, 106.8, di luar Kutai Timur; baris ini tidak diterbitkan",
    ),
    "huruf": (
        [(None, {"NAMA": "Masjid Uji Coba", "JENIS": "Masjid", "LAT": "utara", "LON": "timur"})],
        "posisi.tidak_terbaca",
        "koordinat 'utara, timur' tidak dapat dibaca; baris ini tidak diterbitkan",
    ),
}


@pytest.mark.parametrize(("rows", "rule", "message"), BAD.values(), ids=BAD.keys())
def test_rows_without_a_usable_place_are_kept_out_and_the_others_go_in(
    fill: Fill, rows: Rows, rule: str, message: str
) -> None:
    run = fill([*rows, one(NAMA="Masjid Baik")])
    assert (run.state, run.counts["added"]) == (RunState.PUBLISHED, 1)
    assert messages(run, rule) == [message]
    assert not FacilityVersion.objects.filter(name="Masjid Uji Coba").exists()


@pytest.mark.parametrize(
    ("attributes", "rule"),
    [({"NAMA": ""}, "nama.kosong"), ({"JENIS": "Jembatan", "NAMA": "Jembatan Baru"}, "jenis.bukan_fasilitas")],
)
def test_rows_without_name_or_kind_are_kept_out(fill: Fill, attributes: dict[str, str], rule: str) -> None:
    run = fill([one(**attributes), one(NAMA="Masjid Baik")])
    assert (run.state, run.counts["added"]) == (RunState.PUBLISHED, 1)
    assert len(messages(run, rule)) == 1


def test_a_turned_latitude_goes_in_where_a_person_chose_it(fill: Fill) -> None:
    lon, lat = spot_in(LONG_BENTUQ)
    rows = [(None, {"NAMA": "Masjid Uji Coba", "JENIS": "Masjid", "LAT": f"{-lat}", "LON": f"{lon}"})]
    looked = fill(rows, dry_run=True)
    (doubt,) = looked.evidence["doubtful"]
    assert [offer["key"] for offer in doubt["candidates"]] == [TURN]
    run = fill(rows, choices=Choices(matches={1: TURN}))
    assert run.state == RunState.PUBLISHED
    assert (said().geom.x, said().geom.y) == pytest.approx((lon, lat))
    assert messages(run, "posisi.lintang_terbalik") == [] and len(messages(run, "posisi.diperbaiki")) == 1


def test_the_desa_that_is_written_is_held_against_the_point(fill: Fill) -> None:
    run = fill([one(DESA="Teluk Lingga", KECAMATAN="Sangatta Utara")])
    assert messages(run, "desa.beda") == [
        "Masjid Uji Coba tertulis di Teluk Lingga (Sangatta Utara), tetapi titiknya di Long Bentuq (Busang)"
    ]
    assert (said().region, said().stated_region) == (region_of(LONG_BENTUQ), region_of(TELUK_LINGGA))


@pytest.mark.parametrize("written", [{"DESA": "ds. long bentuq"}, {"KODE_DESA": "6408062001"}, {"KDEPUM": LONG_BENTUQ}])
def test_the_right_desa_is_known_however_it_is_written(fill: Fill, written: dict[str, str]) -> None:
    run = fill([one(**written)])
    assert not run.problems.exists()
    assert said().stated_region == region_of(LONG_BENTUQ)


def test_an_unknown_desa_is_told(fill: Fill) -> None:
    assert messages(fill([one(DESA="Desa Antah")]), "desa.tidak_dikenal") == [
        "desa 'Desa Antah' tidak dikenal; titiknya di Long Bentuq (Busang)"
    ]


def test_one_school_number_in_two_rows_blocks(fill: Fill) -> None:
    first, second = spot_in(LONG_BENTUQ), spot_in(TELUK_LINGGA)
    rows = [
        (shapely.Point(first), {"NAMA": "SDN 1", "NPSN": "98000001"}),
        (shapely.Point(second), {"NAMA": "SDN 2", "NPSN": "98000001"}),
    ]
    run = fill(rows)
    assert run.state == RunState.REFUSED
    assert messages(run, "npsn.ganda") == ["NPSN 98000001 sudah dipakai SDN 1 di baris 1"]


def test_a_school_is_known_again_by_its_number(fill: Fill) -> None:
    fill([one(NAMA="SDN Lama", JENIS="SD", NPSN="98000002")])
    run = fill([one(TELUK_LINGGA, NAMA="SD Negeri Baru", JENIS="SD", NPSN="98000002")])
    assert (run.counts["changed"], run.counts["added"]) == (1, 0)


@pytest.mark.parametrize(
    ("attributes", "rule"),
    [
        ({"NPSN": "12"}, "npsn.jenis"),
        ({"NAMA": "SDN 9", "JENIS": "SD", "NPSN": "12"}, "npsn.bentuk"),
        ({"KONDISI": "entah"}, "kondisi.tidak_dikenal"),
        ({"TANGGAL": "kemarin"}, "tanggal.dikosongkan"),
    ],
)
def test_values_that_cannot_be_are_left_empty_and_told(fill: Fill, attributes: dict[str, str], rule: str) -> None:
    run = fill([one(**attributes)])
    assert run.state == RunState.PUBLISHED
    assert len(messages(run, rule)) == 1


@pytest.mark.parametrize(
    ("attributes", "rule"),
    [({"NAMA": "Masjid " + "x" * 200}, "isi.terlalu_panjang"), ({"KUNCI": "f-999999"}, "kunci.tidak_dikenal")],
)
def test_what_cannot_be_stored_blocks(fill: Fill, attributes: dict[str, str], rule: str) -> None:
    run = fill([one(**attributes)])
    assert run.state == RunState.REFUSED
    assert len(messages(run, rule)) == 1


def test_columns_apart_from_the_point_win_and_are_told(fill: Fill) -> None:
    lon, lat = spot_in(TELUK_LINGGA)
    run = fill([one(LAT=f"{lat}", LON=f"{lon}")])
    assert len(messages(run, "posisi.beda")) == 1
    assert said().region == region_of(TELUK_LINGGA)


def test_a_jetty_off_the_shore_goes_in_and_is_told(fill: Fill) -> None:
    run = fill([(shapely.Point(spot_off_shore()), {"NAMA": "Dermaga Uji Coba", "JENIS": "Dermaga"})])
    assert (run.state, len(messages(run, "posisi.luar_desa"))) == (RunState.PUBLISHED, 1)


def test_two_alike_within_fifty_metres_are_told(fill: Fill) -> None:
    x, y = spot_in(LONG_BENTUQ)
    rows = [one(), (shapely.Point(x + 0.0002, y), {"NAMA": "Masjid Uji Cobaa", "JENIS": "Masjid"})]
    assert len(messages(fill(rows), "fasilitas.kembar")) == 1


def test_one_like_a_published_one_is_asked_about(fill: Fill) -> None:
    fill([one()])
    facility = said().facility_id
    x, y = spot_in(LONG_BENTUQ)
    near = [(shapely.Point(x + 0.0002, y), {"NAMA": "Masjid Uji Cobaa", "JENIS": "Masjid"})]
    looked = fill(near, dry_run=True)
    assert [offer["key"] for offer in looked.evidence["doubtful"][0]["candidates"]] == [facility, NEW]
    assert fill(near, choices=Choices(matches={1: facility}), dry_run=True).counts["changed"] == 1
    told = fill(near, choices=Choices(matches={1: NEW}), dry_run=True)
    assert told.counts["added"] == 1 and not told.evidence["doubtful"]


def test_a_whole_list_ends_what_it_leaves_out_of_its_own_kinds_only(fill: Fill) -> None:
    mosques = FacilityVersion.objects.current().filter(kind="masjid").count()
    run = fill([one()], choices=Choices(absent="berakhir"), dry_run=True)
    assert run.counts["removed"] == mosques


def test_the_command_says_what_it_cannot_do(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="tidak ada berkas"):
        call_command("facilities_import", str(tmp_path / "tidak.geojson"))


@pytest.mark.real_data
def test_health_facilities_of_the_regency(real_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """64 rows by `lat_asal` and `lon_asal`: 8 have none, 9 latitudes are reversed; these are told and not stored as they are."""
    before = FacilityVersion.objects.count()
    call_command("facilities_import", str(real_data / "kutim_faskes.geojson"))
    run = Run.objects.latest("pk")
    assert (run.state, run.counts["rows"], run.counts["added"]) == (RunState.PUBLISHED, 64, 64 - 8 - 9)
    assert (len(messages(run, "posisi.kosong")), len(messages(run, "posisi.lintang_terbalik"))) == (8, 9)
    assert not FacilityVersion.objects.filter(
        run=run, geom__coveredby="POLYGON((110 -5,120 -5,120 0,110 0,110 -5))"
    ).exists()
    assert FacilityVersion.objects.count() == before + 47
    call_command("facilities_import", str(real_data / "kutim_faskes.geojson"), turn_latitudes=True)
    turned = Run.objects.latest("pk")
    assert (turned.counts["added"], turned.counts["unchanged"]) == (9, 47)
    assert len(messages(turned, "posisi.diperbaiki")) == 9


@pytest.mark.real_data
@pytest.mark.parametrize("name", ["pendidikan_14", "puskesmas_13", "saranaibadah_11", "pemerintahan_15", "niaga_18"])
def test_the_neighbours_points_of_rbi_are_recognised_and_refused_for_their_place(
    real_data: Path, name: str, tmp_path: Path
) -> None:
    from imports.actions import run_import

    path = real_data / "raw" / "rbi_kukar_anggana" / f"{name}.geojson"
    run = run_import(
        path=path, target_key="fasilitas", choices=Choices(), by=system_user(), dry_run=True, crs="EPSG:4326"
    )
    assert messages(run, "jenis.bukan_fasilitas") == []
