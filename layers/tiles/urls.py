"""Addresses that carry a release."""

from django.urls import path

from .views import released_tile

app_name = "tiles"
urlpatterns = [
    path("r/<str:key>/<str:number>/<str:z>/<str:x>/<str:y>.mvt", released_tile, name="released_tile"),
]
