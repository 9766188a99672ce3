"""A file is looked at before its rows are staged: its layers, columns, letters and coordinates, for the questions.

The look goes as far as it can. Where a person has to choose first (one layer of several; the encoding of a GeoJSON), the
facts end there, and the file is looked at again with the answer.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import shapely

from . import layers_inside, proposals, stages
from .archives import Dataset
from .layers_inside import Inside
from .limits import Limits
from .models import Inspection, Run
from .reading import RawRow, Reader, open_layer
from .refusals import EncodingUnclear, LayerUnclear
from .stages import Asked, Inspected

VALUES_SHOWN = 5
LONGEST_VALUE = 80
OUTLINES = 80
# A drawn outline needs no more than this part of the file's extent.
OUTLINE_SHARE = 1 / 400


@dataclass
class Look:
    """The facts, as `Inspection` keeps them. Text stands as its bytes do (one letter a byte) where `raw`."""

    layers: list[dict[str, Any]] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    layer: str | None = None
    kind: str = ""
    encoding: dict[str, Any] = field(default_factory=dict)
    raw: bool = False
    rows: int = -1
    shapes: dict[str, int] = field(default_factory=dict)
    columns: list[dict[str, Any]] = field(default_factory=list)
    crs: dict[str, str] = field(default_factory=dict)
    points: list[tuple[float, float]] = field(default_factory=list)
    outlines: list[str] = field(default_factory=list)
    whole: bool = False

    @classmethod
    def of(cls, run: Run) -> "Look | None":
        """Return what was seen in the file of a run; None before anybody looked."""
        kept = Inspection.objects.filter(run=run).first()
        return cls(**kept.facts) if kept is not None else None


def look(run: Run, single: Path, folder: Path, asked: Asked, limits: Limits) -> Look:
    """Look at a file that lies here, and keep what was seen; raise a Refusal where nobody's answer could help."""
    seen = Look()
    found, ignored = stages.layers_found(single, run.file_name, folder, limits)
    seen.layers, seen.ignored = [asdict(inside.info) for inside in found], list(ignored[:50])
    chosen = _chosen(found, asked.layer)
    if chosen is not None:
        seen.layer, seen.kind, seen.rows = chosen.info.name, chosen.dataset.kind, chosen.info.count
        inspected = _inspected(seen, single, chosen, folder, asked, limits)
        if inspected is not None:
            with open_layer(inspected.path, inspected.kind, limits, inspected.layer) as reader:
                _read_head(seen, inspected, reader)
    Inspection.objects.update_or_create(run=run, defaults={"facts": asdict(seen)})
    return seen


def _chosen(found: Sequence[Inside], wanted: str | None) -> Inside | None:
    """Return the layer meant; None where a person can say which."""
    try:
        return layers_inside.choose(found, wanted, tables=True)  # where it goes may be chosen later
    except LayerUnclear:
        if len(found) < 2:
            raise
        return None


def _inspected(
    seen: Look, single: Path, chosen: Inside, folder: Path, asked: Asked, limits: Limits
) -> Inspected | None:
    """Find the encoding; where it is unclear, note the readings that fit, and go on with the first if there is one."""
    try:
        inspected = stages.inspect_layer(single, chosen, folder, asked, (), limits)
    except EncodingUnclear as unclear:
        seen.encoding = {"unclear": list(unclear.message), "values": 0, "readings": []}
        if chosen.dataset.kind not in stages.RAW:
            seen.encoding["readings"] = [{"encoding": choice.value, "rows": []} for choice in unclear.choices]
            return None
        seen.raw = True
        _note_readings(seen, folder / "chosen", chosen.dataset)
        if not seen.encoding["readings"]:
            raise
        first = seen.encoding["readings"][0]["encoding"]
        return stages.inspect_layer(single, chosen, folder, Asked(asked.layer, asked.crs, first), (), limits)
    found = inspected.encoding
    seen.encoding = {"name": found.name, "by": found.by, "certain": found.certain, "values": 0, "readings": []}
    if inspected.raw:
        seen.raw = True
        _note_readings(seen, inspected.path.parent, chosen.dataset)
    return inspected


def _note_readings(seen: Look, folder: Path, dataset: Dataset) -> None:
    if dataset.kind == "shapefile":
        readings, values = proposals.readings(folder / "layer.dbf")
    else:
        readings, values = proposals.readings_of_text(folder / f"layer{next(iter(dataset.parts))}")
    seen.encoding.update(values=values, readings=[asdict(each) for each in readings])


def _read_head(seen: Look, inspected: Inspected, reader: Reader) -> None:
    """Note what the first rows hold; the process that reads the file ends with the block."""
    head = list(islice(reader.rows, stages.LOOKED_AT))
    if inspected.declared_crs is not None:
        seen.crs = {"declared": inspected.declared_crs, "by": "prj"}
    else:
        seen.crs = {"declared": reader.header.crs_wkt, "by": inspected.kind}
    seen.columns = [_column(name, head) for name in reader.header.fields]
    for row in head:
        if row.geom is not None:
            seen.shapes[row.geom.geom_type] = seen.shapes.get(row.geom.geom_type, 0) + 1
    seen.points = stages.middles(head)
    seen.outlines = _outlines(head)
    seen.whole = True


def _column(name: str, head: Sequence[RawRow]) -> dict[str, Any]:
    values = [value for row in head if (value := (row.attributes.get(name) or "").strip())]
    distinct = dict.fromkeys(values)
    shown = [value[:LONGEST_VALUE] for value in islice(distinct, VALUES_SHOWN)]
    return {"name": name, "values": shown, "filled": len(values), "distinct": len(distinct), "of": len(head)}


def _outlines(head: Sequence[RawRow]) -> list[str]:
    """Return the first shapes, coarse and flat, as WKB in the file's own numbers."""
    shapes = [row.geom for row in head if row.geom is not None and stages.placed(row.geom)][:OUTLINES]
    if not shapes:
        return []
    west, south, east, north = shapely.total_bounds(shapes)
    coarse = shapely.simplify(shapely.force_2d(shapes), max(east - west, north - south) * OUTLINE_SHARE)
    return [shapely.to_wkb(shape, hex=True) for shape in coarse.tolist() if not shape.is_empty]
