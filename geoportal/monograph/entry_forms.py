"""The forms a monograph is filled in with: where and when, one group of indicators at a time, and what it rests on."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boundaries.facts import RegionFacts
from geoportal.manage.forms import CounterForm
from geoportal.manage.places import RegionField
from monografi import numbers
from monografi.indicators import WHOLE, Indicator
from monografi.models import EARLIEST, Edition, Figure
from monografi.periods import TITLES, Period
from monografi.selectors import Value

FAULTS = {
    "teks": gettext_lazy("Tulis angka saja, misalnya %(example)s."),
    "negatif": gettext_lazy("Tidak boleh di bawah nol."),
    "pecahan": gettext_lazy("Tulis bilangan bulat, misalnya 1.250."),
    "besar": gettext_lazy("Angka ini terlalu besar; periksa lagi."),
}


class BeginForm(CounterForm):
    region = RegionField()
    year = forms.IntegerField(
        label=gettext_lazy("Tahun"), widget=forms.TextInput({"inputmode": "numeric", "maxlength": 4})
    )

    semester = forms.TypedChoiceField(
        label=gettext_lazy("Periode"),
        choices=[(each or "", title) for each, title in TITLES.items()],
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Pilih salah satu dari daftar.")},
    )

    def __init__(self, *args: Any, regions: Iterable[RegionFacts], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].offer(regions)  # type: ignore[attr-defined]

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        latest = timezone.localdate().year + 1
        if not EARLIEST <= year <= latest:
            told = {"first": EARLIEST, "last": latest}
            raise ValidationError(_("Tulis tahun antara %(first)s dan %(last)s.") % told)
        return year


class FigureField(forms.CharField):
    """A figure as an Indonesian writes it: 1.234,5; empty means unknown."""

    def __init__(self, indicator: Indicator, **kwargs: Any) -> None:
        mode = "numeric" if indicator.kind in WHOLE else "decimal"
        super().__init__(
            required=False,
            max_length=numbers.LONGEST,
            widget=forms.TextInput({"inputmode": mode, "autocomplete": "off"}),
            **kwargs,
        )
        self.indicator = indicator

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return numbers.read(text, self.indicator)
        except numbers.NotANumber as refused:
            example = "1.250" if self.indicator.kind in WHOLE else "12,5"
            raise ValidationError(FAULTS[str(refused)] % {"example": example}) from refused


CHECKED = "salinan_diperiksa"


class StepForm(CounterForm):
    """One group of indicators. `values` are what the draft says, `before` what the edition before it said.

    `copies` are the figures of the draft nobody looked at yet: they stay copies until they are changed, or the box below
    them is ticked.
    """

    def __init__(
        self,
        data: Any,
        *,
        indicators: Iterable[Indicator],
        values: Mapping[str, Value],
        copies: Mapping[str, Period],
        before: Mapping[str, Value],
        before_period: Period | None,
    ) -> None:
        super().__init__(data, initial={code: typed(value) for code, value in values.items()})
        asked = list(indicators)
        for indicator in asked:
            field = _field(indicator)
            field.label = f"{indicator.title} ({indicator.unit_name})" if indicator.unit else indicator.title
            if indicator.code in before and before_period is not None:
                field.help_text = f"{before_period}: {typed(before[indicator.code])}"
            if indicator.code in copies:
                copied = _("Disalin dari %(period)s, belum diperiksa.") % {"period": copies[indicator.code]}
                field.help_text = f"{field.help_text}. {copied}" if field.help_text else copied
            self.fields[indicator.code] = field
        if any(each.code in copies for each in asked):
            self.fields[CHECKED] = forms.BooleanField(
                label=_("Angka yang disalin di langkah ini sudah saya periksa; yang tidak diganti masih sama."),
                required=False,
            )
        self.label_suffix = ""

    def values(self) -> dict[str, Value | None]:
        """Return what was typed; None where a field is empty, which takes the figure out."""
        return {
            code: value or None if isinstance(value, str) else value
            for code, value in self.cleaned_data.items()
            if code != CHECKED
        }

    @property
    def checked(self) -> bool:
        """Whether somebody says to have looked at what was copied."""
        return self.cleaned_data.get(CHECKED) is True


def _field(indicator: Indicator) -> forms.Field:
    if indicator.numeric:
        return FigureField(indicator)
    if indicator.choices:
        return forms.ChoiceField(
            required=False,
            choices=[("", _("belum diketahui")), *((each, each) for each in indicator.choices)],
            error_messages={"invalid_choice": gettext_lazy("Pilih salah satu dari daftar.")},
        )
    return forms.CharField(required=False, max_length=Figure._meta.get_field("text").max_length)


def typed(value: Value) -> str:
    return value if isinstance(value, str) else numbers.as_typed(value)


class BasisForm(CounterForm):
    compiled_on = forms.DateField(
        label=gettext_lazy("Keadaan pada"),
        help_text=gettext_lazy("Hari keadaan data, misalnya 31 Desember."),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    source = forms.CharField(
        label=gettext_lazy("Sumber"), max_length=200, help_text=gettext_lazy("Siapa yang menyusun, dari buku apa.")
    )
    sample = forms.BooleanField(
        label=gettext_lazy("Masih memuat data contoh"),
        required=False,
        help_text=gettext_lazy("Hapus tandanya bila semua angka sudah diganti dengan yang sebenarnya."),
    )

    @classmethod
    def of(cls, data: Any, edition: Edition) -> "BasisForm":
        told = {"compiled_on": edition.compiled_on, "source": edition.source, "sample": edition.sample}
        form = cls(data, initial=told)
        if not edition.sample:
            del form.fields["sample"]
        return form
