"""Addresses of the region API, below /api/."""

from django.urls import path

from . import everything, finding, region

app_name = "region_api"

urlpatterns = [
    path("regions", finding.SearchView.as_view(), name="search"),
    path("regions/<str:code>", region.RegionView.as_view(), name="region"),
    path("regions/<str:parent>/p-<slug:slug>", region.PersiapanView.as_view(), name="persiapan"),
    path("search", everything.EverythingView.as_view(), name="everything"),
    path("locate", finding.LocateView.as_view(), name="locate"),
]
