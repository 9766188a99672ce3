"""The forms by which documents are published. They read and check the file; what may be is decided by the actions."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from boundaries.models import Region
from documents.actions import Delivered, Facts
from documents.checking import ACCEPTED, check
from documents.kinds import DocumentType, PpidClass, types
from documents.models import EARLIEST, LATEST, Document, Form, State
from geoportal.manage.forms import CounterForm
from imports.limits import readable
from imports.reading import workspace
from imports.refusals import Refusal

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
STRIPPED = gettext_lazy(
    "Dari gambar (JPG, PNG) dibuang tempat, alat dan waktu yang dicatat kamera; gambarnya tidak berubah. "
    "SHA-256 dihitung dari berkas yang disimpan itu."
)
NUMBER = forms.NumberInput({"inputmode": "numeric"})


def said(refused: Refusal) -> str:
    """Return what a refusal says, with its way out, in the reader's language."""
    english = get_language() == "en"
    parts = (refused.message, refused.remedy)
    return " ".join(part.en if english else part.id for part in parts if part.id)


@contextmanager
def delivered(file: UploadedFile | None) -> Iterator[Delivered | None]:
    """Lay an uploaded file out alone in a folder and check it; ValidationError for the field `file` where it is refused."""
    if file is None:
        yield None
        return
    with workspace() as folder:
        path = folder / "berkas"
        with path.open("wb") as target:
            for piece in file.chunks():
                target.write(piece)
        try:
            checked = check(path, file.name or "")
        except Refusal as refused:
            raise ValidationError({"file": said(refused)}) from refused
        yield Delivered(path, checked)


class FileForm(CounterForm):
    """The part with the file."""

    file = forms.FileField(
        label=gettext_lazy("Berkas"),
        allow_empty_file=True,  # told by `checking`, with the way out
        widget=forms.ClearableFileInput({"accept": ACCEPTED}),
        help_text=STRIPPED,
    )


class FactsForm(CounterForm):
    """What is said of a document. What may stay empty is filled from its type and region."""

    year = forms.IntegerField(label=gettext_lazy("Tahun"), min_value=EARLIEST, max_value=LATEST, widget=NUMBER)
    year_until = forms.IntegerField(
        label=gettext_lazy("Sampai tahun"),
        required=False,
        min_value=EARLIEST,
        max_value=LATEST,
        widget=NUMBER,
        help_text=gettext_lazy("Hanya untuk rencana beberapa tahun."),
    )
    title = forms.CharField(
        label=gettext_lazy("Judul"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Kosong: jenis, wilayah dan tahun."),
    )
    agency = forms.CharField(
        label=gettext_lazy("Perangkat daerah"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Hanya bila dibuat oleh dinas atau badan."),
    )
    summary = forms.CharField(
        label=gettext_lazy("Ringkasan isi"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Satu dua kalimat: isinya apa."),
    )
    ppid_class = forms.ChoiceField(
        label=gettext_lazy("Kelas informasi"),
        required=False,
        choices=[("", gettext_lazy("Sesuai jenisnya")), *PpidClass.choices],
    )
    legal_ground = forms.CharField(
        label=gettext_lazy("Dasar pengecualian"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Hanya bila dikecualikan: pasal dan hasil uji konsekuensi. Berkasnya tidak diunggah."),
    )
    holder = forms.CharField(label=gettext_lazy("Pejabat atau unit yang menguasai"), max_length=150)
    responsible = forms.CharField(label=gettext_lazy("Penanggung jawab pembuatan"), max_length=150)
    made_on = forms.DateField(label=gettext_lazy("Tanggal pembuatan"), widget=DAY)
    made_at = forms.CharField(
        label=gettext_lazy("Tempat pembuatan"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Kosong: nama wilayahnya."),
    )
    form = forms.ChoiceField(label=gettext_lazy("Bentuk tersedia"), choices=Form.choices)
    retention = forms.CharField(
        label=gettext_lazy("Jangka waktu simpan"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Kosong: sesuai jenisnya."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name, value in data.items():
            if isinstance(value, str):
                data[name] = plain(value)
        self._check_years(data.get("year"), data.get("year_until"), data.get("made_on"))
        return data

    def _check_years(self, year: int | None, until: int | None, made_on: Any) -> None:
        if year and until and until <= year:
            self.add_error("year_until", _("Harus sesudah %(year)s.") % {"year": year})
        if made_on and made_on > timezone.localdate():
            self.add_error("made_on", _("Tanggal ini belum tiba."))

    def facts_of(self, kind: DocumentType, region: Region) -> Facts:
        """Return what the form says of a document of this type and region."""
        data = self.cleaned_data
        agency = data["agency"]
        return Facts(
            type=kind.code,
            title=data["title"] or f"{kind.short} {agency or region.name} {data['year']}",
            year=data["year"],
            year_until=data["year_until"],
            ppid_class=data["ppid_class"] or kind.ppid_class,
            legal_ground=data["legal_ground"],
            summary=data["summary"],
            holder=data["holder"],
            responsible=data["responsible"],
            made_on=data["made_on"],
            made_at=data["made_at"] or region.name,
            form=data["form"],
            retention=data["retention"] or kind.retention,
            agency=agency,
        )


def plain(text: str) -> str:
    """Return a text of one paragraph without what no page, workbook or PDF can show."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


class NewDocumentForm(FactsForm, FileForm):
    """Everything said of a new document, and its file."""

    field_order = ("region", "type", "year", "year_until", "file", "summary")

    region = forms.ChoiceField(label=gettext_lazy("Wilayah"))
    type = forms.ChoiceField(label=gettext_lazy("Jenis dokumen"))
    token = forms.UUIDField(widget=forms.HiddenInput(), required=False)

    @property
    def first(self) -> list[BoundField]:
        """The fields everybody fills in."""
        return [field for field in self.visible_fields() if field.field.required or field.name == "file"]

    @property
    def more(self) -> list[BoundField]:
        """The fields most leave empty."""
        return [field for field in self.visible_fields() if field not in self.first]

    @property
    def more_opened(self) -> bool:
        return any(field.errors for field in self.more)

    def __init__(self, *args: Any, regions: Sequence[Region], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.regions = {str(region.pk): region for region in regions}
        kinds = {region.kind for region in regions}
        named = [(pk, f"{region} ({region.code})") for pk, region in self.regions.items()]  # type: ignore[attr-defined]
        offered = [(each.code, f"{each.short}: {each.title}") for each in types().values() if each.kinds & kinds]
        if len(named) > 1:
            named = [("", _("Pilih wilayah")), *named]
        self.fields["region"].choices = named  # type: ignore[attr-defined]
        self.fields["type"].choices = [("", _("Pilih jenis")), *offered]  # type: ignore[attr-defined]
        self.fields["file"].required = self.data.get("ppid_class") != PpidClass.EXCLUDED  # which has none
        self.fields["file"].error_messages["required"] = _("Pilih berkasnya.")
        limit = readable(settings.DOCUMENT_MAX_BYTES)
        told = _("PDF, DOCX, XLSX, JPG atau PNG, paling besar %(limit)s.") % {"limit": limit}
        self.fields["file"].help_text = f"{told} {STRIPPED}"

    def clean_region(self) -> Region:
        return self.regions[self.cleaned_data["region"]]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self._check_type(data.get("region"), data.get("type", ""))
        self._check_class(data)
        return data

    def _check_type(self, region: Region | None, code: str) -> None:
        if region is not None and code in types() and not types()[code].applies_to(region.kind):
            words = {"short": types()[code].short, "region": str(region)}
            self.add_error("type", _("%(short)s tidak ada untuk %(region)s; pilih jenis lain.") % words)

    def _check_class(self, data: dict[str, Any]) -> None:
        excluded = data.get("ppid_class") == PpidClass.EXCLUDED
        if excluded and not data.get("legal_ground"):
            self.add_error("legal_ground", _("Sebutkan pasalnya: tanpa dasar hukum tidak boleh dikecualikan."))
        if not excluded and data.get("legal_ground"):
            self.add_error("legal_ground", _("Kosongkan, atau pilih kelas “dikecualikan”."))
        if excluded and data.get("file"):
            self.add_error("file", _("Yang dikecualikan tidak punya berkas di sini; kosongkan."))

    def facts(self) -> Facts:
        return self.facts_of(types()[self.cleaned_data["type"]], self.cleaned_data["region"])


class CorrectForm(FactsForm):
    """What is said of a document that is out already. Whether it has a file decides which classes there are."""

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        names = [name for name in self.base_fields if hasattr(document, name)]
        super().__init__(*args, initial={name: getattr(document, name) for name in names}, **kwargs)
        self.document = document
        kept = [each for each in PpidClass if (each == PpidClass.EXCLUDED) == document.excluded]
        self.fields["ppid_class"].choices = [(each.value, each.label) for each in kept]  # type: ignore[attr-defined]
        if document.excluded:
            self.fields["legal_ground"].required = True
        else:
            del self.fields["legal_ground"]

    def facts(self) -> Facts:
        self.cleaned_data.setdefault("legal_ground", "")
        return self.facts_of(self.document.kind, self.document.region)


class VersionForm(FileForm):
    note = forms.CharField(
        label=gettext_lazy("Apa yang berubah"), required=False, max_length=200, help_text=gettext_lazy("Satu kalimat.")
    )


class EndForm(CounterForm):
    """Withdrawing a document, or naming what took its place."""

    reason = forms.CharField(label=gettext_lazy("Alasan"), max_length=200)
    successor = forms.ChoiceField(
        label=gettext_lazy("Diganti oleh"),
        required=False,
        help_text=gettext_lazy(
            "Kosong: ditarik, dan berkasnya tidak lagi dibagikan. Sesudah 30 hari berkas itu dihapus."
        ),
    )

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Document.objects.filter(region=document.region_id, type=document.type, state=State.IN_FORCE)
        rows = others.exclude(pk=document.pk).newest_first().defer("words")
        self.others = {str(each.pk): each for each in rows}
        named = [(pk, each.title) for pk, each in self.others.items()]
        self.fields["successor"].choices = [("", _("Tidak ada penggantinya")), *named]  # type: ignore[attr-defined]

    def clean_successor(self) -> Document | None:
        return self.others.get(self.cleaned_data["successor"])


class ReasonForm(CounterForm):
    reason = forms.CharField(label=gettext_lazy("Alasan"), max_length=200)
