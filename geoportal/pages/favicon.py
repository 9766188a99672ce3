"""`/favicon.ico`: browsers and programs ask for it unbidden; every page names the drawing itself."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe


@require_safe
@cache_control(max_age=24 * 3600)
def favicon(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(static("geoportal/icon.svg"))
