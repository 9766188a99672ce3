"""A run step by step: what is asked, what answers do, who may, two people, and what is left alone."""

from pathlib import Path
from typing import Any

import pytest
import shapely
from django.core.exceptions import PermissionDenied
from pyproj import Transformer

from accounts.models import User
from imports import actions, approvals, questions, steps
from imports.looking import Look
from imports.models import Recipe, Run, RunState, StagedRow
from imports.refusals import AnswerWrong, LayerMoved, NotApproved, NotPublishable
from layers.models import LayerSettings
from layers.releases import current_number
from tests.factories import files
from tests.factories.sending import answer, publish, send, worked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plots")]
PLOTS = "uji.petak"
MAPPING = {"code": "KDEPUM", "name": "WADMKD"}


@pytest.fixture
def person() -> User:
    return User.objects.create_user("ani", password="x", is_superuser=True)


@pytest.fixture
def other() -> User:
    return User.objects.create_user("budi", password="x", is_superuser=True)


def asked(run: Run) -> questions.Question | None:
    seen = Look.of(run)
    assert seen is not None, [problem.message_en for problem in run.problems.all()]
    return questions.open_question(run, seen, run.actor)


def name_of(run: Run) -> str | None:
    question = asked(run)
    return question.name if question else None


def south_of_north(tmp_path: Path) -> Path:
    """Write metres of zone 50 north under the system of zone 50 south."""
    forward = Transformer.from_crs(4326, 32650, always_xy=True)
    rows = [
        (shapely.transform(shape, forward.transform, interleaved=False), values) for shape, values in files.records(2)
    ]
    return files.zipped(tmp_path / "selatan.zip", files.shapefile(tmp_path / "src", rows, crs="EPSG:32750"))


@pytest.fixture
def ready(person: User, tmp_path: Path) -> Run:
    """A run that could be published."""
    run = send(files.geojson(tmp_path / "petak.geojson"), by=person, target=PLOTS)
    return answer(run, person, mapping=MAPPING)


def test_a_file_asks_where_it_goes_and_what_its_columns_hold(person: User, tmp_path: Path) -> None:
    run = send(files.geojson(tmp_path / "petak.geojson"), by=person)
    assert (run.state, name_of(run)) == (RunState.ASKING, "target")

    run = answer(run, person, target=PLOTS)
    question = asked(run)
    assert question is not None and question.name == "mapping"
    assert question.mapping == MAPPING
    assert [option.value for option in question.options] == ["KDEPUM", "WADMKD"]

    run = answer(run, person, mapping=MAPPING)
    assert (run.state, run.counts["added"]) == (RunState.READY, 2)
    assert StagedRow.objects.filter(run=run).count() == 2


def test_published_and_undone(ready: Run, person: User) -> None:
    run = publish(ready, person, source="Survei 2026", scale="1:5.000")

    assert (run.state, run.choices["source"], run.choices["scale"]) == (RunState.PUBLISHED, "Survei 2026", 5000)
    assert current_number("petak") == 1
    assert not StagedRow.objects.filter(run=run).exists()
    actions.undo(run, by=person)
    assert current_number("petak") == 2


def test_a_mapping_is_remembered_for_files_with_the_same_columns(ready: Run, person: User, tmp_path: Path) -> None:
    again = send(files.geojson(tmp_path / "lagi.geojson", files.records(3)), by=person, target=PLOTS)

    assert again.state == RunState.READY
    assert Recipe.objects.get().mapping == MAPPING


def test_one_layer_of_several_is_chosen(person: User, tmp_path: Path) -> None:
    path = files.geopackage(tmp_path / "dua.gpkg", {"lama": files.records(1), "baru": files.records(2)})
    run = send(path, by=person, target=PLOTS)
    question = asked(run)
    assert question is not None and question.name == "layer"
    assert {option.value for option in question.options} == {"lama", "baru"}

    run = answer(run, person, layer="baru")

    assert (run.state, name_of(run)) == (RunState.ASKING, "mapping")
    assert answer(run, person, mapping=MAPPING).counts["added"] == 2


def test_letters_the_bytes_had_to_decide_are_shown_and_confirmed(person: User, tmp_path: Path) -> None:
    rows = [
        (shape, {**values, "WADMKD": name})
        for (shape, values), name in zip(files.records(2), ("Désa", "Long “Baru”"), strict=True)
    ]
    shp = files.shapefile(tmp_path / "src", rows, encoding="cp1252")
    run = send(files.zipped(tmp_path / "a.zip", shp, without=[".cpg"]), by=person, target=PLOTS)
    question = asked(run)
    assert question is not None and question.name == "encoding"
    assert question.proposal == "cp1252"
    shown = {option.value: [text for _row, _column, text in option.rows] for option in question.options}
    assert shown["cp1252"] == ["Désa", "Long “Baru”"]
    assert "D\u201asa" in shown["cp850"] or shown["cp850"] != shown["cp1252"]

    run = answer(answer(run, person, encoding="cp1252"), person, mapping=MAPPING)

    assert run.state == RunState.READY
    assert run.evidence["encoding"]["by"] == "person"


def test_a_missing_reference_system_is_proposed_and_confirmed(person: User, tmp_path: Path) -> None:
    shp = files.shapefile(tmp_path / "src", crs=None)
    run = send(files.zipped(tmp_path / "a.zip", shp), by=person, target=PLOTS)
    question = asked(run)
    assert question is not None and question.name == "crs"
    assert (question.options[0].value, question.options[0].share) == ("EPSG:4326", 1.0)

    run = answer(answer(run, person, crs="EPSG:4326"), person, mapping=MAPPING)

    assert (run.state, run.evidence["crs"]["by"]) == (RunState.READY, "person")


def test_north_metres_under_a_south_system_are_recognised(person: User, tmp_path: Path) -> None:
    run = send(south_of_north(tmp_path), by=person, target=PLOTS)
    question = asked(run)
    assert question is not None and question.name == "crs"
    assert "EPSG:32750" in question.why.id
    assert question.proposal == "EPSG:32650"

    with pytest.raises(AnswerWrong, match="32750"):
        steps.answer(run, {"crs": "EPSG:32750"}, by=person)

    assert answer(answer(run, person, crs="EPSG:32650"), person, mapping=MAPPING).state == RunState.READY


def test_swapped_axes_are_recognised_and_straightened(person: User, tmp_path: Path, plots: Any) -> None:
    rows = [(shapely.transform(shape, lambda xy: xy[:, ::-1]), values) for shape, values in files.records(1)]
    run = send(files.geojson(tmp_path / "a.geojson", rows), by=person, target=PLOTS)
    question = asked(run)
    assert question is not None and question.name == "crs"
    assert question.proposal == "EPSG:4326 yx"

    run = publish(answer(answer(run, person, crs="EPSG:4326 yx"), person, mapping=MAPPING), person)

    placed = shapely.from_wkt(plots.published()["64.08.01.2001"])
    assert placed.equals(files.records(1)[0][0])


@pytest.mark.parametrize(
    "given",
    [
        {"nonsense": 1},
        {"target": "uji.lain"},
        {"layer": "tidak ada"},
        {"encoding": "rot13"},
        {"crs": "EPSG:0"},
        {"crs": ""},
        {"mapping": {"code": "TIDAK_ADA"}},
        {"mapping": {"name": "WADMKD"}},
        {"mapping": "KDEPUM"},
        {"mapping": {"sample": "KDEPUM", "code": "KDEPUM"}},
        {"effective": "kemarin"},
        {"correction": "mungkin"},
        {"scale": "besar"},
        {"scale": "0"},
        {"source": "x" * 201},
        {"absent": "hilang"},
        {"matches": {"a": 1}},
        {"snap_m": "-1"},
        {"adjust": "64.08"},
    ],
)
def test_an_answer_that_cannot_be_is_refused_by_name(ready: Run, person: User, given: dict[str, Any]) -> None:
    before = Run.objects.values().get(pk=ready.pk)

    with pytest.raises(AnswerWrong) as refused:
        steps.answer(ready, given, by=person)

    assert refused.value.column
    assert Run.objects.values().get(pk=ready.pk) == before


def test_an_answer_can_be_changed_until_it_is_published(ready: Run, person: User) -> None:
    run = answer(ready, person, mapping={"code": "KDEPUM"})

    assert run.state == RunState.READY
    assert run.choices["mapping"] == {"code": "KDEPUM"}

    run = publish(run, person)
    with pytest.raises(NotPublishable):
        steps.answer(run, {"mapping": MAPPING}, by=person)


def test_a_refused_file_leaves_the_layer_and_tells_its_problems(person: User, tmp_path: Path) -> None:
    path = files.geojson(tmp_path / "a.geojson", [(files.square(), {"KDEPUM": "", "WADMKD": "A"})])

    run = answer(send(path, by=person, target=PLOTS), person, mapping=MAPPING)

    assert run.state == RunState.REFUSED
    assert run.problems.get().rule == "kode.kosong"
    assert current_number("petak") == 0


def test_a_damaged_file_is_refused_when_it_is_looked_at(person: User, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 cut off")

    run = send(tmp_path / "a.zip", by=person)

    assert run.state == RunState.REFUSED
    assert run.problems.get().rule == "zip.rusak"


def test_two_people_on_one_layer_the_second_is_told_and_loses_nothing(
    ready: Run, person: User, other: User, tmp_path: Path
) -> None:
    path = files.geojson(tmp_path / "lain.geojson", files.records(3))
    second = send(path, by=other, target=PLOTS)
    publish(ready, person)

    second = publish(second, other)
    assert (second.state, second.evidence["refused"]["rule"]) == (RunState.READY, LayerMoved.rule)
    assert current_number("petak") == 1

    second = _again(second, other)
    assert (second.state, second.counts["added"], second.counts["unchanged"]) == (RunState.READY, 1, 2)
    assert publish(second, other).state == RunState.PUBLISHED


def _again(run: Run, by: User) -> Run:
    from imports import tasks

    tasks.ask_for_preparing(steps.prepare_again(run, by=by))
    return worked(run)


def test_what_is_being_published_is_not_claimed_twice(ready: Run, person: User, other: User) -> None:
    steps.ask_to_publish(ready, {}, by=person)

    with pytest.raises(NotPublishable):
        steps.ask_to_publish(ready, {}, by=other)


def test_where_two_people_are_asked_one_is_not_enough(ready: Run, person: User, other: User) -> None:
    LayerSettings.objects.create(key="petak", two_people=True)

    with pytest.raises(NotApproved):
        steps.ask_to_publish(ready, {}, by=person)
    with pytest.raises(NotApproved):
        approvals.approve(ready, by=person)

    with pytest.raises(NotApproved, match="source"):
        approvals.approve(ready, by=other)
    with pytest.raises(AnswerWrong):
        steps.keep_facts(ready, {"source": " "}, by=person)

    said = steps.keep_facts(ready, {"source": "Survei"}, by=person)
    run = publish(approvals.approve(said, by=other), person)
    assert (run.state, run.approved_by) == (RunState.PUBLISHED, other)


def test_what_changes_after_approval_has_to_be_approved_again(ready: Run, person: User, other: User) -> None:
    LayerSettings.objects.create(key="petak", two_people=True)
    approvals.approve(steps.keep_facts(ready, {"source": "Survei"}, by=person), by=other)

    with pytest.raises(NotPublishable, match="changed after it was approved"):
        steps.ask_to_publish(ready, {"source": "lain"}, by=person)
    steps.keep_facts(ready, {"source": "lain"}, by=person)

    with pytest.raises(NotApproved):
        steps.ask_to_publish(ready, {}, by=person)


def test_whoever_has_no_right_is_refused_at_every_step(ready: Run) -> None:
    stranger = User.objects.create_user("citra", password="x")

    for step in (
        lambda: steps.begin(by=stranger, files=[uploads_announced()], target_key=PLOTS),
        lambda: steps.begin(by=stranger, files=[uploads_announced()]),
        lambda: steps.answer(ready, {"mapping": MAPPING}, by=stranger),
        lambda: steps.prepare_again(ready, by=stranger),
        lambda: steps.keep_facts(ready, {}, by=stranger),
        lambda: steps.ask_to_publish(ready, {}, by=stranger),
        lambda: steps.stop(ready, by=stranger),
        lambda: approvals.approve(ready, by=stranger),
        lambda: actions.publish(ready, by=stranger),
    ):
        with pytest.raises(PermissionDenied):
            step()

    assert Run.objects.get(pk=ready.pk).state == RunState.READY


def uploads_announced() -> Any:
    from imports.uploads import Announced

    return Announced("a.zip", 10)


def test_a_run_can_be_given_up_and_taken_up_again(ready: Run, person: User) -> None:
    stopped = steps.stop(ready, by=person)
    assert stopped.state == RunState.STOPPED
    assert not StagedRow.objects.filter(run=ready).exists()

    assert _again(stopped, person).state == RunState.READY


def test_a_publication_that_waits_for_its_turn_can_be_called_back(ready: Run, person: User) -> None:
    claimed = steps.ask_to_publish(ready, {}, by=person)

    assert steps.stop(claimed, by=person).state == RunState.READY


def test_what_is_over_cannot_be_stopped(ready: Run, person: User) -> None:
    run = publish(ready, person)

    with pytest.raises(NotPublishable):
        steps.stop(run, by=person)


def test_the_difference_is_kept_row_by_row(ready: Run, person: User, tmp_path: Path) -> None:
    publish(ready, person)
    rows = files.records(2)
    moved = [(shapely.transform(rows[0][0], lambda xy: xy + 0.001), rows[0][1]), rows[1]]

    run = send(files.geojson(tmp_path / "b.geojson", moved), by=person, target=PLOTS)

    change = run.changes.get()
    assert (change.action, change.label, change.row) == ("changed", "64.08.01.2001", 1)
    assert change.area_after_m2 == pytest.approx(123e6, rel=0.02)


def test_the_last_publication_proposes_what_goes_with_the_next(ready: Run, person: User, tmp_path: Path) -> None:
    publish(ready, person, source="BIG 2026", effective="2026-01-02")

    run = send(files.geojson(tmp_path / "b.geojson", files.records(3)), by=person, target=PLOTS)

    assert (run.choices["source"], run.choices["effective"]) == ("BIG 2026", None)
