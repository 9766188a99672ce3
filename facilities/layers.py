"""The layer `fasilitas`: facilities as points, one mark with a letter for each group."""

from typing import Any

from django.db.models import Case, F, FilteredRelation, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Concat, NullIf

from layers.declaration import Field, Layer, Reading, Style
from layers.registry import register

from .kinds import GROUPS, KINDS, kinds_of
from .models import LAYER, Condition, FacilityVersion


def _rows(reading: Reading) -> QuerySet[Any]:
    day = reading.as_of
    return FacilityVersion.objects.said_in(reading.release).annotate(
        own=_code_join("region", day), above=_code_join("region__parent", day)
    )


def _code_join(region: str, day: Any) -> FilteredRelation:
    path = f"{region}__codes"
    condition = Q((f"{path}__scheme", "kemendagri"), (f"{path}__valid__contains", day))
    return FilteredRelation(path, condition=condition)


def _page_url(reading: Reading) -> Concat:
    return Concat(Value(f"{reading.base_url}/fasilitas/"), F("facility__key"), Value("/"))


def _photo_url(reading: Reading) -> Case:
    """Return where the photo of a state is; it answers while that photo is the one shown."""
    path = Concat(
        Value(f"{reading.base_url}/fasilitas/"),
        F("facility__key"),
        Value("/foto-"),
        F("photo_id"),
        Value("-besar.jpg"),
        output_field=TextField(),
    )
    return Case(When(photo__isnull=False, then=path), default=Value(None), output_field=TextField())


KIND_NAME = Case(*(When(kind=kind.code, then=Value(kind.title_id)) for kind in KINDS.values()), default=Value(""))
GROUP = Case(
    *(When(kind__in=[kind.code for kind in kinds_of(group)], then=Value(group)) for group in GROUPS),
    default=Value(""),
)
GROUP_TELLS = ", ".join(f"{group.code} ({group.title_id})" for group in GROUPS.values())


def _text(name: str, title_id: str, title_en: str, expression: str = "") -> Field:
    """Return a field of text that is told as null where nothing is known."""
    return Field(name, NullIf(F(expression or name), Value("")), title_id, title_en)


FASILITAS = register(
    Layer(
        key=LAYER,
        title_id="Fasilitas",
        title_en="Facilities",
        description_id="Sekolah, layanan kesehatan, kantor, tempat ibadah, pasar dan fasilitas lain di Kutai Timur.",
        description_en="Schools, health services, offices, places of worship, markets and other facilities.",
        geometry_type="Point",
        rows=_rows,
        fields=(
            Field("id", "facility__key", "Kunci", "Key", match=lambda value: Q(facility__key=value)),
            Field("name", "name", "Nama", "Name"),
            Field("kind", "kind", "Jenis (kode)", "Kind (code)", match=lambda value: Q(kind=value)),
            Field("kind_name", KIND_NAME, "Jenis", "Kind"),
            Field(
                "group",
                GROUP,
                "Kelompok",
                "Group",
                match=lambda value: Q(kind__in=[kind.code for kind in kinds_of(value)]),
                description_id=GROUP_TELLS,
                description_en=", ".join(f"{group.code} ({group.title_en})" for group in GROUPS.values()),
            ),
            Field(
                "condition",
                NullIf(F("condition"), Value("")),
                "Keadaan bangunan",
                "Condition of the building",
                description_id=", ".join(Condition.values),
                description_en="baik (good), rusak_ringan (slightly damaged), rusak_berat (badly damaged), "
                "dibangun (being built), tidak_dipakai (not used)",
            ),
            _text("operator", "Pengelola", "Operator"),
            _text("contact", "Kontak", "Contact"),
            _text("hours", "Jam buka", "Opening hours"),
            _text("address", "Alamat", "Address"),
            _text("npsn", "NPSN", "National school number (NPSN)"),
            Field("region_code", "own__code", "Kode desa tempatnya", "Code of the desa it lies in"),
            Field("region_name", "region__name", "Desa tempatnya", "Desa it lies in"),
            Field("kecamatan_code", "above__code", "Kode kecamatan", "Code of the kecamatan"),
            Field("kecamatan_name", "region__parent__name", "Kecamatan", "Kecamatan"),
            _text("source", "Sumber", "Source"),
            Field("source_date", "source_date", "Tanggal sumber", "Date of the source", "date"),
            Field("sample", "sample", "Data contoh", "Sample data", "boolean"),
            Field(
                "release",
                "since",
                "Rilis saat keadaan ini terbit",
                "Release in which this state was published",
                "integer",
            ),
            Field("photo_url", _photo_url, "Foto (JPEG)", "Photo (JPEG)", "uri", filterable=False),
            Field("page_url", _page_url, "Halaman fasilitas", "Page of the facility", "uri", filterable=False),
        ),
        id_field="id",
        region_field="region_code",
        link_field="page_url",
        summary=("kind_name", "condition", "region_name"),
        licence="CC-BY-4.0",
        licence_url="https://creativecommons.org/licenses/by/4.0/",
        steward="Diskominfo Staper Kabupaten Kutai Timur",
        topic="structure",
        style=Style(letter="F", radius=7.0),
        category_field="group",
        categories=tuple(GROUPS.values()),
        order=50,
    )
)
