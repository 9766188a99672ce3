"""An Atom document: Django's own, with the links it leaves out and ids that stay when the portal moves."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language

ATOM = "application/atom+xml"
PUBLISHER = "Pemerintah Kabupaten Kutai Timur"
# Never change it: readers know an entry by its id and would tell all of them again.
NAMES = uuid.UUID("6b8d1c52-0f0e-5e0a-9a5c-640800000000")


@dataclass(frozen=True)
class Entry:
    """One thing that is new. `key` tells it from all others of the portal; `link` is its page, absolute.

    `lines` are sentences in plain text; `related` are (address, media type, title).
    """

    key: str
    title: str
    link: str
    updated: datetime
    lines: tuple[str, ...] = ()
    related: tuple[tuple[str, str, str], ...] = ()
    category: str = ""


def identifier(key: str) -> str:
    """Return the id of what `key` names: the same in every language and at every address of the portal."""
    return uuid.uuid5(NAMES, key).urn


class _Atom(Atom1Feed):
    def latest_post_date(self) -> datetime:
        """Return the moment of the newest entry; where there is none, what the feed was given, never the clock."""
        moments = [item["updateddate"] for item in self.items]
        return max(moments, default=self.feed["empty_since"])

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for href, media_type, title in item["related"]:
            handler.addQuickElement("link", "", {"rel": "related", "href": href, "type": media_type, "title": title})


def atom_text(
    *,
    key: str,
    title: str,
    subtitle: str,
    link: str,
    here: str,
    entries: Iterable[Entry],
    empty_since: datetime,
    author: str = "",
    rights: str = "",
) -> str:
    """Return the feed as text. `link` and `here` are the absolute addresses of its page and of itself.

    `empty_since` dates a feed without entries, which has to have a date, too.
    """
    feed = _Atom(
        title=title,
        link=link,
        description="",
        subtitle=subtitle,
        language=get_language(),
        author_name=author or PUBLISHER,
        feed_url=here,
        feed_guid=identifier(key),
        feed_copyright=rights or None,
        empty_since=empty_since,
    )
    for entry in entries:
        feed.add_item(
            entry.title,
            entry.link,
            # It is told as HTML.
            "".join(f"<p>{escape(line)}</p>" for line in entry.lines),
            unique_id=identifier(entry.key),
            updateddate=entry.updated,
            categories=[entry.category] if entry.category else (),
            related=entry.related,
        )
    return feed.writeString("utf-8")
