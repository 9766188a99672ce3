"""The layer `proyek`: one point on each project's site. Lines and areas stand whole in `/api/tenders` and on the pages."""

from typing import Any

from django.db.models import Case, F, FilteredRelation, Q, QuerySet, Value, When
from django.db.models.functions import Concat, NullIf

from layers.declaration import Field, Layer, Reading, Style
from layers.registry import register

from .models import LAYER, ProjectSite
from .words import Basis, Stage


def _rows(reading: Reading) -> QuerySet[Any]:
    condition = Q(region__codes__scheme="kemendagri", region__codes__valid__contains=reading.as_of)
    own = FilteredRelation("region__codes", condition=condition)
    return ProjectSite.objects.said_in(reading.release).annotate(own=own)


def _page_url(reading: Reading) -> Concat:
    return Concat(Value(f"{reading.base_url}/proyek/"), F("project__key"), Value("/"))


def _label(column: str, choices: Any) -> Case:
    """Return the Indonesian words of a code: features speak one language, as names do."""
    return Case(
        *(When(**{column: code}, then=Value(label)) for code, label in choices.items() if code), default=Value("")
    )


STAGE_NAMES = {
    Stage.RUP: "direncanakan",
    Stage.ANNOUNCED: "sedang ditender",
    Stage.AWARDED: "pemenang ditetapkan",
    Stage.CONTRACT: "kontrak ditandatangani",
    Stage.STARTED: "sedang dikerjakan",
    Stage.DONE: "selesai diserahterimakan",
    Stage.FAILED: "tender gagal atau batal",
}

PROYEK = register(
    Layer(
        key=LAYER,
        title_id="Lokasi proyek",
        title_en="Project sites",
        description_id="Paket pekerjaan pemerintah yang diketahui tempatnya, dengan tahap dan nilainya.",
        description_en="Government packages with a known place, their stage and value.",
        geometry_type="Point",
        geometry="point",
        rows=_rows,
        fields=(
            Field("id", "project__key", "Kunci", "Key", match=lambda value: Q(project__key=value)),
            Field("name", "title", "Nama paket", "Title"),
            Field("agency", "agency", "Perangkat daerah atau desa", "Agency or desa"),
            Field("year", "year", "Tahun anggaran", "Budget year", "integer"),
            Field("fund", NullIf(F("fund"), Value("")), "Sumber dana", "Fund"),
            Field("kind", "kind", "Jenis", "Kind"),
            Field("way", "way", "Cara pelaksanaan", "Way of carrying out"),
            Field("stage", "stage", "Tahap (kode)", "Stage (code)"),
            Field("stage_name", _label("stage", STAGE_NAMES), "Tahap", "Stage"),
            Field("percent", "percent", "Kemajuan fisik (%)", "Physical progress (%)", "integer"),
            Field("pagu_idr", "pagu", "Pagu (Rp)", "Budget ceiling (Rp)", "integer"),
            Field("value_idr", "value", "Nilai yang dihitung (Rp)", "Value counted (Rp)", "integer"),
            Field(
                "value_basis",
                NullIf(F("basis"), Value(Basis.NONE.value)),
                "Nilai itu apa",
                "Which figure the value is",
            ),
            Field("region_code", "own__code", "Kode wilayah tempatnya", "Code of the region it lies in"),
            Field("region_name", "region__name", "Wilayah tempatnya", "Region it lies in"),
            Field("place_certainty", "place_certainty", "Kepastian letak", "How sure the place is"),
            Field("sample", "sample", "Data contoh", "Sample data", "boolean"),
            Field(
                "release",
                "since",
                "Rilis saat keadaan ini terbit",
                "Release in which this state was published",
                "integer",
            ),
            Field("page_url", _page_url, "Halaman proyek", "Page of the project", "uri", filterable=False),
        ),
        id_field="id",
        region_field="region_code",
        link_field="page_url",
        summary=("stage_name", "value_idr", "year"),
        licence="CC-BY-4.0",
        licence_url="https://creativecommons.org/licenses/by/4.0/",
        steward="Diskominfo Staper Kabupaten Kutai Timur",
        source="Catatan perangkat daerah dan desa; umpan pengadaan bila ada",
        style=Style(stroke="#7a3b00", fill="#e69f00", fill_opacity=0.9, letter="P", radius=6.0),
        order=60,
    )
)
