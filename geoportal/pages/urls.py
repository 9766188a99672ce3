"""Addresses of the pages."""

from django.urls import path, register_converter

from geoportal.catalogue_pages import overview

from . import (
    disputed_ground,
    facility_photo,
    favicon,
    feature,
    gallery,
    health,
    home,
    layer,
    persiapan,
    portable_map,
    portal_map,
    qr,
    region,
    search,
    tokens,
)
from .converters import RegionCodeConverter

register_converter(RegionCodeConverter, "region_code")

app_name = "pages"
urlpatterns = [
    path("", home.home_page, name="home"),
    path("cari/", search.search_page, name="search"),
    path("peta/", portal_map.map_page, name="map"),
    path("peta/belum-sepakat.json", disputed_ground.disputed_ground, name="disputed_ground"),
    path("data/", overview.data_page, name="data"),
    path(
        "fasilitas/<slug:key>/foto-<int:number>-<slug:size>.jpg", facility_photo.facility_photo, name="facility_photo"
    ),
    path("lapisan/<slug:key>/", layer.layer_page, name="layer"),
    path("lapisan/<slug:key>/<path:feature>/", feature.feature_page, name="feature"),
    path("wilayah/<region_code:code>/", region.region_page, name="region"),
    path("wilayah/<region_code:code>/peta/", portable_map.portable_map, name="portable_map"),
    path("wilayah/<region_code:code>/qr.svg", qr.region_qr, name="region_qr"),
    path("wilayah/<region_code:parent>/p-<slug:slug>/", persiapan.persiapan_page, name="persiapan"),
    path("kelola/token/", tokens.tokens_page, name="tokens"),
    path("healthz", health.health, name="health"),
    path("favicon.ico", favicon.favicon, name="favicon"),
    path("gaya/", gallery.gallery_page, name="gallery"),
]
