"""Addresses of signing in and out."""

from django.urls import path

from .views import SetPasswordView, SignInView, SignOutView

app_name = "accounts"
urlpatterns = [
    path("masuk/", SignInView.as_view(), name="sign_in"),
    path("kata-sandi/<uidb64>/<token>/", SetPasswordView.as_view(), name="set_password"),
    path("keluar/", SignOutView.as_view(), name="sign_out"),
]
