import gzip

import brotli
import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from geoportal.compression import CompressionMiddleware

TEXT = b"Sangatta Utara, Sangatta Selatan " * 40


def answer(response: HttpResponse | StreamingHttpResponse, accepts: str) -> HttpResponse | StreamingHttpResponse:
    request = RequestFactory().get("/", headers={"accept-encoding": accepts})
    response["ETag"] = '"abc"'
    return CompressionMiddleware(lambda request: response)(request)  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("accepts", "encoding"),
    [
        ("gzip, deflate, br", "br"),
        ("br;q=0.5", "br"),
        ("br;q=0, gzip", "gzip"),
        ("gzip", "gzip"),
        ("identity", None),
        ("", None),
    ],
)
def test_compression_follows_what_the_reader_takes(accepts: str, encoding: str | None) -> None:
    assert answer(HttpResponse(TEXT), accepts).headers.get("Content-Encoding") == encoding


def test_brotli_gives_the_same_bytes_back_and_weakens_the_tag() -> None:
    response = answer(HttpResponse(TEXT), "br")
    assert brotli.decompress(response.content) == TEXT
    assert response["ETag"] == 'W/"abc"'
    assert response["Content-Length"] == str(len(response.content))
    assert "Accept-Encoding" in response["Vary"]


def test_brotli_compresses_a_stream_piece_by_piece() -> None:
    response = answer(StreamingHttpResponse(iter([TEXT, TEXT])), "br")
    assert brotli.decompress(b"".join(response.streaming_content)) == TEXT * 2  # type: ignore[union-attr, arg-type]


def test_brotli_passes_on_the_failure_of_a_stream() -> None:
    def pieces():  # type: ignore[no-untyped-def]
        yield TEXT
        raise RuntimeError("cut")

    with pytest.raises(RuntimeError, match="cut"):
        b"".join(answer(StreamingHttpResponse(pieces()), "br").streaming_content)  # type: ignore[union-attr, arg-type]


def test_short_answers_stay_as_they_are() -> None:
    assert "Content-Encoding" not in answer(HttpResponse(b"short"), "br").headers


def test_gzip_still_answers_older_readers() -> None:
    assert gzip.decompress(answer(HttpResponse(TEXT), "gzip").content) == TEXT
