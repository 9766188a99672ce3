"""Making thematic layers. What fills them is published by `imports`; how they look later is `layers.actions`."""

import re
from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from accounts.permissions import require
from layers import licences
from layers.actions import style_faults
from layers.declaration import Style
from layers.models import LayerSettings, Release, Visibility
from layers.registry import find_shelf

from .fields import name_for
from .models import KEY, Geometry, ThematicLayer

PERMISSION = "layers.manage"
LONGEST_KEY = 60
# Words that stand where a layer's key would, in addresses or among releases.
TAKEN = frozenset({"register", "api", "docs", "semua", "baru"})


@transaction.atomic
def create_layer(
    *,
    key: str,
    title_id: str,
    geometry_type: str,
    by: User,
    title_en: str = "",
    description_id: str = "",
    description_en: str = "",
    licence: str = "CC-BY-4.0",
    steward: str = "",
    source: str = "",
    visibility: str = Visibility.DRAFT,
    key_column: str = "",
    style: Style | None = None,
    in_regency: bool = True,
) -> ThematicLayer:
    """Make an empty layer; its fields come with the first file. Raise ValidationError naming what cannot be.

    `key_column` names the column of files whose values tell features apart; without it their shapes do. `in_regency`
    False lets rows lie anywhere.
    """
    require(by, PERMISSION)
    layer = ThematicLayer(
        key=key,
        title_id=title_id.strip(),
        title_en=title_en.strip() or title_id.strip(),
        description_id=description_id,
        description_en=description_en or description_id,
        geometry_type=geometry_type,
        licence=licence,
        steward=steward,
        source=source,
        key_field=name_for(key_column, ()) if key_column else "",
        style=_differing(style or Style()),
        in_regency=in_regency,
    )
    _refuse(layer, style or Style(), visibility)
    layer.save()
    LayerSettings.objects.create(key=key, visibility=visibility)
    audit.record(by=by, action="thematic.create_layer", subject=f"layer:{key}", geometry_type=geometry_type)
    return layer


def _differing(style: Style) -> dict[str, Any]:
    plain = asdict(Style())
    return {name: value for name, value in asdict(style).items() if value != plain[name]}


def _refuse(layer: ThematicLayer, style: Style, visibility: str) -> None:
    faults = _key_faults(layer.key)
    if not layer.title_id:
        faults["title_id"] = _("Beri lapisan ini judul.")
    if layer.geometry_type not in Geometry.values:
        faults["geometry_type"] = _("Pilih titik, kelompok titik, garis, atau bidang.")
    if layer.licence and layer.licence not in licences.ADDRESSES:
        faults["licence"] = _("Pilih salah satu lisensi dari daftar.")
    if visibility not in Visibility.values:
        faults["visibility"] = _("Pilih draf, internal, atau publik.")
    for name in ("title_id", "title_en", "steward", "source"):
        most = ThematicLayer._meta.get_field(name).max_length or 0  # type: ignore[union-attr]  # all are CharFields
        if len(getattr(layer, name)) > most:
            faults[name] = _("Paling panjang %(most)s huruf.") % {"most": most}
    faults |= style_faults(style)
    if faults:
        raise ValidationError({name: [fault] for name, fault in faults.items()})


def _key_faults(key: str) -> dict[str, str]:
    if not re.fullmatch(KEY, key) or len(key) > LONGEST_KEY:
        return {"key": _("Tulis huruf kecil, angka, dan tanda hubung saja, misalnya jalan-kabupaten.")}
    # Releases stay when a layer goes: its key must not be given to another.
    if key in TAKEN or find_shelf(key) is not None or Release.objects.filter(layer=key).exists():
        return {"key": _("Nama alamat ini sudah dipakai. Pilih yang lain.")}
    return {}
