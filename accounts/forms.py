"""The forms of signing in and setting a password, in words of the counter."""

from typing import Any

from django.contrib.auth import forms
from django.utils.translation import gettext_lazy as _


class SignInForm(forms.AuthenticationForm):
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


class SetPasswordForm(forms.SetPasswordForm):
    error_messages = {"password_mismatch": _("Kedua kata sandi tidak sama. Tulis sekali lagi.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["new_password1"].label = _("Kata sandi baru")
        self.fields["new_password1"].help_text = _(
            "Sedikitnya 10 huruf. Beberapa kata yang mudah Anda ingat sudah cukup."
        )
        self.fields["new_password2"].label = _("Sekali lagi")
        self.fields["new_password2"].help_text = ""
        for field in self.fields.values():
            field.error_messages["required"] = _("Isi dulu bagian ini.")
