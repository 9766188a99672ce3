"""Refusals as problem documents (RFC 9457), in Indonesian first and English second.

Problem
├── BadParameter      400  names the query parameter
├── NotSignedIn       401
├── Forbidden         403
├── NotFound          404
├── Gone              410  names what replaced it
├── NotAcceptable     406
├── Conflict          409
├── PreconditionFailed 412
└── ServerFault       500  ours, not the caller's
"""

from typing import Any

from django.http import HttpResponse, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler as rest_handler

CONTENT_TYPE = "application/problem+json"


class Problem(Exception):
    """Something the caller can mend. `detail_id`/`detail_en` say what happened and the way out."""

    status = 400
    title_id, title_en = "Permintaan tidak dapat dipenuhi", "The request cannot be met"

    def __init__(self, detail_id: str, detail_en: str, **members: Any) -> None:
        super().__init__(detail_en)
        self.detail_id, self.detail_en, self.members = detail_id, detail_en, members

    def document(self) -> dict[str, Any]:
        return {
            "type": "about:blank",
            "title": self.title_id,
            "title_en": self.title_en,
            "status": self.status,
            "detail": self.detail_id,
            "detail_en": self.detail_en,
            **self.members,
        }

    def response(self) -> HttpResponse:
        return JsonResponse(
            self.document(), status=self.status, content_type=CONTENT_TYPE, json_dumps_params={"ensure_ascii": False}
        )


class BadParameter(Problem):
    title_id, title_en = "Parameter salah", "Bad parameter"

    def __init__(self, parameter: str, detail_id: str, detail_en: str) -> None:
        super().__init__(detail_id, detail_en, parameter=parameter)


class NotSignedIn(Problem):
    status = 401
    title_id, title_en = "Belum masuk", "Not signed in"


class Forbidden(Problem):
    status = 403
    title_id, title_en = "Tidak berhak", "Not allowed"


class NotFound(Problem):
    status = 404
    title_id, title_en = "Tidak ditemukan", "Not found"


class Gone(Problem):
    status = 410
    title_id, title_en = "Sudah tidak ada", "Gone"


class NotAcceptable(Problem):
    status = 406
    title_id, title_en = "Format tidak tersedia", "Format not available"


class Conflict(Problem):
    status = 409
    title_id, title_en = "Keadaan sudah berubah", "The state has moved"


class PreconditionFailed(Problem):
    status = 412
    title_id, title_en = "Syarat tidak terpenuhi", "Precondition failed"


class ServerFault(Problem):
    status = 500
    title_id, title_en = "Kesalahan di pihak kami", "An error on our side"


def exception_handler(exc: Exception, context: dict[str, Any]) -> HttpResponse | Response | None:
    """Answer DRF's own refusals and ours in one form."""
    if isinstance(exc, Problem):
        return exc.response()
    response = rest_handler(exc, context)
    if response is None:
        return None
    problem = Problem(*_words(exc))
    problem.status = response.status_code
    answer = problem.response()
    for name in ("Allow", "Retry-After", "WWW-Authenticate"):
        if name in response.headers:
            answer[name] = response.headers[name]
    return answer


def _words(exc: Exception) -> tuple[str, str]:
    if isinstance(exc, exceptions.MethodNotAllowed):
        return "Metode ini tidak diterima di alamat ini.", "This address does not take that method."
    if isinstance(exc, exceptions.NotFound) or exc.__class__.__name__ == "Http404":
        return "Alamat ini tidak ada.", "There is nothing at this address."
    if isinstance(exc, exceptions.NotAcceptable):
        return "Format yang diminta tidak tersedia.", "The requested format is not available."
    if isinstance(exc, exceptions.AuthenticationFailed):
        return (
            "Token ini tidak berlaku atau sudah berakhir; buat yang baru.",
            "This token is wrong or over; make a new one.",
        )
    if isinstance(exc, exceptions.UnsupportedMediaType):
        return "Jenis isi ini tidak diterima di alamat ini.", "This address does not take content of that type."
    if isinstance(exc, exceptions.Throttled):
        return "Terlalu banyak permintaan; coba lagi sebentar lagi.", "Too many requests; try again shortly."
    if isinstance(exc, exceptions.PermissionDenied) and "CSRF" in str(exc.detail):
        return "Halaman ini sudah kedaluwarsa; muat ulang, lalu coba lagi.", "This page is out of date; load it again."
    if isinstance(exc, (exceptions.NotAuthenticated, exceptions.PermissionDenied)):
        return "Anda tidak berhak melakukan ini; masuk dengan akun yang berhak.", "You may not do this; sign in first."
    detail = str(getattr(exc, "detail", exc))
    return f"Permintaan tidak dapat dibaca: {detail}", f"The request cannot be read: {detail}"
