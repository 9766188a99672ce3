"""Every finding of a run as a file: CSV, GeoJSON, GeoPackage. The first thousand of each rule are rows, the rest a file."""

import csv
import gzip
import io
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse

from .models import Run, RunProblem
from .wording import without_options

FORMATS = ("csv", "geojson", "gpkg")
TYPES = {"csv": "text/csv; charset=utf-8", "geojson": "application/geo+json", "gpkg": "application/geopackage+sqlite3"}
COLUMNS = ("rule", "level", "row", "column", "message", "remedy")
# A cell that begins like this would be run by a spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "\ufeff"  # tells a spreadsheet that this is UTF-8
ROWS_AT_ONCE = 2_000
Facts = dict[str, Any]


def every(run: Run, language: str) -> Iterator[Facts]:
    """Yield all findings of a run, in the words of one language; `place` is (lon, lat) or None."""
    for kept in run.problems.order_by("level", "pk").iterator(chunk_size=ROWS_AT_ONCE):
        yield _row(kept, language)
    if run.findings:
        with run.findings.open("rb") as packed, gzip.open(packed, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield _further(json.loads(line), language)


def _row(kept: RunProblem, language: str) -> Facts:
    return {
        "rule": kept.rule,
        "level": kept.level,
        "row": kept.row,
        "column": kept.field,
        "message": without_options(kept.message_en if language == "en" else kept.message_id),
        "remedy": without_options(kept.remedy_en if language == "en" else kept.remedy_id),
        "place": kept.place.coords if kept.place else None,
    }


def _further(facts: Facts, language: str) -> Facts:
    return {
        **{name: facts[name] for name in ("rule", "level", "row", "column", "place")},
        "message": without_options(facts[f"message_{language}"]),
        "remedy": without_options(facts[f"remedy_{language}"]),
    }


def response(run: Run, kind: str, *, language: str) -> HttpResponse:
    """Answer with all findings as a file of `kind`; Http404 for a kind that is not made."""
    if kind not in FORMATS:
        raise Http404(kind)
    found = every(run, "en" if language == "en" else "id")
    answer: Any = (
        FileResponse(_geopackage(found), content_type=TYPES[kind])
        if kind == "gpkg"
        else StreamingHttpResponse(WRITERS[kind](found), content_type=TYPES[kind])
    )
    answer["Content-Disposition"] = f'attachment; filename="temuan-{run.pk}.{kind}"'
    return answer


def as_csv(found: Iterator[Facts]) -> Iterator[str]:
    yield BYTE_ORDER_MARK + _line([*COLUMNS, "lon", "lat"])
    for facts in found:
        lon, lat = facts["place"] or ("", "")
        yield _line([*(_plain(facts[name]) for name in COLUMNS), lon, lat])


def _plain(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _line(cells: list[Any]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()


def as_geojson(found: Iterator[Facts]) -> Iterator[str]:
    yield '{"type":"FeatureCollection","features":['
    for number, facts in enumerate(found):
        yield ("," if number else "") + json.dumps(_feature(facts), ensure_ascii=False)
    yield "]}"


def _feature(facts: Facts) -> Facts:
    place = facts["place"]
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": list(place)} if place else None,
        "properties": {name: facts[name] for name in COLUMNS},
    }


def _geopackage(found: Iterator[Facts]) -> io.BytesIO:
    """Write a GeoPackage: its format needs the whole file before the first byte."""
    import fiona

    properties = {name: "int" if name == "row" else "str" for name in COLUMNS}
    with tempfile.TemporaryDirectory(prefix="temuan-") as folder:
        path = Path(folder) / "temuan.gpkg"
        schema = {"geometry": "Point", "properties": properties}
        with fiona.open(path, "w", driver="GPKG", layer="temuan", schema=schema, crs="EPSG:4326") as sink:
            sink.writerecords(_feature(facts) for facts in found)
        return io.BytesIO(path.read_bytes())


WRITERS = {"csv": as_csv, "geojson": as_geojson}
