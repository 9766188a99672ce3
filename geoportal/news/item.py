"""`/kabar/{id}/`: one activity with its photo; what was withdrawn says so."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from boundaries import selectors as regions
from boundaries.facts import listed
from boundaries.models import Region
from geoportal.photo_files import photo_answer
from kegiatan.models import Activity, Photo


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
    """Return the photo of an activity that was not withdrawn."""
    shown = Photo.objects.filter(activity=number, activity__withdrawn_at__isnull=True)
    return photo_answer(shown if number < 2**62 else Photo.objects.none(), size)
