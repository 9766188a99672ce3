"""A photo as a phone sends it -> two small JPEG, turned upright, without place, time, owner or anything else of EXIF."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_BYTES, MAX_PIXELS = 15_000_000, 60_000_000
LARGE, SMALL = 1280, 480  # the longer side, in pixels
QUALITY = 78
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Picture:
    """A JPEG and its sides in pixels."""

    content: bytes
    width: int
    height: int


@dataclass(frozen=True)
class Pictures:
    small: Picture
    large: Picture


def prepare(file: IO[bytes], size: int) -> Pictures:
    """Read a photo of `size` bytes; ValidationError where it is none, or too large."""
    if size > MAX_BYTES:
        raise ValidationError(
            _("Foto terlalu besar: paling besar %(most)s MB. Kecilkan dahulu, atau pilih foto lain.")
            % {"most": MAX_BYTES // MEGABYTE}
        )
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint turns this on for the whole process; half a photo is none
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # judged below, before anything is read
            return _sizes(file)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ValidationError(_("Berkas ini tidak terbaca sebagai foto. Pilih foto JPEG, PNG, atau WebP.")) from error


def _sizes(file: IO[bytes]) -> Pictures:
    # Libraries that read pictures of their own (WeasyPrint) let broken ones pass, for the whole process.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    with Image.open(file, formats=FORMATS) as opened:
        if opened.width * opened.height > MAX_PIXELS:
            raise ValidationError(
                _("Foto terlalu besar: paling banyak %(most)s juta titik. Pilih foto lain.")
                % {"most": MAX_PIXELS // MEGABYTE}
            )
        opened.draft("RGB", (LARGE * 2, LARGE * 2))  # a large JPEG is read at a fraction of its size
        upright = ImageOps.exif_transpose(opened)
        plain = _on_white(upright)
    large = _fitted(plain, LARGE)
    return Pictures(_jpeg(_fitted(large, SMALL)), _jpeg(large))


def _on_white(image: Image.Image) -> Image.Image:
    """Return the picture in RGB; what was see-through is white."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        seen = image.convert("RGBA")
        paper = Image.new("RGB", seen.size, "white")
        paper.paste(seen, mask=seen.getchannel("A"))
        return paper
    return image.convert("RGB")


def _fitted(image: Image.Image, side: int) -> Image.Image:
    fitted = image.copy()
    fitted.thumbnail((side, side), Image.Resampling.LANCZOS)
    return fitted


def _jpeg(image: Image.Image) -> Picture:
    # A new picture of the points alone: whatever else the file carried stays behind.
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    target = BytesIO()
    bare.save(target, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return Picture(target.getvalue(), *bare.size)
