"""Every awkward file of `tests/factories/awkward.py` through the API: how it ends, what is said, what is left alone."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.permissions import system_user
from imports import reading
from imports.actions import run_import
from imports.models import Run, RunState, StagedRow
from imports.rows import Choices
from layers.models import Release
from tests.factories import awkward, files
from tests.factories.awkward import AREAS, POINTS, Case
from tests.factories.queue import work_off
from thematic.actions import create_layer
from thematic.models import FeatureVersion, Geometry

pytestmark = pytest.mark.django_db
# What a message must not tell: paths, traces, statements, names out of the program.
INSIDES = re.compile(
    r"Traceback|/tmp/|/work|/home|/usr/|/var/|site-packages|File \"|\b0x[0-9a-f]{6,}|\b(?:SELECT|INSERT|COPY) [a-z_]+\.?"
    r"|\b(?:imports|fiona|shapely|django|psycopg|pyproj|osgeo)\.|Error:|Exception|NoneType|object has no attribute|object is not"
)
MOST_QUESTIONS = 8


@dataclass
class Told:
    """How a file ended, which rules said so, and every text that was shown on the way."""

    ends: str
    rules: set[str] = field(default_factory=set)
    texts: list[str] = field(default_factory=list)
    document: dict[str, Any] = field(default_factory=dict)


@pytest.fixture
def office(client: Client, db: None, tmp_path: Path) -> Client:
    """A browser of a person who may do everything; a layer of areas, and one of points that holds a row."""
    create_layer(key=AREAS.partition(".")[2], title_id="Luasan", geometry_type=Geometry.AREA, by=system_user())
    create_layer(
        key=POINTS.partition(".")[2],
        title_id="Titik",
        geometry_type=Geometry.POINT,
        key_column="Kode",
        by=system_user(),
    )
    client.force_login(
        User.objects.create_user("ani", is_superuser=True), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


@pytest.fixture
def filled(office: Client, tmp_path: Path) -> None:
    """The layer of points holds a row with a number and a day."""
    values = {"Kode": "A", "Jumlah": "1", "Tanggal": "31/01/2025"}
    path = files.geojson(tmp_path / "isi.geojson", [(awkward.shapely.Point(117.5, 0.5), values)])
    run = run_import(path=path, target_key=POINTS, choices=Choices(), by=system_user())
    assert run.state == RunState.PUBLISHED


def live() -> tuple[Any, ...]:
    """Return what is published, of all layers."""
    return list(Release.objects.order_by("pk").values_list("layer", "number")), list(
        FeatureVersion.objects.order_by("pk").values_list("pk", "since", "until")
    )


def send(client: Client, made: awkward.Made, target: str) -> Any:
    opened = [each.open("rb") for each in (made if isinstance(made, list) else [made])]
    try:
        return client.post(f"/api/uploads?target={target}", {"file": opened})
    finally:
        for each in opened:
            each.close()


def told_of(client: Client, case: Case, folder: Path) -> Told:
    """Send the file of a case and answer what is asked by what is proposed, until it waits or is over."""
    response = send(client, case.make(folder), case.target)
    document = json.loads(response.content)
    if response.status_code != 201:
        assert 400 <= response.status_code < 500, response.content
        return Told("door", {document["rule"]}, _texts(document), document)
    for _question in range(MOST_QUESTIONS):
        work_off()
        document = client.get(document["href"]).json()
        question = document["question"]
        if question is None:
            break
        answer = question["proposal"] if question["proposal"] is not None else case.answers.get(question["name"])
        if answer is None:
            return Told(f"asks {question['name']}", set(), _texts(document), document)
        response = client.post(
            f"{document['href']}/answers", json.dumps({question["name"]: answer}), content_type="application/json"
        )
        assert response.status_code == 202, response.content
    found = client.get(f"{document['href']}/problems?limit=1000").json()["problems"]
    return Told(document["state"], {each["rule"] for each in found}, [*_texts(document), *_texts(found)], document)


def _texts(found: Any) -> list[str]:
    """Return every text for people in a document, whatever it lies in."""
    if isinstance(found, list):
        return [text for each in found for text in _texts(each)]
    if isinstance(found, dict):
        own = [found[name] for name in found if name.partition("_")[0] in ("message", "remedy", "detail", "why")]
        return [text for text in own if isinstance(text, str)] + _texts(
            [each for each in found.values() if isinstance(each, (list, dict))]
        )
    return []


@pytest.mark.parametrize("case", awkward.CASES, ids=lambda case: case.name)
def test_an_awkward_file_ends_as_it_must(
    office: Client, filled: None, case: Case, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = live()
    settings.IMPORT_LIMITS = {**settings.IMPORT_LIMITS, **case.limits}
    if case.reader:
        monkeypatch.setattr(reading, "MODULE", f"tests.factories.{case.reader}")
    (folder := tmp_path / "made").mkdir()

    told = told_of(office, case, folder)

    assert (told.ends, set(case.rules) - told.rules) == (case.ends, set()), (told.rules, told.texts)
    assert live() == before
    assert not [text for text in told.texts if INSIDES.search(text) or awkward.SECRET in text]
    if told.ends == awkward.REFUSED:
        _refused_in_words(told)
    if told.ends != "door":
        _pages_hold(office, told)


def _refused_in_words(told: Told) -> None:
    run = Run.objects.get(pk=told.document["id"])
    errors = run.problems.filter(level="galat")
    assert errors.exists()
    assert not StagedRow.objects.filter(run=run).exists()
    for each in errors:
        assert each.message_id and each.message_en and each.remedy_id and each.remedy_en, each.rule


def _pages_hold(client: Client, told: Told) -> None:
    """See that each page of the run is shown, and takes nothing of the file for markup."""
    for step in ("", "berkas/", "lapisan/", "kolom/", "bandingkan/", "terbitkan/", "temuan.csv", "temuan.geojson"):
        response = client.get(f"/unggah/{told.document['id']}/{step}")
        assert response.status_code in (200, 302), step
        if not step.startswith("temuan"):
            content = response.getvalue().decode()
            assert "<script>alert" not in content
            assert not re.search(r"Traceback|/tmp/impor", content)
