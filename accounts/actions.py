"""Accounts: inviting people, giving them a link to set a password, letting accounts rest."""

import re

from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from . import audit
from .models import User
from .permissions import SYSTEM_USERNAME, require

PERMISSION = "people.manage"
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")
LONGEST_NAME = 150


def invite(*, username: str, full_name: str, by: User) -> User:
    """Make an account without a password; `password_path` leads its owner to set one. Raise ValidationError by field."""
    require(by, PERMISSION)
    username, full_name = username.strip().lower(), " ".join(full_name.split())
    _refuse(username, full_name)
    try:
        with transaction.atomic():
            user = User(username=username, full_name=full_name)
            user.set_unusable_password()
            user.save()
            audit.record(by=by, action="accounts.invite", subject=f"user:{user.pk}")
    except IntegrityError as error:
        raise ValidationError({"username": [_("Nama pengguna ini sudah dipakai.")]}) from error
    return user


def password_path(*, user: User, by: User) -> str:
    """Return the path of a page where `user` sets a password: it works once, for PASSWORD_RESET_TIMEOUT seconds."""
    refuse_over(user, by)
    audit.record(by=by, action="accounts.password_link", subject=f"user:{user.pk}")
    key = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("accounts:set_password", args=[key, default_token_generator.make_token(user)])


@transaction.atomic
def set_active(*, user: User, active: bool, by: User) -> User:
    """Let an account rest, or wake it: its owner cannot sign in meanwhile, its mandates stay."""
    refuse_over(user, by)
    if user.pk == by.pk:
        raise ValidationError(_("Anda tidak dapat menonaktifkan akun sendiri."))
    user.is_active = active
    user.save(update_fields=["is_active"])
    audit.record(by=by, action="accounts.wake" if active else "accounts.rest", subject=f"user:{user.pk}")
    return user


def refuse_over(user: User, by: User) -> None:
    """Raise PermissionDenied unless `by` may manage this account: one with more rights is out of reach."""
    require(by, PERMISSION)
    if user.username == SYSTEM_USERNAME or ((user.is_superuser or user.is_staff) and not by.is_superuser):
        raise PermissionDenied(f"{by} may not manage {user}")


def _refuse(username: str, full_name: str) -> None:
    faults: dict[str, str] = {}
    if not USERNAME.fullmatch(username) or username == SYSTEM_USERNAME:
        faults["username"] = _("Pakai 3 sampai 60 huruf kecil, angka, titik, atau tanda hubung, misalnya siti.aminah.")
    elif User.objects.filter(username__iexact=username).exists():
        faults["username"] = _("Nama pengguna ini sudah dipakai.")
    if not full_name or len(full_name) > LONGEST_NAME:
        faults["full_name"] = _("Isi nama lengkap, paling panjang 150 huruf.")
    if faults:
        raise ValidationError({name: [fault] for name, fault in faults.items()})
