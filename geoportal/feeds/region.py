"""`/wilayah/{code}/atom.xml`: what is new in a region and below it, and of its border, as everybody may know it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import DateTimeField
from django.db.models.functions import Cast, Coalesce, Greatest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from boundaries import selectors as regions
from boundaries.register import REGISTER
from boundaries.selectors import RegionFacts
from documents.actions import DOCUMENTS
from documents.selectors import listed_documents
from geoportal.pages.history import words_of
from geoportal.pages.region import dotted_or_404
from geoportal.templatetags.portal import kind_name
from geoportal.templatetags.projects import rupiah_short
from kegiatan.actions import KEGIATAN
from kegiatan.models import Activity
from layers.addresses import base_url
from layers.declaration import Layer
from layers.feeds.atom import ATOM, Entry, atom_text
from layers.registry import get_layer
from layers.releases import current_numbers, fingerprint
from layers.timeline import timeline
from projects.models import LAYER as PROJECTS
from projects.models import Project

SHOWN = 15  # of each kind: hundreds of packages read in at once must not push the news out
READS = (REGISTER, KEGIATAN, DOCUMENTS, PROJECTS)


@dataclass(frozen=True)
class Asked:
    """Whose feed is read; `layer` is that of its border, None where it is hidden; `base` has no trailing slash."""

    region: RegionFacts
    layer: Layer | None
    base: str
    day: date

    def address(self, name: str, *args: Any) -> str:
        """Return the absolute address of a page; the path the portal is mounted at is a part of `base`."""
        return f"{self.base}/{reverse(name, args=args).removeprefix(get_script_prefix())}"


@require_safe
def region_feed(request: HttpRequest, code: str) -> HttpResponse:
    dotted, day = dotted_or_404(code), timezone.localdate()
    if dotted != code:
        return HttpResponsePermanentRedirect(reverse("feeds:region", args=[dotted]))
    region = regions.region_by_code(dotted, day=day)
    if region is None:
        raise Http404(dotted)
    asked = Asked(region, get_layer(region.level, AnonymousUser()), base_url(request), day)
    answer = HttpResponse(content_type=ATOM)
    answer["ETag"], answer["Cache-Control"] = quote_etag(_tag(asked)), "no-cache"
    # The words are in the language of the reader, which a cookie may say.
    patch_vary_headers(answer, ["Cookie", "Accept-Language"])
    kept = get_conditional_response(request, etag=answer["ETag"], response=answer)
    if kept is None or kept is answer:
        answer.content = _text(asked).encode()
        return answer
    return kept


def _tag(asked: Asked) -> str:
    layer = asked.layer
    releases = current_numbers([*READS, *([layer.releases_of] if layer else [])])
    return fingerprint(releases, asked.region.pk, layer.face if layer else None, asked.base, get_language())


def _text(asked: Asked) -> str:
    """Write the feed. Five queries at most, whatever the region."""
    region = asked.region
    found = [*_news(asked), *_documents(asked), *_projects(asked), *_releases(asked)]
    name = f"{kind_name(region.kind).capitalize()} {region.name}"
    return atom_text(
        key=f"region:{region.pk}",
        title=_("Yang baru di %(name)s") % {"name": name},
        subtitle=_("Kabar, dokumen, proyek, dan rilis batas, yang terbaru lebih dahulu."),
        link=asked.address("pages:region", region.code),
        here=asked.address("feeds:region", region.code),
        entries=sorted(found, key=lambda entry: entry.updated, reverse=True),
        empty_since=_midnight(asked.day),
    )


def _news(asked: Asked) -> Iterator[Entry]:
    moment = Coalesce("changed_at", "made_at")
    rows = Activity.objects.shown(asked.day).inside(asked.region.pk).coded_region(asked.day)
    for each in rows.annotate(moment=moment).order_by("-moment", "-pk")[:SHOWN]:
        yield Entry(
            key=f"kabar:{each.pk}",
            title=each.title,
            link=asked.address("news:item", each.pk),
            updated=each.changed_at or each.made_at,
            lines=_lines(each.region.name, each.text, sample=each.sample),
            category="kabar",
        )


def _documents(asked: Asked) -> Iterator[Entry]:
    # A new version brings a document up again.
    moment = Greatest(Cast("published_on", DateTimeField()), "newest__made_at")
    rows = listed_documents().published_until(asked.day).inside(asked.region.pk).as_lines(asked.day)
    for each in rows.annotate(moment=moment).order_by("-moment", "-pk")[:SHOWN]:
        yield Entry(
            key=f"dokumen:{each.pk}",
            title=each.title,
            link=asked.address("documents:document", each.pk),
            updated=each.newest.made_at if each.newest else _midnight(each.published_on),
            lines=_lines(each.region.name, f"{each.kind.title}, {each.year}", each.summary, sample=each.sample),
            category="dokumen",
        )


def _projects(asked: Asked) -> Iterator[Entry]:
    rows = Project.objects.inside(asked.region.pk).select_related("region")
    for each in rows.order_by("-changed_at", "-pk")[:SHOWN]:
        value = rupiah_short(each.value) if each.value is not None else ""
        facts = ", ".join(part for part in (each.get_stage_display(), str(each.year), value) if part)
        yield Entry(
            key=f"proyek:{each.pk}",
            title=each.title,
            link=asked.address("projects:project", each.key),
            updated=each.changed_at,
            lines=_lines(each.region.name if each.region else "", facts, sample=each.sample),
            category="proyek",
        )


def _releases(asked: Asked) -> Iterator[Entry]:
    layer, region = asked.layer, asked.region
    if layer is None or layer.history is None:
        return
    steps = timeline(layer, region.pk)
    first = steps[-1] if steps else None
    page = asked.address("pages:region", region.code)
    for step in steps[:SHOWN]:
        number, day = step.release.number, step.release.as_of.isoformat()
        yield Entry(
            key=f"batas:{region.pk}:{number}",
            title=_("Batas %(name)s, rilis %(number)s") % {"name": region.name, "number": number},
            link=f"{page}?as_of={day}",
            updated=step.release.published_at,
            lines=_lines(words_of(step, again=step is not first), step.release.reason),
            category="batas",
        )


def _lines(*lines: str, sample: bool = False) -> tuple[str, ...]:
    return tuple(line for line in (*lines, _("Data contoh.") if sample else "") if line)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
