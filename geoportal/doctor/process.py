"""Checks of the process itself: Python, the geometry libraries, the settings."""

import os
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import fiona
from django.conf import settings
from django.contrib.gis.gdal import gdal_version
from django.contrib.gis.geos import Point, geos_version
from django.core.checks import run_checks

from imports.formats.kinds import DRIVERS, KINDS

from .finding import Finding, error, fine, warning

PYTHON_FROM, PYTHON_BELOW = (3, 11), (3, 14)
# A place in UTM zone 50 and where it lies: wrong where the libraries read another PROJ's database.
UTM_50, UTM_PLACE, TRUE_PLACE = 32650, (300_000, -300_000), (115.200944, -2.712829)
KEY_LENGTH, KEY_VARIETY = 50, 5


def python_version() -> Iterator[Finding]:
    found, name = sys.version_info[:2], sys.version.split()[0]
    if PYTHON_FROM <= found < PYTHON_BELOW:
        yield fine(f"Python {name}", f"Python {name}")
    else:
        yield error(
            (f"Python {name} tidak didukung", f"Python {name} is not supported"),
            ("Pakai Python 3.11, 3.12 atau 3.13.", "Use Python 3.11, 3.12 or 3.13."),
        )


def geometry_libraries() -> Iterator[Finding]:
    """Transform one point through GeoDjango and compare."""
    names = f"GDAL {gdal_version().decode()}, GEOS {geos_version().decode().split('-')[0]}"
    try:
        place = Point(*UTM_PLACE, srid=UTM_50)
        place.transform(4326)
        right = max(abs(got - true) for got, true in zip(place.coords, TRUE_PLACE, strict=True)) < 1e-5
    except Exception as failure:  # whatever the libraries raise is the finding
        right, names = False, f"{names} ({type(failure).__name__})"
    if right:
        yield fine(f"{names}: hitungan koordinat benar", f"{names}: coordinates are transformed right")
    else:
        yield error(
            (
                f"{names}: hitungan koordinat salah atau gagal",
                f"{names}: coordinates are transformed wrong or not at all",
            ),
            (
                "Pasang ulang pustaka (make clean, make run); jangan setel PROJ_DATA atau GDAL_DATA; atau GEO_LIBS=system.",
                "Install the libraries again (make clean, make run); do not set PROJ_DATA or GDAL_DATA; or GEO_LIBS=system.",
            ),
        )


def file_drivers() -> Iterator[Finding]:
    missing = [name for name in DRIVERS if "r" not in fiona.supported_drivers.get(name, "")]
    if missing:
        names = ", ".join(missing)
        yield error(
            (f"Format berkas tidak terbaca: {names}", f"File formats that cannot be read: {names}"),
            ("Pasang ulang fiona dari requirements/base.txt.", "Install fiona again from requirements/base.txt."),
        )
    else:
        titles = ", ".join(kind.title for kind in KINDS.values())
        yield fine(f"Format berkas: {titles}", f"File formats: {titles}")


def database_url() -> Iterator[Finding]:
    if os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE"):
        yield fine("DATABASE_URL terbaca", "DATABASE_URL is readable")
    else:
        yield warning(
            (
                "DATABASE_URL kosong: memakai postgresql:///geoportal",
                "DATABASE_URL is empty: postgresql:///geoportal is used",
            ),
            (
                "Setel DATABASE_URL=postgresql://pengguna:sandi@mesin:5432/nama, atau jalankan lewat scripts/portal manage.",
                "Set DATABASE_URL=postgresql://user:password@host:5432/name, or run through scripts/portal manage.",
            ),
        )


def secret_key() -> Iterator[Finding]:
    key = settings.SECRET_KEY
    if len(key) >= KEY_LENGTH and len(set(key)) >= KEY_VARIETY and not key.startswith("only-for-tests"):
        yield fine("SECRET_KEY cukup panjang", "SECRET_KEY is long enough")
    else:
        yield error(
            ("SECRET_KEY terlalu pendek atau mudah ditebak", "SECRET_KEY is too short or easy to guess"),
            (
                "Buat: head -c 48 /dev/urandom | base64 > berkas; setel SECRET_KEY_FILE=berkas.",
                "Make one: head -c 48 /dev/urandom | base64 > file; set SECRET_KEY_FILE=file.",
            ),
        )


def public_url() -> Iterator[Finding]:
    url = settings.PUBLIC_URL
    if not url:
        yield warning(
            (
                "PUBLIC_URL kosong: tautan mengikuti alamat yang dibuka",
                "PUBLIC_URL is empty: links follow the address that was opened",
            ),
            (
                "Di server, setel PUBLIC_URL=https://alamat-portal (boleh dengan sub-jalur).",
                "On a server, set PUBLIC_URL=https://address-of-the-portal (a sub-path is allowed).",
            ),
        )
    elif urlsplit(url).scheme == "http" and urlsplit(url).hostname not in {"localhost", "127.0.0.1", "::1"}:
        yield warning(
            (
                f"PUBLIC_URL={url} tanpa https: kata sandi lewat terbuka",
                f"PUBLIC_URL={url} without https: passwords travel in the open",
            ),
            ("Pasang sertifikat di proksi dan pakai https.", "Give the proxy a certificate and use https."),
        )
    else:
        yield fine(f"PUBLIC_URL={url}", f"PUBLIC_URL={url}")


def system_checks() -> Iterator[Finding]:
    """Django's own checks and the portal's (`geoportal/checks.py`)."""
    found = [message for message in run_checks() if not message.is_silenced()]
    for message in found:
        make = error if message.is_serious() else warning
        yield make((f"{message.id}: {message.msg}",) * 2, (message.hint or "",) * 2)
    if not found:
        yield fine("Setelan lolos pemeriksaan sistem", "The settings pass the system checks")


CHECKS = (python_version, geometry_libraries, file_drivers, database_url, secret_key, public_url, system_checks)
