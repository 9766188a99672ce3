"""The target `fasilitas`: a file of places with names becomes facilities. Rows that cannot be placed are kept out, and told."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import shapely
from django.conf import settings
from shapely.geometry.base import BaseGeometry

import facilities.rules  # noqa: F401  # declares what the checks find
from accounts.models import User
from imports.models import Run
from imports.rows import Change, Choices, Difference, Finding, Match, Row
from imports.signals import station
from imports.targets import TargetField, register
from layers.releases import open_release

from . import matching, writing
from .checks import check_entries
from .entries import Entries
from .models import LAYER
from .recognising import kind_of


def _field(name: str, title_id: str, title_en: str, *synonyms: str, required: bool = False) -> TargetField:
    return TargetField(name, title_id, title_en, synonyms, required)


FIELDS = (
    _field("key", "Kunci portal (f-000123)", "Key in the portal (f-000123)", "KUNCI", "KUNCI_PORTAL", "ID_FASILITAS"),
    _field(
        "name",
        "Nama",
        "Name",
        "NAMOBJ",
        "NAMA",
        "NAMA_FASILITAS",
        "NAMA_SEKOLAH",
        "NAMA_OBJEK",
        "NAME",
        "NM_OBJEK",
        required=True,
    ),
    _field(
        "kind",
        "Jenis",
        "Kind",
        "JENIS",
        "JENIS_FASILITAS",
        "KIND",
        "KATEGORI",
        "BENTUK_PENDIDIKAN",
        "BENTUK",
        "TIPE",
        "REMARK",
    ),
    _field("npsn", "NPSN", "National school number (NPSN)", "NPSN", "NO_NPSN"),
    _field("condition", "Keadaan bangunan", "Condition", "KONDISI", "KEADAAN", "KONDISI_BANGUNAN", "CONDITION"),
    _field("operator", "Pengelola", "Operator", "PENGELOLA", "PENYELENGGARA", "OPERATOR", "KEPEMILIKAN"),
    _field("contact", "Kontak kantor", "Office contact", "KONTAK", "KONTAK_KANTOR", "TELEPON_KANTOR", "CONTACT"),
    _field("hours", "Jam buka", "Opening hours", "JAM_BUKA", "JAM_LAYANAN", "HOURS"),
    _field("address", "Alamat", "Address", "ALAMAT", "ALMT", "LKALMT", "ADDRESS"),
    _field(
        "region_code",
        "Kode desa tertulis",
        "Code of the desa as written",
        "KDEPUM",
        "KODE_DESA",
        "KD_DESA",
        "REGION_CODE",
    ),
    _field(
        "region_name",
        "Desa tertulis",
        "Desa as written",
        "WADMKD",
        "DESA",
        "KELURAHAN",
        "DESA_KELURAHAN",
        "NAMA_DESA",
        "REGION_NAME",
    ),
    _field(
        "kecamatan_name",
        "Kecamatan tertulis",
        "Kecamatan as written",
        "WADMKC",
        "KECAMATAN",
        "NAMA_KEC",
        "NAMA_KECAMATAN",
        "KECAMATAN_NAME",
    ),
    _field("lat", "Lintang", "Latitude", "LAT_ASAL", "LINTANG", "LATITUDE", "LAT"),
    _field("lon", "Bujur", "Longitude", "LON_ASAL", "BUJUR", "LONGITUDE", "LON", "LONG", "LNG"),
    _field("source", "Sumber", "Source", "SUMBER", "SUMBER_DATA", "SOURCE"),
    _field(
        "source_date",
        "Tanggal sumber",
        "Date of the source",
        "TANGGAL",
        "TANGGAL_SUMBER",
        "TGL",
        "TAHUN",
        "TAHUN_DATA",
        "SOURCE_DATE",
    ),
)


class FacilityTarget:
    """Points with a name and a kind. Latitude and longitude may stand in columns instead of, or beside, a shape."""

    key = LAYER
    title_id, title_en = "Fasilitas", "Facilities"
    layers: tuple[str, ...] = (LAYER,)
    geometry_types: tuple[str, ...] = ("Point", "Polygon", "None")
    fields: tuple[TargetField, ...] = FIELDS
    asks: tuple[str, ...] = ("source", "absent")
    judges_places = True

    def reference_area(self) -> BaseGeometry | None:
        return shapely.box(*settings.REGENCY_EXTENT)

    def recognise(self, values: Mapping[str, Sequence[str]]) -> float:
        """Return how many of the first rows are of a kind that is known by its words, 0 to 1."""
        names, kinds = values.get("name", []), values.get("kind", [])
        said = list(kinds) or list(names)
        return sum(kind_of(text) is not None for text in said) / len(said) if said else 0.0

    def check(self, rows: Sequence[Row], choices: Choices) -> Iterable[Finding]:
        entries = Entries.of(rows, choices)
        return check_entries(entries, matching.live_facilities(), dict(choices.matches))

    def match(self, rows: Sequence[Row], choices: Choices) -> list[Match]:
        return matching.match(Entries.of(rows, choices), choices, matching.live_facilities())

    def difference(self, matches: Sequence[Match], choices: Choices) -> Difference:
        entries = Entries.of([match.row for match in matches], choices)
        return matching.difference(entries, matches, choices, matching.live_facilities())

    def publish(self, run: Run, difference: Difference, choices: Choices, *, by: User) -> list[int]:
        written = [*difference.of("added"), *difference.of("changed")]
        release = open_release(layer=LAYER, by=by, reason=choices.source[:200] or run.file_name[:200])
        live = matching.live_facilities()
        ending = [change.key for change in (*difference.of("changed"), *difference.of("removed"))]
        writing.close(ending, release=release.number)
        writing.say(_contents(written, choices, live), release=release.number, run=run)
        station.send(sender=type(self), name="rows written")
        return [release.pk]

    def undo(self, run: Run, undoing: Run, *, by: User) -> list[int]:
        releases = run.releases.order_by("-pk")
        return [writing.undo_release(release, undoing=undoing, by=by).pk for release in releases]


def _contents(written: Sequence[Change], choices: Choices, live: matching.Live) -> list[tuple[int, dict[str, Any]]]:
    """Return what to say of each facility, made where it is new; what the file has no column for stays."""
    rows = [change.row for change in written if change.row is not None]
    new = iter(writing.new_facilities(sum(change.key < 0 for change in written)))
    keys = [next(new).pk if change.key < 0 else change.key for change in written]
    contents = (entry.content for entry in Entries.of(rows, choices).entries)
    return [
        (key, {**matching.content_of(live.get(key)), **content}) for key, content in zip(keys, contents, strict=True)
    ]


register(FacilityTarget())
