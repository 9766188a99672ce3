"""The sign-in form, in words of the counter."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": _(
            "Nama pengguna atau kata sandi tidak cocok. Periksa huruf besar dan kecilnya, lalu coba lagi."
        ),
        "inactive": _("Akun ini tidak aktif. Hubungi pengelola portal."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["username"].label = _("Nama pengguna")
        self.fields["username"].widget.attrs.pop("autofocus", None)
        self.fields["password"].label = _("Kata sandi")
        for field in self.fields.values():
            field.error_messages["required"] = _("Isi dulu bagian ini.")
