"""Mandates in words: which role, for what, from when to when, and where it stands today."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from layers.registry import Shelf
from stewardship.models import Mandate

IN_FORCE, LATER, OVER, ENDED = "berlaku", "belum", "lewat", "diakhiri"
ORDER = (IN_FORCE, LATER, OVER, ENDED)


@dataclass(frozen=True)
class Line:
    """A mandate as a page tells it; `last` is the last day it holds, None for no end."""

    mandate: Mandate
    role: str
    scope: str
    first: date
    last: date | None
    state: str


def titles_of(layers: Iterable[Shelf]) -> dict[str, str]:
    return {shelf.layer.key: shelf.layer.title for shelf in layers}


def lines_of(user: User, titles: Mapping[str, str]) -> list[Line]:
    """Return every mandate of a person, those in force first. One query."""
    mandates = Mandate.objects.filter(user=user).select_related("region", "given_by", "ended_by").order_by("-pk")
    return sorted((line_of(mandate, titles) for mandate in mandates), key=lambda line: ORDER.index(line.state))


def line_of(mandate: Mandate, titles: Mapping[str, str]) -> Line:
    end = mandate.valid.upper
    last = end - timedelta(days=1) if end else None
    return Line(
        mandate, mandate.get_role_display(), scope_of(mandate, titles), mandate.valid.lower, last, state_of(mandate)
    )


def scope_of(mandate: Mandate, titles: Mapping[str, str]) -> str:
    """Say what a mandate is for: "Batas desa, di kecamatan Sangatta Utara"; nothing named is the whole portal."""
    parts = []
    if mandate.layer:
        parts.append(titles.get(mandate.layer, mandate.layer))
    if mandate.region is not None:
        parts.append(_("di %(region)s") % {"region": mandate.region})
    return ", ".join(parts) or _("seluruh portal")


def state_of(mandate: Mandate) -> str:
    today = timezone.localdate()
    if mandate.ended_at is not None:
        return ENDED
    if mandate.valid.lower > today:
        return LATER
    return IN_FORCE if today in mandate.valid else OVER
