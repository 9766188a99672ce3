"""What the tests of pages share: a reader, and the page as a document to look things up in."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from django.test import Client

VOID = {"meta", "link", "input", "img", "br", "hr"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        words = " ".join(child if isinstance(child, str) else child.text for child in self.children)
        return " ".join(words.split())

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Return the elements below with that tag and those attributes, in order; `class_` must be among the classes."""
        found = []
        for child in self.children:
            if isinstance(child, Element):
                found += [child] if child.fits(tag, attributes) else []
                found += child.all(tag, **attributes)
        return found

    def one(self, tag: str, **attributes: str) -> Element:
        (found,) = self.all(tag, **attributes)
        return found

    def fits(self, tag: str, attributes: dict[str, str]) -> bool:
        if tag not in ("*", self.tag):
            return False
        wanted = dict(attributes)
        css = wanted.pop("class_", None)
        if css and css not in self.attributes.get("class", "").split():
            return False
        return all(self.attributes.get(name.replace("_", "-")) == value for name, value in wanted.items())


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("root", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


@dataclass
class Page:
    status: int
    document: Element
    html: str

    @property
    def text(self) -> str:
        return self.document.one("body").text

    @property
    def facts(self) -> str:
        """The page without its drawing."""
        return re.sub(r"<svg.*?</svg>", "", self.html, flags=re.DOTALL)

    def links(self) -> dict[str, str]:
        return {link.text: link.attributes.get("href", "") for link in self.document.all("a")}


def read(html: str) -> Element:
    reader = Reader()
    reader.feed(html)
    assert len(reader.open) == 1, f"left open: {[element.tag for element in reader.open]}"
    return reader.root


@pytest.fixture
def get(client: Client) -> Callable[[str], Page]:
    def ask(address: str) -> Page:
        response = client.get(address)
        html = response.content.decode()
        return Page(response.status_code, read(html), html)

    return ask
