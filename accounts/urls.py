"""Addresses of signing in and out."""

from django.urls import path

from .views import SignInView, SignOutView

app_name = "accounts"
urlpatterns = [
    path("masuk/", SignInView.as_view(), name="sign_in"),
    path("keluar/", SignOutView.as_view(), name="sign_out"),
]
