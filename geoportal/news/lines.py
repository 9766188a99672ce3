"""An activity as a list tells it."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from kegiatan.models import Activity

KILOBYTE = 1000


@dataclass(frozen=True)
class Line:
    """`region_code` is None for a desa persiapan; `photo_kb` None where there is no photo."""

    title: str
    url: str
    day: date
    region_name: str
    region_code: str | None
    photo_kb: int | None
    sample: bool


def line_of(activity: Activity) -> Line:
    """Read an activity of `kegiatan.selectors.told`. No query."""
    photo = getattr(activity, "photo", None)
    return Line(
        title=activity.title,
        url=reverse("news:item", args=[activity.pk]),
        day=activity.day,
        region_name=activity.region.name,
        region_code=getattr(activity, "code", None),
        photo_kb=max(1, round(photo.small_bytes / KILOBYTE)) if photo else None,
        sample=activity.sample,
    )
