"""What an export is, in words: the layer, the state read, and how it was narrowed. In the language of the request."""

from collections.abc import Iterator

from django.utils.formats import date_format

from .. import cql2
from ..api.words import said
from ..clauses import in_words, of_tree
from ..filters import filterable
from .asking import OPTIONS, Export

# Said in a sentence of their own, or nothing to do with what the file holds.
SAID = {
    "filter-lang",
    "crs",
    "properties",
    "region",
    "bbox",
    "release",
    "as_of",
    "datetime",
    "geometry",
    "bahasa",
    "unduh",
    "f",
    "v",
    "key",
    "token",
}
SAMPLE = ("Data contoh, bukan data resmi.", "Sample data, not official data.")


def about(export: Export) -> Iterator[tuple[str, str]]:
    """Yield what is known of the layer: a heading and its text; what nobody told is left out."""
    layer = export.layer
    told = (
        (said("Lapisan", "Layer"), layer.title),
        (said("Isi", "Content"), layer.description),
        (said("Sumber", "Source"), export.source),
        (said("Penanggung jawab", "Steward"), layer.steward),
        (said("Lisensi", "Licence"), " ".join(filter(None, (layer.licence, layer.licence_url)))),
        (said("Keadaan", "State"), state_words(export)),
    )
    return ((name, text) for name, text in told if text)


def state_words(export: Export) -> str:
    day, within = date_format(export.query.reading.as_of, "j F Y"), export.query.reading.within
    if export.release is not None and within is not None:
        number = export.release.number
        return said(
            f"rilis {number}, setiap keadaan yang berlaku dalam {within}, dengan kode dan nama per {day}",
            f"release {number}, every state that holds within {within}, with codes and names as of {day}",
        )
    if export.release is None:
        return said(f"per {day}", f"as of {day}")
    number = export.release.number
    return said(f"rilis {number}, keadaan per {day}", f"release {number}, as of {day}")


def filter_words(export: Export) -> str:
    """Say how the layer was narrowed, the whole layer says so; and what was joined on."""
    narrowed = "; ".join(_narrowings(export))
    whole = said("Tidak disaring: seluruh lapisan.", "Not filtered: the whole layer.")
    return "; ".join((narrowed or whole, *(said(*words) for words in export.beside.words)))


def crs_words(export: Export) -> str:
    """Say which reference system the shapes are in."""
    system = export.query.crs
    if system.proj:
        return said(
            f"Sistem koordinat: {system.name} ({system.short}), timur lalu utara dalam meter.",
            f"CRS: {system.name} ({system.short}), east then north in metres.",
        )
    name = system.name if system.north_first else "WGS 84"
    return said(
        f"Sistem koordinat: {name} (EPSG:{system.epsg}), bujur lalu lintang.",
        f"CRS: {name} (EPSG:{system.epsg}), longitude first.",
    )


def _narrowings(export: Export) -> Iterator[str]:
    query = export.query
    if query.region:
        yield said(
            f"hanya wilayah {query.region} dan yang di bawahnya", f"only region {query.region} and those below it"
        )
    for box in query.boxes:
        west, south, east, north = box
        yield said(
            f"hanya yang menyentuh kotak {west:g}° - {east:g}° BT, {south:g}° - {north:g}° LU",
            f"only what touches the box {west:g}° - {east:g}° E, {south:g}° - {north:g}° N",
        )
    if query.clip is not None:
        yield said(
            "bentuk dipotong pada batas itu (angka seperti luas tetap milik bentuk utuh)",
            "shapes cut to that limit (figures such as areas stay those of the whole shape)",
        )
    yield from _given(export)
    if query.detail_m is not None:
        yield said(
            f"bentuk disederhanakan sampai {query.detail_m} m", f"shapes simplified to within {query.detail_m} m"
        )
    if query.names is not None:
        listed = ", ".join(query.names) or "-"
        yield said(f"hanya kolom {listed}", f"only the columns {listed}")
    if not query.shape:
        yield said("tanpa bentuk", "without shapes")


def _given(export: Export) -> Iterator[str]:
    """Say the values that fields were asked for, the filter, and whatever else has no words of its own."""
    compared = {field.name: field for field, _ in export.query.equal}
    for name, value in export.given:
        if name in compared:
            yield said(f"{compared[name].title_id} = {value}", f"{compared[name].title_en} = {value}")
        elif name == "filter":
            yield from _filter(export, value)
        elif name not in SAID | export.beside.parameters and name not in OPTIONS:
            yield f"{name} = {value}"


def _filter(export: Export, text: str) -> Iterator[str]:
    """Say the conditions of a filter in words; as it was written where it says more than a form can."""
    language = dict(export.given).get("filter-lang", cql2.LANGUAGES[0])
    clauses = of_tree(cql2.read(text, language), filterable(export.layer))
    yield from [in_words(each, export.layer) for each in clauses] if clauses is not None else [f"filter = {text}"]
