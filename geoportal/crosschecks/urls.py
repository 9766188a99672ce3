"""Addresses of the cross-checks."""

from django.urls import path

from . import pages

app_name = "crosschecks"
urlpatterns = [
    path("periksa-silang/", pages.public_page, name="list"),
    path("kelola/periksa-silang/", pages.desk_page, name="desk"),
]
