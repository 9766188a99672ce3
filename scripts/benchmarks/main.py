"""The sub-commands of scripts/benchmark."""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from . import publish, upload
from .database import ROOT, scratch_database

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/benchmark", description="Measure the portal on this machine.")
    commands = parser.add_subparsers(required=True)
    files = commands.add_parser("upload", help="files into releases, against ogr2ogr")
    files.add_argument("file", type=Path, help="polygons with the columns kode and nama: .geojson, .geojson.gz")
    files.add_argument(
        "--repeat", type=int, default=3, help="how often each is measured; medians are told (default: 3)"
    )
    files.set_defaults(run=_upload)
    given = commands.add_parser(
        "publish", help="pages, tiles and whole files, against PostgreSQL alone (PEERS=1: others too)"
    )
    given.add_argument("--areas", type=int, default=83_000, help="how many made-up desa (default: 83000)")
    given.add_argument("--points", type=int, default=1_000_000, help="how many made-up points (default: 1000000)")
    given.add_argument(
        "--file",
        type=Path,
        default=os.environ.get("FILE"),
        help="areas of a country to be measured beside them: .geojson, .geojson.gz (default: what FILE says)",
    )
    given.add_argument("--write", type=Path, help="a page whose part between the marks is replaced")
    given.set_defaults(run=_publish)
    borders = commands.add_parser("levels", help="levels of a country's borders, in groups by parent: time and memory")
    borders.add_argument("file", type=Path, help="desa with the column kode (11.18.06.2038): .geojson, .geojson.gz")
    borders.add_argument(
        "--parent", choices=("kabupaten", "kecamatan"), default="kabupaten", help="what they are grouped by"
    )
    borders.set_defaults(run=_levels)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the database goes all the same
    options.run(options)
    return 0


def _upload(options: argparse.Namespace) -> None:
    if shutil.which("ogr2ogr") is None:
        raise SystemExit("ogr2ogr is needed to compare with: apt-get install gdal-bin")
    with scratch_database() as environment:
        for line in upload.table(options.file, options.repeat, environment):
            print(line, flush=True)


def _publish(options: argparse.Namespace) -> None:
    for tool, package in (("wrk", "wrk"), ("pgbench", "postgresql-contrib")):
        if shutil.which(tool) is None:
            raise SystemExit(f"{tool} is needed to measure with: apt-get install {package}")
    with scratch_database() as environment:
        told = []
        for line in publish.table(options.areas, options.points, options.file, environment):
            print(line, flush=True)
            told.append(line)
    if options.write:
        _replace(options.write, told)


def _replace(page: Path, lines: list[str]) -> None:
    """Put the lines between the marks of the page; what stands around them is written by people."""
    before, _old, after = re.split(f"(?s){re.escape(BEGIN)}(.*){re.escape(END)}", page.read_text(encoding="utf-8"))
    middle = "\n".join(lines)
    page.write_text(f"{before}{BEGIN}\n\n{middle}\n\n{END}{after}", encoding="utf-8")


def _levels(options: argparse.Namespace) -> None:
    """No table is read or written: what is measured are the shapes alone."""
    parts = {"kabupaten": "2", "kecamatan": "3"}[options.parent]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "geoportal.settings.base"}
    command = [sys.executable, "-m", "scripts.benchmarks.levels", str(options.file.resolve()), parts]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
