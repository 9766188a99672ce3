"""`/gaya/`: every component in its states, for the people who build the pages."""

from django.contrib.auth.decorators import user_passes_test
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy


def _staff(user: object) -> bool:
    return bool(getattr(user, "is_staff", False))


@user_passes_test(_staff, login_url=reverse_lazy("accounts:sign_in"))
def gallery_page(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/gallery.html")
