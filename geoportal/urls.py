"""Table of contents of the portal's addresses."""

from django.contrib import admin
from django.urls import include, path

from layers.api.common import LandingPage

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api", LandingPage.as_view()),
    path("api/", include("layers.api.urls")),
]
