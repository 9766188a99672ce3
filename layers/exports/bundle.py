"""A file with all that is needed to use it: README in two languages, licence, metadata, fields, SHA-256. Stable bytes."""

import csv
import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

from django.utils import translation

from ..api.words import said
from ..extents import extent
from . import writers
from .asking import Export
from .delimited import defused
from .stable import add_file, entry
from .table import count
from .words import SAMPLE, about, crs_words, filter_words

PIECE = 1 << 16


def write(export: Export, path: Path) -> None:
    """Write the bundle at `path`: the file itself first, then what tells of it. Memory stays flat."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        made = Path(folder) / export.file_name
        writers.write(export, made)
        sums = {made.name: _sum(made)}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            add_file(archive, made, made.name, export.moment)
            for name, text in _papers(export):
                sums[name] = hashlib.sha256(text.encode()).hexdigest()
                archive.writestr(entry(name, export.moment), text)
            listed = "".join(f"{digest}  {name}\n" for name, digest in sums.items())
            archive.writestr(entry("SHA256SUMS.txt", export.moment), listed)


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _papers(export: Export) -> Iterator[tuple[str, str]]:
    held, sample = count(export.query), extent(export.layer, export.query.reading).sample
    for language, name in (("id", "BACA-SAYA.txt"), ("en", "README.txt")):
        with translation.override(language):
            yield name, readme(export, held, sample)
    yield "LISENSI.txt", licence(export)
    yield "metadata.json", json.dumps(metadata(export, held, sample), ensure_ascii=False, indent=2) + "\n"
    yield "kolom.csv", fields_table(export)


def readme(export: Export, held: int, sample: bool) -> str:
    """Return what the file is, in the language of the moment."""
    lines = [export.layer.title, "=" * len(export.layer.title), ""]
    if sample:
        lines += [said(*SAMPLE).upper(), ""]
    lines += [f"{name}: {text}" for name, text in about(export)]
    lines += [
        f"{said('Banyaknya', 'Count')}: {held}",
        f"{said('Saringan', 'Filter')}: {filter_words(export)}",
        f"{said('Alamat', 'Address')}: {export.address}",
        crs_words(export),
        "",
        said("Isi bundel:", "In this bundle:"),
        f"  {export.file_name}: {export.form.title}",
        f"  LISENSI.txt: {said('lisensi dan cara menyebut sumber', 'licence and how to name the source')}",
        f"  kolom.csv: {said('arti tiap kolom', 'what each field means')}",
        f"  metadata.json: {said('keterangan untuk program', 'the same for programs')}",
        f"  SHA256SUMS.txt: {said('periksa dengan: sha256sum -c SHA256SUMS.txt', 'check: sha256sum -c SHA256SUMS.txt')}",
    ]
    if export.notes:
        lines += ["", said("Catatan:", "Notes:"), *(f"  - {said(*note)}" for note in export.notes)]
    return "\n".join(lines) + "\n"


def licence(export: Export) -> str:
    layer = export.layer
    name = " ".join(filter(None, (layer.licence, layer.licence_url))) or "-"
    named = f"{layer.steward or 'Geoportal Kutai Timur'}, {layer.title_id}"
    return (
        f"Lisensi: {name}\nSebutkan sumbernya: {named}, {export.address}\n\n"
        f"Licence: {name}\nName the source: {layer.steward or 'Geoportal Kutai Timur'}, {layer.title_en}, {export.address}\n"
    )


def metadata(export: Export, held: int, sample: bool) -> dict[str, Any]:
    """Return what a program wants to know of the file: names as DCAT has them where it has one."""
    layer, release = export.layer, export.release
    return {
        "identifier": layer.key,
        "title": {"id": layer.title_id, "en": layer.title_en},
        "description": {"id": layer.description_id, "en": layer.description_en},
        "publisher": layer.steward,
        "source": export.source,
        "license": layer.licence_url or layer.licence,
        "sample": sample,
        **export.state,
        "issued": release.published_at.isoformat() if release else None,
        "crs": export.query.crs.uri,
        "geometryType": layer.geometry_type,
        "count": held,
        "filter": dict(export.given),
        "accessURL": export.address,
        "mediaType": export.form.media_type,
        "notes": [{"id": indonesian, "en": english} for indonesian, english in export.notes],
    }


def fields_table(export: Export) -> str:
    """Return the dictionary of fields as CSV: name, type, how this format holds it, what it is in both languages."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["kolom", "jenis", f"dalam {export.form.name}", "arti", "meaning", "keterangan", "description"])
    for field in export.query.columns:
        held = export.form.holds[field.type]
        told = (field.title_id, field.title_en, field.description_id, field.description_en)
        # People open this one in a spreadsheet, and titles come from the heads of uploaded files.
        writer.writerow(map(defused, (field.name, field.type, held, *told)))
    return text.getvalue()
