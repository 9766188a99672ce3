"""Addresses search engines ask for."""

from django.urls import path

from . import sitemap

app_name = "records"
urlpatterns = [
    path("sitemap.xml", sitemap.sitemap_index, name="sitemap_index"),
    path("sitemap-<slug:part>.xml", sitemap.sitemap, name="sitemap"),
    path("robots.txt", sitemap.robots, name="robots"),
]
