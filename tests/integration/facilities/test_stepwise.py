"""A file of facilities step by step, as the pages of `/unggah/` do it: a reversed latitude is turned round by a choice."""

from pathlib import Path

import pytest
from django.test import Client

from accounts.models import User
from facilities.models import LAYER, FacilityVersion
from facilities.positions import TURN
from imports import questions
from imports.looking import Look
from imports.models import RunState
from tests.factories import files
from tests.factories.sending import answer, publish, send

from .conftest import LONG_BENTUQ, spot_in

pytestmark = pytest.mark.django_db


def test_a_choice_on_the_report_brings_the_row_in(client: Client, tmp_path: Path) -> None:
    person = User.objects.create_user("ani", password="x", is_superuser=True)
    lon, lat = spot_in(LONG_BENTUQ)
    rows = [
        (None, {"NAMOBJ": "Masjid Uji", "REMARK": "Masjid", "LAT_ASAL": f"-{lat}", "LON_ASAL": f"{lon}"}),
        (None, {"NAMOBJ": "Gereja Uji", "REMARK": "Gereja", "LAT_ASAL": f"{lat}", "LON_ASAL": f"{lon}"}),
    ]
    run = send(files.geojson(tmp_path / "ibadah.geojson", rows), by=person, target=LAYER)
    seen = Look.of(run)
    assert seen is not None
    question = questions.open_question(run, seen, person)
    assert question is not None and question.name == "mapping"
    assert question.mapping == {"name": "NAMOBJ", "kind": "REMARK", "lat": "LAT_ASAL", "lon": "LON_ASAL"}
    run = answer(run, person, mapping=question.mapping)
    assert (run.state, run.counts["added"]) == (RunState.READY, 1)

    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    report = client.get(f"/unggah/{run.pk}/").content.decode()
    assert "Satu baris menunggu pilihan Anda" in report
    assert f"balik tandanya: {lat:.6f} LU, {lon:.6f} BT" in report

    run = answer(run, person, matches={"1": TURN})
    assert (run.state, run.counts["added"]) == (RunState.READY, 2)
    publish(run, person)
    assert FacilityVersion.objects.current().get(name="Masjid Uji").geom.y == pytest.approx(lat)
