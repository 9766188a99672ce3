"""A thematic map as a file: SVG and PNG with title, legend and source in the picture, GeoJSON and CSV with the classes."""

import csv
import io
import json
import textwrap
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

import pypdfium2
import shapely
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from geoportal.pages.maps import Atlas, cached, open_atlas
from layers.addresses import base_url
from layers.svg import Shape, draw
from layers.svg.hatch import Hatch

from .choosing import choices
from .theme_map import areas_in, strata, theme_key
from .themes import Choropleth, Row, asked_theme, choropleth

FORMATS = ("svg", "png", "geojson", "csv")
BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads UTF-8 as something else
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run
DETAIL_M = 100  # of the shapes in the GeoJSON
PNG_WIDTH = 1440
LETTER, LINE = 165, 240  # units: tenths of a pixel of a drawing 720 px wide
LINE_LETTERS = 68
STYLE = (
    ".sheet{fill:#fff}.sea{fill:#d9e5eb}.land path{fill:#e5e9dd}.near path{fill:#eef1e8}"
    ".near .lines{fill:none;stroke:#b4beb4;stroke-width:5}.over path{fill:none}"
    ".over .lines{fill:none;stroke:#33423d;stroke-width:10}.over.kabupaten .lines{stroke-width:16}"
    ".theme path,.theme circle{stroke-width:6}"
    f"text{{font-family:'Noto Sans','DejaVu Sans',sans-serif;font-size:{LETTER}px;fill:#1c2826}}"
    ".title{font-size:230px;font-weight:700}.scale path{fill:none;stroke:#1c2826;stroke-width:15}"
    ".scale text,.names text{text-anchor:middle}.names text{font-size:150px;paint-order:stroke;stroke-linejoin:round}"
    ".fit-7{display:none}"
)


def answer(request: HttpRequest, extension: str) -> HttpResponse:
    found = choices()
    asked = asked_theme(request.GET, found)
    if asked is None:
        raise Http404(_("Belum ada monografi yang terbit."))
    atlas = open_atlas(request.user, day=found.day, as_of=None)
    shown = choropleth(asked, found, areas_in(atlas))
    if extension != "csv" and asked.level.value not in atlas.layers:
        raise Http404(_("Batas wilayah tidak terbuka untuk umum; angkanya ada sebagai CSV."))
    address = f"{base_url(request)}/monografi/peta/?{asked.query()}"
    if extension not in DRAWN:
        return WRITERS[extension](atlas, shown, address)
    return _drawn(request, extension, atlas, shown, address)


def _drawn(request: HttpRequest, extension: str, atlas: Atlas, shown: Choropleth, address: str) -> HttpResponse:
    """Answer with a picture: whoever has it is told so before anything is drawn, and what was drawn is kept for the others."""
    key = theme_key(atlas, shown, extension, get_language(), shown.title, shown.sources, shown.sample, address)
    tag = quote_etag(key)
    unchanged: HttpResponse | None = get_conditional_response(request, etag=tag, response=None)
    if unchanged is not None:
        return unchanged
    make, kind = DRAWN[extension]
    response = _file(shown, cached(key, lambda: make(atlas, shown, address)), kind, extension)
    response["ETag"] = tag
    return response


def _file(shown: Choropleth, content: str | bytes, kind: str, extension: str) -> HttpResponse:
    asked = shown.asked
    name = f"peta-{asked.measure.indicator.code}-{asked.measure.reading}-{asked.period.slug}-{asked.level}.{extension}"
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def as_csv(atlas: Atlas, shown: Choropleth, address: str) -> HttpResponse:
    text = io.StringIO()
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text)
    for place, row in enumerate(shown.rows):
        told = {**facts(shown, row), "alamat": address}
        if place == 0:
            writer.writerow(told)
        writer.writerow([safe(each) for each in told.values()])
    return _file(shown, text.getvalue(), "text/csv; charset=utf-8", "csv")


def safe(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else "" if value is None else value


def facts(shown: Choropleth, row: Row) -> dict[str, Any]:
    """Return one region of the map as flat values; None where there is none."""
    asked = shown.asked
    bounds = (None, *shown.breaks, None)
    region, number = row.spot.region, row.number
    return {
        "kode": region.code,
        "nama": region.name,
        "jenis": region.kind,
        "induk": region.parent_name,
        "indikator": asked.measure.indicator.code,
        "dibaca_sebagai": asked.measure.reading,
        "judul": shown.measure.title,
        "satuan": asked.measure.indicator.unit if asked.measure.reading == "angka" else asked.measure.unit,
        "tahun": asked.period.year,
        "semester": asked.period.semester,
        "sejak": asked.measure.since,
        "nilai": row.spot.value,
        "kelas": number,
        "kelas_dari": bounds[number - 1] if number else None,
        "kelas_sampai_di_bawah": bounds[number] if number else None,
        "keterangan": shown.said(row.spot) if row.spot.value is None else None,
        "desa_melapor": row.spot.told,
        "desa_ditanya": row.spot.asked,
        "cara": asked.method,
        "sumber": "; ".join(shown.sources),
        "data_contoh": shown.sample,
    }


def as_geojson(atlas: Atlas, shown: Choropleth, address: str) -> HttpResponse:
    found = atlas.shapes(atlas.layers[shown.asked.level.value], DETAIL_M, region=shown.asked.above.code)
    shapes = {each.id: each.geometry for each in found}
    features = []
    for row in shown.rows:
        shape = shapes.get(row.spot.region.code or "")
        features.append(
            {
                "type": "Feature",
                "id": row.spot.region.code,
                "properties": {**facts(shown, row), "warna": shown.colours[row.number - 1] if row.number else None},
                "geometry": json.loads(shapely.to_geojson(shapely.set_precision(shape, 1e-6))) if shape else None,
            }
        )
    document = {
        "type": "FeatureCollection",
        "title": shown.title,
        "address": address,
        "classes": [{"label": each.label, "colour": each.fill, "count": each.count} for each in shown.theme.entries],
        "breaks": list(shown.breaks),
        "features": features,
    }
    return _file(
        shown, json.dumps(document, ensure_ascii=False, separators=(",", ":")), "application/geo+json", "geojson"
    )


def as_svg(atlas: Atlas, shown: Choropleth, address: str) -> bytes:
    return picture(atlas, shown, address).encode()


def as_png(atlas: Atlas, shown: Choropleth, address: str) -> bytes:
    """Draw the SVG on one page of a PDF and take its picture: 1,440 px wide."""
    image = picture(atlas, shown, address)
    page = f"<style>@page{{margin:0;size:720px {_height(image) / 10:g}px}}body{{margin:0}}svg{{display:block}}</style>{image}"
    import weasyprint  # 21 MB and half a second, which few processes need

    document = pypdfium2.PdfDocument(weasyprint.HTML(string=page, url_fetcher=_nothing).write_pdf())
    made = io.BytesIO()
    first = document[0]
    first.render(scale=PNG_WIDTH / first.get_width()).to_pil().save(made, "PNG", optimize=True)
    document.close()
    return made.getvalue()


def _nothing(url: str, *_args: object, **_kwargs: object) -> dict[str, Any]:
    raise ValueError(f"a map loads nothing: {url}")


def _height(image: str) -> int:
    return int(image.split('viewBox="0 0 7200 ', 1)[1].split('"', 1)[0])


def picture(atlas: Atlas, shown: Choropleth, address: str) -> str:
    """Return the map with title, legend, method and source as one SVG that needs nothing beside it."""
    frame, drawn = strata(atlas, shown, lambda each, note: Shape(each.geometry, each.label, note=note))
    inner = draw(frame, drawn).split(">", 1)[1].removesuffix("</svg>")
    head, top = _texts(textwrap.wrap(shown.title, 50), 340, css="title")
    under, entries = top + frame.height + 260, []
    for entry in shown.theme.entries:
        fill = Hatch.MAP.fill if entry.hatched else entry.fill
        entries.append(
            f'<rect x="180" y="{under - 150}" width="320" height="180" fill="{fill}" stroke="#4a5a55" stroke-width="8"/>'
            f'<text x="580" y="{under}">{escape(entry.label)}: {entry.count}</text>'
        )
        under += LINE
    notes = [line for text in _notes(shown, address) for line in textwrap.wrap(text, LINE_LETTERS)]
    foot, end = _texts(notes, under + 80)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 7200 {end}" width="720" height="{end / 10:g}" role="img">'
        f"<title>{escape(shown.title)}</title><style>{STYLE}</style>"
        f'<clipPath id="bingkai"><rect width="{frame.width}" height="{frame.height}"/></clipPath>'
        f'<rect class="sheet" width="7200" height="{end}"/>{head}'
        f'<g transform="translate(0 {top})" clip-path="url(#bingkai)">'
        f'<rect class="sea" width="{frame.width}" height="{frame.height}"/>{inner}</g>{"".join(entries)}{foot}</svg>'
    )


def _texts(lines: list[str], y: int, *, css: str = "") -> tuple[str, int]:
    """Return lines of text from `y` downwards, and where the next thing may begin."""
    step = 300 if css else LINE
    name = f' class="{css}"' if css else ""
    drawn = "".join(
        f'<text{name} x="180" y="{y + step * place}">{escape(line)}</text>' for place, line in enumerate(lines)
    )
    return drawn, y + step * len(lines) - (100 if css else 0)


def _notes(shown: Choropleth, address: str) -> list[str]:
    sources = "; ".join(shown.sources) or _("tidak disebut")
    notes = [_("Sumber: %(sources)s, %(year)s.") % {"sources": sources, "year": shown.asked.period}]
    if shown.sample:
        notes.insert(0, _("Data contoh, bukan data resmi."))
    return [*notes, address]


Writer = Callable[[Atlas, Choropleth, str], HttpResponse]
WRITERS: Mapping[str, Writer] = {"geojson": as_geojson, "csv": as_csv}
DRAWN: Mapping[str, tuple[Callable[[Atlas, Choropleth, str], bytes], str]] = {
    "svg": (as_svg, "image/svg+xml"),
    "png": (as_png, "image/png"),
}
