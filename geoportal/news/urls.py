"""Addresses of the news pages."""

from django.urls import path

from . import item, listing

app_name = "news"
urlpatterns = [
    path("kabar/", listing.list_page, name="list"),
    path("kabar/<int:number>/", item.item_page, name="item"),
    path("kabar/<int:number>/foto-<slug:size>.jpg", item.photo_file, name="photo"),
]
