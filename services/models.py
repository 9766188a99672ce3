"""Offices: where a region is served, when, and how to reach it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from boundaries.models import Region


class Office(models.Model):
    """A region's office as it is now; what it was before stands in the audit trail.

    `phone` and `whatsapp` are numbers as `stewardship.contacts` keeps them; `links` are https addresses;
    `checked_on` is the day somebody said that this is right. `sample` marks data contoh.
    """

    region = models.OneToOneField(Region, on_delete=models.PROTECT, related_name="office")
    address = models.CharField(max_length=300)
    hours = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    whatsapp = models.CharField(max_length=20, blank=True)
    links = models.JSONField(default=list, blank=True)
    checked_on = models.DateField()
    sample = models.BooleanField(default=False)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("kantor")
        verbose_name_plural = _("kantor")
        constraints = [models.CheckConstraint(condition=~Q(address=""), name="office_has_an_address")]

    def __str__(self) -> str:
        return f"{self.region_id} {self.address}"
