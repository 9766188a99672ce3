"""How a stored file is given out: whole or in part, asked again only when it changed, and by the proxy where there is one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.utils.translation import gettext as _

PIECE = 1 << 16
RANGE = re.compile(r"bytes=(?:([0-9]{1,15})-([0-9]{0,15})|-([0-9]{1,15}))")


def file_answer(request: HttpRequest, file: FieldFile, *, sha256: str, name: str, media_type: str) -> HttpResponseBase:
    """Answer with a file to keep as `name`: 200, 206 for one part of it, 304, 416; Http404 where it is not on this server.

    With `FILES_ACCEL` the proxy sends it (X-Accel-Redirect), and reads the asked part itself.
    """
    tag = quote_etag(sha256)
    kept = get_conditional_response(request, etag=tag, response=None)
    if kept is not None:
        return kept
    answer = _by_proxy(file) if settings.FILES_ACCEL else _by_us(request, file, tag)
    return _headed(answer, tag, name, media_type)


def path_answer(
    request: HttpRequest, path: Path, *, tag: str, name: str, media_type: str, proxied: str = ""
) -> HttpResponseBase:
    """Answer the same with a file that was made here and can be made again: no storage keeps it.

    `tag` changes with its bytes. `proxied` is the address the proxy finds it at, empty where we send it ourselves.
    """
    quoted = quote_etag(tag)
    kept = get_conditional_response(request, etag=quoted, response=None)
    if kept is not None:
        kept["ETag"], kept["Cache-Control"] = quoted, "no-cache"
        return kept
    if proxied:
        if not path.exists():
            raise _absent()
        return _headed(HttpResponse(headers={"X-Accel-Redirect": quote(proxied)}), quoted, name, media_type)
    try:
        opened = File(path.open("rb"), name=path.name)
    except FileNotFoundError as error:
        raise _absent() from error
    return _headed(_by_us(request, opened, quoted), quoted, name, media_type)


def _headed(answer: HttpResponseBase, tag: str, name: str, media_type: str) -> HttpResponseBase:
    if answer.status_code in (200, 206):
        answer["Content-Type"] = media_type
        answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    answer["ETag"], answer["Cache-Control"] = tag, "no-cache"
    if "X-Accel-Redirect" not in answer:
        answer["Accept-Ranges"] = "bytes"  # nginx says so itself, and would say it twice
    return answer


def _by_proxy(file: FieldFile) -> HttpResponseBase:
    name = file.name or ""
    if not default_storage.exists(name):
        raise _absent()
    return HttpResponse(headers={"X-Accel-Redirect": f"{settings.FILES_ACCEL.rstrip('/')}/{quote(name)}"})


def _by_us(request: HttpRequest, file: FieldFile | File[bytes], tag: str) -> HttpResponseBase:
    try:
        opened = file.open("rb")
        size = file.size
    except OSError as error:
        raise _absent() from error
    part = part_asked(request.headers.get("Range", ""), size)
    if part is None or request.headers.get("If-Range", tag) != tag:
        return FileResponse(opened)
    first, last = part
    if first > last:
        opened.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    headers = {"Content-Range": f"bytes {first}-{last}/{size}", "Content-Length": str(last - first + 1)}
    return StreamingHttpResponse(_pieces(opened, first, last), status=206, headers=headers)


def part_asked(header: str, size: int) -> tuple[int, int] | None:
    """Return the first and last byte asked for; first after last where there are none such; None where all is sent:
    nothing is asked, several parts are, or what nobody understands.
    """
    found = RANGE.fullmatch(header.strip())
    if not found:
        return None
    first, last, ending = found.groups()
    if ending is not None:
        return (max(0, size - int(ending)), size - 1) if int(ending) else (size, size - 1)
    if last and int(last) < int(first):
        return None
    return int(first), min(int(last), size - 1) if last else size - 1


def _pieces(opened: File[bytes], first: int, last: int) -> Iterator[bytes]:
    with opened:
        opened.seek(first)
        left = last - first + 1
        while left and (piece := opened.read(min(PIECE, left))):
            left -= len(piece)
            yield piece


def _absent() -> Http404:
    return Http404(_("Berkasnya tidak ada di server ini."))
