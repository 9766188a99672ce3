"""What the checks found, narrowed as the address says, as a page and as CSV."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from boundaries.facts import RegionFacts
from boundaries.models import Level
from imports.findings import BYTE_ORDER_MARK, FORMULA
from layers.addresses import base_url
from layers.registry import layers_for

from .checks import CHECKS, Row, run

SHOWN, ALONE = 10, 300  # rows of a check beside the others, and of the one asked for; the CSV holds them all


def table_context(
    request: HttpRequest, regions: Sequence[RegionFacts], everywhere: Sequence[RegionFacts]
) -> dict[str, Any]:
    """Return what is shown of `regions`, named among `everywhere`: a group for each check. As many queries always."""
    above, asked = _above(request, everywhere), _check(request)
    known = {each.pk: each for each in everywhere}
    wanted = {each.pk for each in regions if above is None or above.pk in (each.pk, each.parent_pk)}
    found = {
        key: [row for row in rows if row.region.pk in wanted]
        for key, rows in run(known, {layer.key for layer in layers_for(request.user)}).items()
    }
    return {
        "above": above,
        "asked": asked,
        "kecamatan": [each for each in everywhere if each.level == Level.KECAMATAN],
        "counts": [(check, len(found[check.key])) for check in CHECKS if check.key in found],
        "groups": [
            (check, found[check.key][: ALONE if asked else SHOWN], len(found[check.key]))
            for check in CHECKS
            if check.key in found and asked in ("", check.key)
        ],
        "rows": [row for key, rows in found.items() if asked in ("", key) for row in rows],
    }


def _above(request: HttpRequest, regions: Sequence[RegionFacts]) -> RegionFacts | None:
    code = request.GET.get("kecamatan", "").strip()
    above = next((each for each in regions if each.level == Level.KECAMATAN and each.code == code), None)
    if code and above is None:
        raise BadRequest(_("“%(code)s” bukan kecamatan yang ada di daftar ini.") % {"code": code[:20]})
    return above


def _check(request: HttpRequest) -> str:
    asked = request.GET.get("jenis", "")
    if asked not in ("", *(check.key for check in CHECKS)):
        raise BadRequest(_("“%(text)s” tidak dikenal; pilih dari daftar.") % {"text": asked[:20]})
    return asked


def as_csv(request: HttpRequest, rows: Iterable[Row]) -> HttpResponse:
    """Return the rows as CSV, with the whole addresses of both sides."""
    text, host = io.StringIO(), base_url(request).removesuffix(request.META.get("SCRIPT_NAME", ""))
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text)
    writer.writerow(
        [
            "jenis",
            "kode",
            "wilayah",
            "kecamatan",
            "hal",
            "tertulis",
            "alamat_tertulis",
            "ternyata",
            "alamat_ternyata",
            "data_contoh",
        ]
    )
    for row in rows:
        writer.writerow([_safe(cell) for cell in _cells(row, host)])
    return HttpResponse(
        text.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="periksa-silang.csv"'},
    )


def _cells(row: Row, host: str) -> list[str]:
    region, sides = row.region, []
    for side in (row.said, row.found):
        sides += [side.text, f"{host}{side.url}" if side.url else ""]
    above = region.parent_name or "" if region.level == Level.DESA else ""
    return [row.check, region.code or "", region.name, above, row.subject, *sides, "ya" if row.sample else "tidak"]


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
