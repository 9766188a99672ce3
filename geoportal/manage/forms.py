"""The forms of `/kelola/`. They read; what may be is decided by the actions."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boundaries.models import Level, Region
from layers import licences
from layers.actions import Kept
from layers.declaration import Layer, Style
from layers.models import Visibility
from layers.registry import Shelf
from stewardship.models import Role
from thematic.models import Geometry

REQUIRED = gettext_lazy("Isi dulu bagian ini.")
ROLE_HELP = gettext_lazy(
    "Petugas GIS mengunggah dan menerbitkan; penyetuju menyetujui hasil orang lain; pengelola lapisan mengatur judul, "
    "lisensi, gaya dan siapa yang melihat; pengelola orang memberi akun dan mandat."
)
# What can be drawn of each kind of shape.
STYLE_OF = {
    "Point": ("fill", "stroke", "width", "radius", "letter"),
    "MultiPoint": ("fill", "stroke", "width", "radius", "letter"),
    "LineString": ("stroke", "width", "dash"),
    "MultiLineString": ("stroke", "width", "dash"),
    "Polygon": ("stroke", "width", "dash", "fill", "fill_opacity"),
    "MultiPolygon": ("stroke", "width", "dash", "fill", "fill_opacity"),
}
Choices = list[tuple[str, Any]]


def _capital(choices: Sequence[tuple[str, Any]]) -> Choices:
    return [(value, capfirst(str(label))) for value, label in choices]


class CounterForm(forms.Form):
    """A form in words of the counter: no colons after labels, one sentence where something is missing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for field in self.fields.values():
            field.error_messages["required"] = REQUIRED


class InviteForm(CounterForm):
    full_name = forms.CharField(
        label=gettext_lazy("Nama lengkap"), max_length=150, widget=forms.TextInput({"autocomplete": "off"})
    )
    username = forms.CharField(
        label=gettext_lazy("Nama pengguna"),
        max_length=60,
        help_text=gettext_lazy("Dipakai untuk masuk, misalnya siti.aminah."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )


class MandateForm(CounterForm):
    role = forms.ChoiceField(label=gettext_lazy("Peran"), choices=lambda: _capital(Role.choices), help_text=ROLE_HELP)
    layer = forms.ChoiceField(label=gettext_lazy("Lapisan"), required=False)
    region = forms.ChoiceField(
        label=gettext_lazy("Wilayah"),
        required=False,
        help_text=gettext_lazy("Berlaku juga untuk semua wilayah di bawahnya."),
    )
    begins = forms.DateField(
        label=gettext_lazy("Hari pertama"),
        required=False,
        help_text=gettext_lazy("Kosong: hari ini."),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    ends = forms.DateField(
        label=gettext_lazy("Hari terakhir"),
        required=False,
        help_text=gettext_lazy("Kosong: sampai diakhiri."),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(
        label=gettext_lazy("Dasar"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Misalnya nomor surat tugas."),
    )

    def __init__(self, *args: Any, layers: Iterable[Shelf], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        titled = [(shelf.layer.key, shelf.layer.title) for shelf in layers]
        self.fields["layer"].choices = [("", _("Semua lapisan")), *titled]  # type: ignore[attr-defined]
        self.fields["region"].choices = [("", _("Seluruh kabupaten")), *_regions()]  # type: ignore[attr-defined]

    def clean_region(self) -> Region | None:
        chosen = self.cleaned_data["region"]
        return Region.objects.get(pk=chosen) if chosen else None


def _regions() -> Choices:
    """Return each kecamatan with its desa, as groups. One query."""
    today = timezone.localdate()
    levels = (Level.KECAMATAN, Level.DESA)
    rows = Region.objects.filter(level__in=levels).existing_on(today).coded(today).order_by("name", "pk")
    found = list(rows)
    parts: dict[int | None, list[Region]] = {}
    for region in found:
        if region.level == Level.DESA:
            parts.setdefault(region.parent_id, []).append(region)
    return [
        (region.name, [(str(each.pk), str(each)) for each in (region, *parts.get(region.pk, []))])
        for region in found
        if region.level == Level.KECAMATAN
    ]


class EndForm(CounterForm):
    reason = forms.CharField(label=gettext_lazy("Alasan"), required=False, max_length=200)


def _licence_choices() -> Choices:
    return [(name, name) for name in licences.ADDRESSES]


class LayerForm(CounterForm):
    """What keepers change about a layer; the parts of its style that its kind of shape has."""

    title_id = forms.CharField(label=gettext_lazy("Judul"), max_length=120)
    title_en = forms.CharField(label=gettext_lazy("Judul dalam bahasa Inggris"), max_length=120)
    licence = forms.ChoiceField(label=gettext_lazy("Lisensi"), choices=_licence_choices)
    visibility = forms.ChoiceField(
        label=gettext_lazy("Siapa yang melihat"),
        choices=[
            (Visibility.PUBLIC, gettext_lazy("Publik: siapa saja")),
            (Visibility.INTERNAL, gettext_lazy("Internal: pegawai yang masuk")),
            (Visibility.DRAFT, gettext_lazy("Draf: hanya yang mengerjakannya")),
        ],
        widget=forms.RadioSelect,
    )
    two_people = forms.BooleanField(
        label=gettext_lazy("Terbitan harus disetujui orang kedua"),
        required=False,
    )
    stroke = forms.CharField(label=gettext_lazy("Warna garis"), widget=forms.TextInput({"type": "color"}))
    width = forms.FloatField(
        label=gettext_lazy("Tebal garis, piksel"), widget=forms.NumberInput({"step": "0.1", "min": 0, "max": 10})
    )
    dash = forms.CharField(
        label=gettext_lazy("Garis putus-putus"),
        required=False,
        max_length=30,
        help_text=gettext_lazy("Panjang garis dan jarak dalam piksel, misalnya 6 4; kosong untuk garis utuh."),
    )
    fill = forms.CharField(label=gettext_lazy("Warna isi"), widget=forms.TextInput({"type": "color"}))
    fill_opacity = forms.FloatField(
        label=gettext_lazy("Kepekatan isi"),
        help_text=gettext_lazy("0 bening, 1 pekat."),
        widget=forms.NumberInput({"step": "0.05", "min": 0, "max": 1}),
    )
    radius = forms.FloatField(
        label=gettext_lazy("Jari-jari titik, piksel"), widget=forms.NumberInput({"step": "0.5", "min": 1, "max": 20})
    )
    letter = forms.CharField(label=gettext_lazy("Huruf di dalam titik"), required=False, max_length=1)

    def __init__(self, data: Any, *, shelf: Shelf) -> None:
        layer = shelf.layer
        super().__init__(data, initial={**_as_kept(shelf), **asdict(layer.style)})
        for name in set(asdict(Style())) - set(style_fields(layer)):
            del self.fields[name]
        self.base = layer.style

    @property
    def words(self) -> list[forms.BoundField]:
        return [self[name] for name in ("title_id", "title_en", "licence")]

    @property
    def looks(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name in asdict(Style())]

    def kept(self) -> Kept:
        facts = dict(self.cleaned_data)
        drawn = {name: facts.pop(name) for name in asdict(Style()) if name in facts}
        return Kept(style=Style(**{**asdict(self.base), **drawn}), **facts)


def _as_kept(shelf: Shelf) -> dict[str, Any]:
    layer = shelf.layer
    return {
        "title_id": layer.title_id,
        "title_en": layer.title_en,
        "licence": layer.licence,
        "visibility": shelf.visibility,
        "two_people": shelf.two_people,
    }


def style_fields(layer: Layer) -> Sequence[str]:
    return STYLE_OF[layer.geometry_type]


class NewLayerForm(CounterForm):
    title_id = forms.CharField(label=gettext_lazy("Judul"), max_length=120)
    title_en = forms.CharField(
        label=gettext_lazy("Judul dalam bahasa Inggris"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Kosong: sama dengan judulnya."),
    )
    key = forms.CharField(
        label=gettext_lazy("Nama alamat"),
        max_length=60,
        help_text=gettext_lazy("Huruf kecil, angka dan tanda hubung, misalnya jalan-kabupaten. Tidak dapat diganti."),
        widget=forms.TextInput({"autocapitalize": "none", "spellcheck": "false"}),
    )
    geometry_type = forms.ChoiceField(
        label=gettext_lazy("Bentuk"),
        choices=lambda: _capital(Geometry.choices),
        widget=forms.RadioSelect,
        initial=Geometry.AREA,
    )
    key_column = forms.CharField(
        label=gettext_lazy("Kolom kunci"),
        required=False,
        max_length=60,
        help_text=gettext_lazy(
            "Nama kolom di berkas yang nilainya berbeda di tiap baris, misalnya KODE. Kosong: baris dikenali dari bentuknya."
        ),
    )
    description_id = forms.CharField(
        label=gettext_lazy("Keterangan"), required=False, max_length=2_000, widget=forms.Textarea({"rows": 3})
    )
    steward = forms.CharField(label=gettext_lazy("Walidata"), required=False, max_length=200)
    source = forms.CharField(label=gettext_lazy("Sumber data"), required=False, max_length=200)
    licence = forms.ChoiceField(label=gettext_lazy("Lisensi"), choices=_licence_choices, initial="CC-BY-4.0")
    in_regency = forms.BooleanField(
        label=gettext_lazy("Semua baris harus berada di Kutai Timur"), required=False, initial=True
    )
