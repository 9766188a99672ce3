"""Editions of a region's monograph and the figures they hold. A published edition never changes: a correction is the
next revision of the same year and semester.
"""

from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from boundaries.models import Region
from imports.models import Run

from .periods import Period
from .querysets import EditionQuerySet, FigureQuerySet

EARLIEST, LATEST = 1999, 2100  # the regency exists since 1999


class Status(models.TextChoices):
    DRAFT = "draf", _("draf")
    PUBLISHED = "terbit", _("terbit")
    REPLACED = "diganti", _("diganti")
    WITHDRAWN = "ditarik", _("ditarik")


class Edition(models.Model):
    """What a region told of itself for a year, or half of one. `semester` None: the whole year.

    `compiled_on` is the day the figures are of; `source` who compiled them. `sample` marks data contoh.
    """

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="monograph_editions")
    year = models.PositiveSmallIntegerField(_("tahun"))
    semester = models.PositiveSmallIntegerField(_("semester"), null=True, blank=True)
    revision = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    compiled_on = models.DateField(_("keadaan pada"), null=True, blank=True)
    source = models.CharField(_("sumber"), max_length=200, blank=True)
    sample = models.BooleanField(default=False)
    run = models.ForeignKey(Run, null=True, blank=True, on_delete=models.PROTECT, related_name="monograph_editions")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)  # why it was corrected or withdrawn

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edisi monografi")
        verbose_name_plural = _("edisi monografi")
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="edition_status_known"),
            models.CheckConstraint(condition=Q(year__range=(EARLIEST, LATEST)), name="edition_year_in_range"),
            models.CheckConstraint(
                condition=Q(semester__isnull=True) | Q(semester__in=(1, 2)), name="edition_semester_one_or_two"
            ),
            models.CheckConstraint(
                condition=Q(status=Status.DRAFT) | Q(published_at__isnull=False), name="edition_published_on_a_day"
            ),
            models.UniqueConstraint(
                F("region"),
                F("year"),
                Func(F("semester"), Value(0), function="COALESCE", output_field=models.SmallIntegerField()),
                F("revision"),
                name="edition_revision_once",
            ),
            models.UniqueConstraint(
                F("region"),
                F("year"),
                Func(F("semester"), Value(0), function="COALESCE", output_field=models.SmallIntegerField()),
                condition=Q(status="terbit"),
                name="edition_published_once",
            ),
        ]
        indexes = [models.Index(fields=["status", "year", "region"], name="edition_by_year")]

    def __str__(self) -> str:
        return f"{self.region_id} {self.period.slug} rev {self.revision} ({self.status})"

    @property
    def period(self) -> Period:
        return Period(self.year, self.semester)


class Figure(models.Model):
    """One indicator of an edition: a number, or words where the indicator is told in words. Absent means unknown."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="figures")
    indicator = models.CharField(max_length=40)
    number = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    text = models.CharField(max_length=200, blank=True)
    # The period it was copied from ("2025", "2025-s1") as long as nobody looked at it; empty where it was entered.
    copied_from = models.CharField(max_length=7, blank=True)

    objects = FigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("angka monografi")
        verbose_name_plural = _("angka monografi")
        constraints = [
            models.UniqueConstraint(fields=["edition", "indicator"], name="figure_once_per_edition"),
            models.CheckConstraint(
                condition=Q(number__isnull=False, text="") | (Q(number__isnull=True) & ~Q(text="")),
                name="figure_is_number_or_words",
            ),
        ]
        indexes = [models.Index(fields=["indicator", "edition"], include=["number"], name="figure_by_indicator")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.number if self.number is not None else self.text}"
