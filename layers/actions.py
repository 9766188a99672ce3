"""What keepers change about a layer: how it is called, licensed, drawn, and who sees it. No release is opened."""

import re
from dataclasses import asdict, dataclass, fields
from datetime import date
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from accounts.permissions import require

from . import licences, prepared
from .declaration import Layer, Style
from .models import LayerSettings, Visibility
from .registry import Shelf

PERMISSION = "layers.manage"
COLOUR = re.compile(r"#[0-9a-f]{6}")
DASH = re.compile(r"([0-9]{1,3}( [0-9]{1,3}){0,5})?")
WIDEST_PX, LARGEST_RADIUS_PX = 10, 20
LONGEST_TITLE = 120


@dataclass(frozen=True)
class Kept:
    """What a keeper wants a layer to be; an empty title or licence means as declared."""

    title_id: str
    title_en: str
    licence: str
    visibility: str
    style: Style
    two_people: bool = False


@transaction.atomic
def change_settings(*, shelf: Shelf, kept: Kept, by: User) -> LayerSettings:
    """Store what differs from the declaration; raise ValidationError naming the field that cannot be."""
    require(by, PERMISSION, on=shelf.declared)
    _refuse(kept)
    declared = shelf.declared
    row, _created = LayerSettings.objects.select_for_update().get_or_create(
        key=declared.key, defaults={"visibility": shelf.visibility}
    )
    row.title_id = "" if kept.title_id == declared.title_id else kept.title_id
    row.title_en = "" if kept.title_en == declared.title_en else kept.title_en
    row.licence = "" if kept.licence == declared.licence else kept.licence
    row.visibility, row.two_people = kept.visibility, kept.two_people
    row.style = _differing(kept.style, declared.style)
    row.save()
    audit.record(by=by, action=PERMISSION, subject=f"layer:{declared.key}", **asdict(kept))
    return row


@transaction.atomic
def retire(*, shelf: Shelf, by: User, on: date) -> LayerSettings:
    """Take a layer off map, API and search from the day `on`; its releases are kept, the files made of them go."""
    return _set_retired(shelf, by, on)


@transaction.atomic
def bring_back(*, shelf: Shelf, by: User) -> LayerSettings:
    """Show a retired layer again, to whom its visibility says."""
    return _set_retired(shelf, by, None)


def _set_retired(shelf: Shelf, by: User, on: date | None) -> LayerSettings:
    require(by, PERMISSION, on=shelf.declared)
    row, _created = LayerSettings.objects.update_or_create(
        key=shelf.declared.key, defaults={"retired_on": on}, create_defaults=_first(shelf.declared, on)
    )
    action = "layers.retire" if on else "layers.bring_back"
    audit.record(by=by, action=action, subject=f"layer:{row.key}", on=on.isoformat() if on else None)
    if on is not None and on <= timezone.localdate():
        transaction.on_commit(partial(prepared.remove, row.key))
    return row


def _first(layer: Layer, on: date | None) -> dict[str, Any]:
    return {"retired_on": on, "visibility": layer.default_visibility}


def _differing(style: Style, declared: Style) -> dict[str, Any]:
    return {
        each.name: getattr(style, each.name)
        for each in fields(Style)
        if getattr(style, each.name) != getattr(declared, each.name)
    }


def _refuse(kept: Kept) -> None:
    """Raise ValidationError, by field, for what may not be stored: colours and dashes end up in style sheets."""
    faults: dict[str, str] = {}
    if kept.licence and kept.licence not in licences.ADDRESSES:
        faults["licence"] = _("Pilih salah satu lisensi dari daftar.")
    if kept.visibility not in Visibility.values:
        faults["visibility"] = _("Pilih draf, internal, atau publik.")
    for name in ("title_id", "title_en"):
        if len(getattr(kept, name)) > LONGEST_TITLE:
            faults[name] = _("Judul paling panjang 120 huruf.")
    faults |= style_faults(kept.style)
    if faults:
        raise ValidationError({name: [fault] for name, fault in faults.items()})


def style_faults(style: Style) -> dict[str, str]:
    """Return what is wrong with a style, by the name of its part."""
    colour = _("Tulis warna sebagai #rrggbb, misalnya #0b5f66.")
    faults = {name: colour for name in ("stroke", "fill") if not COLOUR.fullmatch(getattr(style, name))}
    if not 0 <= style.width <= WIDEST_PX:
        faults["width"] = _("Tebal garis 0 sampai 10 piksel.")
    if not 0 <= style.fill_opacity <= 1:
        faults["fill_opacity"] = _("Kepekatan isi 0 sampai 1.")
    if not 1 <= style.radius <= LARGEST_RADIUS_PX:
        faults["radius"] = _("Jari-jari titik 1 sampai 20 piksel.")
    if not DASH.fullmatch(style.dash):
        faults["dash"] = _("Tulis panjang garis dan jarak dalam piksel, misalnya 6 4; kosongkan untuk garis utuh.")
    if len(style.letter) > 1:
        faults["letter"] = _("Satu huruf saja.")
    return faults
