"""What becomes of a photo: smaller, upright, bare; and what is none."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from photos.pictures import LARGE, MAX_BYTES, SMALL, Pictures, prepare
from tests.factories.photos import photo


def prepared(content: bytes) -> Pictures:
    return prepare(BytesIO(content), len(content))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_two_sizes_without_what_the_camera_wrote(kind: str) -> None:
    content = photo(kind=kind)
    assert b"Kamera Rahasia" in content
    made = prepared(content)
    for picture, side in ((made.small, SMALL), (made.large, LARGE)):
        read = Image.open(BytesIO(picture.content))
        assert (read.format, read.size, max(read.size)) == ("JPEG", (picture.width, picture.height), side)
        assert not read.getexif()
        assert b"Kamera" not in picture.content
        assert b"Exif" not in picture.content


def test_a_turned_photo_stands_upright() -> None:
    made = prepared(photo(turned=True))
    assert (made.small.width, made.small.height) == (360, 480)
    top = Image.open(BytesIO(made.small.content)).convert("RGB").getpixel((180, 20))
    assert isinstance(top, tuple)
    assert top[0] > 200 > top[2]


def test_a_small_one_is_not_blown_up() -> None:
    assert (prepared(photo(200, 100)).large.width, prepared(photo(200, 100)).small.width) == (200, 200)


def test_what_is_seen_through_is_white() -> None:
    target = BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(target, "PNG")
    read = Image.open(BytesIO(prepared(target.getvalue()).small.content)).convert("RGB")
    assert read.getpixel((25, 25)) == (255, 255, 255)


def wide() -> bytes:
    target = BytesIO()
    Image.new("1", (9000, 9000)).save(target, "PNG")
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "tidak terbaca"),
        (b"bukan foto", "tidak terbaca"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "tidak terbaca"),
        (photo(60, 40, kind="GIF"), "tidak terbaca"),
        (photo(600, 400)[:3000], "tidak terbaca"),
        (wide(), "juta titik"),
    ],
)
def test_what_is_no_photo_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        prepared(content)


def test_a_heavy_file_is_refused_unread() -> None:
    with pytest.raises(ValidationError, match="15 MB"):
        prepare(BytesIO(b""), MAX_BYTES + 1)
