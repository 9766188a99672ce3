"""Every address of the flow, asked by every kind of person, against a written table. A new address needs its row."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from accounts.models import User
from accounts.permissions import system_user
from accounts.tokens import end_token, make_token
from boundaries.models import Region
from imports import steps
from imports.models import Run
from imports.uploads import Announced
from stewardship.actions import end_mandate, give_mandate
from stewardship.models import Mandate, Role
from tests.factories import files
from tests.factories.sending import answer, publish, send
from thematic.actions import create_layer
from thematic.models import Geometry

pytestmark = pytest.mark.django_db
LAYER = "uji-akses"
TARGET = f"tematik.{LAYER}"
BACKEND = "django.contrib.auth.backends.ModelBackend"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
AREAS = ("unggah/", "kelola/orang/", "kelola/lapisan/", "kelola/token/", "api/uploads")
START = "kelola/"  # the desk; what it holds besides the upload's own is asked by the tests of those parts
# Who asks. `author` sent the file and has lost the mandate since; `stale` holds a token that was ended.
#   nobody    signed in, without a mandate         gis       petugas GIS of the layer
#   elsewhere petugas GIS of another layer         region    petugas GIS of one region, all layers
#   approver  penyetuju of the layer               keeper    pengelola lapisan of the layer
#   people    pengelola orang                      root      superuser
#   ended     petugas GIS whose mandate was ended  token     a token of gis
ROLES = ["anon", "nobody", "gis", "elsewhere", "region", "approver", "keeper", "people", "root", "ended", "author"]
ROLES += ["token", "stale"]
# What is asked: `in` is the way to the sign-in page, any other redirect is its number. A word behind the
# address tells several questions to it apart (`SENT`).
TABLE = """
GET unggah/                                                 |  in 403 200 200 200 200 403 403 200 403 200  in  in
POST unggah/                                                |  in 403 422 422 422 403 403 403 422 403 403  in  in
GET unggah/<int:number>/                                    |  in 404 200 404 200 200 404 404 200 404 200  in  in
POST unggah/<int:number>/                                   |  in 404 302 404 302 403 404 404 302 404 403  in  in
GET unggah/<int:number>/bandingkan/                         |  in 404 200 404 200 200 404 404 200 404 200  in  in
POST unggah/<int:number>/bandingkan/                        |  in 404 302 404 302 403 404 404 302 404 403  in  in
GET unggah/<int:number>/batalkan/                           |  in 404 200 404 200 200 404 404 200 404 200  in  in
POST unggah/<int:number>/batalkan/                          |  in 404 302 404 403 403 404 404 302 404 403  in  in
GET unggah/<int:number>/berkas/                             |  in 404 200 404 200 200 404 404 200 404 200  in  in
POST unggah/<int:number>/berkas/                            |  in 404 422 404 422 403 404 404 422 404 403  in  in
POST unggah/<int:number>/hentikan/                          |  in 404 302 404 302 403 404 404 302 404 403  in  in
GET unggah/<int:number>/keadaan                             |  in 404 200 404 200 200 404 404 200 404 200  in  in
GET unggah/<int:number>/kolom/                              |  in 404 200 404 200 200 404 404 200 404 200  in  in
POST unggah/<int:number>/kolom/                             |  in 404 302 404 302 403 404 404 302 404 403  in  in
GET unggah/<int:number>/lanjut/                             |  in 404 302 404 302 302 404 404 302 404 302  in  in
GET unggah/<int:number>/lapisan/                            |  in 404 200 404 200 200 404 404 200 404 200  in  in
POST unggah/<int:number>/lapisan/                           |  in 404 302 404 302 403 404 404 302 404 403  in  in
GET unggah/<int:number>/temuan.<str:kind>                   |  in 404 200 404 200 200 404 404 200 404 200  in  in
GET unggah/<int:number>/terbitkan/                          |  in 404 200 404 200 200 404 404 200 404 200  in  in
POST unggah/<int:number>/terbitkan/ publish                 |  in 404 302 404 403 403 404 404 302 404 403  in  in
POST unggah/<int:number>/terbitkan/ save                    |  in 404 302 404 302 403 404 404 302 404 403  in  in
POST unggah/<int:number>/terbitkan/ approve                 |  in 404 403 404 403 302 404 404 302 404 403  in  in
POST unggah/<int:number>/ulangi/                            |  in 404 302 404 302 403 404 404 302 404 403  in  in
GET kelola/                                                 |  in 200 200 200 200 200 200 200 200 200 200  in  in
GET kelola/lapisan/                                         |  in 403 403 403 403 403 200 403 200 403 403  in  in
GET kelola/lapisan/<slug:key>/                              |  in 403 403 403 403 403 200 403 200 403 403  in  in
POST kelola/lapisan/<slug:key>/                             |  in 403 403 403 403 403 302 403 302 403 403  in  in
POST kelola/lapisan/<slug:key>/kembalikan/                  |  in 403 403 403 403 403 302 403 302 403 403  in  in
POST kelola/lapisan/<slug:key>/pensiun/                     |  in 403 403 403 403 403 302 403 302 403 403  in  in
GET kelola/lapisan/baru/                                    |  in 403 403 403 403 403 403 403 200 403 403  in  in
POST kelola/lapisan/baru/                                   |  in 403 403 403 403 403 403 403 302 403 403  in  in
GET kelola/orang/                                           |  in 403 403 403 403 403 403 200 200 403 403  in  in
GET kelola/orang/<int:number>/                              |  in 403 403 403 403 403 403 200 200 403 403  in  in
POST kelola/orang/<int:number>/                             |  in 403 403 403 403 403 403 302 302 403 403  in  in
POST kelola/orang/<int:number>/aktif/                       |  in 403 403 403 403 403 403 302 302 403 403  in  in
POST kelola/orang/<int:number>/mandat/<int:mandate>/akhiri/ |  in 403 403 403 403 403 403 302 302 403 403  in  in
POST kelola/orang/<int:number>/tautan/                      |  in 403 403 403 403 403 403 302 302 403 403  in  in
GET kelola/orang/baru/                                      |  in 403 403 403 403 403 403 200 200 403 403  in  in
POST kelola/orang/baru/                                     |  in 403 403 403 403 403 403 302 302 403 403  in  in
GET kelola/token/                                           |  in 200 200 200 200 200 200 200 200 200 200  in  in
POST kelola/token/                                          |  in 422 422 422 422 422 422 422 422 422 422  in  in
GET api/uploads                                             | 401 200 200 200 200 200 200 200 200 200 200 200 401
POST api/uploads announce                                   | 401 403 201 201 201 403 403 403 201 403 403 201 401
POST api/uploads here                                       | 401 403 201 403 201 403 403 403 201 403 403 201 401
GET api/uploads/<str:run>                                   | 401 404 200 404 200 200 404 404 200 404 200 200 401
DELETE api/uploads/<str:run>                                | 401 404 200 404 200 403 404 404 200 404 403 200 401
POST api/uploads/<str:run>/answers                          | 401 404 202 404 202 403 404 404 202 404 403 202 401
POST api/uploads/<str:run>/approve                          | 401 404 403 404 403 202 404 404 202 404 403 403 401
POST api/uploads/<str:run>/compare                          | 401 404 202 404 202 403 404 404 202 404 403 202 401
GET api/uploads/<str:run>/difference                        | 401 404 200 404 200 200 404 404 200 404 200 200 401
GET api/uploads/<str:run>/files/<str:file>                  | 401 404 200 404 200 200 404 404 200 404 200 200 401
PATCH api/uploads/<str:run>/files/<str:file>                | 401 404 200 404 200 403 404 404 200 404 403 200 401
GET api/uploads/<str:run>/problems                          | 401 404 200 404 200 200 404 404 200 404 200 200 401
POST api/uploads/<str:run>/publish                          | 401 404 202 404 403 403 404 404 202 404 403 202 401
POST api/uploads/<str:run>/undo                             | 401 404 201 404 403 403 404 404 201 404 403 201 401
"""
LOOKS = {
    "visibility": "internal",
    "stroke": "#112233",
    "width": "1.5",
    "dash": "",
    "fill": "#445566",
    "fill_opacity": "0.2",
}
# What is sent with a question that changes something, in the words of the person who may.
SENT: dict[str, dict[str, Any]] = {
    "POST unggah/<int:number>/lapisan/": {"tanya": "target", "jawab": TARGET},
    "POST unggah/<int:number>/kolom/": {"kolom-kdepum": "KDEPUM"},
    "POST unggah/<int:number>/bandingkan/": {"ulangi": "1"},
    "POST unggah/<int:number>/terbitkan/ publish": {"lakukan": "terbitkan", "source": "Survei"},
    "POST unggah/<int:number>/terbitkan/ save": {"lakukan": "simpan", "source": "Survei"},
    "POST unggah/<int:number>/terbitkan/ approve": {"lakukan": "setujui"},
    "POST kelola/orang/baru/": {"full_name": "Siti", "username": "siti"},
    "POST kelola/orang/<int:number>/": {"role": "gis", "layer": LAYER},
    "POST kelola/lapisan/baru/": {
        "key": "baru-sekali",
        "title_id": "Baru",
        "geometry_type": "MultiPolygon",
        "licence": "CC0-1.0",
    }
    | LOOKS,
    "POST kelola/lapisan/<slug:key>/": {"title_id": "Uji", "title_en": "Test", "licence": "CC0-1.0", **LOOKS},
    "POST api/uploads announce": {"files": [{"name": "a.geojson", "size": 9}]},
    "POST api/uploads here": {"files": [{"name": "a.geojson", "size": 9}], "target": TARGET},
    "POST api/uploads/<str:run>/answers": {"mapping": {"kdepum": "KDEPUM"}},
    "POST api/uploads/<str:run>/publish": {"source": "Survei"},
}
# Which run an address is asked about, where that is not the one that is ready to be published.
ABOUT = {
    "unggah/<int:number>/batalkan/": "published",
    "api/uploads/<str:run>/undo": "published",
    "unggah/<int:number>/berkas/": "sending",
    "api/uploads/<str:run>/files/<str:file>": "sending",
}


def routes() -> set[str]:
    """Return the patterns of every address of the flow."""
    return {route for route in _routes(get_resolver().url_patterns, "") if route == START or route.startswith(AREAS)}


def _routes(patterns: Any, prefix: str) -> Iterator[str]:
    for each in patterns:
        route = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _routes(each.url_patterns, route)
        elif isinstance(each, URLPattern):
            yield route


def expected() -> dict[str, dict[str, str]]:
    """Return the table: question -> role -> outcome."""
    lines = [line.split("|") for line in TABLE.strip().splitlines()]
    return {question.strip(): dict(zip(ROLES, outcomes.split(), strict=True)) for question, outcomes in lines}


def region(code: str) -> Region:
    return Region.objects.with_code(code, day=timezone.localdate()).get()


def made(name: str, role: str = "", **scope: Any) -> User:
    user = User.objects.create_user(f"uji-{name}", full_name=name.title())
    if role:
        give_mandate(user=user, role=role, by=system_user(), **scope)
    return user


class Household:
    """The people of the table, a run in each state they ask about, and how each of them asks."""

    def __init__(self, tmp_path: Path) -> None:
        create_layer(key=LAYER, title_id="Uji akses", geometry_type=Geometry.AREA, by=system_user())
        author = made("author", Role.GIS, layer=LAYER)
        gis = made("gis", Role.GIS, layer=LAYER)
        self.people: dict[str, User | None] = {
            "anon": None,
            "nobody": made("nobody"),
            "gis": gis,
            "elsewhere": made("elsewhere", Role.GIS, layer="desa"),
            "region": made("region", Role.GIS, region=region("64.08.04")),
            "approver": made("approver", Role.APPROVER, layer=LAYER),
            "keeper": made("keeper", Role.LAYER_KEEPER, layer=LAYER),
            "people": made("people", Role.PEOPLE_KEEPER),
            "root": User.objects.create_user("uji-root", is_superuser=True),
            "ended": made("ended", Role.GIS, layer=LAYER),
            "author": author,
        }
        self.mandate = give_mandate(user=made("guest"), role=Role.GIS, by=system_user())
        self.runs = self._runs(author, tmp_path)
        for mandate in Mandate.objects.filter(user__in=(author, self.people["ended"])):
            end_mandate(mandate=mandate, by=system_user())
        self.tokens = {name: make_token(user=gis, name=name, days=1) for name in ("token", "stale")}
        end_token(token=self.tokens["stale"][0], by=gis)
        self.clients = {role: self.client(role) for role in ROLES}

    def _runs(self, author: User, tmp_path: Path) -> dict[str, Run]:
        first = send(files.geojson(tmp_path / "a.geojson"), by=author, target=TARGET)
        published = publish(answer(first, author, mapping={}), author)
        second = send(files.geojson(tmp_path / "b.geojson", files.records(3)), by=author, target=TARGET)
        ready = answer(second, author, mapping={"kdepum": "KDEPUM", "wadmkd": "WADMKD"}, source="Survei")
        sending = steps.begin(by=author, files=[Announced("c.geojson", 9)], target_key=TARGET)
        assert (published.state, ready.state) == ("terbit", "siap terbit")
        return {"ready": ready, "published": published, "sending": sending}

    def client(self, role: str, **options: Any) -> Client:
        client = Client(**options)
        if role in self.tokens:
            client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {self.tokens[role][1]}"
        elif (person := self.people[role]) is not None:
            client.force_login(User.objects.get(pk=person.pk), backend=BACKEND)
        return client

    def address(self, route: str) -> str:
        run = self.runs[ABOUT.get(route, "ready")]
        upload = self.runs["sending"].uploads.get()
        guest = self.mandate.user_id
        filled = route if not route.startswith("kelola/orang") else route.replace("<int:number>", str(guest))
        for name, value in {
            "<int:number>": run.pk,
            "<str:run>": run.pk,
            "<str:file>": upload.pk,
            "<str:kind>": "csv",
            "<slug:key>": LAYER,
            "<int:mandate>": self.mandate.pk,
        }.items():
            filled = filled.replace(name, str(value))
        assert "<" not in filled, f"tell what stands for {filled}"
        return f"/{filled}"

    def ask(self, role: str, question: str, client: Client | None = None) -> str:
        """Return what becomes of a question; what it changed is taken back."""
        method, route, *_variant = question.split(" ")
        address, sent = self.address(route), SENT.get(question, {})
        client = client or self.clients[role]
        with transaction.atomic():
            if method in ("POST", "PATCH", "DELETE") and route.startswith("api/"):
                response = client.generic(
                    method, address, json.dumps(sent), content_type="application/json", HTTP_UPLOAD_OFFSET="0"
                )
            else:
                response = getattr(client, method.lower())(address, sent)
            transaction.set_rollback(True)
        return outcome(response)


def outcome(response: HttpResponseBase) -> str:
    return (
        "in"
        if response.status_code == 302 and response["Location"].startswith("/masuk/")
        else str(response.status_code)
    )


@pytest.fixture
def household(db: None, tmp_path: Path) -> Household:
    return Household(tmp_path)


def area_of(question: str) -> str:
    route = question.split(" ")[1]
    return next((area for area in AREAS if route.startswith(area)), START)


def asked_of() -> set[str]:
    """Return the method and route of each question, without its variants."""
    return {" ".join(question.split(" ")[:2]) for question in expected()}


def test_every_address_of_the_flow_stands_in_the_table() -> None:
    assert {question.split(" ")[1] for question in asked_of()} == routes()


def test_a_method_that_is_not_in_the_table_is_not_allowed(household: Household) -> None:
    others = {f"{method} {route}" for route in routes() for method in METHODS} - asked_of()

    found = {question: household.ask("root", question) for question in others}

    assert found == dict.fromkeys(others, "405")


@pytest.mark.parametrize("area", [START, *AREAS])
def test_each_is_answered_as_the_table_says(household: Household, area: str) -> None:
    wanted = {question: row for question, row in expected().items() if area_of(question) == area}

    found = {question: {role: household.ask(role, question) for role in ROLES} for question in wanted}

    assert found == wanted


def test_a_page_takes_no_writing_from_another_site(household: Household) -> None:
    """Whoever is signed in by a cookie must have come by one of our forms; a token is no cookie."""
    writes = [question for question in expected() if question.split(" ")[0] in ("POST", "PATCH", "DELETE")]
    root, token = (household.client(role, enforce_csrf_checks=True) for role in ("root", "token"))

    assert {household.ask("root", question, root) for question in writes} == {"403"}
    assert household.ask("token", "POST api/uploads announce", token) == "201"
