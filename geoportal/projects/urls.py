"""Addresses of the pages of projects."""

from django.urls import path

from . import groups, listing, page

app_name = "projects"
urlpatterns = [
    path("proyek/", listing.list_page, name="list"),
    path("proyek/penyedia/", groups.providers_page, name="providers"),
    path("proyek/penyedia/<slug:slug>/", groups.provider_page, name="provider"),
    path("proyek/instansi/", groups.agencies_page, name="agencies"),
    path("proyek/instansi/<slug:slug>/", groups.agency_page, name="agency"),
    path("proyek/tahun/", groups.years_page, name="years"),
    path("proyek/tahun/<int:year>/", groups.year_page, name="year"),
    path("proyek/<slug:key>/foto/<str:day>-<slug:size>.jpg", page.photo_file, name="photo"),
    path("proyek/<slug:key>/", page.project_page, name="project"),
]
