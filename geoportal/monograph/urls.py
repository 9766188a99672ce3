"""Addresses of the monograph pages."""

from django.urls import path

from . import ranking, sheet

app_name = "monograph"
urlpatterns = [
    path("monografi/", ranking.ranking_page, name="ranking"),
    path("wilayah/<region_code:code>/monografi/", sheet.sheet_page, name="sheet"),
]
