"""Every page a browser test opens is watched: what it says on the console and what it asks of foreign hosts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect

from tests.conftest import database_copy
from tests.factories.office import Office, opened

from .desk import PASSWORD, Desk

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 800}
# A machine that does other work too may take long; nothing here asserts how long.
expect.set_options(timeout=20_000)


@dataclass
class Watch:
    """What went wrong without anybody seeing it. A refused policy (CSP) is an error on the console."""

    host: str
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.errors.append(f"{message.type}: {message.text}")

    def asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https"} and parts.netloc != self.host:
            self.foreign.append(request.url)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a context of its own, on a desktop."""
    context = browser.new_context(viewport=DESKTOP)  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


@pytest.fixture
def telephone(browser: Browser) -> Iterator[Page]:
    """A page on a small screen that is touched, at a place in Sangatta Utara."""
    context = browser.new_context(
        viewport=PHONE,  # type: ignore[arg-type]
        has_touch=True,
        geolocation={"latitude": 0.5, "longitude": 117.5},
        permissions=["geolocation"],
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def watched(page: Page, portal: str) -> Iterator[Page]:
    """A page that must stay silent and at home."""
    watch = Watch(urlsplit(portal).netloc)
    page.on("console", watch.heard)
    page.on("pageerror", lambda error: watch.errors.append(f"exception: {error}"))
    page.on("request", watch.asked)
    yield page
    assert watch.errors == []
    assert watch.foreign == []


@pytest.fixture(scope="module")
def office(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A portal of the module's own, with a worker and two people who may do everything."""
    with database_copy() as environment, opened(environment, tmp_path_factory.mktemp("office")) as office:
        office.person("ani", PASSWORD)
        office.person("budi", PASSWORD)
        office.open_worker()
        yield office


@pytest.fixture
def desk(page: Page, office: Office) -> Desk:
    made = Desk(page, office)
    made.sign_in()
    return made
