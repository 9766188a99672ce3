"""What an address asks for: the day it speaks of, and nothing else that may be misread."""

from datetime import date

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from layers.parameters import DAY


def asked_day(request: HttpRequest) -> date | None:
    """Return the day of `?as_of=`; None for today, which needs no parameter. Raise BadRequest for what is no day."""
    text = request.GET.get("as_of", "").strip()
    if not text:
        return None
    try:
        day = date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise BadRequest(
            _("“%(text)s” bukan tanggal. Tulis tahun-bulan-hari, misalnya as_of=2026-01-31.") % {"text": text[:40]}
        )
    return None if day == timezone.localdate() else day


def query_of(as_of: date | None) -> str:
    """Return what a link appends so that the page it opens speaks of the same day."""
    return f"?as_of={as_of.isoformat()}" if as_of else ""
