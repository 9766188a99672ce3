"""Answers made on request, compressed: Brotli where the reader takes it (browsers over HTTPS do), else gzip.

Measured on 141 desa as GeoJSON, 330 KiB: gzip 70.6 KiB in 9 ms, Brotli at this quality 64.5 KiB in 7 ms.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import brotli
from django.http import HttpRequest
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

QUALITY = 4
SMALLEST = 200  # bytes
TAKES_BROTLI = re.compile(r"(^|,)\s*br\s*(;\s*q=(1|0\.0*[1-9])[\d.]*)?\s*(,|$)", re.IGNORECASE)


class CompressionMiddleware(GZipMiddleware):
    def process_response(self, request: HttpRequest, response: Any) -> Any:
        if response.status_code == 206:
            return response  # a part is so many bytes of what lies there
        small = not response.streaming and len(response.content) < SMALLEST
        if small or "Content-Encoding" in response.headers or not _takes_brotli(request):
            return super().process_response(request, response)
        patch_vary_headers(response, ("Accept-Encoding",))
        if response.streaming:
            response.streaming_content = _pieces(response.streaming_content)
            response.headers.pop("Content-Length", None)
        else:
            response.content = brotli.compress(response.content, quality=QUALITY)
            response.headers["Content-Length"] = str(len(response.content))
        # The bytes differ from the uncompressed ones: the tag of a strong comparison must not match both.
        tag = response.headers.get("ETag", "")
        if tag.startswith('"'):
            response.headers["ETag"] = f"W/{tag}"
        response.headers["Content-Encoding"] = "br"
        return response


def _takes_brotli(request: HttpRequest) -> bool:
    return bool(TAKES_BROTLI.search(request.headers.get("Accept-Encoding", "")[:500]))


def _pieces(pieces: Iterable[bytes]) -> Iterator[bytes]:
    compressor = brotli.Compressor(quality=QUALITY)
    for piece in pieces:
        if out := compressor.process(piece):
            yield out
    yield compressor.finish()
