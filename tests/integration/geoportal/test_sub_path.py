"""Under a sub-path every address begins with it, those of static files too."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

ASK = "import geoportal.wsgi; from django.templatetags.static import static; print(static('leaflet/leaflet.js'))"


@pytest.mark.parametrize(
    ("public_url", "address"),
    [("https://example.go.id/geo", "/geo/static/leaflet/leaflet.js"), ("", "/static/leaflet/leaflet.js")],
)
def test_static_files_are_linked_below_the_sub_path(public_url: str, address: str) -> None:
    """Ask a process of its own: the address is fixed when the server starts."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "geoportal.settings.test", "PUBLIC_URL": public_url}
    command = [sys.executable, "-c", ASK]
    asked = subprocess.run(command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True)
    assert asked.stdout.strip() == address
