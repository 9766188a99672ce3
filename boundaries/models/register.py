"""The register's history: what a region was on a day, and which law changed it."""

from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db.models import Deferrable, Q
from django.utils.translation import gettext_lazy as _

from imports.models import Run
from layers.models import VersionedRow

from ..querysets import RegisterEventQuerySet
from .regions import Kind, Region


class RegionState(models.Model):
    """What a region was called, what kind it was and where it belonged, from one day to another.

    Only regions that changed have such rows; the columns of `Region` say what holds today (`ledger.settling`).
    """

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="states")
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=120)
    kind = models.CharField(max_length=15, choices=Kind.choices)
    parent = models.ForeignKey(Region, null=True, on_delete=models.PROTECT, related_name="former_children")
    valid = DateRangeField()

    class Meta:
        verbose_name = _("keadaan wilayah")
        verbose_name_plural = _("keadaan wilayah")
        constraints = [
            models.CheckConstraint(condition=Q(valid__isempty=False), name="region_state_valid_not_empty"),
            ExclusionConstraint(
                name="region_one_state_a_day",
                expressions=[("region", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                deferrable=Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.valid}"


class EventKind(models.TextChoices):
    CREATE = "buat", _("dibentuk")
    CODE = "kode", _("kode diberikan")
    RENAME = "ganti nama", _("berganti nama")
    ALIAS = "nama lain", _("nama lain dicatat")
    MOVE = "pindah", _("pindah kecamatan")
    SPLIT = "pemekaran", _("pemekaran")
    MERGE = "gabung", _("penggabungan")
    END = "berakhir", _("berakhir")


class RegisterEvent(VersionedRow):
    """A change of the register, counted by the register's own releases; undoing its run sets `until`.

    `before` and `after` are what people read: name, kind, code, parent and lifetime; None before a region began.
    `others` are the regions it came out of or went into, as labels of that day. `rows` are the region's rows before and
    after the whole run, for undoing; they stand with its first event of the run. The key of a
    region stays here where the region itself was undone.
    """

    region = models.ForeignKey(Region, on_delete=models.DO_NOTHING, db_constraint=False, related_name="events")
    kind = models.CharField(max_length=12, choices=EventKind.choices)
    label = models.CharField(max_length=200)
    day = models.DateField()
    legal_basis = models.CharField(max_length=200, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField()
    others = models.JSONField(default=list)
    rows = models.JSONField(null=True)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="register_events")

    objects = RegisterEventQuerySet.as_manager()

    class Meta(VersionedRow.Meta):
        verbose_name = _("peristiwa daftar wilayah")
        verbose_name_plural = _("peristiwa daftar wilayah")
        constraints = [
            *VersionedRow.Meta.constraints,
            models.CheckConstraint(condition=Q(kind__in=EventKind.values), name="register_event_kind_known"),
        ]
        indexes = [models.Index(fields=["region", "until", "day"], name="register_event_by_region")]

    def __str__(self) -> str:
        return f"{self.kind} {self.label} ({self.day})"
