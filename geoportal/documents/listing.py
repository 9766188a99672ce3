"""`/dokumen/`: every document, narrowed by region, agency, type, year, class and words, page by page. The address says it all."""

import re
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from boundaries.facts import RegionFacts, listed
from boundaries.models import Level, Region
from boundaries.selectors import region_by_code
from documents import selectors
from documents.kinds import PpidClass, types
from documents.models import Document, State
from documents.querysets import DocumentQuerySet

PAGE = 30
MOST_WORDS = 120
ALONE, IN_FORCE = "sendiri", str(State.IN_FORCE)


@dataclass(frozen=True)
class Wanted:
    """What the address asks for; None and "" where it leaves it open."""

    region: RegionFacts | None
    alone: bool  # without the regions below it
    in_force: bool  # without what was replaced
    agency: str
    type: str
    year: int | None
    ppid_class: str
    words: str
    after: tuple[int, int] | None

    @property
    def further(self) -> int:
        """Count what is asked for by the filters that are folded away on a telephone."""
        return sum(map(bool, (self.alone, self.in_force, self.agency, self.ppid_class)))

    def narrow(self, documents: DocumentQuerySet) -> DocumentQuerySet:
        if self.region is not None:
            documents = documents.of_region(self.region.pk) if self.alone else documents.inside(self.region.pk)
        documents = documents.in_force() if self.in_force else documents
        exact = {"type": self.type, "year": self.year, "ppid_class": self.ppid_class, "agency": self.agency}
        documents = documents.filter(**{name: value for name, value in exact.items() if value})
        return documents.saying(self.words) if self.words else documents


@require_safe
@conditional_page
def list_page(request: HttpRequest) -> HttpResponse:
    day = timezone.localdate()
    wanted = wanted_of(request)
    narrowed = wanted.narrow(selectors.listed_documents().published_until(day))
    count = narrowed.count()
    rest = narrowed.after(*wanted.after) if wanted.after else narrowed
    found = list(rest.newest_first().as_lines(day)[: PAGE + 1])
    units = listed(Region.objects.existing_on(day).filter(level__in=(Level.KABUPATEN, Level.KECAMATAN)), day=day)
    shown = found[:PAGE]
    context: dict[str, Any] = {
        "wanted": wanted,
        "documents": shown,
        "count": count,
        "next": _following(request, shown[-1]) if len(found) > PAGE else "",
        "first": _without(request, "sesudah") if wanted.after else "",
        "types": types().values(),
        "classes": PpidClass.choices,
        "years": selectors.years(),
        "agencies": selectors.agencies(),
        "units": _with_asked(units, wanted.region),
    }
    return render(request, "documents/list.html", context)


def _with_asked(units: list[RegionFacts], asked: RegionFacts | None) -> list[RegionFacts]:
    return units if asked is None or asked in units else [*units, asked]


def _following(request: HttpRequest, last: Document) -> str:
    query = request.GET.copy()
    query["sesudah"] = f"{last.year}-{last.pk}"
    return f"?{query.urlencode()}"


def _without(request: HttpRequest, name: str) -> str:
    query = request.GET.copy()
    query.pop(name, None)
    return f"?{query.urlencode()}"


def wanted_of(request: HttpRequest) -> Wanted:
    """Read the address; BadRequest naming what in it is not there."""
    return Wanted(
        region=_region(_word(request, "wilayah")),
        alone=bool(_known(_word(request, "cakupan"), (ALONE,), _("Cakupan “%(text)s” tidak dikenal."))),
        in_force=bool(_known(_word(request, "keadaan"), (IN_FORCE,), _("Keadaan “%(text)s” tidak dikenal."))),
        agency=_word(request, "opd")[:MOST_WORDS],
        type=_known(_word(request, "jenis"), types(), _("Jenis dokumen “%(text)s” tidak dikenal.")),
        year=_year(_word(request, "tahun")),
        ppid_class=_known(_word(request, "kelas"), PpidClass.values, _("Kelas informasi “%(text)s” tidak dikenal.")),
        words=_word(request, "q")[:MOST_WORDS],
        after=_after(_word(request, "sesudah")),
    )


def _word(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\0", "").strip()


def _known(text: str, known: Any, refusal: str) -> str:
    if text and text not in known:
        raise BadRequest(refusal % {"text": text[:40]})
    return text


def _region(text: str) -> RegionFacts | None:
    if not text:
        return None
    found = region_by_code(text) if re.fullmatch(r"[0-9.]{2,13}", text) else None
    if found is None:
        raise BadRequest(_("Tidak ada wilayah berkode “%(text)s”.") % {"text": text[:20]})
    return found


def _year(text: str) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"[12][0-9]{3}", text):
        raise BadRequest(_("“%(text)s” bukan tahun; tulis misalnya 2026.") % {"text": text[:10]})
    return int(text)


def _after(text: str) -> tuple[int, int] | None:
    if not text:
        return None
    found = re.fullmatch(r"([0-9]{4})-([0-9]{1,12})", text)
    if not found:
        raise BadRequest(_("Halaman berikutnya tidak dikenal; mulai lagi dari halaman pertama."))
    return int(found[1]), int(found[2])
