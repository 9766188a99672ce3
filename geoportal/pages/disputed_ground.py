"""`/peta/belum-sepakat.json`: what neighbours do not agree about, for the script of `/peta/`."""

from typing import Any

import shapely
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from boundaries.disputed import Ground

from .asking import asked_day
from .maps import open_atlas

METRE = 5  # decimals of a degree


@require_safe
@conditional_page
def disputed_ground(request: HttpRequest) -> HttpResponse:
    """Answer GeoJSON: each feature with the layer of borders it is drawn with, as far as the reader may see that."""
    as_of = asked_day(request)
    atlas = open_atlas(request.user, day=as_of or timezone.localdate(), as_of=as_of)
    features = [_feature(each) for each in atlas.all_disputed_ground()]
    return JsonResponse(
        {"type": "FeatureCollection", "features": features}, content_type="application/geo+json; charset=utf-8"
    )


def _feature(ground: Ground) -> dict[str, Any]:
    rounded = shapely.transform(ground.shape, lambda places: places.round(METRE))
    return {
        "type": "Feature",
        "properties": {"layer": ground.level},
        "geometry": shapely.geometry.mapping(rounded),
    }
