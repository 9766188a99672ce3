import pytest
from django.core.exceptions import ImproperlyConfigured

from geoportal.settings import environment


def test_tiles_name_the_host_a_policy_must_allow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASEMAP_URL", "https://{s}.tiles.example.org/{z}/{x}/{y}.png")
    assert environment.tile_url("BASEMAP_URL") == (
        "https://{s}.tiles.example.org/{z}/{x}/{y}.png",
        ["https://*.tiles.example.org"],
    )


def test_no_tiles_allow_no_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BASEMAP_URL", raising=False)
    assert environment.tile_url("BASEMAP_URL") == ("", [])


@pytest.mark.parametrize("value", ["tiles", "ftp://a/{z}/{x}/{y}", "https://a/{z}/{x}.png", "javascript:{z}{x}{y}"])
def test_what_is_no_address_of_tiles_stops_the_start(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("BASEMAP_URL", value)
    with pytest.raises(ImproperlyConfigured, match="BASEMAP_URL"):
        environment.tile_url("BASEMAP_URL")
