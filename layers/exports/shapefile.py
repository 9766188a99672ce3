"""Shapefile, always zipped: names of ten characters with their map, UTF-8, and a README of what the format had to cut."""

import csv
import re
import tempfile
import zipfile
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

from django.utils import translation

from ..api.words import said
from ..declaration import Field
from ..extents import extent
from . import gdal
from .asking import Export
from .delimited import defused
from .stable import add_file, entry
from .words import SAMPLE, about, filter_words

NAME, TEXT = 10, 254  # what dBase takes of a name in characters, of a text in bytes
# One width for all whole numbers: fiona writes none beyond 32 bits in a file that has narrow ones; RESIZE narrows them after.
TYPES = {**gdal.TYPES, "text": f"str:{TEXT}", "uri": f"str:{TEXT}", "boolean": "int64"}
NAMES = "NAMA-KOLOM.csv"


def write(export: Export, path: Path) -> None:
    """Write the zip at `path`; texts that were cut are told in it and in the notes of `export`."""
    fields = export.query.columns
    short, cutter = short_names(fields), Cutter(fields)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        gdal.write(
            export,
            Path(folder) / f"{export.stem}.shp",
            "ESRI Shapefile",
            types=[(short[field.name], TYPES[field.type]) for field in fields],
            change=cutter,
            encoding="UTF-8",
            RESIZE="YES",
            DBF_DATE_LAST_UPDATE=export.moment.strftime("%Y-%m-%d"),
        )
        export.notes.extend(cutter.notes())
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in sorted(Path(folder).iterdir()):
                add_file(archive, part, part.name, export.moment)
            archive.writestr(entry(NAMES, export.moment), names_table(fields, short))
            for language, name in (("id", "BACA-SAYA.txt"), ("en", "README.txt")):
                with translation.override(language):
                    archive.writestr(entry(name, export.moment), readme(export))


def short_names(fields: list[Field]) -> dict[str, str]:
    """Return the name of each field in the file: its own short one, else its first ten letters, numbered where taken."""
    given: dict[str, str] = {field.name: field.short[:NAME] for field in fields if field.short}
    taken = {name.upper() for name in given.values()}
    for field in fields:
        if field.name in given:
            continue
        given[field.name] = name = next(each for each in _candidates(field.name) if each.upper() not in taken)
        taken.add(name.upper())
    return given


def _candidates(name: str) -> Iterator[str]:
    plain = re.sub(r"[^A-Za-z0-9_]", "_", name) or "_"
    plain = plain if plain[0].isalpha() else f"k{plain}"
    yield plain[:NAME]
    for number in range(1, 1_000_000):
        yield f"{plain[: NAME - len(str(number))]}{number}"


class Cutter:
    """Makes values what dBase holds, and counts the texts it had to cut, field by field."""

    def __init__(self, fields: list[Field]) -> None:
        self.names = [field.name for field in fields]
        self.cut = [0] * len(fields)

    def __call__(self, values: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(self._held(place, value) for place, value in enumerate(values))

    def _held(self, place: int, value: Any) -> Any:
        if isinstance(value, bool):
            return int(value)
        if not isinstance(value, str) or len(value.encode()) <= TEXT:
            return value
        self.cut[place] += 1
        return value.encode()[:TEXT].decode(errors="ignore")  # a letter of several bytes is not cut in two

    def notes(self) -> Iterator[tuple[str, str]]:
        for name, number in zip(self.names, self.cut, strict=True):
            if number:
                yield (
                    f"PERINGATAN: {name}: {number} teks lebih dari {TEXT} bita dipotong. Pakai GeoPackage agar utuh.",
                    f"WARNING: {name}: {number} texts of more than {TEXT} bytes were cut. Use GeoPackage for the whole.",
                )


def names_table(fields: list[Field], short: dict[str, str]) -> str:
    """Return as CSV which name of the file stands for which field of the portal."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["shapefile", "kolom", "arti", "meaning"])
    told = ((short[field.name], field.name, field.title_id, field.title_en) for field in fields)
    writer.writerows(map(defused, row) for row in told)
    return text.getvalue()


def readme(export: Export) -> str:
    """Return what the file is and what was cut, in the language of the moment."""
    lines = [f"{name}: {text}" for name, text in about(export)]
    if extent(export.layer, export.query.reading).sample:
        lines.insert(0, said(*SAMPLE).upper())
    lines += [
        f"{said('Saringan', 'Filter')}: {filter_words(export)}",
        f"{said('Alamat', 'Address')}: {export.address}",
        f"{said('Nama kolom dipendekkan; artinya di', 'Names of fields are shortened; see')} {NAMES}.",
        said("Nilai benar/salah ditulis 1/0.", "True and false are written as 1 and 0."),
        *(said(*note) for note in export.notes),
    ]
    return "\r\n".join(lines) + "\r\n"
