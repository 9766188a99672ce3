"""Borders of regions, their simplified shapes, and pairs that are not agreed."""

from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db.models import Deferrable, F, Q
from django.utils.translation import gettext_lazy as _

from imports.models import Run
from layers.models import VersionedRow

from ..querysets import BoundaryQuerySet, DisputeQuerySet
from .regions import Level, Region


class LegalStatus(models.TextChoices):
    DEFINITIF = "definitif", _("definitif")
    KESEPAKATAN = "kesepakatan_teknis", _("kesepakatan teknis")
    INDIKATIF = "indikatif", _("indikatif")


class Boundary(VersionedRow):
    """A border as delivered: MultiPolygon in EPSG:4326, never simplified, never repaired silently.

    `level` names the layer whose releases `since` and `until` count. `area_m2` is geodesic on the WGS 84 ellipsoid.
    `derived` marks a border dissolved from its parts (turunan); `sample` marks data contoh.
    """

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="boundaries")
    level = models.CharField(max_length=10, choices=Level.choices)
    geom = models.MultiPolygonField(srid=4326)
    valid = DateRangeField()
    legal_status = models.CharField(max_length=20, choices=LegalStatus.choices, default=LegalStatus.INDIKATIF)
    legal_basis = models.CharField(max_length=200, blank=True)
    minutes = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200, blank=True)
    scale = models.PositiveIntegerField(null=True, blank=True)  # the n of 1:n
    area_m2 = models.FloatField()
    derived = models.BooleanField(default=False)
    sample = models.BooleanField(default=False)
    run = models.ForeignKey(Run, null=True, on_delete=models.PROTECT, related_name="boundaries")

    objects = BoundaryQuerySet.as_manager()

    class Meta(VersionedRow.Meta):
        verbose_name = _("batas wilayah")
        verbose_name_plural = _("batas wilayah")
        constraints = [
            *VersionedRow.Meta.constraints,
            models.CheckConstraint(condition=Q(valid__isempty=False), name="boundary_valid_not_empty"),
            models.CheckConstraint(condition=Q(area_m2__gt=0), name="boundary_area_positive"),
            models.CheckConstraint(
                condition=Q(legal_status__in=LegalStatus.values), name="boundary_legal_status_known"
            ),
            ExclusionConstraint(
                name="boundary_one_per_region_a_day",
                expressions=[("region", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                condition=Q(until__isnull=True),
                deferrable=Deferrable.DEFERRED,
            ),
        ]
        indexes = [
            models.Index(fields=["level", "until", "since"], name="boundary_layer_release"),
            models.Index(fields=["region", "since"], name="boundary_region_release"),
        ]

    def __str__(self) -> str:
        return f"{self.region} rilis {self.since}"


class BoundaryLevel(VersionedRow):
    """A simplified shape of a boundary, made together with its neighbours so that they keep one border.

    `detail_m` is the tolerance in metres. Counted by the same releases as its boundary.
    """

    boundary = models.ForeignKey(Boundary, on_delete=models.CASCADE, related_name="levels")
    detail_m = models.PositiveIntegerField()
    geom = models.MultiPolygonField(srid=4326)

    class Meta(VersionedRow.Meta):
        constraints = [
            *VersionedRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["boundary", "detail_m"], condition=Q(until__isnull=True), name="boundary_level_once_per_detail"
            ),
        ]
        indexes = [models.Index(fields=["boundary", "detail_m", "since"], name="boundary_level_by_detail")]

    def __str__(self) -> str:
        return f"{self.boundary_id} at {self.detail_m} m"


class DisputedBorder(VersionedRow):
    """Two neighbours whose published borders do not meet (*belum sepakat*): one was published as surveyed, the other stayed.

    Counted by the releases of its level's layer. `geom` is what both claim and what neither does.
    """

    level = models.CharField(max_length=10, choices=Level.choices)
    first = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    overlap_m2 = models.FloatField(default=0)
    gap_m2 = models.FloatField(default=0)
    geom = models.MultiPolygonField(srid=4326)
    run = models.ForeignKey(Run, null=True, on_delete=models.PROTECT, related_name="disputed_borders")

    objects = DisputeQuerySet.as_manager()

    class Meta(VersionedRow.Meta):
        verbose_name = _("batas belum sepakat")
        verbose_name_plural = _("batas belum sepakat")
        constraints = [
            *VersionedRow.Meta.constraints,
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="disputed_border_in_order"),
            models.CheckConstraint(
                condition=Q(overlap_m2__gt=0) | Q(gap_m2__gt=0), name="disputed_border_of_some_area"
            ),
            models.UniqueConstraint(
                fields=["first", "second"], condition=Q(until__isnull=True), name="disputed_border_once_per_pair"
            ),
        ]
        indexes = [models.Index(fields=["second", "until"], name="disputed_border_by_second")]

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"
