"""What is known of Kutai Timur: its units with a position each, and a rough outline. Degrees, EPSG:4326."""

import csv
from dataclasses import dataclass
from pathlib import Path

import shapely

REGISTER = Path(__file__).resolve().parents[2] / "data" / "register"


@dataclass(frozen=True)
class Unit:
    """A kecamatan, desa or kelurahan; its position is rounded to 0.01 degrees."""

    code: str
    name: str
    level: str
    parent: str
    position: shapely.Point


def read_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a register file, all values as text."""
    with (REGISTER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_units(*levels: str) -> list[Unit]:
    """Return the units of these levels, in the order of their codes."""
    rows = [row for row in read_rows("kutim_regions.csv") if row["level"] in levels]
    return [unit_from(row) for row in sorted(rows, key=lambda row: row["code"])]


def unit_from(row: dict[str, str]) -> Unit:
    position = shapely.Point(float(row["lon"]), float(row["lat"]))
    return Unit(row["code"], row["name"], row["level"], row["parent"], position)


def read_outline() -> list[tuple[float, float]]:
    """Return the ring of the regency's rough outline, its first point repeated at the end."""
    return [(float(row["lon"]), float(row["lat"])) for row in read_rows("kutim_outline.csv")]
