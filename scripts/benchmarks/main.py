"""The sub-commands of scripts/benchmark."""

import argparse
import shutil
import signal
import sys
from pathlib import Path

from . import upload
from .database import scratch_database


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/benchmark", description="Measure the portal on this machine.")
    commands = parser.add_subparsers(required=True)
    files = commands.add_parser("upload", help="files into releases, against ogr2ogr")
    files.add_argument("file", type=Path, help="polygons with the columns kode and nama: .geojson, .geojson.gz")
    files.add_argument(
        "--repeat", type=int, default=3, help="how often each is measured; medians are told (default: 3)"
    )
    files.set_defaults(run=_upload)
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
