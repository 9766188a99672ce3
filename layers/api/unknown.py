"""Every other address under /api/: one that is written with a slash too many leads on, the rest are problem documents."""

from typing import Any

from django.http import HttpResponsePermanentRedirect
from django.urls import resolve
from rest_framework.request import Request

from ..problems import NotFound
from .base import ApiView


class Unknown(ApiView):
    schema = None
    check_parameters = False

    def get(self, request: Request, rest: str) -> Any:
        path = request.path_info.removesuffix("/")
        if path != request.path_info and not path.endswith("/") and not self.is_unknown(path):
            query = request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(request.path.removesuffix("/") + (f"?{query}" if query else ""))
        raise NotFound(
            f"Tidak ada apa-apa di alamat ini; mulai dari {self.api}/.",
            f"There is nothing at this address; start at {self.api}/.",
        )

    def is_unknown(self, path: str) -> bool:
        return getattr(resolve(path).func, "view_class", None) is Unknown
