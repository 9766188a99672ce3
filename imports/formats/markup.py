"""XML read element by element, with expat. A DTD is refused at its first sign: no entity is ever declared or expanded."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from .records import Job, Stop

BLOCK = 1 << 16
DEEPEST = 200


class _Sink:
    """Takes what the parser meets: builds the elements that are wanted, and tells where the others begin and end."""

    def __init__(self, whole: Collection[str], parser: Any) -> None:
        self.events: list[tuple[str, Element]] = []
        self.depth = 0
        self._whole, self._parser = frozenset(whole), parser
        self._builder: TreeBuilder | None = None
        self._built_from = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Stop("too_deep", limit=DEEPEST)
        name = _local(tag)
        if self._builder is None and name in self._whole:
            self._builder, self._built_from = TreeBuilder(), self.depth
        if self._builder is not None:
            self._builder.start(name, attributes)
        else:
            self.events.append(("start", Element(name, attributes)))

    def end(self, tag: str) -> None:
        name = _local(tag)
        if self._builder is None:
            self.events.append(("end", Element(name)))
        else:
            self._builder.end(name)
            if self.depth == self._built_from:
                self.events.append(("whole", self._builder.close()))
                self._builder = None
        self.depth -= 1

    def text(self, data: str) -> None:
        if self._builder is not None:
            self._builder.data(data)

    def doctype(self, *_facts: Any) -> None:
        raise Stop("entities")


def _local(tag: str) -> str:
    """Return a name without its namespace or prefix: files in use declare either wrongly."""
    return tag.rpartition(":")[2]


def events(job: Job, whole: Collection[str]) -> Iterator[tuple[str, Element]]:
    """Yield ("whole", element) for each element of the names in `whole`, with all it holds, and ("start"/"end", bare
    element) for those outside of them."""
    parser = expat.ParserCreate(job.get("encoding") or None)
    parser.buffer_text = True
    sink = _Sink(whole, parser)
    parser.StartElementHandler, parser.EndElementHandler = sink.start, sink.end
    parser.CharacterDataHandler = sink.text
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = sink.doctype
    with Path(job["path"]).open("rb") as file:
        try:
            while block := file.read(BLOCK):
                parser.Parse(block, False)
                yield from sink.events
                sink.events.clear()
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise Stop("xml", at=error.lineno, text=expat.ErrorString(error.code)) from error
        yield from sink.events


def said(element: Element | None) -> str:
    """Return the text of an element, also that of the elements inside it; "" for none."""
    return "".join(element.itertext()).strip() if element is not None else ""
