"""What was found in a file, kept with its run: all are counted; the first thousand of each rule are rows, the rest a file."""

import gzip
import io
import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.contrib.gis.geos import Point
from django.core.files.base import ContentFile

from .models import ProblemLevel, Run, RunProblem
from .rows import Finding

KEPT_PER_RULE = 1_000
KEPT_DOUBTFUL = 500  # a file with more doubtful rows lacks a column, and is not mended row by row
BATCH = 2_000
ENCODE = json.JSONEncoder(ensure_ascii=False).encode


class Report:
    """The findings of one run, gathered stage by stage."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.counts: dict[str, dict[str, Any]] = {}
        self.doubtful: list[dict[str, Any]] = []
        self.neighbours: dict[str, dict[str, Any]] = {}
        self._kept: list[Finding] = []
        self._packed = io.BytesIO()
        self._further = gzip.GzipFile(fileobj=self._packed, mode="wb", compresslevel=1)

    def add(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            entry = self.counts.setdefault(finding.rule, {"level": finding.level, "count": 0})
            entry["count"] += 1
            if entry["count"] <= KEPT_PER_RULE:
                self._kept.append(finding)
            else:
                self._further.write(_line(finding))
            if finding.candidates and len(self.doubtful) < KEPT_DOUBTFUL:
                self.doubtful.append(_doubt(finding))
            if "neighbour" in finding.details:
                self._note_neighbour(finding.details)

    def _note_neighbour(self, details: dict[str, Any]) -> None:
        """Add up what lies between the file and a published neighbour, as `run.evidence["neighbours"]` keeps it."""
        address, label = details["neighbour"], details["label"]
        entry = self.neighbours.setdefault(
            address, {"address": address, "label": label, "overlap_m2": 0.0, "gap_m2": 0.0}
        )
        entry[f"{details['kind']}_m2"] += details["area_m2"]

    @property
    def blocks(self) -> bool:
        return any(entry["level"] == ProblemLevel.ERROR for entry in self.counts.values())

    def save(self) -> None:
        """Replace what was stored for the run by this report."""
        self.run.problems.all().delete()
        RunProblem.objects.bulk_create([_stored(self.run, each) for each in self._kept], batch_size=BATCH)
        self.run.evidence["problems"] = self.counts
        self._save_further()
        self.run.save(update_fields=["evidence", "findings"])

    def _save_further(self) -> None:
        if self.run.findings:
            self.run.findings.delete(save=False)
        if all(entry["count"] <= KEPT_PER_RULE for entry in self.counts.values()):
            return
        self._further.close()
        self.run.findings.save(f"temuan-{self.run.pk}.jsonl.gz", ContentFile(self._packed.getvalue()), save=False)


def _line(finding: Finding) -> bytes:
    facts = {name: value for name, value in vars(finding).items() if name not in ("details", "candidates")}
    return ENCODE(facts).encode() + b"\n"


def _doubt(finding: Finding) -> dict[str, Any]:
    """Return a doubtful row with what it may speak of, as `run.evidence["doubtful"]` keeps it."""
    return {
        "row": finding.row,
        "place": finding.place,
        "message_id": finding.message_id,
        "message_en": finding.message_en,
        "candidates": [asdict(each) for each in finding.candidates],
    }


def count_of(run: Run, level: str) -> int:
    """Return how many findings of a level a run has, stored or not."""
    return sum(entry["count"] for entry in run.evidence.get("problems", {}).values() if entry["level"] == level)


def _stored(run: Run, finding: Finding) -> RunProblem:
    return RunProblem(
        run=run,
        rule=finding.rule,
        level=finding.level,
        row=finding.row,
        place=Point(*finding.place, srid=4326) if finding.place is not None else None,
        field=finding.column[:80],
        message_id=finding.message_id,
        message_en=finding.message_en,
        remedy_id=finding.remedy_id,
        remedy_en=finding.remedy_en,
    )
