"""A document as the API tells it."""

from typing import Any

from documents.kinds import types
from documents.models import Document
from layers.api.common import link
from layers.api.negotiation import HTML

Record = dict[str, Any]


def record(document: Document, base: str) -> Record:
    """Return one document read by `as_lines`; `file` is null for what is excluded."""
    page, code = f"{base}/dokumen/{document.key}/", document.region_code  # type: ignore[attr-defined]  # annotated
    return {
        "id": document.key,
        "type": document.type,
        "type_title": types()[document.type].title_id,
        "title": document.title,
        "region": {"code": code, "name": document.region.name, "href": f"{base}/api/regions/{code}" if code else None},
        "agency": document.agency,
        "year": document.year,
        "year_until": document.year_until,
        "ppid_class": document.ppid_class,
        "legal_ground": document.legal_ground or None,
        "state": document.state,
        "replaced_by": f"d-{document.replaced_by_id:06d}" if document.replaced_by_id else None,
        "summary": document.summary,
        "holder": document.holder,
        "responsible": document.responsible,
        "made_on": document.made_on,
        "made_at": document.made_at,
        "form": document.form,
        "retention": document.retention,
        "published_on": document.published_on,
        "sample": document.sample,
        "file": _file(document, page),
        "links": [link("alternate", page, HTML)],
    }


def _file(document: Document, page: str) -> Record | None:
    newest = document.newest
    if newest is None:
        return None
    return {
        "href": f"{page}unduh/",
        "version": newest.number,
        "media_type": newest.media_type,
        "size_bytes": newest.size_bytes,
        "sha256": newest.sha256,
        "pages": newest.pages,
    }
