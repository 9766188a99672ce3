"""Facilities in the API's region: how many lie in it, and what the layer's own list would give of them."""

import json

from boundaries.selectors import RegionFacts
from facilities.layers import FASILITAS
from facilities.models import LAYER, FacilityVersion
from layers.declaration import Reading
from layers.filters import FeatureQuery
from layers.geojson import feature_texts
from layers.releases import current_number

from .joined import Document, Part


def _count(region: RegionFacts, reading: Reading) -> int:
    return FacilityVersion.objects.current().within(region.pk).count()


def _body(region: RegionFacts, reading: Reading) -> list[Document]:
    if region.code is None:
        return []
    own = Reading(current_number(LAYER), reading.as_of, reading.base_url)
    query = FeatureQuery(layer=FASILITAS, reading=own, region=region.code)
    rows = query.matched().order_by("out_id")[: query.limit]
    return [json.loads(text) for _id, text in feature_texts(query, rows)]


PART: Part = Part("facilities", _count, _body, (LAYER,), LAYER)
