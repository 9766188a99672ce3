"""A photo in a form of `/kelola/`: made smaller by the device where it can (photo.js), and read here."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy

from photos.models import LONGEST_ALT
from photos.pictures import Pictures, prepare

from .forms import CounterForm


class PhotoForm(CounterForm):
    """A form with a photo that may be left out; `cleaned_data["photo"]` holds it in two sizes, or None."""

    photo = forms.FileField(
        label=gettext_lazy("Foto"),
        required=False,
        help_text=gettext_lazy("Tempat dan waktu yang dicatat kamera dibuang. Minta izin orang yang tampak."),
        widget=forms.FileInput({"accept": "image/*", "data-shrink": ""}),
    )
    alt = forms.CharField(
        label=gettext_lazy("Apa yang tampak di foto"),
        max_length=LONGEST_ALT,
        required=False,
        help_text=gettext_lazy("Dibacakan kepada yang tidak melihat foto."),
    )

    def clean_photo(self) -> Pictures | None:
        sent: UploadedFile | Any = self.cleaned_data["photo"]
        return prepare(sent, sent.size or 0) if sent else None
