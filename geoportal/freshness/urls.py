"""Addresses of how new things are."""

from django.urls import path

from . import pages

app_name = "freshness"
urlpatterns = [path("kebaruan/", pages.list_page, name="list")]
