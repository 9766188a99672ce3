"""Every other address under /api/: a problem document, not a page."""

from typing import Any

from rest_framework.request import Request

from ..problems import NotFound
from .base import ApiView


class Unknown(ApiView):
    schema = None
    check_parameters = False

    def get(self, request: Request, rest: str) -> Any:
        raise NotFound(
            f"Tidak ada apa-apa di alamat ini; mulai dari {self.api}/.",
            f"There is nothing at this address; start at {self.api}/.",
        )
