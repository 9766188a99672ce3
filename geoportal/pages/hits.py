"""What the one search box finds besides regions: layers to download, facilities, offices, packages, documents, indicators
and news, each with its count.

One query a part, two for layers. A part whose layer is hidden from the public finds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, QuerySet, Window
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boundaries.models import Region
from boundaries.names import plain
from boundaries.querysets import code_of
from documents import selectors as documents
from documents.models import Document
from facilities import selectors as facilities
from facilities.models import FacilityVersion
from kegiatan import selectors as kegiatan
from kegiatan.models import Activity
from layers.declaration import Layer
from layers.exports.formats import FORMATS
from layers.registry import layers_for
from monografi.indicators import GROUPS, Indicator, indicators
from projects import selectors as projects
from projects.models import Project
from services import selectors as services
from services.models import Office

LEAST_LETTERS = 2
# What people type beside the name of the data they want.
ANY_DATA = {
    "data",
    "unduh",
    "unduhan",
    "download",
    "lapisan",
    "layer",
    "peta",
    "shapefile",
    "geopackage",
    "excel",
    *FORMATS,
}
ALIKE = 0.8  # two words as one, of 1


@dataclass(frozen=True)
class Hit:
    """One thing found: what it is called, its path, and what tells it from its namesakes; `sample` marks data contoh."""

    name: str
    url: str
    about: str
    sample: bool = False


@dataclass(frozen=True)
class Group:
    """What a part found: the first hits, how many there are in all, and the path of the list that shows them all."""

    key: str
    title: str
    hits: list[Hit]
    count: int
    all_url: str

    @property
    def more(self) -> bool:
        return self.count > len(self.hits)


@dataclass(frozen=True)
class Part:
    """A part that is searched; `list_path` is the page that lists what is found, narrowed by `?q=`; else `/cari/` itself."""

    key: str
    title: str | Promise
    find: Callable[[str, int], tuple[list[Hit], int]]
    list_path: str = ""

    def all_url(self, words: str) -> str:
        asked = {"q": words} if self.list_path else {"q": words, "bagian": self.key}
        return f"{reverse(self.list_path or 'pages:search')}?{urlencode(asked)}"


def groups(words: str, limit: int, *, only: str = "") -> list[Group]:
    """Return the parts that find something, in their order, `only` one where it is named. As many queries as parts."""
    if len(plain(words)) < LEAST_LETTERS:
        return []
    found = []
    for part in PARTS:
        if only in ("", part.key):
            hits, count = part.find(words, limit)
            if hits:
                found.append(Group(part.key, str(part.title), hits, count, part.all_url(words)))
    return found


def _page(rows: QuerySet[Any], limit: int) -> tuple[list[Any], int]:
    """Return the first of `rows` and how many there are in all. One query."""
    found = list(rows.annotate(found_in_all=Window(Count("pk")))[:limit])
    return found, found[0].found_in_all if found else 0


def _facilities(words: str, limit: int) -> tuple[list[Hit], int]:
    rows, count = _page(facilities.hits(words), limit)
    return [_facility(row) for row in rows], count


def _facility(row: FacilityVersion) -> Hit:
    about = (row.kind_facts.title, _place(row.region))
    return Hit(row.name, reverse("facilities:facility", args=[row.facility.key]), _joined(about), row.sample)


def _offices(words: str, limit: int) -> tuple[list[Hit], int]:
    coded = services.hits(words).annotate(code=code_of("region", "kemendagri", timezone.localdate()))
    rows, count = _page(coded.filter(code__isnull=False), limit)
    return [_office(row, row.code) for row in rows], count


def _office(row: Office, code: str) -> Hit:
    name = _("Kantor %(name)s") % {"name": row.region.name}
    return Hit(name, f"{reverse('pages:region', args=[code])}#layanan", _joined((row.address, row.hours)), row.sample)


def _projects(words: str, limit: int) -> tuple[list[Hit], int]:
    rows, count = _page(projects.hits(words), limit)
    return [_project(row) for row in rows], count


def _project(row: Project) -> Hit:
    about = (str(row.year), row.get_stage_display(), row.region.name if row.region else "")
    return Hit(row.title, reverse("projects:project", args=[row.key]), _joined(about), row.sample)


def _documents(words: str, limit: int) -> tuple[list[Hit], int]:
    rows, count = _page(documents.hits(words), limit)
    return [_document(row) for row in rows], count


def _document(row: Document) -> Hit:
    about = (row.kind.short, row.period, row.region.name)
    return Hit(row.title, reverse("documents:document", args=[row.pk]), _joined(about), row.sample)


def _news(words: str, limit: int) -> tuple[list[Hit], int]:
    rows, count = _page(kegiatan.hits(words, day=timezone.localdate()), limit)
    return [_activity(row) for row in rows], count


def _activity(row: Activity) -> Hit:
    about = (row.region.name, date_format(row.day, "j F Y"))
    return Hit(row.title, reverse("news:item", args=[row.pk]), _joined(about), row.sample)


def _indicators(words: str, limit: int) -> tuple[list[Hit], int]:
    asked = plain(words).split()
    told = [each for each in indicators().values() if each.numeric]
    found = [each for each in told if _says(each, asked, exactly=True)]
    found = found or [each for each in told if _says(each, asked, exactly=False)]
    return [_indicator(each) for each in found[:limit]], len(found)


def _says(indicator: Indicator, asked: Iterable[str], *, exactly: bool) -> bool:
    """Tell whether each word asked begins one of the words of an indicator, or, not exactly, is much like one."""
    own = plain(f"{indicator.title_id} {indicator.title_en} {indicator.code.replace('_', ' ')}").split()
    return all(any(each.startswith(word) or (not exactly and _alike(word, each)) for each in own) for word in asked)


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other).ratio() >= ALIKE


def _indicator(each: Indicator) -> Hit:
    about = (str(GROUPS[each.group]), each.unit_name)
    return Hit(each.title, f"{reverse('monograph:ranking')}?indikator={each.code}", _joined(about))


def _layers(words: str, limit: int) -> tuple[list[Hit], int]:
    """Find layers by the words of their titles; words like "unduh" and the names of formats ask for any. Two queries."""
    asked = [word for word in plain(words).split() if word not in ANY_DATA]
    found = [layer for layer in layers_for(AnonymousUser()) if _titled(layer, asked)]
    return [_layer(layer) for layer in found[:limit]], len(found)


def _titled(layer: Layer, asked: Iterable[str]) -> bool:
    own = plain(f"{layer.title_id} {layer.title_en}").split()
    return all(any(each.startswith(word) for each in own) for word in asked)


def _layer(layer: Layer) -> Hit:
    return Hit(layer.title, reverse("catalogue:layer", args=[layer.key]), layer.description)


def _place(region: Region | None) -> str:
    return f"{region.name}, {region.parent.name}" if region and region.parent else region.name if region else ""


def _joined(parts: Iterable[str]) -> str:
    return " · ".join(part for part in parts if part)


PARTS = (
    Part("data", gettext_lazy("Data untuk diunduh"), _layers),
    Part("fasilitas", gettext_lazy("Fasilitas"), _facilities, "facilities:list"),
    Part("kantor", gettext_lazy("Kantor dan layanan"), _offices),
    Part("proyek", gettext_lazy("Proyek"), _projects, "projects:list"),
    Part("dokumen", gettext_lazy("Dokumen"), _documents, "documents:list"),
    Part("indikator", gettext_lazy("Angka monografi"), _indicators),
    Part("kabar", gettext_lazy("Kabar"), _news),
)
