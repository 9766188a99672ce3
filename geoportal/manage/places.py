"""Which region a form of `/kelola/` is about: chosen from those the person keeps."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from boundaries.facts import RegionFacts, listed
from boundaries.models import Region
from stewardship.selectors import regions_where


class RegionField(forms.CharField):
    """A region by its key. Any region there is can be asked for: who may not is refused by the action, not by the list."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=gettext_lazy("Wilayah"), widget=forms.Select(), max_length=20, **kwargs)

    def offer(self, regions: Iterable[RegionFacts]) -> None:
        self.widget.choices = [(str(each.pk), name_of(each)) for each in regions]

    def clean(self, value: Any) -> Region | None:
        text = super().clean(value)
        if not text:  # only where it may be left out
            return None
        known = text.isascii() and text.isdigit() and int(text) < 2**62
        found = Region.objects.filter(pk=int(text)).first() if known else None
        if found is None:
            raise ValidationError(_("Pilih salah satu wilayah."))
        return found


def kept_by(person: User, action: str) -> list[RegionFacts]:
    """Return the regions a person may do `action` in, those with a code, by code. Two queries at most."""
    return [each for each in listed(regions_where(person, action)) if each.code and each.level != "provinsi"]


def name_of(region: RegionFacts) -> str:
    """Return a name that tells namesakes apart: "Sangatta Utara, kecamatan"; "Long Bentuq, Busang"."""
    above = region.parent_name if region.level == "desa" else region.kind
    return f"{region.name}, {above}"
