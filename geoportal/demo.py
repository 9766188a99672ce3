"""The demo: register, sample boundaries and content, and three accounts, made by the same ways a real portal uses."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

import facilities.demo
from accounts.models import User
from accounts.permissions import system_user
from boundaries.file_level import level_of_columns
from boundaries.models import Level
from boundaries.register import load_register, region_with_code
from documents import demo as documents_demo
from imports.actions import run_import
from imports.models import Run
from imports.rows import Choices
from kegiatan import demo as kegiatan_demo
from layers.releases import current_number
from monografi import demo as monografi_demo
from projects import demo as projects_demo
from services import demo as services_demo
from stewardship import demo as stewardship_demo
from stewardship.actions import give_mandate
from stewardship.models import Role

SIGN_INS = "demo-sign-ins.txt"
DEMO_FILES = (("kecamatan", "kutim_kecamatan_contoh.zip"), ("desa", "kutim_desa_contoh.zip"))


def seed(*, boundaries: Path | None = None) -> list[Run]:
    """Load the register, and the sample boundaries (or the file given) into layers that have no release yet."""
    by = system_user()
    load_register(by=by)
    stewardship_demo.seed(by=by)
    monografi_demo.seed(by=by)
    kegiatan_demo.seed(by=by)
    services_demo.seed(by=by)
    documents_demo.seed(by=by)
    if boundaries is not None:
        return [_import_own(boundaries, by)]
    runs = [
        run_import(path=settings.SHAPEFILES_DIR / name, target_key=f"batas.{level}", choices=Choices(), by=by)
        for level, name in DEMO_FILES
        if current_number(level) == 0
    ]
    facilities.demo.seed(by=by)
    projects_demo.seed(by=by)
    return runs


def _import_own(path: Path, by: User) -> Run:
    """Import a file at the level its columns tell; a desa file where nothing does."""
    looked = run_import(path=path, target_key="batas.desa", choices=Choices(), by=by, dry_run=True)
    level = level_of_columns(looked.evidence.get("file", {}).get("filled", ())) or Level.DESA
    return run_import(path=path, target_key=f"batas.{level.value}", choices=Choices(), by=by)


def demo_accounts() -> Path:
    """Make the demo accounts with random passwords, each once; return the file (mode 0600) that holds them."""
    path = Path(settings.VAR_DIR) / SIGN_INS
    told = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    # An account of another database under the same folder has a password nobody can use here.
    there = set(User.objects.filter(username__in=[person.name for person in PEOPLE]).values_list("username", flat=True))
    kept = [line for line in told if line.strip() and line.split()[0] in there]
    known = {line.split()[0] for line in kept}
    lines = [_account(person) for person in PEOPLE if person.name not in known]
    if lines:
        _let_upload("petugas", by="admin")
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write("\n".join([*kept, *lines]) + "\n")
    return path


@dataclass(frozen=True)
class Person:
    """A demo account; `operates` is the code of the region it is operator of."""

    name: str
    full_name: str
    staff: bool = False
    admin: bool = False
    operates: str = ""


PEOPLE = (
    Person("admin", "Admin Diskominfo (demo)", staff=True, admin=True),
    Person("petugas", "Petugas GIS (demo)", staff=True),
    Person("operator", "Operator Long Bentuq (demo)", operates="64.08.06.2001"),
)


def _let_upload(name: str, *, by: str) -> None:
    """Give the demo officer the mandate without which nothing could be tried out."""
    user = User.objects.get(username=name)
    if not user.mandates.exists():
        give_mandate(user=user, role=Role.GIS, by=User.objects.get(username=by), reason="Akun demo")


@transaction.atomic
def _account(person: Person) -> str:
    password = secrets.token_urlsafe(9)
    user, _created = User.objects.get_or_create(username=person.name, defaults={"full_name": person.full_name})
    user.is_staff, user.is_superuser = person.staff, person.admin
    user.set_password(password)
    user.save()
    region = region_with_code(person.operates) if person.operates else None
    if region is not None and not user.mandates.open().filter(role=Role.OPERATOR, region=region).exists():
        give_mandate(user=user, role=Role.OPERATOR, region=region, by=system_user(), reason="Data contoh")
    return f"{person.name}  {password}  ({person.full_name})"
