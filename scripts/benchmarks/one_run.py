"""One import in a process of its own: `python -m scripts.benchmarks.one_run FILE TARGET`; the last line is JSON."""

import json
import sys
import time

import django

django.setup()

from accounts.permissions import system_user  # noqa: E402
from imports.actions import run_import  # noqa: E402
from imports.rows import Choices  # noqa: E402
from thematic.actions import create_layer  # noqa: E402
from thematic.models import Geometry  # noqa: E402


def main() -> None:
    path, target = sys.argv[1:]
    dry_run = target != "tematik"
    if not dry_run:
        key = f"ukur-{time.time_ns()}"
        create_layer(
            key=key,
            title_id="Ukuran (data contoh)",
            geometry_type=Geometry.AREA,
            by=system_user(),
            key_column="kode",
            in_regency=False,
        )
        target = f"tematik.{key}"
    run = run_import(path=path, target_key=target, choices=Choices(), by=system_user(), dry_run=dry_run)
    counts = {rule: entry["count"] for rule, entry in run.evidence["problems"].items()}
    print(json.dumps({"state": run.state, "message": run.message, "problems": counts, "kept": run.problems.count()}))


main()
