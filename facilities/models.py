"""Facilities: their identity, and what each release of the layer `fasilitas` says of them."""

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db.models import F, Func, Q
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from boundaries.models import Region
from imports.models import Run
from layers.models import VersionedRow
from photos.models import KeptPhoto

from .kinds import KINDS, Group, Kind
from .querysets import VersionQuerySet

LAYER = "fasilitas"
PLAIN_NAME = Func(F("name"), function="plain_text", output_field=models.TextField())  # no accents, no capitals
KEY = r"^f-[0-9]{6,}$"
NPSN_DIGITS = 8
NPSN = r"^[0-9]{8}$"
# What a version says, apart from when and by whom it was said: compared, copied and undone together.
CONTENT = (
    "kind",
    "name",
    "geom",
    "region",
    "stated_region",
    "condition",
    "operator",
    "contact",
    "hours",
    "address",
    "npsn",
    "source",
    "source_date",
    "sample",
    "photo",
)


class Condition(models.TextChoices):
    GOOD = "baik", _("baik")
    LIGHT = "rusak_ringan", _("rusak ringan")
    HEAVY = "rusak_berat", _("rusak berat")
    BUILDING = "dibangun", _("sedang dibangun")
    UNUSED = "tidak_dipakai", _("tidak dipakai")


def key_of(number: int) -> str:
    return f"f-{number:06d}"


class Facility(models.Model):
    """What others may point at: a school, a health post. `key` is permanent, made from the row's number.

    `form` is the number of the form that made it, so that a form sent twice makes one facility.
    """

    key = models.CharField(max_length=20, unique=True)
    form = models.UUIDField(null=True, blank=True, unique=True)

    class Meta:
        verbose_name = _("fasilitas")
        verbose_name_plural = _("fasilitas")
        constraints = [models.CheckConstraint(condition=Q(key__regex=KEY), name="facility_key_well_formed")]

    def __str__(self) -> str:
        return self.key


class FacilityPhoto(KeptPhoto):
    """What a facility looked like, for as long as versions say so. It never changes: other words are another row, too."""

    class Meta:
        verbose_name = _("foto fasilitas")
        verbose_name_plural = _("foto fasilitas")

    def __str__(self) -> str:
        return self.alt or f"{self.pk}"


class FacilityVersion(VersionedRow):
    """What releases `since` to `until` of the layer say of a facility; its point is EPSG:4326.

    `region` is the desa the point lay in when this was said, None where it lay in none; `stated_region` is what was
    typed, None where nothing was. Both are kept, so that a point in the wrong desa can be found.
    """

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="versions", db_index=False)
    kind = models.CharField(max_length=30)
    name = models.CharField(max_length=160)
    geom = models.PointField(srid=4326)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="facilities")
    stated_region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    condition = models.CharField(max_length=20, choices=Condition.choices, blank=True)
    operator = models.CharField(max_length=160, blank=True)
    contact = models.CharField(max_length=160, blank=True)
    hours = models.CharField(max_length=160, blank=True)
    address = models.CharField(max_length=200, blank=True)
    npsn = models.CharField(max_length=8, blank=True)
    source = models.CharField(max_length=200, blank=True)
    source_date = models.DateField(null=True, blank=True)
    sample = models.BooleanField(default=False)
    photo = models.ForeignKey(FacilityPhoto, null=True, blank=True, on_delete=models.PROTECT, related_name="versions")
    run = models.ForeignKey(Run, null=True, blank=True, on_delete=models.PROTECT, related_name="facility_versions")
    actor = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = VersionQuerySet.as_manager()

    class Meta(VersionedRow.Meta):
        verbose_name = _("keadaan fasilitas")
        verbose_name_plural = _("keadaan fasilitas")
        constraints = [
            *VersionedRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["facility"], condition=Q(until__isnull=True), name="facility_one_current_version"
            ),
            models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="facility_kind_known"),
            models.CheckConstraint(condition=~Q(name=""), name="facility_named"),
            models.CheckConstraint(condition=Q(npsn="") | Q(npsn__regex=NPSN), name="facility_npsn_well_formed"),
            models.CheckConstraint(
                condition=Q(condition="") | Q(condition__in=Condition.values), name="facility_condition_known"
            ),
            models.CheckConstraint(
                condition=Q(run__isnull=False) | Q(actor__isnull=False), name="facility_said_by_somebody"
            ),
        ]
        indexes = [
            models.Index(fields=["facility", "since"], name="facility_release"),
            models.Index(fields=["until", "region", "kind"], name="facility_region_kind"),
            models.Index(fields=["npsn"], condition=Q(until__isnull=True) & ~Q(npsn=""), name="facility_npsn"),
            GinIndex(
                OpClass(PLAIN_NAME, name="gin_trgm_ops"), condition=Q(until__isnull=True), name="facility_name_trgm"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.facility_id} rilis {self.since}"

    @property
    def distance_km(self) -> str | None:
        """The distance a selector counted, in words; None where none was asked for."""
        metres: float | None = getattr(self, "distance_m", None)
        if metres is None:
            return None
        if metres < 950:
            return f"{round(metres, -1):.0f} m"
        return f"{number_format(metres / 1000, 1, use_l10n=True)} km"

    @property
    def kind_facts(self) -> Kind:
        return KINDS[self.kind]

    @property
    def by_hand(self) -> bool:
        """Whether a person said this at the desk, and no file and no sample."""
        return self.actor_id is not None and self.run_id is None and not self.sample

    @property
    def group(self) -> Group:
        return KINDS[self.kind].group
