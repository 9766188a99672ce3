"""A person at a desk with a browser: what they press between a file and its release."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.factories.office import Office

PASSWORD = "rahasia-12345"
WORK_MS = 60_000


class Desk:
    """A person at a browser, who reads the page and presses what it offers."""

    def __init__(self, page: Page, office: Office) -> None:
        self.page, self.office = page, office

    def sign_in(self, name: str = "ani") -> None:
        self.page.goto(f"{self.office.address}/masuk/?next=/unggah/")
        self.page.fill("#id_username", name)
        self.page.fill("#id_password", PASSWORD)
        self.page.click("main button")
        self.page.wait_for_url("**/unggah/")

    def drop(self, *paths: Path) -> None:
        """Let files fall on the drop zone, as from a folder."""
        self.page.goto(f"{self.office.address}/unggah/")
        self.page.set_input_files("#berkas", list(paths))
        self.page.evaluate(
            """() => {
              const carried = new DataTransfer();
              for (const file of document.querySelector('#berkas').files) carried.items.add(file);
              const fall = new DragEvent('drop', { dataTransfer: carried, bubbles: true, cancelable: true });
              document.querySelector('form.drop').dispatchEvent(fall);
            }"""
        )
        self.page.wait_for_url(re.compile(r"/unggah/\d+/"), timeout=WORK_MS)
        self.settled()

    def settled(self) -> str:
        """Wait until nothing is under way; return the step the page is at."""
        self.page.wait_for_load_state()
        expect(self.page.locator("[data-progress]")).to_have_count(0, timeout=WORK_MS)
        self.page.wait_for_load_state()
        return self.page.url.rstrip("/").rpartition("/")[2]

    def reload_until_over(self) -> None:
        """Do without scripts what `settled` waits for: press what loads the page again."""
        for _time in range(300):
            if not self.page.locator("[data-progress]").count():
                return
            self.page.wait_for_timeout(200)
            self.page.click("[data-reload]")
        raise AssertionError(self.page.locator("main").inner_text())

    def go_on(self, choice: str = "") -> str:
        """Choose an option, or leave what is proposed, and continue."""
        if choice:
            self.page.get_by_label(choice).check()
        self.page.locator("form.question > button.button").click()
        return self.settled()

    def publish(self) -> str:
        """Go from where the run is ready to its release; return what the page then says."""
        if self.page.get_by_text("Lanjut: bandingkan").count():
            self.page.get_by_text("Lanjut: bandingkan").click()
        self.page.get_by_text("Lanjut: terbitkan").first.click()
        self.page.fill("#source", "Uji peramban")
        self.page.get_by_role("button", name="Terbitkan", exact=True).click()
        self.settled()
        return self.page.locator(".lead").inner_text()
