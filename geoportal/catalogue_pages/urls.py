"""Addresses of the catalogue's pages; `/data/` itself is named with the other pages."""

from django.urls import path

from . import page, procurement

app_name = "catalogue"
urlpatterns = [
    path("data/ocds/", procurement.procurement_page, name="procurement"),
    path("data/<slug:key>/", page.layer_data_page, name="layer"),
]
