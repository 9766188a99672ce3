"""Releases and the settings of layers. What a layer is stands in its declaration (`declaration.py`)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class Visibility(models.TextChoices):
    DRAFT = "draf", _("draf")
    INTERNAL = "internal", _("internal")
    PUBLIC = "publik", _("publik")


class Release(models.Model):
    """The n-th state of a layer that was published.

    `as_of` is the day the release speaks for: `release=N` reads the rows said in N that hold on that day, so its bytes
    never change, whatever day it is read.
    """

    layer = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    as_of = models.DateField()
    published_at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("rilis")
        verbose_name_plural = _("rilis")
        constraints = [
            models.UniqueConstraint(fields=["layer", "number"], name="release_number_once_per_layer"),
            models.CheckConstraint(condition=Q(number__gte=1), name="release_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.layer} rilis {self.number}"


class LayerSettings(models.Model):
    """What the keepers of a layer may change without touching its declaration; empty means as declared.

    It outlives every release. `style` holds the parts of `declaration.Style` that differ, by name.
    """

    key = models.CharField(max_length=80, unique=True)
    visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.PUBLIC)
    title_id = models.CharField(max_length=120, blank=True)
    title_en = models.CharField(max_length=120, blank=True)
    licence = models.CharField(max_length=40, blank=True)
    style = models.JSONField(default=dict, blank=True)
    retired_on = models.DateField(null=True, blank=True)
    # What one person prepared, another must approve before it is published.
    two_people = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("pengaturan lapisan")
        verbose_name_plural = _("pengaturan lapisan")
        constraints = [
            models.CheckConstraint(condition=Q(visibility__in=Visibility.values), name="layer_visibility_known")
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.visibility}"


class VersionedRow(models.Model):
    """A row on two clocks: `since`/`until` count releases of its layer; subclasses add `valid` where law knows dates.

    A row changes once, when `until` is set. Undo inserts copies.
    """

    since = models.PositiveIntegerField()
    until = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="%(class)s_until_after_since"
            )
        ]
