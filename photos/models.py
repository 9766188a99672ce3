"""The columns of a photo, for each table that keeps photos of something."""

from typing import Any, Self

from django.db import models

from .pictures import Pictures

LONGEST_ALT = 200


class KeptPhoto(models.Model):
    """A photo in two sizes (JPEG), without what the camera wrote into it. Sides in pixels, weights in bytes.

    The bytes lie in the database, so that a photo and what it is of appear, are backed up and are restored together.
    """

    alt = models.CharField(max_length=LONGEST_ALT, blank=True)
    small = models.BinaryField()
    small_width = models.PositiveSmallIntegerField()
    small_height = models.PositiveSmallIntegerField()
    small_bytes = models.PositiveIntegerField()
    large = models.BinaryField()
    large_width = models.PositiveSmallIntegerField()
    large_height = models.PositiveSmallIntegerField()
    large_bytes = models.PositiveIntegerField()

    class Meta:
        abstract = True

    @classmethod
    def of(cls, pictures: Pictures, alt: str, **subject: Any) -> Self:
        """Return the row that holds the pictures of `subject`, not saved."""
        small, large = pictures.small, pictures.large
        return cls(
            **subject,
            alt=" ".join(alt.split())[:LONGEST_ALT],
            small=small.content,
            small_width=small.width,
            small_height=small.height,
            small_bytes=len(small.content),
            large=large.content,
            large_width=large.width,
            large_height=large.height,
            large_bytes=len(large.content),
        )
