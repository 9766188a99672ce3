"""Files into releases: staging, publishing and a dry run of borders, each as a ratio to ogr2ogr loading the same file."""

import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from .database import ROOT
from .watching import Watch

# Steps of the progress (imports.progress) that come after reading and staging.
AFTER_STAGING = ("periksa", "banding", "tulis")
# The tables of these would shadow those of Debian's GDAL.
OURS = ("PROJ_DATA", "PROJ_LIB", "GDAL_DATA")


@dataclass(frozen=True)
class Measured:
    """Ratios to ogr2ogr by the clock and by processor time (clients and server), and memory in MB."""

    staging: float
    whole: float
    whole_processor: float
    worker: int
    reader: int
    silence: float
    said: dict[str, object]


def table(file: Path, repeat: int, environment: dict[str, str]) -> Iterator[str]:
    """Yield the lines of a table in Markdown; each number is the median of `repeat` runs, each beside its own ogr2ogr."""
    yield "| file | work | staging | whole | whole, processor time | worker MB | reader MB | longest silence s |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    said = {}
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        for kind, (source, upload) in _files(file, Path(name)).items():
            for target in ("tematik", "batas.desa"):
                runs = [_measure(source, upload, target, environment) for _ in range(repeat)]
                yield _line(kind, target, runs)
                said[kind, target] = runs[-1].said
    for (kind, target), last in said.items():
        yield f"\n{kind}, {target}: {json.dumps(last, ensure_ascii=False)}"


def _files(file: Path, folder: Path) -> dict[str, tuple[Path, Path]]:
    """Return by kind what ogr2ogr loads and what is uploaded: GeoJSON, and a shapefile made from it (uploaded as zip)."""
    plain = folder / "data.geojson"
    with (gzip.open if file.suffix == ".gz" else open)(file, "rb") as packed, plain.open("wb") as unpacked:
        shutil.copyfileobj(packed, unpacked)
    _ogr2ogr("-f", "ESRI Shapefile", str(folder / "data.shp"), str(plain), "-lco", "ENCODING=UTF-8")
    with zipfile.ZipFile(folder / "data.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(folder.glob("data.*")):
            if part.suffix in (".shp", ".shx", ".dbf", ".prj", ".cpg"):
                archive.write(part, part.name)
    return {"shapefile": (folder / "data.shp", folder / "data.zip"), "GeoJSON": (plain, plain)}


def _ogr2ogr(*arguments: str) -> subprocess.Popen[bytes]:
    environment = {name: value for name, value in os.environ.items() if name not in OURS}
    process = subprocess.Popen(["ogr2ogr", *arguments], env=environment)
    return process if "PostgreSQL" in arguments else _ended(process)


def _ended(process: subprocess.Popen[bytes]) -> subprocess.Popen[bytes]:
    if process.wait():
        raise SystemExit(f"{process.args!r} ended with {process.returncode}")
    return process


def _load(source: Path, database: str) -> Watch:
    process = _ogr2ogr(
        *("-f", "PostgreSQL", f"PG:{database}", str(source), "-nln", "ogr2ogr", "-overwrite"),
        *("-nlt", "PROMOTE_TO_MULTI", "-lco", "GEOMETRY_NAME=geom"),
    )
    with Watch(process.pid, database) as watch:
        _ended(process)
    return watch


def _measure(source: Path, upload: Path, target: str, environment: dict[str, str]) -> Measured:
    """Measure one import between two loads by ogr2ogr, so that a machine that is busy is busy for both."""
    database = environment["DATABASE_URL"]
    before = _load(source, database)
    process = subprocess.Popen(
        [sys.executable, "-m", "scripts.benchmarks.one_run", str(upload), target],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
    )
    with Watch(process.pid, database, follow_progress=True) as watch:
        said, _nothing = process.communicate()
    _ended(process)
    after = _load(source, database)
    seconds = (before.seconds + after.seconds) / 2
    began = watch.steps[0][0]  # until then Python and Django start, which a worker does once
    return Measured(
        staging=(watch.reached(*AFTER_STAGING) - began) / seconds,
        whole=(watch.seconds - began) / seconds,
        whole_processor=watch.processor_seconds / ((before.processor_seconds + after.processor_seconds) / 2),
        worker=watch.memory[process.pid],
        reader=watch.memory_of_children(),
        silence=watch.silence,
        said=json.loads(said.splitlines()[-1]),
    )


def _line(kind: str, target: str, runs: list[Measured]) -> str:
    ratios = [median(getattr(run, name) for run in runs) for name in ("staging", "whole", "whole_processor")]
    most = [max(getattr(run, name) for run in runs) for name in ("worker", "reader")]
    cells = [
        kind,
        target,
        *(f"{ratio:.1f}" for ratio in ratios),
        *map(str, most),
        f"{max(r.silence for r in runs):.1f}",
    ]
    return f"| {' | '.join(cells)} |"
