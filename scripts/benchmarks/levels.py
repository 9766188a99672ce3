"""Levels of a whole country's borders, made in groups by parent: how long, and how much memory. A process of its own.

`python -m scripts.benchmarks.levels FILE DIGITS`: the parent of a desa is the first DIGITS parts of its code.
"""

import gzip
import json
import resource
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import django
import numpy as np
import shapely

django.setup()

from django.conf import settings  # noqa: E402

from boundaries.levels import make_levels  # noqa: E402

AREAS = ("Polygon", "MultiPolygon")


def groups_of(file: Path, parts: int) -> dict[str, Any]:
    """Return the valid areas of a GeoJSON file with the column kode, by the code of their parent."""
    with (gzip.open if file.suffix == ".gz" else open)(file, "rb") as source:
        features = json.load(source)["features"]
    found: dict[str, list[Any]] = defaultdict(list)
    for feature in features:
        if (feature["geometry"] or {}).get("type") in AREAS:
            code = str(feature["properties"]["kode"])
            found[".".join(code.split(".")[:parts])].append(shapely.from_geojson(json.dumps(feature["geometry"])))
    return {parent: shapely.make_valid(np.array(shapes, dtype=object)) for parent, shapes in found.items()}


def peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    file, parts = sys.argv[1:]
    groups = groups_of(Path(file), int(parts))
    read, began, processor = peak_mb(), time.monotonic(), time.process_time()
    made = alone = 0
    for shapes in groups.values():
        levels = make_levels(
            shapes.tolist(),
            settings.BOUNDARY_DETAILS_M,
            snap_m=settings.COVERAGE_SNAP_M,
            gap_m=settings.COVERAGE_GAP_M,
        )
        made += len(shapes)
        alone += len(levels.alone)
    facts = {
        "groups": len(groups),
        "largest_group": max(map(len, groups.values())),
        "shapes": made,
        "simplified_alone": alone,
        "seconds": round(time.monotonic() - began, 1),
        "processor_seconds": round(time.process_time() - processor, 1),
        "memory_after_reading_mb": read,
        "memory_mb": peak_mb(),
    }
    print(json.dumps(facts))


main()
