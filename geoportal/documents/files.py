"""The files themselves and the picture of their first page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from documents import selectors
from documents.contents import Broken, Locked, Unsafe
from documents.models import Document, DocumentVersion
from documents.previews import preview_of
from geoportal.stored_files import file_answer

from .document import document_or_404, gone


@require_safe
def download(request: HttpRequest, number: int, version: int | None = None) -> HttpResponseBase:
    """Give the newest file, or the one of an older version; 410 once the document, or this version, was withdrawn."""
    document = document_or_404(number)
    if document.withdrawn:
        return gone(request, document)
    asked = _version(document, version)
    if asked.withdrawn_on is not None:
        return gone(request, document, asked)
    name = name_of(document, asked)
    return file_answer(request, asked.file, sha256=asked.sha256, name=name, media_type=asked.media_type)


def name_of(document: Document, version: DocumentVersion) -> str:
    suffix = version.file.name.rpartition(".")[2]
    return f"{slugify(document.title)[:80]}-{document.key}-v{version.number}.{suffix}"


def _version(document: Document, number: int | None) -> DocumentVersion:
    found = document.newest if number is None else selectors.version_of(document, number)
    if found is None:
        raise Http404(_("Dokumen ini tidak punya berkas dengan nomor itu."))
    return found


@require_safe
def preview(request: HttpRequest, number: int) -> HttpResponse:
    document = document_or_404(number)
    if document.withdrawn or document.newest is None:
        raise Http404(_("Tidak ada gambar halaman pertama."))
    tag = quote_etag(f"{document.newest.sha256}-1")
    kept = get_conditional_response(request, etag=tag, response=None)
    if kept is not None:
        return kept
    try:
        picture = preview_of(document.newest)
    except (OSError, Broken, Locked, Unsafe) as error:
        raise Http404(_("Berkasnya tidak ada di server ini.")) from error
    if picture is None:
        raise Http404(_("Tidak ada gambar halaman pertama."))
    return HttpResponse(picture, content_type="image/webp", headers={"ETag": tag, "Cache-Control": "no-cache"})
