"""`/wilayah/{code}/qr.svg`: the address of a region's page for the camera of a telephone."""

import io

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from boundaries import codes, selectors

from .sharing import share_url


@require_safe
def region_qr(request: HttpRequest, code: str) -> HttpResponse:
    try:
        region = selectors.region_by_code(codes.normalise(code))
    except ValueError as error:
        raise Http404(code) from error
    if region is None:
        raise Http404(code)
    drawing = io.BytesIO()
    segno.make(share_url(request, region, None), error="m").save(
        drawing, kind="svg", border=0, xmldecl=False, omitsize=True
    )
    return HttpResponse(drawing.getvalue(), content_type="image/svg+xml", headers={"Cache-Control": "max-age=86400"})
