"""OGC API - Common: landing page, conformance and the links every document carries."""

from django.http.response import HttpResponseBase
from rest_framework.request import Request

from .base import ApiView
from .negotiation import HTML, JSON, OPENAPI, Html, Json
from .schemas import Schema, operation, ref
from .words import said, told

CONFORMANCE = (
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/landing-page",
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/json",
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/oas30",
)


def link(rel: str, href: str, media_type: str, title: str = "") -> dict[str, str]:
    return {"rel": rel, "href": href, "type": media_type, **({"title": title} if title else {})}


def as_page(address: str, query: str = "") -> dict[str, str]:
    """Return the link to the same answer as a page; what was asked stays in it."""
    kept = "&".join(part for part in query.split("&") if part and not part.startswith("f="))
    return link(
        "alternate", f"{address}?{kept}&f=html" if kept else f"{address}?f=html", HTML, said("Halaman", "As a page")
    )


class LandingPage(ApiView):
    """GET /api/"""

    schema = None
    renderer_classes = [Json, Html]

    def get(self, request: Request) -> HttpResponseBase:
        api = self.api
        return self.document(
            {
                "title": "Geoportal Kutai Timur",
                "description": said(
                    "Batas wilayah Kabupaten Kutai Timur beserta data yang bertumpu padanya.",
                    "Boundaries of Kutai Timur Regency and the data that hang on them.",
                ),
                "links": [
                    link("self", f"{api}/", JSON, said("Halaman ini", "This page")),
                    as_page(f"{api}/"),
                    link("service-desc", f"{api}/openapi.json", OPENAPI, "OpenAPI 3.0"),
                    link("service-doc", f"{api}/docs", HTML, said("Dokumentasi API", "Documentation of the API")),
                    link("conformance", f"{api}/conformance", JSON, said("Kelas kesesuaian", "Conformance classes")),
                    link("data", f"{api}/collections", JSON, said("Lapisan data", "Layers")),
                    {
                        **link("related", f"{api}/regions{{?q}}", JSON, said("Cari wilayah", "Find a region")),
                        "templated": True,
                    },
                    {
                        **link(
                            "related", f"{api}/locate{{?lon,lat}}", JSON, said("Wilayah di satu titik", "At a point")
                        ),
                        "templated": True,
                    },
                ],
            },
            template="api/landing.html",
        )


class Conformance(ApiView):
    """GET /api/conformance"""

    schema = None
    renderer_classes = [Json, Html]
    classes: tuple[str, ...] = ()

    def get(self, request: Request) -> HttpResponseBase:
        return self.document({"conformsTo": list(self.classes)}, template="api/conformance.html")


def paths() -> Schema:
    """Return the OpenAPI fragment of this part."""
    landing = operation("getLandingPage", told("Halaman muka API", "Landing page of the API"), ref("LandingPage"))
    classes = operation("getConformance", told("Kelas kesesuaian", "Conformance classes"), ref("Conformance"))
    return {"/": {"get": landing}, "/conformance": {"get": classes}}
