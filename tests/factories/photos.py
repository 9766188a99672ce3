"""Photos as cameras leave them: with a place, a maker, a turn."""

from io import BytesIO

from PIL import Image

ORIENTATION, MAKE, GPS = 0x0112, 0x010F, 0x8825
TURNED = 6  # to be turned a quarter clockwise


def photo(width: int = 2400, height: int = 1800, *, kind: str = "JPEG", turned: bool = False) -> bytes:
    """Return a picture whose left half is red; `turned` as a phone held upright notes it."""
    image = Image.new("RGB", (width, height), "blue")
    image.paste("red", (0, 0, width // 2, height))
    exif = Image.Exif()
    exif[MAKE] = "Kamera Rahasia"
    exif[ORIENTATION] = TURNED if turned else 1
    exif.get_ifd(GPS).update({1: "N", 2: (0.0, 46.0, 12.0), 3: "E", 4: (116.0, 51.0, 0.0)})
    target = BytesIO()
    image.save(target, kind, **({"exif": exif.tobytes()} if kind != "GIF" else {}))
    return target.getvalue()
