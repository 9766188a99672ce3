"""The photo of a facility, while it is shown."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from facilities import drawing
from facilities.models import FacilityPhoto, FacilityVersion
from geoportal.photo_files import photo_answer


@require_safe
def facility_photo(request: HttpRequest, key: str, number: int, size: str) -> HttpResponse:
    """Return the photo the newest release shows of a facility; Http404 for a former one, and where its layer is hidden."""
    if not drawing.Sheets.open(request.user).shown or number >= 2**62:
        raise Http404(_("Foto ini tidak ada."))
    saying = FacilityVersion.objects.current().filter(facility__key=key, photo=number)
    return photo_answer(FacilityPhoto.objects.filter(versions__in=saying), size, lasting=saying.public().exists())
