"""receive, inspect, stage, check, compare: from a file to a difference. Nothing here touches a live table."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.core.files import File
from django.db import transaction
from shapely.geometry.base import BaseGeometry

from . import checks, crs, encodings, layers_inside, notes, shapefiles, sources, staging
from .encodings import TextEncoding
from .formats.kinds import KINDS, TABLE
from .limits import Limits
from .mapping import map_fields
from .models import Run, RunState
from .problems import Report
from .progress import CHECKING, READING, counted
from .reading import RawRow, Reader, open_layer
from .rows import Choices, Difference, Finding, Row
from .targets import Target

# Rows looked at before the reference system is decided; the rest streams through.
LOOKED_AT = 1_000
RAW = ("shapefile", "csv")


@dataclass(frozen=True)
class Asked:
    """What a person, or a manifest, says about the file itself."""

    layer: str | None = None
    crs: str | None = None
    encoding: str | None = None


@dataclass(frozen=True)
class Inspected:
    """A layer laid out for reading, and what its parts declare."""

    path: Path
    kind: str
    layer: str | None
    name: str
    encoding: TextEncoding
    declared_crs: str | None  # None: the driver says
    shape_type: str = ""
    findings: tuple[Finding, ...] = ()
    ignored: tuple[str, ...] = ()
    rows: int = 0  # as far as its parts tell; 0 where they do not

    @property
    def raw(self) -> bool:
        """Whether text is read as its bytes are, one letter a byte, and the encoding applied afterwards."""
        return self.kind in RAW


def receive(run: Run, single: Path) -> None:
    """Keep the original with its checksum."""
    run.file_sha256 = sources.sha256_of(single)
    run.file_bytes = single.stat().st_size
    with single.open("rb") as file:
        run.original.save(single.name, File(file), save=False)
    run.save()


def inspect(single: Path, name: str, folder: Path, asked: Asked, limits: Limits, *, tables: bool = False) -> Inspected:
    """Choose the layer, lay it out in `folder`, and find how its text is encoded. `tables`: one without shapes will do."""
    found, ignored = layers_found(single, name, folder, limits)
    chosen = layers_inside.choose(found, asked.layer, tables=tables)
    return inspect_layer(single, chosen, folder, asked, ignored, limits)


def layers_found(
    single: Path, name: str, folder: Path, limits: Limits
) -> tuple[list[layers_inside.Inside], tuple[str, ...]]:
    """Return the layers of a file, and the names of what is left aside."""
    datasets, ignored = layers_inside.datasets_of(single, name, limits)
    found = [
        inside
        for number, dataset in enumerate(datasets)
        for inside in layers_inside.layers_of(single, dataset, folder / str(number), limits)
    ]
    return found, ignored


def inspect_layer(
    single: Path, chosen: layers_inside.Inside, folder: Path, asked: Asked, ignored: tuple[str, ...], limits: Limits
) -> Inspected:
    """Lay one layer out in `folder`, and find how its text is encoded."""
    inspected = _inspected(single, chosen, folder, asked, ignored, limits)
    return replace(inspected, rows=max(chosen.info.count, 0))


def _inspected(
    single: Path, chosen: layers_inside.Inside, folder: Path, asked: Asked, ignored: tuple[str, ...], limits: Limits
) -> Inspected:
    path = layers_inside.lay_out(single, chosen.dataset, folder / "chosen", limits)
    if chosen.dataset.kind == "shapefile":
        return _inspect_shapefile(path, chosen.info.name, asked, ignored)
    encoding, findings = notes.text_of(path, chosen.dataset.kind, asked.encoding)
    return Inspected(
        path, chosen.dataset.kind, chosen.layer, chosen.info.name, encoding, None, "", tuple(findings), ignored
    )


def _inspect_shapefile(path: Path, name: str, asked: Asked, ignored: tuple[str, ...]) -> Inspected:
    dbf, shx, prj, cpg = (path.with_suffix(suffix) for suffix in (".dbf", ".shx", ".prj", ".cpg"))
    findings = []
    if not dbf.exists():
        raise notes.table_missing()
    shapefiles.check_parts(path, shx if shx.exists() else None, dbf)
    if not shx.exists():
        shapefiles.rebuild_index(path)
        findings.append(notes.index_rebuilt())
    encoding = encodings.decide(dbf, notes.small_text(cpg), asked.encoding)
    cpg.unlink(missing_ok=True)  # GDAL would decode by it; the bytes are wanted as they are
    findings += notes.about_table(dbf, encoding)
    with path.open("rb") as file:
        shape_type = shapefiles.shape_type(file.read(shapefiles.SHP_HEADER_BYTES))
    declared = notes.small_text(prj) or ""
    prj.unlink(missing_ok=True)
    return Inspected(path, "shapefile", None, name, encoding, declared, shape_type, tuple(findings), ignored)


def stage(run: Run, inspected: Inspected, asked: Asked, target: Target, report: Report, limits: Limits) -> None:
    """Read the layer into the run's own table, in degrees and flat, and note with what evidence.

    Where the target takes rows without shapes, no reference system is looked for, and shapes are left aside.
    """
    formulas = getattr(target, "formulas", False)
    opened = open_layer(inspected.path, inspected.kind, limits, inspected.layer, formulas=formulas)
    with opened as reader, transaction.atomic():
        first = _first(reader.groups)
        looked_at = list(chain.from_iterable(first))
        findings = _about_places(inspected, reader, target)
        decision = _decide_crs(inspected, reader, asked, target, looked_at)
        pipe = _Pipe(_warp(decision, target), inspected)
        groups = counted(pipe.groups(chain(first, reader.groups)), READING, inspected.rows, size=len)
        count = staging.write_rows(run, groups)
    if not count:
        raise notes.no_rows(inspected.name)
    report.add(inspected.findings)
    report.add(findings)
    report.add(notes.about_crs(decision) if decision is not None else [])
    report.add(pipe.findings())
    run.evidence.update(_evidence(inspected, reader, decision, pipe, count))
    run.state = RunState.STAGED
    run.save()


def _first(groups: Iterator[list[RawRow]]) -> list[list[RawRow]]:
    """Take the groups that hold the rows to be looked at."""
    first: list[list[RawRow]] = []
    count = 0
    while count < LOOKED_AT and (group := next(groups, None)) is not None:
        first.append(group)
        count += len(group)
    return first


def _about_places(inspected: Inspected, reader: Reader, target: Target) -> list[Finding]:
    """Say what the file says of itself beside its rows; raise where a table goes to a layer that needs shapes."""
    findings = notes.remarked(reader.header.remarks)
    if reader.header.geometry == TABLE and KINDS[inspected.kind].table and target.geometry_types:
        if "None" not in target.geometry_types:
            raise notes.no_places()
        findings.append(notes.places_unknown())
    return findings


def _decide_crs(
    inspected: Inspected, reader: Reader, asked: Asked, target: Target, looked_at: Sequence[RawRow]
) -> crs.Decision | None:
    """Decide the reference system; None where no row has a shape, or the target takes none."""
    if reader.header.geometry == TABLE or not target.geometry_types:
        return None
    return crs.decide(
        declared=inspected.declared_crs if inspected.declared_crs is not None else reader.header.crs_wkt,
        declared_by="prj" if inspected.kind == "shapefile" else inspected.kind,
        forced=asked.crs,
        points=middles(looked_at),
        reference=target.reference_area(),
    )


def _warp(decision: crs.Decision | None, target: Target) -> crs.Warp | None:
    if decision is None:
        return None
    return crs.warp(decision.crs, target.reference_area(), swapped=decision.swapped)


def middles(rows: Sequence[RawRow]) -> list[tuple[float, float]]:
    """Return the middle of each row's extent, in the file's own numbers; rows without numbers that can be have none."""
    shapes = [row.geom for row in rows if row.geom is not None and placed(row.geom)]
    return [((west + east) / 2, (south + north) / 2) for west, south, east, north in shapely.bounds(shapes)]


def placed(shape: BaseGeometry) -> bool:
    """Tell whether a shape lies somewhere: it is not empty, and no coordinate is infinite or not a number."""
    return not shape.is_empty and bool(np.isfinite(shapely.get_coordinates(shape)).all())


def _evidence(
    inspected: Inspected, reader: Reader, decision: crs.Decision | None, pipe: "_Pipe", count: int
) -> dict[str, Any]:
    return {
        "file": {
            "kind": inspected.kind,
            "layer": inspected.name,
            "rows": count,
            "fields": [pipe.decoded(name) for name in reader.header.fields],
            "heading": reader.header.heading,
            "letters": reader.header.letters,
            "filled": sorted(pipe.filled),
            "ignored": list(inspected.ignored[:50]),
        },
        "encoding": {"name": inspected.encoding.name, "by": inspected.encoding.by, **inspected.encoding.evidence},
        "crs": decision.evidence if decision is not None else None,
    }


def _shape_trouble(raw: RawRow) -> bool:
    return bool(raw.trouble) and raw.rule not in notes.CELL_TROUBLES


@dataclass
class _Pipe:
    """Turns raw rows into rows: text decoded, shapes flat and in degrees; remembers what it saw. No warp: no shapes."""

    warp: crs.Warp | None
    inspected: Inspected
    names: dict[str, str] = field(default_factory=dict)  # of columns, decoded once
    filled: set[str] = field(default_factory=set)
    rows_found: list[Finding] = field(default_factory=list)
    high: int = 0
    first_high: int = 0
    shapes_left: int = 0

    def groups(self, raw: Iterable[Sequence[RawRow]]) -> Iterator[list[Row]]:
        for group in raw:
            yield [self._row(each, shape) for each, shape in zip(group, self._flat(group), strict=True)]

    def _row(self, raw: RawRow, shape: BaseGeometry | None) -> Row:
        attributes = self._attributes(raw)
        if len(self.filled) < len(attributes):
            self.filled.update(name for name, value in attributes.items() if value and value.strip())
        if self.warp is None:
            self.shapes_left += raw.geom is not None or _shape_trouble(raw)
        if raw.trouble or raw.rule or raw.open_ends:
            self.rows_found += self._troubles(raw)
        return Row(raw.number, attributes, shape)

    def _troubles(self, raw: RawRow) -> Iterator[Finding]:
        if raw.rule in notes.CELL_TROUBLES:
            yield notes.cell_trouble(raw.number, raw.rule, self.decoded(raw.trouble), self.decoded(raw.column))
        elif raw.trouble and self.warp is not None:
            yield checks.unreadable(raw.number, raw.trouble)
        if raw.open_ends and self.warp is not None:
            yield self._ring_open(raw, self.warp)

    def _flat(self, raw: Sequence[RawRow]) -> Any:
        """Return the shapes in degrees, without height; count those that had one. Nothing where no shapes are wanted."""
        if self.warp is None:
            return [None] * len(raw)
        shapes = np.array([each.geom for each in raw], dtype=object)
        high = shapely.has_z(shapes) | shapely.has_m(shapes)
        if self.inspected.shape_type.endswith((" M", " Z")):
            high = ~shapely.is_missing(shapes)
        if high.any():
            self.high += int(high.sum())
            self.first_high = self.first_high or raw[int(high.argmax())].number
        elif self.warp is shapely.force_2d:
            return shapes  # flat and in degrees as they came
        return self.warp(shapes)

    def _ring_open(self, raw: RawRow, warp: crs.Warp) -> Finding:
        ends = warp(shapely.MultiPoint([raw.open_ends[:2], raw.open_ends[2:]]))
        start, end = ((point.x, point.y) for point in ends.geoms)
        return checks.ring_open(raw.number, start, end)

    def _attributes(self, raw: RawRow) -> dict[str, str | None]:
        for name in raw.attributes.keys() - self.names.keys():
            self.names[name] = self.decoded(name)
        return {
            self.names[name]: value if value is None or value.isascii() else self.decoded(value)
            for name, value in raw.attributes.items()
        }

    def decoded(self, text: Any) -> Any:
        """Apply the encoding that was found to text read byte by byte."""
        if text is None or text.isascii() or not self.inspected.raw:
            return text
        return encodings.decode(text.encode("latin-1"), self.inspected.encoding.name)

    def findings(self) -> list[Finding]:
        high = [checks.heights_dropped(self.high, self.first_high)] if self.high else []
        left = [checks.shapes_left_aside(self.shapes_left)] if self.shapes_left else []
        return [*high, *left, *self.rows_found]


def check(run: Run, target: Target, choices: Choices, report: Report) -> list[Row]:
    """Map, repair and check the staged rows; return them as they would be published."""
    facts = run.evidence["file"]
    mapping = run.choices.get("mapping") or map_fields(facts["fields"], facts["filled"], target.fields)
    alone = getattr(target, "judges_places", False)
    reference = None if alone else target.reference_area()
    checked = checks.check_shapes(
        counted(staging.read_rows(run, mapping), CHECKING, facts["rows"]),
        target.geometry_types,
        reference,
    )
    left_to_target = {checks.NO_SHAPE, checks.OUTSIDE} if alone else {checks.OUTSIDE}
    report.add(each for each in checked.findings if each.rule not in left_to_target)
    told: set[int | None] = set()  # rows of which the target says better than their place that they lie elsewhere
    of_target = counted(target.check(checked.rows, choices), CHECKING)  # a country's borders have much to be told of
    report.add(_noting(of_target, getattr(target, "tells_outside", ()), told))
    report.add(each for each in checked.findings if each.rule == checks.OUTSIDE and each.row not in told)
    run.evidence["mapping"] = mapping
    run.evidence["doubtful"] = report.doubtful
    run.evidence["neighbours"] = list(report.neighbours.values())
    run.state = RunState.CHECKED
    run.save(update_fields=["evidence", "state"])
    return checked.rows


def _noting(findings: Iterable[Finding], rules: Collection[str], rows: set[int | None]) -> Iterator[Finding]:
    """Pass the findings on; add to `rows` those that one of `rules` speaks of."""
    for finding in findings:
        if finding.rule in rules:
            rows.add(finding.row)
        yield finding


def compare(target: Target, rows: Sequence[Row], choices: Choices) -> Difference:
    """Match rows to identities and compare them with what is published now."""
    return target.difference(target.match(rows, choices), choices)
