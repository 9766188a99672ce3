"""Addresses of the pages of projects."""

from django.urls import path

from . import listing, page

app_name = "projects"
urlpatterns = [
    path("proyek/", listing.list_page, name="list"),
    path("proyek/<slug:key>/", page.project_page, name="project"),
]
