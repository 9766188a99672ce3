"""The pattern of what nothing is known of: seen without colour, in print, and by anybody."""

from enum import StrEnum
from html import escape

LINE = "#6d7672"


class Hatch(StrEnum):
    """The pattern by where it is drawn; each has an id of its own, so that all may stand in one page."""

    MAP = "belum-diketahui"  # in tenths of a pixel
    SAMPLE = "belum-diketahui-contoh"  # the same, in the legend
    PIXELS = "belum-diketahui-piksel"  # for shapes a script draws

    @property
    def fill(self) -> str:
        return f"url(#{self})"


SIZES = {Hatch.MAP: (90, 16), Hatch.SAMPLE: (60, 14), Hatch.PIXELS: (9, 1.6)}


def definition(ground: str, hatch: Hatch = Hatch.MAP) -> str:
    """Return the pattern: slanting lines on `ground`."""
    step, width = SIZES[hatch]
    return (
        f'<defs><pattern id="{hatch}" width="{step}" height="{step}" patternUnits="userSpaceOnUse"'
        f' patternTransform="rotate(45)"><rect width="{step}" height="{step}" fill="{escape(ground)}"/>'
        f'<rect width="{width}" height="{step}" fill="{LINE}"/></pattern></defs>'
    )


def beside(ground: str) -> str:
    """Return the pattern for a script's shapes, in a drawing that takes no room."""
    return f'<svg class="unseen" width="0" height="0" aria-hidden="true">{definition(ground, Hatch.PIXELS)}</svg>'
