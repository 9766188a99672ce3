"""Which language a reader gets: `?bahasa=en` (kept in a cookie), the cookie, else Indonesian.

Accept-Language is not read: cheap phones often announce English though their owners do not read it.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

ONE_YEAR = 365 * 24 * 3600
CHOICES = tuple(code for code, _name in settings.LANGUAGES)


class LanguageMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("bahasa")
        kept = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = next((choice for choice in (asked, kept) if choice in CHOICES), settings.LANGUAGE_CODE)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if asked in CHOICES and asked != kept:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME, language, max_age=ONE_YEAR, samesite="Lax", path=f"{settings.SUB_PATH}/"
            )
        return response
