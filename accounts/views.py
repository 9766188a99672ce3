"""Signing in and out."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import views
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .forms import SignInForm


class SignInView(views.LoginView):
    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = False


class SignOutView(views.LogoutView):
    http_method_names = ["post", "options"]


def locked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Say how long a name stays locked after too many wrong passwords (axes calls this)."""
    pause = timedelta(hours=settings.AXES_COOLOFF_TIME)
    return render(request, "accounts/locked.html", {"minutes": round(pause.total_seconds() / 60)}, status=429)
