"""How to connect: addresses and lines to copy for QGIS, Excel, Python and curl. What is asked stands in those that can say it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from layers.declaration import Layer
from layers.models import Release
from layers.tiles import archive

from .asking import Asked
from .files import EXCEL, file_path


@dataclass(frozen=True)
class Copied:
    """Something to copy: an address, or several lines of a program."""

    key: str
    title: str
    text: str
    lines: bool = False


@dataclass(frozen=True)
class Way:
    """A program, what to do in it, and what to copy."""

    key: str
    title: str
    steps: tuple[str, ...]
    copied: tuple[Copied, ...]


def ways(asked: Asked, base: str, release: Release | None) -> list[Way]:
    """Return the ways to connect. Two queries at most, for the archive of tiles."""
    return [
        _qgis(asked, base),
        _tiles(asked.layer, base, release),
        _excel(asked, base),
        _python(asked, base),
        _curl(asked, base),
    ]


def _qgis(asked: Asked, base: str) -> Way:
    title = asked.layer.title
    steps = (
        _(
            "Menu Layer › Add Layer › Add WFS / OGC API - Features Layer…, lalu New. Tempel alamat pertama di kotak URL."
        ),
        _("Pilih versi OGC API - Features, OK, Connect, lalu pilih “%(title)s” dan Add.") % {"title": title},
        _("Hanya yang tersaring? Layer › Add Layer › Add Vector Layer…, Protocol, Type: GeoJSON, tempel alamat kedua."),
    )
    copied = (
        Copied("oapif", _("Alamat OGC API - Features"), f"{base}/api/"),
        Copied("berkas", _("Alamat berkas GeoJSON ini"), base + file_path(asked, "geojson")),
    )
    return Way("qgis", "QGIS", steps, copied)


def _tiles(layer: Layer, base: str, release: Release | None) -> Way:
    style = f"{base}/api/collections/{layer.key}/styles/{layer.key}.json"
    copied = [
        Copied("ubin", _("Alamat ubin vektor"), f"{base}/api/collections/{layer.key}/tiles/{{z}}/{{x}}/{{y}}.mvt"),
        Copied("gaya", _("Alamat gaya (MapLibre)"), style),
        Copied("tilejson", "TileJSON", f"{base}/api/collections/{layer.key}/tiles/tilejson.json"),
    ]
    if release and archive.lies_there(layer, release):
        path = f"/r/{layer.key}/{release.number}/{layer.key}.pmtiles"
        copied.append(Copied("pmtiles", _("PMTiles rilis ini, satu berkas"), base + path))
    steps = (
        _("Layer › Add Layer › Add Vector Tile Layer…, New Generic Connection: tempel alamat ubin dan alamat gaya."),
    )
    return Way("ubin", _("Ubin vektor (QGIS, MapLibre)"), steps, tuple(copied))


def _excel(asked: Asked, base: str) -> Way:
    address = base + file_path(asked, "csv", ragam=EXCEL)
    standard = base + file_path(asked, "csv")
    query = "\n".join(
        (
            "let",
            f'  Sumber = Csv.Document(Web.Contents("{standard}"), [Delimiter=",", Encoding=65001, QuoteStyle=QuoteStyle.Csv]),',
            "  Hasil = Table.PromoteHeaders(Sumber, [PromoteAllScalars=true])",
            "in",
            "  Hasil",
        )
    )
    steps = (
        _("Sekali buka: unduh CSV untuk Excel Indonesia, klik dua kali; kode tetap teks, angka tetap angka."),
        _(
            "Selalu terbaru: Data › Get Data › From Other Sources › Blank Query › Advanced Editor, tempel baris di bawah."
        ),
        _("Kolom angka diubah jenisnya di Power Query: Change Type › Using Locale, English; kode dibiarkan teks."),
    )
    copied = (
        Copied("csv-excel", _("Alamat CSV untuk Excel Indonesia"), address),
        Copied("power-query", _("Power Query dari web"), query, lines=True),
    )
    return Way("excel", "Excel", steps, copied)


def _python(asked: Asked, base: str) -> Way:
    file, table = base + file_path(asked, "geojson"), base + file_path(asked, "csv")
    items = f"{base}/api/collections/{asked.layer.key}/items" + (f"?{asked.query}" if asked.params else "")
    texts = ", ".join(f'"{field.name}": str' for field in asked.layer.fields if field.name.endswith("code"))
    geopandas = ("import geopandas", "", f'data = geopandas.read_file("{file}")', "print(len(data), data.crs)")
    fiona = (
        "from urllib.request import urlopen",
        "",
        "import fiona",
        "",
        f'with urlopen("{file}") as answer, fiona.open(answer) as features:',
        "    for feature in features:",
        "        print(dict(feature.properties))",
    )
    requests = (
        "import requests",
        "",
        f'address, features = "{items}", []',
        "while address:",
        '    answer = requests.get(address, headers={"Accept": "application/geo+json"}, timeout=60)',
        "    answer.raise_for_status()",
        "    page = answer.json()",
        '    features += page["features"]',
        '    address = next((each["href"] for each in page["links"] if each["rel"] == "next"), None)',
        "print(len(features))",
    )
    pandas = ("import pandas", "", f'table = pandas.read_csv("{table}", dtype={{{texts}}})', "print(len(table))")
    copied = (
        Copied("geopandas", "geopandas", "\n".join(geopandas), lines=True),
        Copied("requests", _("requests, halaman demi halaman"), "\n".join(requests), lines=True),
        Copied("fiona", "fiona", "\n".join(fiona), lines=True),
        Copied("pandas", _("pandas, tabel saja"), "\n".join(pandas), lines=True),
    )
    return Way("python", "Python", (), copied)


def _curl(asked: Asked, base: str) -> Way:
    key, file = asked.layer.key, base + file_path(asked, "geojson")
    download = f'curl -fLOJ "{base}{file_path(asked, "gpkg")}"'
    again = f'curl -fL --etag-compare {key}.etag --etag-save {key}.etag -o {key}.geojson "{file}"'
    copied = (
        Copied("curl", _("Unduh GeoPackage"), download, lines=True),
        Copied("curl-etag", _("Unduh lagi hanya bila berubah"), again, lines=True),
    )
    return Way("curl", "curl", (), copied)
