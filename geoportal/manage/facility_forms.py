"""The form of a facility. It reads; what may be is decided by `facilities.actions`."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities.kinds import GROUPS, kinds_of
from facilities.models import Condition

from .photo_fields import PhotoForm


def _kinds() -> list[tuple[str, Any]]:
    listed = [(group.title, [(kind.code, kind.title) for kind in kinds_of(group.code)]) for group in GROUPS.values()]
    return [("", _("– pilih –")), *listed]


def _conditions() -> list[tuple[str, Any]]:
    return [("", _("belum diketahui")), *Condition.choices]


def _text(
    label: Any, help_text: Any = "", *, required: bool = False, most: int = 160, **attributes: str
) -> forms.CharField:
    widget = forms.TextInput({"autocomplete": "off", **attributes})
    return forms.CharField(label=label, required=required, max_length=most, help_text=help_text, widget=widget)


class FacilityForm(PhotoForm):
    """`form` numbers a new facility's form, `seen` is the version an edit was made from; `certain` is asked when needed."""

    kind = forms.ChoiceField(label=gettext_lazy("Jenis"), choices=_kinds)
    name = _text(gettext_lazy("Nama"), gettext_lazy("Misalnya Posyandu Melati 1."), required=True)
    position = _text(
        gettext_lazy("Letak"),
        gettext_lazy("Lintang lalu bujur, misalnya 0,5234; 117,5281, seperti disalin dari aplikasi peta."),
        required=True,
        most=80,
        inputmode="text",
        spellcheck="false",
    )
    condition = forms.ChoiceField(label=gettext_lazy("Keadaan bangunan"), choices=_conditions, required=False)
    hours = _text(gettext_lazy("Jam buka"), gettext_lazy("Misalnya Senin–Jumat 08.00–15.00."))
    contact = _text(gettext_lazy("Kontak"), gettext_lazy("Telepon atau WhatsApp kantor, bukan nomor pribadi."))
    address = _text(gettext_lazy("Alamat"), most=200)
    operator = _text(gettext_lazy("Pengelola"), gettext_lazy("Misalnya Dinas Pendidikan, yayasan, atau desa."))
    npsn = _text(gettext_lazy("NPSN"), gettext_lazy("Sekolah saja: delapan angka."), most=8, inputmode="numeric")
    source = _text(gettext_lazy("Sumber"), gettext_lazy("Dari mana Anda tahu."), most=200)
    drop = forms.BooleanField(label=gettext_lazy("Jangan tampilkan foto ini lagi"), required=False)
    certain = forms.BooleanField(label=gettext_lazy("Ini fasilitas lain, bukan yang sudah tercatat"), required=False)
    form = forms.UUIDField(required=False, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @property
    def first(self) -> list[forms.BoundField]:
        return [self[name] for name in ("kind", "name")]

    @property
    def rest(self) -> list[forms.BoundField]:
        return [self[name] for name in ("condition", "hours", "contact", "address", "operator", "npsn", "source")]

    @property
    def doubted(self) -> bool:
        """Whether a like facility stands near: only then is one asked whether this is another."""
        return bool(self.errors.get("certain")) or bool(self.data.get("certain"))
