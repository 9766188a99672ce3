"""A thematic layer filled step by step, as the pages do it: questions, new columns, columns left out."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from imports import questions
from imports.looking import Look
from imports.models import Run, RunState
from tests.factories import files
from tests.factories.sending import answer, publish, send
from thematic.models import FeatureVersion

from .conftest import mills

pytestmark = pytest.mark.django_db
TARGET = "tematik.pabrik"


@pytest.fixture
def person(make_layer: Callable[..., Any]) -> User:
    make_layer()
    return User.objects.create_user("ani", password="x", is_superuser=True)


def sent(tmp_path: Path, person: User, rows: Any) -> Run:
    return send(files.geojson(tmp_path / "pabrik.geojson", rows), by=person, target=TARGET)


def asked(run: Run) -> questions.Question | None:
    seen = Look.of(run)
    assert seen is not None
    return questions.open_question(run, seen, run.actor)


def test_from_a_first_file_to_a_second_with_one_column_more(person: User, tmp_path: Path) -> None:
    first = publish(answer(sent(tmp_path, person, mills()), person, mapping={}), person)
    assert (first.state, first.counts["added"]) == (RunState.PUBLISHED, 3)

    wider = [(shape, {**values, "Pemilik": "PT Uji"}) for shape, values in mills()]
    second = sent(tmp_path, person, wider)
    question = asked(second)
    assert question is not None
    assert question.mapping == {"kode": "Kode", "nama": "Nama", "kapasitas": "Kapasitas", "berdiri": "Berdiri"}
    publish(answer(second, person, mapping=question.mapping), person)
    assert FeatureVersion.objects.current().filter(attributes__pemilik="PT Uji").count() == 3


def test_a_recipe_does_not_outlive_the_fields_it_was_made_for(person: User, tmp_path: Path) -> None:
    publish(answer(sent(tmp_path, person, mills()), person, mapping={}), person)
    again = sent(tmp_path, person, mills())
    question = asked(again)
    assert question is not None and question.name == "mapping"
    assert answer(again, person, mapping=question.mapping).state == RunState.UNCHANGED
    assert sent(tmp_path, person, mills()).state == RunState.UNCHANGED


def test_a_column_a_person_leaves_out_empties_its_field_and_makes_no_new_one(person: User, tmp_path: Path) -> None:
    publish(answer(sent(tmp_path, person, mills()), person, mapping={}), person)
    run = answer(
        sent(tmp_path, person, mills()), person, mapping={"kode": "Kode", "nama": "Nama", "kapasitas": "Kapasitas"}
    )
    assert (run.state, run.counts["changed"]) == (RunState.READY, 3)
    assert run.problems.get(rule="kolom.hilang").field == "Berdiri"
    assert not run.problems.filter(rule="kolom.baru").exists()


def test_columns_that_differ_in_case_only_are_told(person: User, tmp_path: Path) -> None:
    rows = [(shape, {**values, "NAMA": "lain"}) for shape, values in mills()]
    run = answer(sent(tmp_path, person, rows), person, mapping={})
    assert run.problems.get(rule="kolom.ganda").field == "NAMA"
    publish(run, person)
    assert "nama_2" not in FeatureVersion.objects.current().first().attributes  # type: ignore[union-attr]
