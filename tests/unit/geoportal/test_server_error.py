"""The page for failures renders when what every other page leans on is gone. No database: asking for it would fail."""

from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse
from django.test import RequestFactory, override_settings

from geoportal.pages.errors import server_error

MANIFEST = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "geoportal.static_files.PortalStaticFiles"},
}


def failed() -> HttpResponse:
    return server_error(RequestFactory().get("/wilayah/64.08.04/"))


def test_failure_without_a_database_has_the_portal_s_look() -> None:
    response = failed()
    assert response.status_code == 500
    assert "masthead" in response.content.decode() and "Portal sedang bermasalah" in response.content.decode()


def test_failure_without_the_manifest_still_says_so(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with override_settings(STORAGES=MANIFEST, STATIC_ROOT=tmp_path):
        with pytest.raises(ValueError, match="manifest"):
            staticfiles_storage.url("geoportal/base.css")
        response = failed()
    page = response.content.decode()
    assert response.status_code == 500
    assert "Portal sedang bermasalah" in page and "The portal has a problem" in page
    assert "<link" not in page and "style-src" in response["Content-Security-Policy"]
    assert "failed itself" in caplog.text
