"""`/dokumen/{key}/`: what a document is, its file and its versions; and the same as text alone."""

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from boundaries.models import Region
from boundaries.selectors import RegionFacts, listed
from boundaries.selectors import trail as trail_of
from documents import selectors
from documents.contents import MOST_LETTERS
from documents.models import Document, DocumentVersion

PART_LETTERS = 20_000


def document_or_404(number: int) -> Document:
    """Return a document with its region, newest version and what replaced it. One query."""
    related = ("region", "newest", "replaced_by")
    found = Document.objects.filter(pk=number).select_related(*related).defer("words", "replaced_by__words").first()
    if found is None:
        raise Http404(_("Dokumen ini tidak ada."))
    return found


def region_of(document: Document) -> RegionFacts:
    """Return the facts of its region. One query."""
    return listed(Region.objects.filter(pk=document.region_id), day=timezone.localdate())[0]


def context_of(document: Document) -> dict[str, Any]:
    region = region_of(document)
    return {
        "document": document,
        "region": region,
        "trail": trail_of(region, day=timezone.localdate()),
        "versions": selectors.versions(document),
        "text_bytes": len(document.newest.text.encode()) if document.newest else 0,
    }


@require_safe
@conditional_page
def document_page(request: HttpRequest, number: int) -> HttpResponse:
    return render(request, "documents/document.html", context_of(document_or_404(number)))


@require_safe
@conditional_page
def text_page(request: HttpRequest, number: int) -> HttpResponse:
    document = document_or_404(number)
    if document.withdrawn:
        return gone(request, document)
    text = document.newest.text if document.newest else ""
    parts = text_parts(text)
    asked = request.GET.get("bagian", "1")
    if not re.fullmatch(r"[0-9]{1,4}", asked) or not 1 <= int(asked) <= max(1, len(parts)):
        raise Http404(_("Bagian itu tidak ada."))
    context = context_of(document) | {
        "part": parts[int(asked) - 1] if parts else "",
        "number": int(asked),
        "parts": len(parts),
        "cut": len(text) >= MOST_LETTERS,
    }
    return render(request, "documents/text.html", context)


def text_parts(text: str) -> list[str]:
    """Cut a text between lines into parts a slow line brings one by one: some 20 kB each."""
    parts, length = [list[str]()], 0
    for line in text.splitlines(keepends=True):
        if length + len(line) > PART_LETTERS and parts[-1]:
            parts.append([])
            length = 0
        parts[-1].append(line)
        length += len(line)
    return ["".join(part).strip("\n") for part in parts if part]


def gone(request: HttpRequest, document: Document, version: DocumentVersion | None = None) -> HttpResponse:
    """Answer for what was withdrawn, all of it or one version: its page, which says so."""
    context = context_of(document) | {"gone": version}
    return render(request, "documents/document.html", context, status=410)
