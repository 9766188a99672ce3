"""Reading an Atom document, and what RFC 4287 asks of one."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

ATOM = "application/atom+xml"
NAMESPACE = {"a": "http://www.w3.org/2005/Atom"}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def parsed(content: bytes) -> ET.Element:
    return ET.fromstring(content)


def entries(feed: ET.Element) -> list[ET.Element]:
    return feed.findall("a:entry", NAMESPACE)


def text(element: ET.Element, name: str) -> str:
    return element.findtext(f"a:{name}", "", NAMESPACE)


def links(element: ET.Element, rel: str) -> list[str]:
    return [each.attrib["href"] for each in element.findall("a:link", NAMESPACE) if each.get("rel") == rel]


def faults(feed: ET.Element, address: str) -> list[str]:
    """Return what the feed at `address` lacks of RFC 4287, sections 4.1.1 and 4.1.2."""
    return list(_faults(feed, address))


def _faults(feed: ET.Element, address: str) -> Iterator[str]:
    if feed.tag != f"{{{NAMESPACE['a']}}}feed":
        yield f"root {feed.tag}"
    if links(feed, "self") != [address]:
        yield f"self {links(feed, 'self')}"
    if not feed.findtext("a:author/a:name", "", NAMESPACE):
        yield "no author"
    for element in (feed, *entries(feed)):
        yield from _faults_of_each(element)
    ids = [text(element, "id") for element in (feed, *entries(feed))]
    if len(ids) != len(set(ids)):
        yield "an id twice"
    days = [text(element, "updated") for element in entries(feed)]
    if days != sorted(days, reverse=True):
        yield "not the newest first"


def _faults_of_each(element: ET.Element) -> Iterator[str]:
    for name in ("id", "title", "updated"):
        if len(element.findall(f"a:{name}", NAMESPACE)) != 1 or not text(element, name):
            yield f"{name} of {element.tag}"
    if not re.match(r"urn:uuid:|tag:", text(element, "id")):
        yield f"id {text(element, 'id')}"
    if not MOMENT.fullmatch(text(element, "updated")):
        yield f"updated {text(element, 'updated')}"
    alternates = links(element, "alternate")
    if len(alternates) != 1 or not alternates[0].startswith("http"):
        yield f"alternate {alternates}"
