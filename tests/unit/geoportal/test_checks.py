"""Settings that can be read but are wrong are named by the system checks."""

from types import SimpleNamespace

import pytest

from geoportal import checks

SOUND = {
    "BASEMAP_URL": "",
    "BASEMAP_ATTRIBUTION": "",
    "BOUNDARY_DETAILS_M": (30, 120),
    "IMPORT_LIMITS": {"seconds": 600},
    "TIME_ZONE": "Asia/Makassar",
}


def test_settings_as_shipped_pass() -> None:
    assert checks.portal_settings(None) == []


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("BASEMAP_URL", "https://tiles.example.org/{z}/{x}/{y}.png", "geoportal.E001"),
        ("BOUNDARY_DETAILS_M", (120, 30), "geoportal.E002"),
        ("BOUNDARY_DETAILS_M", (0, 30), "geoportal.E002"),
        ("BOUNDARY_DETAILS_M", (), "geoportal.E002"),
        ("IMPORT_LIMITS", {"seconds": 0}, "geoportal.E003"),
        ("TIME_ZONE", "UTC", "geoportal.W001"),
    ],
)
def test_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: object, found: str) -> None:
    monkeypatch.setattr(checks, "settings", SimpleNamespace(**{**SOUND, name: value}))
    assert [message.id for message in checks.portal_settings(None)] == [found]
