"""`/kabar/{id}/`: one activity with its photo; what was withdrawn says so."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from boundaries import selectors as regions
from boundaries.facts import listed
from boundaries.models import Region
from kegiatan.models import Activity, Photo

SIZES = ("kecil", "besar")
A_DAY = 24 * 3600


@require_safe
@conditional_page
def item_page(request: HttpRequest, number: int) -> HttpResponse:
    activity = _activity(number)
    (region,) = listed(Region.objects.filter(pk=activity.region_id))
    context = {"activity": activity, "region": region, "trail": regions.trail(region, day=timezone.localdate())}
    if activity.withdrawn_at is not None:
        return render(request, "news/withdrawn.html", context, status=410)
    return render(request, "news/item.html", {**context, "photo": getattr(activity, "photo", None)})


def _activity(number: int) -> Activity:
    found = Activity.objects.with_photo_told().filter(pk=number).first() if number < 2**62 else None
    if found is None:
        raise Http404(_("Kabar ini tidak ada."))
    return found


@require_safe
@conditional_page
def photo_file(request: HttpRequest, number: int, size: str) -> HttpResponse:
    """Return a photo as JPEG; it never changes, but it may be withdrawn."""
    photos = Photo.objects.filter(activity=number, activity__withdrawn_at__isnull=True) if number < 2**62 else None
    field = "small" if size == SIZES[0] else "large"
    content = photos.values_list(field, flat=True).first() if photos is not None and size in SIZES else None
    if content is None:
        raise Http404(_("Foto ini tidak ada."))
    return HttpResponse(
        bytes(content), content_type="image/jpeg", headers={"Cache-Control": f"public, max-age={A_DAY}"}
    )
