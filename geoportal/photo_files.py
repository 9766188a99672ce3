"""Photos that are kept, as bytes: one answer for every kind of photo."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

SIZES = {"kecil": "small", "besar": "large"}
A_DAY = 24 * 3600


def photo_answer(photos: QuerySet[Any], size: str, *, lasting: bool = True) -> HttpResponse:
    """Return the one photo of `photos` as JPEG. Http404 for none.

    A `lasting` one never changes under its address, though what it is of may be withdrawn; others are asked for again.
    """
    content = photos.values_list(SIZES[size], flat=True).first() if size in SIZES else None
    if content is None:
        raise Http404(_("Foto ini tidak ada."))
    kept = f"public, max-age={A_DAY}" if lasting else "no-cache"
    return HttpResponse(bytes(content), content_type="image/jpeg", headers={"Cache-Control": kept})
