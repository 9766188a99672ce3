"""What every answer for a program needs: CORS on the API's addresses, errors included, and HEAD without a body."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

EXPOSED = "ETag, Link, Content-Crs, Content-Disposition, Content-Range, X-Total-Count"


class CorsMiddleware:
    """Data may be read from any page. Nothing here carries credentials."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(("/api", "/r/", "/unduh")):
            response["Access-Control-Allow-Origin"] = "*"
            response["Access-Control-Expose-Headers"] = EXPOSED
            if request.method == "OPTIONS":
                response["Access-Control-Allow-Methods"] = response.get("Allow", "GET, HEAD, OPTIONS")
                response["Access-Control-Allow-Headers"] = "Accept, Content-Type, If-None-Match, Range, If-Range"
                response["Access-Control-Max-Age"] = "86400"
        return response


class HeadMiddleware:
    """Answer HEAD with GET's headers and no body: a server that has to drop one complains. It stands outside compression."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "HEAD":
            if response.streaming:
                response.streaming_content = ()  # type: ignore[attr-defined]
            else:
                response.content = b""
        return response
