"""What is posted to `/api/monographs`: read whole, refused whole with every fault named, else kept as one draft."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse

from accounts.models import User
from boundaries.models import Region
from layers import parameters
from layers.api.negotiation import JSON
from layers.api.schemas import PROBLEM, ref
from layers.api.words import told
from layers.problems import Problem
from monografi import actions, numbers
from monografi.indicators import Indicator, indicators
from monografi.models import EARLIEST, Edition, Figure
from monografi.periods import SEMESTERS
from monografi.selectors import Value

MEMBERS = frozenset({"region", "year", "semester", "as_of", "source", "sample", "copy", "figures"})
SOURCE_LETTERS = 200
WHY = {
    "teks": ("bukan angka JSON, misalnya 1250 atau 12.5", "is no JSON number, such as 1250 or 12.5"),
    "negatif": ("tidak boleh negatif", "may not be negative"),
    "pecahan": ("harus bilangan bulat", "must be a whole number"),
    "besar": ("di luar yang mungkin", "is beyond what can be"),
}
BODY: dict[str, Any] = {
    "type": "object",
    "required": ["region", "year", "figures"],
    "additionalProperties": False,
    "properties": {
        "region": {"type": "string", "example": "64.08.06.2001"},
        "year": {"type": "integer", "minimum": EARLIEST},
        "semester": {
            "type": "integer",
            "enum": [*SEMESTERS, None],
            "nullable": True,
            "description": told("Kosong: setahun penuh", "Absent: the whole year"),
        },
        "as_of": {"type": "string", "format": "date"},
        "source": {"type": "string", "maxLength": SOURCE_LETTERS},
        "sample": {"type": "boolean", "default": False},
        "copy": {
            "type": "boolean",
            "default": False,
            "description": told("Mulai dari salinan edisi terakhir", "Begin as a copy of the newest edition"),
        },
        "figures": {
            "type": "object",
            "description": told(
                "Kode indikator -> angka, teks, atau null yang mengosongkan",
                "Indicator -> number, text or null (empties)",
            ),
            "additionalProperties": {"nullable": True, "oneOf": [{"type": "number"}, {"type": "string"}]},
        },
    },
}
ABOUT: dict[str, Any] = {
    "operation_id": "createMonographDraft",
    "summary": told(
        "Simpan draf monografi; penerbitan di /kelola/monografi/", "Keep a draft; it is published at /kelola/monografi/"
    ),
    "request": {"application/json": BODY},
    "responses": {
        (201, JSON): OpenApiResponse(response={"type": "object"}),
        **{
            (status, PROBLEM): OpenApiResponse(response=ref("Problem"), description=words)
            for status, words in (
                (400, told("Isinya tidak dapat dibaca", "It cannot be read")),
                (401, told("Tanpa token atau sesi yang berlaku", "Without a valid token or session")),
                (403, told("Tidak berhak", "Not allowed")),
                (404, told("Wilayah tidak ada", "No such region")),
                (415, told("Bukan JSON", "Not JSON")),
                (422, told("Ada isian yang salah; semuanya di errors", "Faults, all of them in errors")),
            )
        },
    },
}


@dataclass(frozen=True)
class Posted:
    """A draft as it was posted."""

    region: str
    year: int
    semester: int | None
    compiled_on: date | None
    source: str | None
    sample: bool
    copy: bool
    figures: Mapping[str, Value | None]


class _Faults:
    """Everything that is wrong with what was posted, by member."""

    def __init__(self) -> None:
        self.found: list[dict[str, str]] = []

    def add(self, member: str, detail_id: str, detail_en: str) -> None:
        self.found.append({"parameter": member, "detail": detail_id, "detail_en": detail_en})

    def refuse(self) -> None:
        if not self.found:
            return
        first = self.found[0]
        problem = Problem(
            f"{first['parameter']}: {first['detail']}", f"{first['parameter']}: {first['detail_en']}", errors=self.found
        )
        problem.status = 422
        raise problem


def read(said: Mapping[str, Any]) -> Posted:
    """Return what was posted; a Problem names every fault."""
    faults = _Faults()
    for name in sorted(set(said) - MEMBERS):
        faults.add(name[:40], "tidak dikenal", "is not known")
    year, latest = said.get("year"), timezone.localdate().year + 1
    if not isinstance(year, int) or isinstance(year, bool) or not EARLIEST <= year <= latest:
        faults.add("year", f"tahun antara {EARLIEST} dan {latest}", f"a year between {EARLIEST} and {latest}")
        year = 0
    for name in ("sample", "copy"):
        if not isinstance(said.get(name, False), bool):
            faults.add(name, "true atau false", "true or false")
    posted = Posted(
        region=_region(said, faults),
        year=year,
        semester=_semester(said, faults),
        compiled_on=_day(said, faults),
        source=_source(said, faults),
        sample=said.get("sample") is True,
        copy=said.get("copy") is True,
        figures=_figures(said.get("figures"), faults),
    )
    faults.refuse()
    return posted


def _region(said: Mapping[str, Any], faults: _Faults) -> str:
    text = said.get("region")
    try:
        return parameters.region_code("region", text if isinstance(text, str) else "")
    except Problem as refused:
        faults.add("region", refused.detail_id, refused.detail_en)
        return ""


def _semester(said: Mapping[str, Any], faults: _Faults) -> int | None:
    semester = said.get("semester")
    if semester is None or (type(semester) is int and semester in SEMESTERS):
        return semester
    faults.add("semester", "1, 2, atau kosong bagi setahun penuh", "1, 2, or absent for the whole year")
    return None


def _day(said: Mapping[str, Any], faults: _Faults) -> date | None:
    text = said.get("as_of")
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        faults.add("as_of", "tanggal seperti 2026-06-30", "a day such as 2026-06-30")
        return None


def _source(said: Mapping[str, Any], faults: _Faults) -> str | None:
    text = said.get("source")
    if text is not None and not _plain(text, SOURCE_LETTERS):
        faults.add("source", f"teks, paling banyak {SOURCE_LETTERS} huruf", f"text of at most {SOURCE_LETTERS} letters")
        return None
    return text


def _plain(text: Any, most: int) -> bool:
    return isinstance(text, str) and "\0" not in text and len(text) <= most and text.isprintable()


def _figures(said: Any, faults: _Faults) -> dict[str, Value | None]:
    if not isinstance(said, dict):
        faults.add("figures", "objek kode indikator -> angka", "an object of indicator -> number")
        return {}
    found: dict[str, Value | None] = {}
    for code, value in said.items():
        indicator = indicators().get(code)
        if indicator is None:
            faults.add(f"figures.{code[:40]}", "indikator tidak dikenal", "no such indicator")
        elif value is None:
            found[code] = None
        else:
            _take(indicator, value, found, faults)
    return found


def _take(indicator: Indicator, value: Any, found: dict[str, Value | None], faults: _Faults) -> None:
    member, most = f"figures.{indicator.code}", Figure._meta.get_field("text").max_length or 0
    if indicator.numeric:
        try:
            found[indicator.code] = _number(indicator, value)
        except numbers.NotANumber as refused:
            faults.add(member, *WHY[str(refused)])
    elif indicator.choices and value not in indicator.choices:
        offered = ", ".join(indicator.choices)
        faults.add(member, f"salah satu dari: {offered}", f"one of: {offered}")
    elif not _plain(value, most) or not value.strip():
        faults.add(member, f"teks, paling banyak {most} huruf", f"text of at most {most} letters")
    else:
        found[indicator.code] = value.strip()


def _number(indicator: Indicator, value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise numbers.NotANumber("teks")
    if not -numbers.MOST < value < numbers.MOST:
        raise numbers.NotANumber("besar")
    plain = format(Decimal(str(value)), "f")
    whole = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return numbers.read(whole, indicator, grouped=False)


@transaction.atomic
def keep(posted: Posted, region: Region, *, by: User) -> Edition:
    """Keep what was posted as the draft of its region's period, which it begins or goes on with."""
    faults = _Faults()
    for code in posted.figures:
        if not indicators()[code].asked_of(region.kind):
            faults.add(f"figures.{code}", f"tidak ditanyakan dari {region.kind}", f"is not asked of a {region.kind}")
    draft = actions.open_draft(region=region, year=posted.year, semester=posted.semester, copy=posted.copy, by=by)
    faults.refuse()
    actions.describe_draft(
        draft,
        compiled_on=posted.compiled_on or draft.compiled_on,
        source=draft.source if posted.source is None else posted.source,
        sample=posted.sample or draft.sample,
        by=by,
    )
    actions.save_figures(draft, posted.figures, by=by)
    return Edition.objects.select_related("region").prefetch_related("figures").get(pk=draft.pk)
