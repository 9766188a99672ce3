"""The demo: register, sample boundaries and two accounts, made by the same ways a real portal uses."""

import os
import secrets
from pathlib import Path

from django.conf import settings
from django.db import transaction

from accounts.models import User
from accounts.permissions import system_user
from boundaries.file_level import level_of_columns
from boundaries.models import Level
from boundaries.register import load_register
from imports.actions import run_import
from imports.models import Run
from imports.rows import Choices
from layers.releases import current_number
from stewardship.actions import give_mandate
from stewardship.models import Role

SIGN_INS = "demo-sign-ins.txt"
DEMO_FILES = (("kecamatan", "kutim_kecamatan_contoh.zip"), ("desa", "kutim_desa_contoh.zip"))


def seed(*, boundaries: Path | None = None) -> list[Run]:
    """Load the register, and the sample boundaries (or the file given) into layers that have no release yet."""
    by = system_user()
    load_register(by=by)
    if boundaries is not None:
        return [_import_own(boundaries, by)]
    return [
        run_import(path=settings.SHAPEFILES_DIR / name, target_key=f"batas.{level}", choices=Choices(), by=by)
        for level, name in DEMO_FILES
        if current_number(level) == 0
    ]


def _import_own(path: Path, by: User) -> Run:
    """Import a file at the level its columns tell; a desa file where nothing does."""
    looked = run_import(path=path, target_key="batas.desa", choices=Choices(), by=by, dry_run=True)
    level = level_of_columns(looked.evidence.get("file", {}).get("filled", ())) or Level.DESA
    return run_import(path=path, target_key=f"batas.{level.value}", choices=Choices(), by=by)


def demo_accounts() -> Path:
    """Make the demo accounts with random passwords, once; return the file (mode 0600) that holds them."""
    path = Path(settings.VAR_DIR) / SIGN_INS
    if not path.exists():
        lines = [_account(name, full_name, staff) for name, full_name, staff in _people()]
        _let_upload("petugas", by="admin")
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
    return path


def _people() -> list[tuple[str, str, bool]]:
    return [("admin", "Admin Diskominfo (demo)", True), ("petugas", "Petugas GIS (demo)", False)]


def _let_upload(name: str, *, by: str) -> None:
    """Give the demo officer the mandate without which nothing could be tried out."""
    user = User.objects.get(username=name)
    if not user.mandates.exists():
        give_mandate(user=user, role=Role.GIS, by=User.objects.get(username=by), reason="Akun demo")


@transaction.atomic
def _account(name: str, full_name: str, admin: bool) -> str:
    password = secrets.token_urlsafe(9)
    user, _created = User.objects.get_or_create(username=name, defaults={"full_name": full_name})
    user.is_staff, user.is_superuser = True, admin
    user.set_password(password)
    user.save()
    return f"{name}  {password}  ({full_name})"
