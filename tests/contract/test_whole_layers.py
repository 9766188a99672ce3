"""Whole-layer files: at the address of a release and at the plain one, from the disk or live, always the same bytes."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.permissions import system_user
from boundaries.models import RegionState
from layers import prepared, registry, tasks
from layers.actions import retire
from layers.declaration import Layer
from layers.exports.formats import FORMATS, fitting
from layers.models import LayerSettings, Release, Visibility
from layers.releases import open_release
from tests.factories.exports import LAYERS, every_layer

pytestmark = pytest.mark.django_db
BASE = "http://testserver"
RELEASED = tuple(key for key in LAYERS if key != "kantor-uji")  # which has no releases
IMMUTABLE = "public, max-age=31536000, immutable"


@pytest.fixture(autouse=True)
def var_dir(tmp_path: Path, settings: Any) -> None:
    settings.VAR_DIR, settings.PUBLIC_URL = tmp_path, BASE


@pytest.fixture
def layers(tmp_path: Path) -> Iterator[None]:
    with every_layer(tmp_path):
        yield


def layer(key: str) -> Layer:
    found = registry.get_layer(key, AnonymousUser())
    assert found is not None
    return found


def number(key: str) -> int:
    newest = Release.objects.filter(layer=layer(key).releases_of).order_by("-number").first()
    assert newest is not None
    return newest.number


def addresses(key: str, ending: str) -> tuple[str, str]:
    return f"/r/{key}/{number(key)}/{key}.{ending}", f"/unduh/{key}.{ending}"


def sets(key: str) -> set[str]:
    folder = prepared.root() / key
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


@pytest.mark.usefixtures("layers")
@pytest.mark.parametrize("key", RELEASED)
def test_live_and_prepared_bytes_are_the_same_in_every_format(client: Client, key: str) -> None:
    endings = [form.name for form in fitting(layer(key).geometry_type)]
    asked = [address for ending in endings for address in addresses(key, ending)]
    live = {address: client.get(address).getvalue() for address in asked}
    call_command("layers_prepare", key)
    for address in asked:
        answer = client.get(address)
        content = answer.getvalue()
        assert answer["ETag"] == f'"{hashlib.sha256(content).hexdigest()}"', address
        assert content == live[address], address
        assert answer["Accept-Ranges"] == "bytes"


def test_an_address_with_a_release_is_kept_for_ever_and_the_plain_one_asked_again(client: Client) -> None:
    own, plain = addresses("desa", "csv")
    for _round in range(2):
        answers = client.get(own), client.get(plain)
        for answer in answers:
            answer.getvalue()
        assert (answers[0]["Cache-Control"], answers[1]["Cache-Control"]) == (IMMUTABLE, "no-cache")
        for address, answer in zip((own, plain), answers, strict=True):
            again = client.get(address, headers={"if-none-match": answer["ETag"]})
            assert (again.status_code, again["ETag"], again["Cache-Control"]) == (
                304,
                answer["ETag"],
                answer["Cache-Control"],
            )
        call_command("layers_prepare", "desa")


def test_names_say_what_they_hold(client: Client) -> None:
    own, plain = addresses("desa", "gpkg")
    assert f'filename="desa-rilis-{number("desa")}.gpkg"' in client.head(own)["Content-Disposition"]
    assert f'filename="desa-{timezone.localdate()}.gpkg"' in client.head(plain)["Content-Disposition"]


def test_after_a_publication_the_plain_address_moves_and_the_former_one_stays(client: Client) -> None:
    own, plain = addresses("kecamatan", "geojson")
    call_command("layers_prepare", "kecamatan")
    before, first = client.get(own).getvalue(), client.get(plain)
    assert first.getvalue() == before
    open_release(layer="kecamatan", by=system_user())
    live = client.get(plain)
    content = live.getvalue()
    assert live["ETag"] != first["ETag"] and content != before
    call_command("layers_prepare", "kecamatan")
    assert client.get(plain).getvalue() == content == client.get(addresses("kecamatan", "geojson")[0]).getvalue()
    assert client.get(own).getvalue() == before


def test_where_the_register_moved_since_the_plain_file_is_of_its_day(client: Client) -> None:
    Release.objects.update(as_of=timezone.localdate() - timedelta(days=9))
    open_release(layer="register", by=system_user())
    own, plain = addresses("desa", "geojson")
    live = [client.get(address).getvalue() for address in (own, plain)]
    call_command("layers_prepare", "desa")
    assert len(sets("desa")) == 2
    files = [client.get(address) for address in (own, plain)]
    assert [answer.getvalue() for answer in files] == live and files[0]["ETag"] != files[1]["ETag"]
    assert f'"as_of":"{timezone.localdate()}"'.encode() in live[1]
    assert f'"as_of":"{timezone.localdate() - timedelta(days=9)}"'.encode() in live[0]


def test_what_turned_at_midnight_is_told_before_its_release_is_open(client: Client) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Release.objects.update(as_of=yesterday)
    call_command("layers_prepare", "desa")
    plain = addresses("desa", "csv")[1]
    assert client.get(plain)["Accept-Ranges"] == "bytes"
    state = RegionState.objects.filter(region__level="desa").first()
    if state is None:
        region = layer("desa").rows(prepared.Reading(1, yesterday)).first().region
        RegionState.objects.create(
            region=region, name="Nama Baru", kind=region.kind, parent=region.parent, valid=(timezone.localdate(), None)
        )
    else:
        RegionState.objects.filter(pk=state.pk).update(name="Nama Baru", valid=(timezone.localdate(), None))
    answer = client.get(plain)
    assert "Nama Baru" in answer.getvalue().decode() and "Accept-Ranges" not in answer


def test_parts_are_given_and_whole_again_where_the_file_changed(client: Client) -> None:
    own = addresses("desa", "gpkg")[0]
    call_command("layers_prepare", "desa")
    whole = client.get(own)
    content, tag = whole.getvalue(), whole["ETag"]
    part = client.get(own, headers={"range": "bytes=100-199", "accept-encoding": "gzip, br"})
    assert (part.status_code, part.getvalue()) == (206, content[100:200])
    assert part["Content-Range"] == f"bytes 100-199/{len(content)}"
    assert part["Content-Length"] == "100" and "Content-Encoding" not in part
    assert client.get(own, headers={"range": "bytes=-10"}).getvalue() == content[-10:]
    same = client.get(own, headers={"range": "bytes=0-9", "if-range": tag})
    other = client.get(own, headers={"range": "bytes=0-9", "if-range": '"other"'})
    assert (same.status_code, other.status_code) == (206, 200)
    assert other.getvalue() == content
    beyond = client.get(own, headers={"range": f"bytes={len(content)}-"})
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(content)}")
    head = client.head(own)
    assert (head.status_code, head["Content-Length"], head.getvalue()) == (200, str(len(content)), b"")


def test_behind_the_proxy_it_sends_the_file(client: Client, settings: Any) -> None:
    settings.PREPARED_ACCEL = "/_siap/"
    own, plain = addresses("desa", "gpkg")
    assert "X-Accel-Redirect" not in client.get(own)
    call_command("layers_prepare", "desa")
    for address in (own, plain):
        answer = client.get(address)
        path = prepared.root() / answer["X-Accel-Redirect"].removeprefix("/_siap/")
        assert answer.content == b"" and answer["ETag"] == f'"{hashlib.sha256(path.read_bytes()).hexdigest()}"'
        assert answer["Content-Type"] == FORMATS["gpkg"].media_type
        assert "Accept-Ranges" not in answer  # nginx says so itself
    location = Path("deploy/nginx/geoportal.conf").read_text(encoding="utf-8").partition("location /_siap/ {")[2]
    assert "include accel_params_geoportal;" in location.partition("}")[0]
    handed_on = Path("deploy/nginx/accel_params_geoportal").read_text(encoding="utf-8")
    assert all(f"add_header {name} " in handed_on for name in ("ETag", "Vary", "Access-Control-Allow-Origin"))


def test_an_internal_layer_is_404_for_who_may_not_see_it_also_when_its_files_lie_there(client: Client) -> None:
    asked = addresses("desa", "gpkg")
    call_command("layers_prepare", "desa")
    assert [client.get(address).status_code for address in asked] == [200, 200]
    LayerSettings.objects.update_or_create(key="desa", defaults={"visibility": Visibility.INTERNAL})
    for address in asked:
        for headers in ({}, {"range": "bytes=0-9"}, {"if-none-match": "*"}):
            assert client.get(address, headers=headers).status_code == 404
        assert client.head(address).status_code == 404
    client.force_login(User.objects.create_superuser("kepala"))
    seen = client.get(asked[0])
    assert (seen.status_code, seen["Cache-Control"]) == (200, "private, no-cache")
    tasks.find_unprepared(timestamp=0)
    assert sets("desa") == set()
    with pytest.raises(CommandError):
        call_command("layers_prepare", "desa")


@pytest.mark.django_db(transaction=False)
def test_files_of_a_retired_layer_go(client: Client, django_capture_on_commit_callbacks: Any) -> None:
    asked = addresses("fasilitas", "csv")
    call_command("layers_prepare", "fasilitas")
    shelf = registry.find_shelf("fasilitas")
    assert shelf is not None and sets("fasilitas")
    with django_capture_on_commit_callbacks(execute=True):
        retire(shelf=shelf, by=User.objects.create_superuser("kepala"), on=timezone.localdate())
    assert sets("fasilitas") == set()
    assert [client.get(address).status_code for address in asked] == [404, 404]


def test_older_releases_are_kept_as_the_setting_says_and_live_after(client: Client, settings: Any) -> None:
    settings.PREPARED_RELEASES = 2
    first = addresses("kabupaten", "geojson")[0]
    for _publication in range(3):
        call_command("layers_prepare", "kabupaten")
        newest = number("kabupaten")
        open_release(layer="kabupaten", by=system_user())
    assert {int(name.split("-")[0]) for name in sets("kabupaten")} == {newest, newest - 1}
    answer = client.get(first)
    assert answer.status_code == 200 and "Accept-Ranges" not in answer and answer.getvalue()


def test_a_build_that_fails_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setitem(prepared.writers.FILES, "gpkg", broken)
    with pytest.raises(RuntimeError, match="disk"):
        call_command("layers_prepare", "desa")
    assert sets("desa") == set()
    assert [path.name for path in prepared.root().iterdir() if path.is_dir()] == ["desa"]


def test_names_that_change_while_files_are_made_leave_none(monkeypatch: pytest.MonkeyPatch) -> None:
    write = prepared.writers.write

    def moved(*args: Any) -> None:
        write(*args)
        open_release(layer="register", by=system_user())

    monkeypatch.setattr(prepared.writers, "write", moved)
    with pytest.raises(CommandError, match="ulangi"):
        call_command("layers_prepare", "desa")
    assert sets("desa") == set()


def test_a_release_of_the_same_number_after_a_restore_is_another(client: Client) -> None:
    own, plain = addresses("desa", "csv")
    call_command("layers_prepare", "desa")
    Release.objects.filter(layer="desa").update(published_at=timezone.now() + timedelta(minutes=1))
    for address in (own, plain):
        assert "Accept-Ranges" not in client.get(address)


def test_sums_of_the_list_hold_and_the_page_shows_them(client: Client) -> None:
    assert "SHA-256" not in client.get("/lapisan/desa/").content.decode()
    call_command("layers_prepare", "desa")
    ((release, files),) = prepared.listed(layer("desa"), BASE)
    assert release.number == number("desa")
    assert {file.form.name for file in files} == {form.name for form in fitting("MultiPolygon")}
    text = client.get("/lapisan/desa/").content.decode()
    for file in files:
        content = file.path.read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file.size, file.sha256)
        assert file.sha256 in text and f'href="/r/desa/{release.number}/desa.{file.form.name}"' in text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/r/desa/1/kecamatan.csv", 404),
        ("/r/desa/1/desa.csv.zip", 404),
        ("/r/desa/1/desa.doc", 404),
        ("/r/desa/99/desa.csv", 404),
        ("/r/desa/0/desa.csv", 404),
        ("/r/desa/satu/desa.csv", 404),
        ("/r/nope/1/nope.csv", 404),
        ("/r/desa/1/desa.csv?region=64.08", 400),
    ],
)
def test_what_is_not_there_is_refused(client: Client, address: str, status: int) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    page = client.get(address, headers={"accept": "text/html"})
    assert (page.status_code, page["Content-Type"].partition(";")[0]) == (status, "text/html")


def test_the_language_of_the_reader_does_not_change_a_released_file(client: Client) -> None:
    own, plain = addresses("desa", "kml")
    indonesian = client.get(own).getvalue()
    call_command("layers_prepare", "desa")
    client.cookies["bahasa"] = "en"
    assert client.get(own).getvalue() == indonesian
    english = client.get(plain).getvalue().decode()
    assert "Desa and kelurahan boundaries" in english and "<displayName>Kode Kemendagri<" not in english
