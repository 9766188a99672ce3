"""Signing in and out."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import views
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy

from .forms import SetPasswordForm, SignInForm


class SignInView(views.LoginView):
    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = False


class SignOutView(views.LogoutView):
    http_method_names = ["post", "options"]


class SetPasswordView(views.PasswordResetConfirmView):
    """Where the link of an invitation leads: a password is set, once, and its owner is signed in."""

    template_name = "accounts/set_password.html"
    form_class = SetPasswordForm
    post_reset_login = True
    post_reset_login_backend = "django.contrib.auth.backends.ModelBackend"
    success_url = reverse_lazy(settings.LOGIN_REDIRECT_URL)

    def get_user(self, uidb64: str) -> Any:
        """Return the account of the link; None for one that rests."""
        user = super().get_user(uidb64)
        return user if user is not None and user.is_active else None


def locked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Say how long a name stays locked after too many wrong passwords (axes calls this)."""
    pause = timedelta(hours=settings.AXES_COOLOFF_TIME)
    return render(request, "accounts/locked.html", {"minutes": round(pause.total_seconds() / 60)}, status=429)
