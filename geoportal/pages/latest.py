"""What is new in the regency, from the parts of its own page: news and documents, the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .sections import Section
from .sections.documents import KEY as DOCUMENTS
from .sections.news import KEY as NEWS

SHOWN = 5


@dataclass(frozen=True)
class Item:
    day: date
    title: str
    url: str
    region: str
    part: str


def latest(sections: Sequence[Section]) -> list[Item]:
    """Return the newest few. No query: the sections have been made."""
    by_key = {section.key: section for section in sections}
    found: list[Item] = []
    if news := by_key.get(NEWS):
        found += [
            Item(each.day, each.title, each.url, each.region_name, news.title) for each in news.content.get("lines", ())
        ]
    if documents := by_key.get(DOCUMENTS):
        found += [
            Item(each["day"], each["title"], each["url"], each["region"], documents.title)
            for each in documents.content.get("documents", ())
        ]
    return sorted(found, key=lambda item: item.day, reverse=True)[:SHOWN]
