"""Activities and their photos. A withdrawn one stays, and its address says so."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from boundaries.models import Region

from .querysets import ActivityQuerySet

LONGEST_TITLE, LONGEST_TEXT = 120, 5_000


class Activity(models.Model):
    """What happened in a region on a day. `token` is the form it was sent by: sent twice, it is stored once."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="activities")
    title = models.CharField(max_length=LONGEST_TITLE)
    text = models.TextField(max_length=LONGEST_TEXT)
    day = models.DateField()
    token = models.UUIDField(unique=True)
    sample = models.BooleanField(default=False)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    withdrawn_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)  # why it was withdrawn

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("kegiatan")
        verbose_name_plural = _("kegiatan")
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="activity_says_something"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, reason="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="activity_withdrawn_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["region", "-day"], name="activity_by_region")]

    def __str__(self) -> str:
        return self.title


class Photo(models.Model):
    """A photo in two sizes (JPEG), without what the camera wrote into it. Sides in pixels, weights in bytes.

    The bytes lie in the database, so that an activity and its photo appear, are backed up and are restored together.
    """

    activity = models.OneToOneField(Activity, primary_key=True, on_delete=models.CASCADE, related_name="photo")
    alt = models.CharField(max_length=200, blank=True)
    small = models.BinaryField()
    small_width = models.PositiveSmallIntegerField()
    small_height = models.PositiveSmallIntegerField()
    small_bytes = models.PositiveIntegerField()
    large = models.BinaryField()
    large_width = models.PositiveSmallIntegerField()
    large_height = models.PositiveSmallIntegerField()
    large_bytes = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("foto")
        verbose_name_plural = _("foto")

    def __str__(self) -> str:
        return self.alt or f"{self.activity_id}"
