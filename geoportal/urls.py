"""Table of contents of the portal's addresses."""

from django.contrib import admin
from django.urls import include, path

from geoportal.documents.api import DocumentsView
from geoportal.monograph.api import MonographsView
from geoportal.news.api import ActivitiesView
from geoportal.pages import errors
from geoportal.pages.api_docs import ApiDocs
from geoportal.projects.api import TendersView
from geoportal.projects.ocds_api import RecordsView, ReleasesView
from geoportal.records.catalogue import CatalogueView
from geoportal.tile_archives import tile_archive
from layers.api.common import LandingPage
from layers.api.unknown import Unknown

urlpatterns = [
    # Addresses are tried in turn: what is asked for most stands first.
    path("api/", include("layers.api.urls")),
    path("", include("layers.tiles.urls")),
    path("", include("geoportal.pages.urls")),
    path("r/<str:key>/<str:number>/<str:name>.pmtiles", tile_archive, name="tile_archive"),
    path("", include("geoportal.catalogue_pages.urls")),
    path("", include("geoportal.downloads.urls")),
    path("", include("geoportal.feeds.urls")),
    path("", include("facilities.urls")),
    path("", include("geoportal.upload.urls")),
    path("", include("geoportal.manage.urls")),
    path("", include("geoportal.monograph.urls")),
    path("", include("geoportal.news.urls")),
    path("", include("geoportal.freshness.urls")),
    path("", include("geoportal.crosschecks.urls")),
    path("", include("geoportal.projects.urls")),
    path("", include("geoportal.documents.urls")),
    path("", include("geoportal.records.urls")),
    path("", include("accounts.urls")),
    path("admin/", admin.site.urls),
    path("api", LandingPage.as_view()),
    path("api/docs", ApiDocs.as_view(), name="api_docs"),
    path("api/", include("geoportal.region_api.urls")),
    path("api/", include("geoportal.upload_api.urls")),
    path("api/ocds/releases", ReleasesView.as_view(), name="ocds_releases"),
    path("api/ocds/records", RecordsView.as_view(), name="ocds_records"),
    path("api/tenders", TendersView.as_view(), name="tenders"),
    path("api/kegiatan", ActivitiesView.as_view(), name="kegiatan"),
    path("api/documents", DocumentsView.as_view(), name="documents"),
    path("api/records", CatalogueView.as_view(), name="records"),
    path("api/monographs", MonographsView.as_view(), name="monographs"),
    path("api/<path:rest>", Unknown.as_view()),
]

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.page_not_found
handler500 = errors.server_error
