"""A page of headings, paragraphs and one table as a tagged PDF of some 4 kB, in a fraction of a millisecond.

For samples only (docs/decisions/0014): the fonts are those every reader has (Helvetica), so it is tagged, titled and says
its language, but is not PDF/UA, which wants fonts inside. What is published for real is made by weasyprint.
"""

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, MARGIN = 420, 595, 40  # points: A5
SIZES = {"H1": 15, "P": 10, "TH": 10, "TD": 10}
LETTER_WIDTH = 0.52  # of the size, on average


@dataclass(frozen=True)
class Block:
    """A piece of the page: `tag` is H1, P or TR; a row has its cells, any other one text."""

    tag: str
    texts: Sequence[str]


@dataclass(frozen=True)
class _Piece:
    """Marked content of the page: `row` says to which row of the table it belongs."""

    tag: str
    drawing: str
    row: int | None = None


def written(title: str, blocks: Iterable[Block]) -> bytes:
    """Return the PDF; what does not fit on the page is refused (ValueError)."""
    pieces = list(_pieces(blocks))
    stream = "\n".join(
        f"/{piece.tag} <</MCID {number}>> BDC BT {piece.drawing} ET EMC" for number, piece in enumerate(pieces)
    )
    return _file(title, stream.encode("cp1252", "replace"), pieces)


def _pieces(blocks: Iterable[Block]) -> Iterable[_Piece]:
    y, row = float(HEIGHT - MARGIN), 0
    for block in blocks:
        if block.tag == "TR":
            row += 1
            y -= 15
            for number, text in enumerate(block.texts):
                tag = "TH" if number == 0 or row == 1 else "TD"
                yield _Piece(tag, _line(text, SIZES[tag], MARGIN + number * 220, y), row)
        else:
            size = SIZES[block.tag]
            lines = textwrap.wrap(block.texts[0], int((WIDTH - 2 * MARGIN) / (size * LETTER_WIDTH)))
            y -= size * 0.6
            drawn = []
            for line in lines:
                y -= size * 1.35
                drawn.append(_line(line, size, MARGIN, y))
            yield _Piece(block.tag, " ".join(drawn))
        if y < MARGIN:
            raise ValueError("more than a page")


def _line(text: str, size: float, x: float, y: float) -> str:
    return f"/F1 {size} Tf 1 0 0 1 {x:g} {y:g} Tm ({_escaped(text)}) Tj"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _file(title: str, stream: bytes, pieces: Sequence[_Piece]) -> bytes:
    """Number the objects: 1 catalogue, 2 pages, 3 page, 4 font, 5 stream, 6 structure, 7 parents, 8 title, then tags."""
    elements = _Elements(9)
    document = elements.tree(pieces)
    name = b"\xfe\xff" + title.encode("utf-16-be")
    parents = " ".join(f"{number} 0 R" for number in elements.parents)
    objects: list[str | bytes] = [
        "<</Type/Catalog/Pages 2 0 R/MarkInfo<</Marked true>>/Lang(id)/StructTreeRoot 6 0 R"
        "/ViewerPreferences<</DisplayDocTitle true>>>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/Contents 5 0 R/StructParents 0/Tabs/S"
        "/Resources<</Font<</F1 4 0 R>>>>>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Length %d>>stream\n%b\nendstream" % (len(stream), stream),
        f"<</Type/StructTreeRoot/K {document} 0 R/ParentTree 7 0 R>>",
        f"<</Nums[0[{parents}]]>>",
        f"<</Title<{name.hex()}>>>",
        *elements.written,
    ]
    made, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj" % number + (content if isinstance(content, bytes) else content.encode()) + b"endobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"trailer<</Size {len(objects) + 1}/Root 1 0 R/Info 8 0 R>>\nstartxref\n{len(made)}\n%%EOF\n"
    made += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{end}".encode()
    return bytes(made)


class _Elements:
    """The tree of tags. `parents` are the objects of the marked contents, in their order."""

    def __init__(self, first: int) -> None:
        self.next, self.written, self.parents = first, list[str](), list[int]()

    def tree(self, pieces: Sequence[_Piece]) -> int:
        rows = sorted({piece.row for piece in pieces if piece.row is not None})
        count = 1 + bool(rows) + len(rows)
        document, table = self.next, self.next + 1
        row_number = {row: self.next + 2 + place for place, row in enumerate(rows)}
        leaves = range(self.next + count, self.next + count + len(pieces))
        self.parents = list(leaves)
        below = {number: [leaf for leaf, piece in zip(leaves, pieces, strict=True) if piece.row == row]
                 for row, number in row_number.items()}  # fmt: skip
        top = [leaf for leaf, piece in zip(leaves, pieces, strict=True) if piece.row is None]
        before = [leaf for leaf in top if not rows or leaf < min(map(min, below.values()))]
        order = [*before, *([table] if rows else []), *(leaf for leaf in top if leaf not in before)]
        self._add("Document", 6, _kids(order))
        if rows:
            self._add("Table", document, _kids(row_number.values()))
        for number in row_number.values():
            self._add("TR", table, _kids(below[number]))
        for number, piece in enumerate(pieces):
            parent = document if piece.row is None else row_number[piece.row]
            self._add(piece.tag, parent, f"/Pg 3 0 R/K {number}")
        return document

    def _add(self, tag: str, parent: int, rest: str) -> None:
        self.written.append(f"<</Type/StructElem/S/{tag}/P {parent} 0 R{rest}>>")
        self.next += 1


def _kids(numbers: Iterable[int]) -> str:
    return "/K[" + " ".join(f"{number} 0 R" for number in numbers) + "]"
