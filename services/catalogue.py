"""The services asked for most, from services.csv: what to bring, how long it takes. All of it is still to be confirmed."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

FILE = Path(__file__).with_name("services.csv")


@dataclass(frozen=True)
class Service:
    """A service; `at` are the levels of region whose office gives it."""

    code: str
    at: frozenset[str]
    words: dict[str, dict[str, str]]

    @property
    def title(self) -> str:
        return self._said("title")

    @property
    def bring(self) -> str:
        return self._said("bring")

    @property
    def time(self) -> str:
        return self._said("time")

    def _said(self, what: str) -> str:
        return self.words[what]["en" if get_language() == "en" else "id"]


@cache
def services() -> tuple[Service, ...]:
    with FILE.open(encoding="utf-8", newline="") as lines:
        return tuple(_service(row) for row in csv.DictReader(lines))


def _service(row: dict[str, str]) -> Service:
    words = {what: {tongue: row[f"{what}_{tongue}"] for tongue in ("id", "en")} for what in ("title", "bring", "time")}
    return Service(row["code"], frozenset(row["at"].split()), words)


def services_at(level: str) -> list[Service]:
    return [each for each in services() if level in each.at]
