"""Typed readers of the environment. An unknown value stops the start with a message that names the variable."""

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    """Read NAME, or the content of the file NAME_FILE names (for secrets)."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(
                f"{name}_FILE={path} tidak dapat dibaca (cannot be read): {error.strerror}"
            ) from error
    return os.environ.get(name, default)


def flag(name: str, default: bool = False) -> bool:
    value = os.environ.get(name, "1" if default else "0").strip().lower()
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={value!r}: tulis 1 atau 0 (use 1 or 0)")


def number(name: str, default: int) -> int:
    value = os.environ.get(name, str(default))
    if not value.isdigit():
        raise ImproperlyConfigured(f"{name}={value!r}: tulis bilangan bulat (use a whole number)")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """Read a comma-separated list."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def database(name: str = "DATABASE_URL") -> dict[str, Any]:
    """Read `postgresql://user:password@host:port/name?host=/socket/dir` into Django's settings."""
    parts = urlsplit(text(name, "postgresql:///geoportal"))
    if parts.scheme not in {"postgresql", "postgres", "postgis"}:
        raise ImproperlyConfigured(f"{name} harus diawali (must begin with) postgresql://")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.contrib.gis.db.backends.postgis",
        "NAME": unquote(parts.path.lstrip("/")) or "geoportal",
        "USER": unquote(parts.username or query.pop("user", "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", "") or (parts.hostname or ""),
        "PORT": str(parts.port or query.pop("port", "")),
        "OPTIONS": query,
    }


def public_url(name: str = "PUBLIC_URL") -> tuple[str, str]:
    """Read the portal's own address; return it without a trailing slash, and its sub-path ("" or "/geo")."""
    value = text(name).rstrip("/")
    if not value:
        return "", ""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        raise ImproperlyConfigured(
            f"{name}={value!r}: tulis alamat seperti (use an address such as) https://geo.example.go.id atau .../geo"
        )
    return value, parts.path


def tile_url(name: str) -> tuple[str, list[str]]:
    """Read the address of map tiles; return it with the hosts a content security policy must then allow."""
    value = text(name)
    if not value:
        return "", []
    parts = urlsplit(value.replace("{s}.", "*."))
    if (
        parts.scheme not in {"http", "https"}
        or not parts.netloc
        or not {"{z}", "{x}", "{y}"} <= set(re.findall(r"{.}", value))
    ):
        raise ImproperlyConfigured(
            f"{name}={value!r}: tulis alamat seperti (use an address such as) https://tiles.example.org/{{z}}/{{x}}/{{y}}.png"
        )
    return value, [f"{parts.scheme}://{parts.netloc}"]
