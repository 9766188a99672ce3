"""OGC API - Features, Part 2: the system an answer's coordinates are in, as a header."""

from typing import TypeVar

from django.http.response import HttpResponseBase

from ..filters import FeatureQuery

CONFORMANCE = ("http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",)
HEADER = "Content-Crs"
Answer = TypeVar("Answer", bound=HttpResponseBase)


def content_crs(answer: Answer, query: FeatureQuery) -> Answer:
    """Say in which system the shapes of an answer are."""
    answer[HEADER] = f"<{query.crs.uri}>"
    return answer
