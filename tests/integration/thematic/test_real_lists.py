"""The real lists of points go in by the commands docs/how-to/real-lists.md names, and nothing changes the second time."""

import io
from pathlib import Path

import pytest
from django.core.management import call_command

from imports.models import Run, RunState
from thematic.models import FeatureVersion

pytestmark = [pytest.mark.django_db, pytest.mark.real_data]
LISTS = [
    ("kutim_pabrik_sawit.geojson", "pabrik-sawit", "Pabrik kelapa sawit", ("--key", "nama_pabri"), 41),
    ("kutim_pulau.geojson", "pulau", "Pulau", ("--key", "kode"), 22),
]


def bring_in(path: Path, key: str, *more: str) -> Run:
    call_command("thematic_import", str(path), "--layer", key, "--source", "uji", *more, stdout=io.StringIO())
    return Run.objects.latest("pk")


@pytest.mark.parametrize(("name", "key", "title", "named", "count"), LISTS)
def test_mills_and_islands(
    real_data: Path, name: str, key: str, title: str, named: tuple[str, ...], count: int
) -> None:
    made = bring_in(real_data / name, key, "--create", "--geometry", "titik", "--title", title, *named)
    assert (made.state, made.counts["rows"], made.counts["added"]) == (RunState.PUBLISHED, count, count)
    rows = FeatureVersion.objects.current().filter(layer__key=key)
    assert rows.count() == count
    # Latitude and longitude were not exchanged, nor a sign lost: all of them lie north of the equator, around the regency.
    assert rows.filter(geom__coveredby="POLYGON((115.9 0,119.1 0,119.1 2,115.9 2,115.9 0))").count() == count
    again = bring_in(real_data / name, key)
    assert again.state == RunState.UNCHANGED
