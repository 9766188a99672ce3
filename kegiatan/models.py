"""Activities and their photos. A withdrawn one stays, and its address says so."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from boundaries.models import Region
from photos.models import KeptPhoto

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
    changed_at = models.DateTimeField(null=True, blank=True)  # when it was last put right, if ever
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
        indexes = [
            models.Index(fields=["region", "-day"], name="activity_by_region"),
            GinIndex(OpClass(Upper("title"), name="gin_trgm_ops"), name="activity_title_words"),
        ]

    def __str__(self) -> str:
        return self.title


class Photo(KeptPhoto):
    """The photo of an activity."""

    activity = models.OneToOneField(Activity, primary_key=True, on_delete=models.CASCADE, related_name="photo")

    class Meta:
        verbose_name = _("foto")
        verbose_name_plural = _("foto")

    def __str__(self) -> str:
        return self.alt or f"{self.activity_id}"
