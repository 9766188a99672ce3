"""How the text of a shapefile is encoded: what is declared, what the bytes say, and whether the two agree.

The bytes decide. UTF-8 that is not ASCII is never mistaken for anything else; Windows text (CP1252) is recognised by
having no byte that CP1252 leaves undefined. ISO-8859-1 is CP1252 for every visible character, so nothing is read as it.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from .refusals import Choice, EncodingUnclear, FileDamaged, Words
from .shapefiles import DbfTable, read_table

# The language driver byte of a .dbf, as far as it names one encoding (dBASE and Visual FoxPro tables).
LANGUAGES = {
    0x01: "cp437",
    0x02: "cp850",
    0x03: "cp1252",
    0x57: "cp1252",
    0x58: "cp1252",
    0x59: "cp1252",
    0x64: "cp852",
    0x65: "cp866",
    0xC8: "cp1250",
    0xC9: "cp1251",
}
# As .cpg files and GDAL write them. ISO-8859-1 stands for CP1252, which has the same visible characters and more.
ALIASES = {"65001": "utf-8", "88591": "cp1252", "8859-1": "cp1252", "iso 88591": "cp1252", "iso8859-1": "cp1252"}
UNSTATED = {"", "system", "oem", "ansi"}
RECORDS_AT_ONCE = 2_000
BLOCK, LONGEST_LINE = 1 << 20, 1 << 20
# Lines of a text that speak for its encoding, and how much of each is shown.
SAMPLES, LINE_SHOWN = 200, 80


@dataclass(frozen=True)
class TextEncoding:
    """The encoding the rows are decoded with; `by` tells what decided: person, cpg, dbf, bytes, ascii, format."""

    name: str
    by: str
    evidence: dict[str, Any] = field(default_factory=dict)

    @property
    def certain(self) -> bool:
        """Whether nothing was concluded that a person should look at."""
        return self.by in {"person", "cpg", "ascii", "format"} or self.name == "utf-8"


@dataclass(frozen=True)
class Sample:
    """A value that is not plain ASCII, where it stands."""

    row: int
    column: str
    raw: bytes


def decide(dbf: Path, declared: str | None, forced: str | None) -> TextEncoding:
    """Return the encoding of a shapefile's table; raise EncodingUnclear where declaration and bytes disagree."""
    table = read_table(dbf)
    samples = list(foreign_values(dbf, table))
    if forced:
        return _forced(known(forced), samples)
    if not samples:
        return TextEncoding("utf-8", "ascii")
    named = _named(declared)
    if named:
        return _declared(named, samples)
    return _from_bytes(LANGUAGES.get(table.language), samples)


def from_utf16(path: Path) -> None:
    """Write a text that begins with the mark of UTF-16 ("Unicode text" of Excel) as UTF-8, in its place."""
    with path.open("rb") as file:
        if file.read(2) not in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return
    recoded = path.with_name(f"{path.name}.utf8")
    try:
        with (
            path.open(encoding="utf-16", newline="") as source,
            recoded.open("w", encoding="utf-8", newline="") as target,
        ):
            while block := source.read(BLOCK):
                target.write(block)
    except UnicodeError as error:
        raise FileDamaged(
            Words(
                f"teks UTF-16 terpotong atau rusak: {error.reason}",
                f"the UTF-16 text is cut off or damaged: {error.reason}",
            )
            if isinstance(error, UnicodeDecodeError)
            else Words("teks UTF-16 rusak", "the UTF-16 text is damaged"),
            Words("Simpan ulang sebagai CSV UTF-8 atau XLSX.", "Save it again as CSV UTF-8 or XLSX."),
        ) from error
    recoded.replace(path)


def decide_text(path: Path, forced: str | None) -> TextEncoding:
    """Return the encoding of a file of text, as `decide` does for a table; what says nothing of itself is UTF-8 or CP1252."""
    samples = list(islice(foreign_lines(path), SAMPLES))
    if forced:
        name = known(forced)
        if not decodes_file(path, name):
            bad = next((each for each in samples if not decodes(each.raw, name)), Sample(0, "", b""))
            raise _contradicted(name, bad, samples, Words("yang Anda berikan", "you gave"))
        return TextEncoding(name, "person", _evidence(name, samples))
    if not samples:
        return TextEncoding("utf-8", "ascii")
    for name in ("utf-8", "cp1252"):
        if decodes_file(path, name):
            return TextEncoding(name, "bytes", _evidence(name, samples))
    raise EncodingUnclear(
        Words("teks berkas ini bukan UTF-8 maupun CP1252", "the text of this file is neither UTF-8 nor CP1252"),
        Words(
            "Simpan ulang sebagai CSV UTF-8 atau XLSX, atau sebutkan pengodeannya (--encoding).",
            "Save it again as CSV UTF-8 or XLSX, or name its encoding (--encoding).",
        ),
        row=samples[0].row,
    )


def foreign_lines(path: Path) -> Iterator[Sample]:
    """Yield the lines of a text that are not plain ASCII, from the first sign that is not."""
    with path.open("rb") as file:
        for number, line in enumerate(iter(lambda: file.readline(LONGEST_LINE), b""), start=1):
            if not line.isascii():
                at = max(next(index for index, byte in enumerate(line) if byte > 127) - LINE_SHOWN // 2, 0)
                yield Sample(number, "", line[at : at + LINE_SHOWN].removeprefix(codecs.BOM_UTF8).strip(b"\r\n"))


def decodes_file(path: Path, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def known(name: str) -> str:
    """Return Python's name of an encoding as people and .cpg files write it; raise EncodingUnclear for an unknown one."""
    text = name.strip().lower().replace("_", "-")
    text = ALIASES.get(text, text)
    for candidate in (text, f"cp{text.removeprefix('ansi').removeprefix('windows-').removeprefix('oem').strip(' -')}"):
        try:
            found = codecs.lookup(candidate)
        except (LookupError, ValueError):
            continue
        if found._is_text_encoding:  # not rot13, base64 ...
            return ALIASES.get(found.name, found.name)
    raise EncodingUnclear(
        Words(f"pengodean teks {name!r} tidak dikenal", f"text encoding {name!r} is not known"),
        Words("Contoh: utf-8 atau cp1252 (--encoding cp1252).", "For example: utf-8 or cp1252 (--encoding cp1252)."),
    )


def _named(declared: str | None) -> str | None:
    """Return what a .cpg names, or None where it names nothing in particular ("System")."""
    if declared is None or declared.strip().lower() in UNSTATED:
        return None
    return known(declared)


def decodes(raw: bytes, encoding: str) -> bool:
    return decode(raw, encoding) is not None


def decode(raw: bytes, encoding: str) -> str | None:
    """Return the text, or None where the bytes are not of that encoding.

    The width of a column may have cut the last UTF-8 character in two; what is left of it is dropped.
    """
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-8" and error.reason == "unexpected end of data" and error.end == len(raw):
            return raw[: error.start].decode(encoding)
        return None


def foreign_values(dbf: Path, table: DbfTable) -> Iterator[Sample]:
    """Yield every name and value that is not plain ASCII, in file order."""
    for column in table.columns:
        if not column.name.isascii():
            yield Sample(0, column.name.decode("latin-1"), column.name)
    texts = [column for column in table.columns if column.type == "C"]
    for number, record in _records(dbf, table):
        if record.isascii():
            continue
        for column in texts:
            raw = record[column.start : column.start + column.width].rstrip(b" \0")
            if not raw.isascii():
                yield Sample(number, column.name.decode("latin-1"), raw)


def _records(dbf: Path, table: DbfTable) -> Iterator[tuple[int, bytes]]:
    number = 0
    with dbf.open("rb") as file:
        file.seek(table.header_bytes)
        while number < table.records:
            block = file.read(table.record_bytes * RECORDS_AT_ONCE)
            for at in range(0, len(block) - table.record_bytes + 1, table.record_bytes):
                number += 1
                if number > table.records:
                    return
                yield number, block[at : at + table.record_bytes]
            if len(block) < table.record_bytes:
                return


def _forced(name: str, samples: list[Sample]) -> TextEncoding:
    bad = _first_bad(samples, name)
    if bad is not None:
        raise _contradicted(name, bad, samples, Words("yang Anda berikan", "you gave"))
    return TextEncoding(name, "person", _evidence(name, samples))


def _declared(name: str, samples: list[Sample]) -> TextEncoding:
    bad = _first_bad(samples, name)
    if bad is not None:
        raise _contradicted(name, bad, samples, Words("di .cpg", "in the .cpg"))
    if name != "utf-8" and _first_bad(samples, "utf-8") is None:
        # Text in another encoding is valid UTF-8 by accident only when it is very short.
        raise _contradicted(name, samples[0], samples, Words("di .cpg", "in the .cpg"))
    return TextEncoding(name, "cpg", _evidence(name, samples))


def _from_bytes(language: str | None, samples: list[Sample]) -> TextEncoding:
    for name, by in (("utf-8", "bytes"), (language, "dbf"), ("cp1252", "bytes")):
        if name and _first_bad(samples, name) is None:
            return TextEncoding(name, by, _evidence(name, samples))
    bad = _first_bad(samples, "cp1252") or samples[0]
    raise EncodingUnclear(
        Words(
            f"teks tidak dapat dibaca: tidak ada .cpg, dan isinya bukan UTF-8 maupun CP1252 ({bad.raw!r})",
            f"the text cannot be read: there is no .cpg, and it is neither UTF-8 nor CP1252 ({bad.raw!r})",
        ),
        Words(
            "Ekspor ulang dengan pengodean UTF-8, atau sebutkan pengodeannya (--encoding).",
            "Export it again as UTF-8, or name its encoding (--encoding).",
        ),
        row=bad.row or None,
        column=bad.column,
    )


def _first_bad(samples: list[Sample], name: str) -> Sample | None:
    return next((sample for sample in samples if not decodes(sample.raw, name)), None)


def _evidence(name: str, samples: list[Sample]) -> dict[str, Any]:
    """Return how many values spoke, and the first few as they are read."""
    return {
        "values": len(samples),
        "examples": [{"row": each.row, "column": each.column, "text": decode(each.raw, name)} for each in samples[:5]],
    }


def _contradicted(name: str, bad: Sample, samples: list[Sample], where: Words) -> EncodingUnclear:
    likely = [each for each in ("utf-8", "cp1252") if each != name and _first_bad(samples, each) is None]
    shown = f'"{decode(bad.raw, likely[0])}"' if likely else repr(bad.raw)
    hint = likely[0] if likely else "…"
    return EncodingUnclear(
        Words(
            f"pengodean {name} {where.id} tidak cocok dengan isinya; bukti: {shown}",
            f"encoding {name} {where.en} does not fit the text; evidence: {shown}",
        ),
        Words(
            f"Bila teks itu benar, pilih {hint} (--encoding {hint}); bila tidak, ekspor ulang sebagai UTF-8.",
            f"If that text is right, choose {hint} (--encoding {hint}); if not, export it again as UTF-8.",
        ),
        row=bad.row or None,
        column=bad.column,
        choices=tuple(Choice(each, f"{len(samples)} nilai terbaca") for each in likely),
    )
