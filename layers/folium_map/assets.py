"""The styles and scripts of a folium document, linked or inlined, and the policy that allows exactly these.

folium writes inline scripts, so its document has a Content-Security-Policy of its own: the SHA-256 of each inline text.
"""

import base64
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from django.contrib.staticfiles import finders
from django.templatetags.static import static

STYLES = ("leaflet/leaflet.css", "layers/portable_map.css")
SCRIPTS = ("leaflet/leaflet.js", "layers/portable_map.js")


@dataclass(frozen=True)
class Asset:
    """A style or script, by its address or as its text."""

    kind: Literal["style", "script"]
    url: str = ""
    text: str = ""


def linked() -> list[Asset]:
    """Return the documents' own styles and scripts as links to our static files."""
    return [
        *(Asset("style", url=static(path)) for path in STYLES),
        *(Asset("script", url=static(path)) for path in SCRIPTS),
    ]


def inlined() -> list[Asset]:
    """Return the same as texts, for a file that must work without a network."""
    return [
        *(Asset("style", text=_style(path)) for path in STYLES),
        *(Asset("script", text=_script(path)) for path in SCRIPTS),
    ]


@cache
def _style(path: str) -> str:
    return compact_css(_read(path))


@cache
def _script(path: str) -> str:
    text = re.sub(r"^//# sourceMappingURL=.*$", "", _read(path), flags=re.MULTILINE).strip()
    if "</script" in text.lower():
        raise ValueError(f"{path} would end its own script element")
    return text


def _read(path: str) -> str:
    found = finders.find(path)
    if not isinstance(found, str):
        raise FileNotFoundError(f"static file {path} is missing: install the packages again")
    return Path(found).read_text(encoding="utf-8").replace("\r\n", "\n")


def compact_css(text: str) -> str:
    """Leave out comments, blanks and every rule that would load a file: pictures are not part of these maps."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"[\w-]+:[^;{}]*url\((?!['\"]?data:)[^;{}]*;", "", text)
    return re.sub(r"\s*([{};,])\s*", r"\1", re.sub(r"\s+", " ", text)).strip()


def content_security_policy(assets: Iterable[Asset], *, online: bool) -> str:
    """Return the policy that lets run what `assets` hold and nothing else; a saved file may load nothing at all."""
    own = "'self' " if online else ""
    directives = {
        "default-src": "'self'" if online else "'none'",
        "script-src": own + _hashes(assets, "script"),
        "style-src": own + _hashes(assets, "style"),
        "img-src": own + "data:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    if online:
        directives["frame-ancestors"] = "'self'"  # means nothing inside a document's own meta element
    return "; ".join(f"{name} {value}".strip() for name, value in directives.items())


def _hashes(assets: Iterable[Asset], kind: str) -> str:
    return " ".join(f"'sha256-{_sha256(asset.text)}'" for asset in assets if asset.kind == kind and asset.text)


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
