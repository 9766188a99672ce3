"""Addresses of feeds."""

from django.urls import path

from .region import region_feed

app_name = "feeds"
urlpatterns = [path("wilayah/<region_code:code>/atom.xml", region_feed, name="region")]
