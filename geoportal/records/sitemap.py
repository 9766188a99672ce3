"""`/sitemap.xml` and `/robots.txt`: which pages search engines may find. Only what anybody may see stands there.

The sitemap is an index of parts, each at most as long as the protocol allows.
"""

from collections.abc import Callable, Iterator
from xml.etree import ElementTree as ET

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import get_script_prefix
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from boundaries.facts import listed
from boundaries.models import Region
from documents.selectors import listed_documents
from geoportal.pages.moved import region_path
from layers.addresses import base_url
from layers.markup import below, document
from layers.registry import layers_for
from projects.models import Project

SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST = 50_000  # addresses in one file
XML = "application/xml"
HIDDEN = ("kelola/", "unggah/", "admin/")


def _regions() -> Iterator[str]:
    prefix = get_script_prefix()
    for region in listed(Region.objects.existing_on(timezone.localdate())):
        if region.code or region.parent_code:
            yield region_path(region).removeprefix(prefix)


def _layers() -> Iterator[str]:
    yield from (f"lapisan/{layer.key}/" for layer in layers_for(AnonymousUser()))


def _documents() -> Iterator[str]:
    found = listed_documents().published_until(timezone.localdate()).order_by("-pk").only("pk")
    yield from (f"dokumen/{each.key}/" for each in found[:MOST])


def _projects() -> Iterator[str]:
    yield from (f"proyek/{key}/" for key in Project.objects.order_by("-pk").values_list("key", flat=True)[:MOST])


def _start() -> Iterator[str]:
    yield from ("", "peta/", "data/", "dokumen/", "proyek/", "fasilitas/")


PARTS: dict[str, Callable[[], Iterator[str]]] = {
    "awal": _start,
    "wilayah": _regions,
    "lapisan": _layers,
    "dokumen": _documents,
    "proyek": _projects,
}


@require_safe
@conditional_page
def sitemap_index(request: HttpRequest) -> HttpResponse:
    root = ET.Element("sitemapindex", {"xmlns": SITEMAPS})
    for part in PARTS:
        below(below(root, "sitemap"), "loc", f"{base_url(request)}/sitemap-{part}.xml")
    return HttpResponse(document(root), content_type=XML)


@require_safe
@conditional_page
def sitemap(request: HttpRequest, part: str) -> HttpResponse:
    if part not in PARTS:
        raise Http404(part)
    root, base = ET.Element("urlset", {"xmlns": SITEMAPS}), base_url(request)
    for path in PARTS[part]():
        below(below(root, "url"), "loc", f"{base}/{path}")
    return HttpResponse(document(root), content_type=XML)


@require_safe
@conditional_page
def robots(request: HttpRequest) -> HttpResponse:
    prefix = get_script_prefix()
    lines = ["User-agent: *", *(f"Disallow: {prefix}{each}" for each in HIDDEN)]
    text = "\n".join([*lines, "", f"Sitemap: {base_url(request)}/sitemap.xml", ""])
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
