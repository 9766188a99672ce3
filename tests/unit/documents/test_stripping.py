"""Pictures lose what their camera wrote, and not a point of what they show."""

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image, ImageCms, ImageOps, PngImagePlugin

from documents.stripping import NoPicture, bare_jpeg, bare_png
from tests.factories.photos import GPS, MAKE, ORIENTATION, TURNED

SECRET = b"Rahasia"
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def drawn(mode: str = "RGB") -> Image.Image:
    """A picture that differs from point to point, so that nothing lossy goes unseen."""
    gradient = Image.linear_gradient("L").resize((90, 60))
    image = Image.merge("RGB", (gradient, gradient.transpose(Image.Transpose.ROTATE_180), gradient))
    return image.convert(mode)


def noted(turn: int) -> bytes:
    exif = Image.Exif()
    exif[MAKE], exif[ORIENTATION], exif[0x0132] = "Kamera Rahasia", turn, "2026:11:24 10:00:00"
    exif.get_ifd(GPS).update({1: "N", 2: (0.0, 46.0, 12.0), 3: "E", 4: (116.0, 51.0, 0.0)})
    return bytes(exif.tobytes())


def jpeg(turn: int = 1, mode: str = "RGB", **more: Any) -> bytes:
    made = io.BytesIO()
    drawn(mode).save(made, "JPEG", exif=noted(turn), comment=b"Komentar Rahasia", icc_profile=PROFILE, **more)
    return made.getvalue()


def png(turn: int = 1, mode: str = "RGB", **more: Any) -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "Orang Rahasia")
    words.add_itxt("XML:com.adobe.xmp", "<x>Rahasia</x>")
    made = io.BytesIO()
    drawn(mode).save(made, "PNG", exif=noted(turn), pnginfo=words, icc_profile=PROFILE, **more)
    return made.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


MADE = [
    (bare_jpeg, jpeg),
    (bare_jpeg, lambda turn=1: jpeg(turn, progressive=True)),
    (bare_jpeg, lambda turn=1: jpeg(turn, mode="CMYK")),
    (bare_jpeg, lambda turn=1: jpeg(turn, mode="L", restart_marker_blocks=1)),
    (bare_png, png),
    (bare_png, lambda turn=1: png(turn, mode="RGBA")),
    (bare_png, lambda turn=1: png(turn, mode="P", transparency=0)),
]
NAMES = ["jpeg", "progressive", "cmyk", "grey", "png", "see-through", "palette"]


@pytest.mark.parametrize(("bare", "made"), MADE, ids=NAMES)
@pytest.mark.parametrize("turn", [1, TURNED, 8])
def test_every_point_stays_and_nothing_is_told(
    bare: Callable[..., bytes], made: Callable[..., bytes], turn: int
) -> None:
    before = made(turn)
    assert SECRET in before
    after = bare(before, turn)
    assert SECRET not in after
    assert b"2026:11" not in after
    assert len(after) < len(before)
    was, now = opened(before), opened(after)
    assert (was.mode, was.size, was.tobytes()) == (now.mode, now.size, now.tobytes())
    assert was.info.get("transparency") == now.info.get("transparency")
    assert now.info["icc_profile"] == PROFILE
    assert dict(now.getexif()) == ({ORIENTATION: turn} if turn != 1 else {})
    assert ImageOps.exif_transpose(now).size == ImageOps.exif_transpose(was).size
    assert bare(after, turn) == after


@pytest.mark.parametrize(("bare", "made"), [MADE[0], MADE[1], MADE[4]], ids=["jpeg", "progressive", "png"])
def test_what_hangs_behind_the_picture_is_left(bare: Callable[..., bytes], made: Callable[..., bytes]) -> None:
    assert bare(made() + b"film dari saku: Rahasia", 1) == bare(made(), 1)


@pytest.mark.parametrize(
    "hidden",
    [
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x>Rahasia</x>"),
        segment(0xE2, b"MPF\0Rahasia"),
        segment(0xE0, b"JFXX\0Rahasia"),
        segment(0xED, b"Photoshop 3.0\0Rahasia"),
        segment(0xEF, b"Rahasia"),
        segment(0xFE, b"Rahasia"),
        b"\xff\xff" + segment(0xE1, b"Exif\0\0Rahasia"),
    ],
)
def test_segments_of_others_are_dropped_wherever_they_stand(hidden: bytes) -> None:
    plain = bare_jpeg(jpeg(progressive=True))
    between = plain.index(b"\xff\xc4", plain.index(b"\xff\xda"))  # the tables before the second scan
    for place in (2, between):
        assert bare_jpeg(plain[:place] + hidden + plain[place:]) == plain


def test_chunks_nobody_knows_are_dropped() -> None:
    plain = bare_png(png())
    for name in (b"tIME", b"zTXt", b"eXIf", b"prVt", b"caBX"):
        chunk = struct.pack(">I", 7) + name + SECRET + struct.pack(">I", zlib.crc32(name + SECRET))
        assert bare_png(plain[:33] + chunk + plain[33:]) == plain


@pytest.mark.parametrize(
    ("bare", "data"),
    [
        (bare_jpeg, b""),
        (bare_jpeg, b"\xff\xd8"),
        (bare_jpeg, b"\xff\xd8\xff\xe1\x00\x01"),
        (bare_jpeg, b"\xff\xd8\xff\xe1\xff\xff"),
        (bare_jpeg, b"\xff\xd8\x00\x00"),
        (bare_jpeg, jpeg()[:-2]),
        (bare_png, b""),
        (bare_png, b"\x89PNG\r\n\x1a\n"),
        (bare_png, b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffIHDR"),
        (bare_png, png()[:-12]),
    ],
)
def test_what_does_not_hold_together_is_no_picture(bare: Callable[..., bytes], data: bytes) -> None:
    with pytest.raises(NoPicture):
        bare(data)


@pytest.mark.parametrize(("bare", "made"), [MADE[1], MADE[4]], ids=["jpeg", "png"])
def test_a_cut_anywhere_ends(bare: Callable[..., bytes], made: Callable[..., bytes]) -> None:
    data = made()
    for end in range(0, len(data) - 1, 7):
        with pytest.raises(NoPicture):
            bare(data[:end])
