"""Addresses of the pages of facilities."""

from django.urls import path

from . import views

app_name = "facilities"
urlpatterns = [
    path("fasilitas/", views.list_page, name="list"),
    path("fasilitas/jumlah.csv", views.counts_csv, name="counts"),
    path("fasilitas/<slug:key>/", views.facility_page, name="facility"),
]
