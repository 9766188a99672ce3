"""The two layers with their RBI field names and what the manifest says of them."""

from dataclasses import dataclass
from typing import Any

from shapely import MultiPolygon, Polygon

from demo_boundaries.build import Shapes
from demo_boundaries.facts import Unit, read_units

PROVINCE, REGENCY = ("64", "Kalimantan Timur"), ("64.08", "Kutai Timur")
TEXT_FIELDS = ("NAMOBJ", "FCODE", "REMARK", "METADATA", "SRS_ID", "KDCPUM", "KDEPUM", "KDPKAB", "KDPPUM")
PLACE_FIELDS = ("WADMKC", "WADMKD", "WADMKK", "WADMPR", "UUPP")
FIELDS = {
    **dict.fromkeys(TEXT_FIELDS, "str:80"),
    "LUASWH": "float:24.15",
    "TIPADM": "int:9",
    **dict.fromkeys(PLACE_FIELDS, "str:80"),
}
TIPADM = {"kecamatan": 0, "desa": 1, "kelurahan": 2}
FCODE = {"kecamatan": "", "desa": "BA03070040", "kelurahan": "BA03070040"}


@dataclass(frozen=True)
class Layer:
    """One layer in one zip: `level` is what the portal calls its regions."""

    file: str
    name: str
    level: str
    title_id: str
    title_en: str


DESA = Layer(
    "kutim_desa_contoh.zip",
    "ADMINISTRASI_AR_DESAKEL",
    "desa",
    "Batas desa/kelurahan Kutai Timur (data contoh)",
    "Desa and kelurahan boundaries of Kutai Timur (sample data)",
)
KECAMATAN = Layer(
    "kutim_kecamatan_contoh.zip",
    "ADMINISTRASI_AR_KECAMATAN",
    "kecamatan",
    "Batas kecamatan Kutai Timur (data contoh)",
    "Kecamatan boundaries of Kutai Timur (sample data)",
)

Row = tuple[dict[str, Any], Polygon | MultiPolygon]


def layer_rows(shapes: Shapes, *levels: str) -> list[Row]:
    """Return attributes and shape of each unit of these levels, in the order of their codes."""
    kecamatan = {unit.code: unit.name for unit in read_units("kecamatan")}
    return [(attributes(unit, kecamatan), shapes[unit.code]) for unit in read_units(*levels)]


def attributes(unit: Unit, kecamatan: dict[str, str]) -> dict[str, Any]:
    """Return the RBI attributes of a unit; fields that do not apply to it are empty."""
    within = unit.code if unit.level == "kecamatan" else unit.parent
    below = unit.level != "kecamatan"
    filled = {
        "NAMOBJ": unit.name, "FCODE": FCODE[unit.level], "REMARK": "Data contoh",
        "METADATA": "DATA CONTOH, BUKAN BATAS RESMI", "SRS_ID": "4326",
        "KDCPUM": within, "KDEPUM": unit.code if below else "", "KDPKAB": REGENCY[0], "KDPPUM": PROVINCE[0],
        "LUASWH": 0.0, "TIPADM": TIPADM[unit.level],
        "WADMKC": kecamatan[within], "WADMKD": unit.name if below else "", "WADMKK": REGENCY[1], "WADMPR": PROVINCE[1],
    }  # fmt: skip
    return {field: filled.get(field, "") for field in FIELDS}


def manifest_entry(layer: Layer, features: int, sha256: str) -> dict[str, Any]:
    return {
        "title_id": layer.title_id,
        "title_en": layer.title_en,
        "level": layer.level,
        "layer": layer.name,
        "crs": "EPSG:4326",
        "encoding": "UTF-8",
        "effective": "2025-01-01",
        "source": "Data contoh, dibuat dari daftar kode dan nama; bukan batas resmi",
        "licence": "CC-BY-4.0",
        "sample": True,
        "legal_status": "indikatif",
        "legal_basis": "",
        "scale": None,
        "sha256": sha256,
        "features": features,
        "generated_by": "scripts/make_demo_boundaries.py",
    }
