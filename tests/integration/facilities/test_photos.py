"""The photo of a facility: sent from a telephone, shown on its page, taken back with the change that brought it."""

import re
from io import BytesIO
from typing import Any

import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.permissions import system_user
from facilities.models import LAYER, FacilityPhoto, FacilityVersion
from imports.actions import undo
from layers.models import LayerSettings, Release, Visibility
from tests.factories.photos import photo

from .conftest import LONG_BENTUQ, region_of, spot_in

pytestmark = pytest.mark.django_db


def camera(width: int = 1600, height: int = 1200) -> SimpleUploadedFile:
    return SimpleUploadedFile("IMG_0001.jpg", photo(width, height), "image/jpeg")


def there() -> FacilityVersion:
    rows = FacilityVersion.objects.current().filter(region=region_of(LONG_BENTUQ), kind="posyandu")
    return rows.select_related("facility").order_by("pk")[0]


def now(row: FacilityVersion) -> FacilityVersion:
    return FacilityVersion.objects.current().select_related("photo", "facility").get(facility=row.facility)


def send(client: Client, row: FacilityVersion, status: int = 302, **changed: Any) -> FacilityVersion:
    said = {
        "kind": row.kind,
        "name": row.name,
        "position": f"{row.geom.y}, {row.geom.x}",
        "certain": "on",
        "alt": "Gedung dari depan",
        **changed,
    }
    answer = client.post(f"/kelola/fasilitas/{row.facility.key}/", said)
    assert answer.status_code == status, answer.content.decode()
    return now(row)


def page(client: Client, row: FacilityVersion) -> str:
    return client.get(f"/fasilitas/{row.facility.key}/").content.decode()


def shown(client: Client, row: FacilityVersion) -> list[str]:
    """Return the addresses of the photo on the facility's page: small, large."""
    return re.findall(rf"/fasilitas/{row.facility.key}/foto-\d+-\w+\.jpg", page(client, row))


def releases() -> int:
    return Release.objects.filter(layer=LAYER).count()


def test_a_photo_stands_on_the_page_with_its_words_and_sizes(signed_in: Client) -> None:
    row = there()
    assert not shown(signed_in, row)
    said = send(signed_in, row, photo=camera())
    small, large = shown(Client(), row)
    text = page(Client(), row)
    assert 'width="480" height="360" alt="Gedung dari depan"' in text and "Lihat lebih besar" in text
    for address, sides in ((small, (480, 360)), (large, (1280, 960))):
        answer = Client().get(address)
        image = Image.open(BytesIO(answer.content))
        assert (answer["Content-Type"], image.size, dict(image.getexif())) == ("image/jpeg", sides, {})
        assert b"Kamera Rahasia" not in answer.content
    assert "kB" in text.replace("\xa0", " ") or "KB" in text
    assert said.since == Release.objects.filter(layer=LAYER).latest("number").number


def test_a_new_facility_comes_with_its_photo_and_once(signed_in: Client) -> None:
    lon, lat = spot_in(LONG_BENTUQ)
    said = {
        "form": "8d4a1b52-2f43-4a55-9d2f-6a1c0c3f7f22",
        "kind": "pasar",
        "name": "Pasar Berfoto",
        "position": f"{lat}, {lon}",
    }
    for _time in range(2):
        assert signed_in.post("/kelola/fasilitas/baru/", {**said, "photo": camera()}).status_code == 302
    row = FacilityVersion.objects.select_related("facility").get(name="Pasar Berfoto")
    assert FacilityPhoto.objects.count() == 1 and 'alt="Pasar Berfoto"' in page(signed_in, row)


def test_the_same_photo_again_says_nothing_new(signed_in: Client) -> None:
    first = send(signed_in, there(), photo=camera())
    said = releases()
    assert send(signed_in, first, photo=camera()).pk == first.pk
    assert (releases(), FacilityPhoto.objects.count()) == (said, 1)


def test_a_change_without_a_photo_keeps_it_and_other_words_are_another_row(signed_in: Client) -> None:
    first = send(signed_in, there(), photo=camera())
    kept = send(signed_in, first, hours="Senin 08.00")
    assert kept.photo_id == first.photo_id and kept.pk != first.pk
    worded = send(signed_in, kept, hours="Senin 08.00", alt="Dari samping")
    assert worded.photo is not None and first.photo is not None
    assert (worded.photo.alt, bytes(worded.photo.large)) == ("Dari samping", bytes(first.photo.large))
    assert 'value="Dari samping"' in signed_in.get(f"/kelola/fasilitas/{first.facility.key}/").content.decode()
    first.photo.refresh_from_db()
    assert first.photo.alt == "Gedung dari depan"


def test_undo_takes_the_photo_back_and_brings_the_former_one(signed_in: Client) -> None:
    row = there()
    first = send(signed_in, row, photo=camera())
    second = send(signed_in, first, photo=camera(800, 800))
    former, newer = first.photo_id, second.photo_id
    assert newer != former
    undo = f"/kelola/fasilitas/{row.facility.key}/batalkan/"
    signed_in.post(undo, {"seen": second.pk})
    assert now(row).photo_id == former
    assert f"foto-{former}-kecil" in page(signed_in, row)
    assert signed_in.get(f"/fasilitas/{row.facility.key}/foto-{newer}-besar.jpg").status_code == 404
    signed_in.post(undo, {"seen": now(row).pk})
    assert now(row).photo_id == newer  # undoing an undo says again what stood before it


def test_undo_of_the_first_photo_leaves_none(signed_in: Client) -> None:
    row = there()
    said = send(signed_in, row, photo=camera())
    signed_in.post(f"/kelola/fasilitas/{row.facility.key}/batalkan/", {"seen": said.pk})
    assert now(row).photo_id is None and not shown(signed_in, row)


def test_a_photo_is_dropped_on_request_and_gone_with_the_facility(signed_in: Client) -> None:
    row = there()
    said = send(signed_in, row, photo=camera())
    address = shown(signed_in, row)[0]
    dropped = send(signed_in, said, drop="on")
    assert dropped.photo_id is None and signed_in.get(address).status_code == 404
    again = send(signed_in, dropped, photo=camera(900, 600))
    address = shown(signed_in, again)[0]
    signed_in.post(f"/kelola/fasilitas/{row.facility.key}/tutup/")
    assert not shown(signed_in, again) and signed_in.get(address).status_code == 404
    signed_in.post(f"/kelola/fasilitas/{row.facility.key}/buka/")
    assert shown(signed_in, again)[0] == address


def test_a_file_that_says_nothing_of_photos_keeps_them_and_so_does_its_undo(signed_in: Client, fill: Any) -> None:
    said = send(signed_in, there(), photo=camera())
    point = shapely.Point(said.geom.x, said.geom.y)
    run = fill([(point, {"key": said.facility.key, "nama": "Nama dari berkas", "jenis": "posyandu"})])
    assert (now(said).name, now(said).photo_id) == ("Nama dari berkas", said.photo_id)
    undo(run, by=system_user())
    assert (now(said).name, now(said).photo_id) == (said.name, said.photo_id)


def test_a_hidden_layer_hides_its_photos(signed_in: Client) -> None:
    row = there()
    send(signed_in, row, photo=camera())
    address = shown(signed_in, row)[0]
    assert Client().get(address)["Cache-Control"] == "public, max-age=86400"
    LayerSettings.objects.update_or_create(key=LAYER, defaults={"visibility": Visibility.INTERNAL})
    assert Client().get(address).status_code == 404


@pytest.mark.parametrize("number", ["0", "999999", "9" * 30])
@pytest.mark.parametrize("size", ["kecil", "besar", "asli"])
def test_no_photo_is_not_found(client: Client, number: str, size: str) -> None:
    assert client.get(f"/fasilitas/{there().facility.key}/foto-{number}-{size}.jpg").status_code == 404


@pytest.mark.parametrize(
    "sent", [b"MZ\x90 no photo", b"<svg onload='x'/>", b"", photo(600, 400)[:3000]], ids=["exe", "svg", "empty", "half"]
)
def test_what_is_no_photo_is_refused_and_nothing_is_said(signed_in: Client, sent: bytes) -> None:
    row, said = there(), releases()
    send(signed_in, row, status=400, photo=SimpleUploadedFile("a.jpg", sent, "image/jpeg"), name="Lain")
    assert releases() == said and now(row).name == row.name and not FacilityPhoto.objects.exists()
