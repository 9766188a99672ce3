"""Files read as the portal reads them: checked by their first bytes, laid out, read by the limited process."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from imports import sources, stages
from imports.limits import Limits
from imports.reading import Header, RawRow, open_layer, workspace
from imports.stages import Asked, Inspected

LIMITS = replace(Limits(**settings.IMPORT_LIMITS), seconds=60)


@dataclass
class Got:
    """What came out of a file: text as its bytes stand, where `inspected.raw`."""

    inspected: Inspected
    header: Header
    rows: list[RawRow]

    @property
    def places(self) -> list[str]:
        return [row.geom.wkt if row.geom is not None else "" for row in self.rows]

    def column(self, name: str) -> list[str | None]:
        return [row.attributes[name] for row in self.rows]


@contextmanager
def _opened(path: Path, limits: Limits) -> Iterator[tuple[Path, Path]]:
    with workspace() as folder, sources.single_file(path, folder, limits) as single:
        yield single, folder


@pytest.fixture
def read() -> Callable[..., Got]:
    """Return a function that reads one layer of a file."""

    def read(path: Path, layer: str | None = None, *, encoding: str | None = None, **limits: Any) -> Got:
        within = replace(LIMITS, **limits)
        with _opened(path, within) as (single, folder):
            inspected = stages.inspect(single, path.name, folder, Asked(layer, None, encoding), within)
            with open_layer(inspected.path, inspected.kind, within, inspected.layer) as reader:
                return Got(inspected, reader.header, list(reader.rows))

    return read


@pytest.fixture
def names() -> Callable[..., dict[str, tuple[int, str]]]:
    """Return a function that names the layers of a file: name -> (rows, type of geometry)."""

    def names(path: Path, **limits: Any) -> dict[str, tuple[int, str]]:
        within = replace(LIMITS, **limits)
        with _opened(path, within) as (single, folder):
            found, _ignored = stages.layers_found(single, path.name, folder, within)
            return {each.info.name: (each.info.count, each.info.geometry) for each in found}

    return names
