"""What an address of the list asks for: where, which kinds, which words, near what. Every list has an address that makes it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils.translation import gettext as _

from boundaries import codes, selectors
from boundaries.coordinates import read_position
from boundaries.selectors import RegionFacts

from .kinds import GROUPS, KINDS
from .models import FacilityVersion
from .querysets import VersionQuerySet
from .selectors import by_distance, current, named, spot_of

LONGEST = 100


@dataclass(frozen=True)
class Near:
    """Where distances are counted from; `name` says it in words."""

    lon: float
    lat: float
    name: str


@dataclass(frozen=True)
class Asked:
    """The filters of a list; `text` keeps each as it stands in the address."""

    region: RegionFacts | None = None
    group: str = ""
    kind: str = ""
    words: str = ""
    near: Near | None = None
    near_text: str = ""

    @property
    def parameters(self) -> dict[str, str]:
        """Return the filters as the address says them, without those that ask nothing."""
        found = {
            "wilayah": self.region.code or "" if self.region else "",
            "kelompok": self.group,
            "jenis": self.kind,
            "q": self.words,
            "dekat": self.near_text,
        }
        return {name: value for name, value in found.items() if value}

    @property
    def query(self) -> str:
        return urlencode(self.parameters, safe=",")

    def with_kind(self, *, group: str = "", kind: str = "") -> str:
        """Return the query of the same list, narrowed to another group or kind."""
        return replace(self, group=group, kind=kind).query

    def rows(self) -> VersionQuerySet:
        """Return what is asked for, in the order it is listed: by name, or the nearest first."""
        rows = current()
        if self.region:
            rows = rows.within(self.region.pk)
        if self.kind:
            rows = rows.filter(kind=self.kind)
        elif self.group:
            rows = rows.of_group(self.group)
        if self.words:
            rows = named(rows, self.words)
        return by_distance(rows, self.near.lon, self.near.lat) if self.near else rows.order_by("name", "pk")


def read(request: HttpRequest) -> Asked:
    """Read the filters; raise BadRequest naming the one that cannot be. At most four queries."""
    near_text = _text(request, "dekat")
    return Asked(
        region=_region(_text(request, "wilayah")),
        group=_code(_text(request, "kelompok"), GROUPS, _("Kelompok")),
        kind=_code(_text(request, "jenis"), KINDS, _("Jenis")),
        words=_text(request, "q"),
        near=_near(near_text) if near_text else None,
        near_text=near_text,
    )


def _text(request: HttpRequest, name: str) -> str:
    return " ".join(request.GET.get(name, "").replace("\x00", " ").split())[:LONGEST]


def _region(text: str) -> RegionFacts | None:
    region = region_of(text) if text else None
    if text and region is None:
        raise BadRequest(_("Wilayah “%(code)s” tidak dikenal. Cari wilayahnya dengan nama.") % {"code": text[:40]})
    return region


def region_of(text: str) -> RegionFacts | None:
    """Return the region with the code; None where the text is no code of one. One query."""
    try:
        return selectors.region_by_code(codes.normalise(text))
    except ValueError:
        return None


def _code(text: str, known: object, title: str) -> str:
    if text and text not in known:  # type: ignore[operator]  # a mapping of codes
        raise BadRequest(
            _("%(title)s “%(code)s” tidak dikenal. Pilih dari daftar.") % {"title": title, "code": text[:40]}
        )
    return text


def _near(text: str) -> Near:
    """Read a position, the code of a region, or the key of a facility."""
    if position := read_position(text):
        return Near(position.lon, position.lat, f"{position.lat:.4f}, {position.lon:.4f}")
    if text.startswith("f-"):
        row = FacilityVersion.objects.current().filter(facility__key=text).first()
        if row is not None:
            return Near(row.geom.x, row.geom.y, row.name)
    elif (region := region_of(text)) and (spot := spot_of(region.pk)):
        return Near(spot[0], spot[1], region.name)
    raise BadRequest(
        _("“%(text)s” bukan letak. Tulis bujur,lintang, misalnya dekat=117.53,0.52, atau kode wilayah.")
        % {"text": text[:40]}
    )
