"""`/api/regions/{code}`: one region as a GeoJSON Feature, with all that hangs on it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpResponsePermanentRedirect, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from boundaries import codes, selectors
from boundaries.facts import PERSIAPAN_PREFIX
from boundaries.models import Level, RegionCode, Scheme
from boundaries.register import REGISTER
from boundaries.selectors import RegionFacts
from layers import parameters
from layers.api.base import ApiView
from layers.api.common import link
from layers.api.negotiation import GEOJSON, HTML, GeoJson, Json
from layers.api.words import told
from layers.declaration import Layer, Reading
from layers.filters import FeatureQuery, light_detail
from layers.geojson import feature_text, with_members
from layers.problems import BadParameter, Gone, NotFound
from layers.registry import layers_for
from layers.releases import current_numbers, fingerprint

from . import documents, joined, schemas
from .schemas import TAG

SHAPES = ("none", "ringan", "penuh")
PARTS = {Level.PROVINSI: Level.KABUPATEN, Level.KABUPATEN: Level.KECAMATAN, Level.KECAMATAN: Level.DESA}


class RegionView(ApiView):
    """A region by its code."""

    renderer_classes = [GeoJson, Json]
    parameters = {"geometry", "as_of", "include", parameters.SAVED}

    @extend_schema(
        operation_id="getRegion",
        summary=told("Satu wilayah dengan semua yang bergantung padanya", "One region with all that hangs on it"),
        tags=[TAG],
        parameters=[schemas.CODE, schemas.GEOMETRY, schemas.AS_OF, schemas.INCLUDE, schemas.SAVED],
        responses={(200, GEOJSON): schemas.REGION, **schemas.MOVED},
    )
    def get(self, request: Request, code: str) -> HttpResponseBase:
        dotted = self.dotted(code)
        if dotted != code:
            return self.moved(dotted)
        region = selectors.region_by_code(dotted, day=self.day)
        return self.shown(region) if region else self.ended(dotted)

    @property
    def day(self) -> date:
        text = parameters.single(self.request.query_params, "as_of")
        return timezone.localdate() if text is None else parameters.day("as_of", text)

    def dotted(self, code: str) -> str:
        try:
            return codes.normalise(code)
        except ValueError as error:
            raise NotFound(
                f"{code!r} bukan kode wilayah Kemendagri; tulis misalnya 64.08.04.",
                f"{code!r} is no Kemendagri code; write for example 64.08.04.",
                parameter="code",
            ) from error

    def moved(self, address: str) -> HttpResponseBase:
        """Lead on: for good, unless the answer was for another day than today."""
        query = self.request.query_params.urlencode()
        kind = HttpResponseRedirect if "as_of" in self.request.query_params else HttpResponsePermanentRedirect
        return kind(f"{self.api}/regions/{address}" + (f"?{query}" if query else ""))

    def ended(self, code: str) -> HttpResponseBase:
        """Answer for a code nobody bears on the day: lead to the one that took its place, or name the several that did."""
        found = selectors.successors(code, day=self.day)
        if len(found) == 1:
            return self.moved(found[0].address)
        if found:
            names = ", ".join(each.name for each in found)
            successors = [documents.brief(each, self.base) for each in found]
            raise Gone(f"Digantikan oleh: {names}.", f"Replaced by: {names}.", parameter="code", successors=successors)
        begun = Q(valid__startswith__isnull=True) | Q(valid__startswith__lte=self.day)
        if RegionCode.objects.filter(begun, scheme=Scheme.KEMENDAGRI, code=code).exists():
            raise Gone(f"Kode {code} sudah berakhir.", f"Code {code} has ended.", parameter="code", successors=[])
        raise NotFound(f"Tidak ada wilayah berkode {code}.", f"No region bears the code {code}.", parameter="code")

    def shown(self, region: RegionFacts) -> HttpResponseBase:
        layers = {layer.key: layer for layer in layers_for(self.reader)}
        layer = layers.get(region.level)
        releases = current_numbers([REGISTER, *([layer.releases_of] if layer else []), *joined.releases_read()])
        reading = Reading(releases[layer.releases_of] if layer else 0, self.day, self.base)
        query = self.query(layer, reading) if layer else None
        joined.asked_parts(self.request.query_params)
        asked = sorted(self.request.query_params.items())
        tag = fingerprint(releases, region.pk, self.request.path_info, asked, self.base, sorted(layers))
        answer = self.tagged(tag, GEOJSON, lambda: self.told(region, layers, query, reading))
        return self.as_file(answer, region.level, region.code or region.parent_code, region.slug, self.day)

    def query(self, layer: Layer, reading: Reading) -> FeatureQuery:
        shape = parameters.single(self.request.query_params, "geometry") or "ringan"
        if shape not in SHAPES:
            known = ", ".join(SHAPES)
            raise BadParameter("geometry", f"Pilih salah satu: {known}.", f"Choose one of: {known}.")
        detail_m = light_detail(layer) if shape == "ringan" else None
        return FeatureQuery(layer=layer, reading=reading, detail_m=detail_m, shape=shape != "none")

    def told(
        self, region: RegionFacts, layers: Mapping[str, Layer], query: FeatureQuery | None, reading: Reading
    ) -> str:
        """Return the Feature: the layer's own text where a border is published, with the region's members added."""
        layer = layers.get(region.level)
        above = selectors.trail(region, day=reading.as_of)
        text = feature_text(query, region.code) if query and region.code else None
        return with_members(
            text or documents.without_border(region, above, layer, self.base),
            **documents.surroundings(region, above, reading),
            counts=joined.counts(region, reading, layers),
            **joined.included(region, reading, layers, self.request.query_params),
            links=self.links(region, layer),
        )

    def links(self, region: RegionFacts, layer: Layer | None) -> list[dict[str, Any]]:
        here = f"{self.api}/regions/{region.address}"
        links = [link("self", here, GEOJSON), link("alternate", documents.page_url(region, self.base), HTML)]
        if layer and region.code:
            links.append(link("canonical", f"{self.api}/collections/{layer.key}/items/{region.code}", GEOJSON))
        below = PARTS.get(Level(region.level))
        if below and region.code:
            links.append(link("items", f"{self.api}/collections/{below}/items?region={region.code}", GEOJSON))
        return links


class PersiapanView(RegionView):
    """A desa persiapan, which has no code: by its parent's code and its own name."""

    @extend_schema(
        operation_id="getDesaPersiapan",
        summary=told("Satu desa persiapan, yang belum berkode", "A desa in preparation, which has no code yet"),
        tags=[TAG],
        parameters=[schemas.PARENT, schemas.SLUG, schemas.GEOMETRY, schemas.AS_OF, schemas.INCLUDE, schemas.SAVED],
        responses={(200, GEOJSON): schemas.REGION, **schemas.MOVED},
    )
    def get(self, request: Request, parent: str, slug: str) -> HttpResponseBase:  # type: ignore[override]
        dotted = self.dotted(parent)
        if dotted != parent:
            return self.moved(f"{dotted}/{PERSIAPAN_PREFIX}{slug}")
        region = selectors.region_by_slug(dotted, slug, day=self.day)
        if region is None:
            raise NotFound(
                f"Tidak ada desa persiapan {slug!r} di bawah {dotted}.",
                f"There is no desa in preparation {slug!r} below {dotted}.",
                parameter="slug",
            )
        return self.moved(region.code) if region.code else self.shown(region)
