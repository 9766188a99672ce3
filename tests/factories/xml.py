"""KML and GPX as Google Earth, GPS receivers and attackers write them."""

from pathlib import Path

KML = '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2">{}</kml>'
GPX = '<?xml version="1.0"?>\n<gpx version="1.1" creator="Garmin" xmlns="http://www.topografix.com/GPX/1/1">{}</gpx>'
LAUGHS = (
    '<?xml version="1.0"?>\n<!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>\n'
)


def kml(path: Path, content: str) -> Path:
    path.write_text(KML.format(content), encoding="utf-8")
    return path


def gpx(path: Path, content: str) -> Path:
    path.write_text(GPX.format(content), encoding="utf-8")
    return path


def placemark(name: str, shape: str, data: str = "") -> str:
    extended = f"<ExtendedData>{data}</ExtendedData>" if data else ""
    return f"<Placemark><name>{name}</name>{extended}{shape}</Placemark>"


def point(lon: float, lat: float, height: float | None = None) -> str:
    return f"<Point><coordinates>{lon},{lat}{'' if height is None else f',{height}'}</coordinates></Point>"


def polygon(lon: float = 117.0, lat: float = 0.5, size: float = 0.1, height: str = "") -> str:
    corners = [(lon, lat), (lon + size, lat), (lon + size, lat + size), (lon, lat + size), (lon, lat)]
    text = " ".join(f"{x},{y}{height}" for x, y in corners)
    ring = f"<LinearRing><coordinates>{text}</coordinates></LinearRing>"
    return f"<Polygon><outerBoundaryIs>{ring}</outerBoundaryIs></Polygon>"


def mills() -> str:
    """Return three points in Sangatta Utara with a code each."""
    return "".join(
        placemark(f"Pabrik {number}", point(117.55 + number * 0.001, 0.52, 0), data("Kode", f"PKS-{number}"))
        for number in (1, 2, 3)
    )


def data(name: str, value: str) -> str:
    return f'<Data name="{name}"><value>{value}</value></Data>'
