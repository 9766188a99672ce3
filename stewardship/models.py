"""Mandates: who may change what, where, from when to when, and who said so. Keepers: who looks after a region's page."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from boundaries.models import Region

from .querysets import KeeperQuerySet, MandateQuerySet


class Role(models.TextChoices):
    GIS = "gis", _("petugas GIS")
    APPROVER = "penyetuju", _("penyetuju")
    LAYER_KEEPER = "pengelola_lapisan", _("pengelola lapisan")
    PEOPLE_KEEPER = "pengelola_orang", _("pengelola orang")
    OPERATOR = "operator", _("operator wilayah")


class Mandate(models.Model):
    """A role somebody holds, for one layer or all (empty), in one region and below it or everywhere (none).

    `valid` is the time it was given for; `ended_at` says that it was taken back before. Rows are ended, never deleted.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="mandates")
    role = models.CharField(max_length=20, choices=Role.choices)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="mandates")
    layer = models.CharField(max_length=80, blank=True)
    valid = DateRangeField()
    reason = models.CharField(max_length=200, blank=True)  # why it was given: a letter, a task
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandat")
        verbose_name_plural = _("mandat")
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="mandate_role_known"),
            # An empty range begins on no day either.
            models.CheckConstraint(condition=Q(valid__startswith__isnull=False), name="mandate_begins_on_a_day"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, end_reason="")
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="mandate_ended_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.PEOPLE_KEEPER) | Q(region__isnull=True, layer=""),
                name="mandate_over_people_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.LAYER_KEEPER) | Q(region__isnull=True), name="mandate_over_layers_has_no_region"
            ),
            ExclusionConstraint(
                name="mandate_not_given_twice",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    # A region that is not named equals itself here.
                    (
                        Func(F("region"), Value(0), function="COALESCE", output_field=models.BigIntegerField()),
                        RangeOperators.EQUAL,
                    ),
                    ("layer", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.layer or '*'} {self.region_id or '*'}"


class KeeperState(models.TextChoices):
    TAKEN_BACK = "ditarik", _("ditarik")
    DISKOMINFO = "dikelola_diskominfo", _("dikelola Diskominfo")
    HANDED_OVER = "diserahkan", _("diserahkan")


class Keeper(models.Model):
    """Who looks after a region's page from one day to another; at most one a day.

    `contact` is the one way to reach them (`contacts.clean_contact`); `person` is for officers' eyes only. `sample` marks
    data contoh.
    """

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="keepers")
    state = models.CharField(max_length=20, choices=KeeperState.choices)
    unit = models.CharField(max_length=120)
    person = models.CharField(max_length=120, blank=True)
    contact = models.CharField(max_length=120)
    valid = DateRangeField()
    basis = models.CharField(max_length=200, blank=True)  # a letter, minutes of handing over
    sample = models.BooleanField(default=False)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now=True)

    objects = KeeperQuerySet.as_manager()

    class Meta:
        verbose_name = _("pengelola halaman")
        verbose_name_plural = _("pengelola halaman")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=KeeperState.values), name="keeper_state_known"),
            models.CheckConstraint(condition=Q(valid__startswith__isnull=False), name="keeper_begins_on_a_day"),
            models.CheckConstraint(condition=~Q(unit="") & ~Q(contact=""), name="keeper_can_be_reached"),
            ExclusionConstraint(
                name="keeper_one_a_day",
                expressions=[("region", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_id} {self.state} {self.unit}"
