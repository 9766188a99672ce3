"""A target of its own, so that the flow is tested without regions; a database of its own for what must be committed."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.db import connections
from shapely.geometry.base import BaseGeometry

from accounts.models import User
from accounts.permissions import system_user
from imports import targets
from imports.models import Run
from imports.rows import Change, Choices, Difference, Finding, Match, Row
from imports.targets import TargetField, UndoRefused
from layers.releases import current_numbers, open_release
from tests.conftest import ROOT, database_copy
from tests.factories.office import SETTINGS as OFFICE

from .scene import Scene

FILES = "django.core.files.storage.FileSystemStorage"


class Plots:
    """A target that keeps plots by code in the runs that published them: what it says rolls back with them."""

    key = "uji.petak"
    title_id, title_en = "Petak uji", "Test plots"
    geometry_types: tuple[str, ...] = ("Polygon",)
    layers: tuple[str, ...] = ("petak",)
    source = "uji"
    fields = (
        TargetField("code", "Kode", "Code", ("KDEPUM", "KODE"), required=True),
        TargetField("name", "Nama", "Name", ("WADMKD", "NAMA")),
    )
    area: BaseGeometry | None = shapely.box(115.8, -0.1, 119.2, 2.0)

    def reference_area(self) -> BaseGeometry | None:
        return self.area

    def check(self, rows: Sequence[Row], choices: Choices) -> Iterable[Finding]:
        for row in rows:
            if not row.values["code"]:
                yield Finding("kode.kosong", "galat", "kode kosong", "the code is empty", row=row.number, column="code")

    def match(self, rows: Sequence[Row], choices: Choices) -> list[Match]:
        return [Match(row, row.number, row.values["code"], "code") for row in rows if row.values["code"]]

    def published(self) -> dict[str, str]:
        """Return code -> shape as the newest release says."""
        run = Run.objects.filter(target=self.key, releases__isnull=False).order_by("-pk").first()
        return dict(run.evidence["plots"]) if run is not None else {}

    def difference(self, matches: Sequence[Match], choices: Choices) -> Difference:
        live = self.published()
        changes = [_change(match, live.get(match.label)) for match in matches]
        return Difference(tuple(changes), current_numbers(self.layers))

    def publish(self, run: Run, difference: Difference, choices: Choices, *, by: User) -> list[int]:
        release = open_release(layer="petak", by=by)
        run.evidence["before"] = self.published()
        run.evidence["plots"] = {
            **self.published(),
            **{change.label: _text(change.row) for change in difference.changes},
        }
        run.evidence["names"] = {
            change.label: change.row.values.get("name", "") for change in difference.changes if change.row
        }
        return [release.pk]

    def undo(self, run: Run, undoing: Run, *, by: User) -> list[int]:
        later = list(Run.objects.filter(target=self.key, pk__gt=run.pk, state="terbit").exclude(pk=undoing.pk))
        if later:
            raise UndoRefused([each.pk for each in later])
        undoing.evidence["plots"] = run.evidence["before"]
        return [open_release(layer="petak", by=by).pk]


def _change(match: Match, live: str | None) -> Change:
    if live is None:
        return Change(match.key, match.label, "added", match.row)
    return Change(match.key, match.label, "unchanged" if live == _text(match.row) else "changed", match.row)


def _text(row: Row | None) -> str:
    assert row is not None
    assert row.geom is not None
    return str(shapely.to_wkt(shapely.normalize(row.geom), rounding_precision=6))


@pytest.fixture
def plots() -> Iterator[Plots]:
    target = Plots()
    targets.register(target)  # type: ignore[arg-type]
    yield target
    targets._targets.pop(target.key)


@pytest.fixture
def importing(db: None, plots: Plots) -> Any:
    """Return a function that imports a file as the system."""
    from imports.actions import run_import

    def importing(path: Any, *, choices: Choices | None = None, **options: Any) -> Run:
        return run_import(
            path=path,
            target_key=plots.key,
            choices=choices or Choices(),
            by=options.pop("by", system_user()),
            **options,
        )

    return importing


@pytest.fixture
def committed(db: None, settings: Any, tmp_path: Path) -> Iterator[dict[str, str]]:
    """Let the test work on a copy of the database, and a disk, of its own: what it does is committed, and threads and other
    processes see it. Give the environment those processes need."""
    folder, former = tmp_path / "var", connections["default"]
    settings.MEDIA_ROOT = folder / "media"
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": FILES}}
    facts = connections.settings["default"]  # what connections of other threads are made from
    name = facts["NAME"]
    with database_copy() as environment:
        facts["NAME"] = name_in(environment)
        connections["default"] = connections.create_connection("default")
        try:
            yield {**environment, "DJANGO_SETTINGS_MODULE": OFFICE, "VAR_DIR": str(folder), "PYTHONPATH": str(ROOT)}
        finally:
            connections["default"].close()
            connections["default"], facts["NAME"] = former, name


def name_in(environment: dict[str, str]) -> str:
    return environment["DATABASE_URL"].partition("@/")[2].partition("?")[0]


@pytest.fixture
def scene(committed: dict[str, str], tmp_path: Path) -> Scene:
    return Scene(committed, tmp_path)
