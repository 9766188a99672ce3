"""Projects, where they lie, and the tenders they come of. Money is whole rupiah."""

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from boundaries.models import Region
from layers.models import VersionedRow
from photos.models import KeptPhoto

from .chains import Link
from .querysets import ProjectQuerySet, SiteQuerySet
from .words import EARLIEST, LATEST, Basis, Certainty, Kind, Stage, TenderStatus, Way

LAYER = "proyek"
KEY = r"^p-[0-9]{6,}$"
# What a project is told with: copied into its site, so that every release of the layer keeps what it said.
FACTS = (
    "title",
    "agency",
    "year",
    "fund",
    "kind",
    "way",
    "stage",
    "pagu",
    "value",
    "basis",
    "percent",
    "region",
    "place_certainty",
    "sample",
)


def key_of(number: int) -> str:
    return f"p-{number:06d}"


class Facts(models.Model):
    """What is told of a project. `value` is counted by `chains.counted_value`, `basis` says which figure it is.

    `region` is the desa, kecamatan or kabupaten it lies in, None while `place_certainty` is *belum*; `sample` marks
    data contoh. `percent` is how far the work itself is, None where nobody told.
    """

    title = models.CharField(_("nama paket"), max_length=400)
    agency = models.CharField(_("perangkat daerah atau desa"), max_length=200)
    year = models.PositiveSmallIntegerField(_("tahun anggaran"))
    fund = models.CharField(_("sumber dana"), max_length=60, blank=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    way = models.CharField(max_length=10, choices=Way.choices, default=Way.PROVIDER)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.RUP)
    pagu = models.BigIntegerField(null=True, blank=True)
    value = models.BigIntegerField(null=True, blank=True)
    basis = models.CharField(max_length=8, choices=Basis.choices, blank=True)
    percent = models.PositiveSmallIntegerField(null=True, blank=True)
    region = models.ForeignKey(
        Region, null=True, blank=True, on_delete=models.PROTECT, related_name="%(app_label)s_%(class)s"
    )
    place_certainty = models.CharField(max_length=10, choices=Certainty.choices, default=Certainty.NONE)
    sample = models.BooleanField(default=False)

    class Meta:
        abstract = True


class Project(Facts):
    """A package of goods, works or services, whoever carries it out. `key` is permanent, made from the row's number.

    `buyer` is the government it is bought by ("Pemerintah Kabupaten Kutai Timur"); `origin` and `source_key` say which
    feed it came by and what it is called there, so that reading the feed again changes instead of adding.
    """

    key = models.CharField(max_length=20, unique=True)
    buyer = models.CharField(max_length=200, blank=True)
    stated_place = models.TextField(blank=True)  # lokasi_pekerjaan, detail_lokasi: as the feed said it
    origin = models.CharField(max_length=20, blank=True)
    source_key = models.CharField(max_length=80, blank=True)
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("proyek")
        verbose_name_plural = _("proyek")
        constraints = [
            models.CheckConstraint(condition=Q(key__regex=KEY), name="project_key_well_formed"),
            models.CheckConstraint(condition=~Q(title=""), name="project_titled"),
            models.CheckConstraint(condition=Q(year__range=(EARLIEST, LATEST)), name="project_year_in_range"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="project_stage_known"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="project_kind_known"),
            models.CheckConstraint(condition=Q(way__in=Way.values), name="project_way_known"),
            models.CheckConstraint(condition=Q(pagu__isnull=True) | Q(pagu__gte=0), name="project_pagu_not_negative"),
            models.CheckConstraint(
                condition=Q(value__isnull=True, basis="") | (Q(value__gte=0) & ~Q(basis="")),
                name="project_value_says_what_it_is",
            ),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__lte=100), name="project_percent_of_hundred"
            ),
            models.CheckConstraint(
                condition=Q(region__isnull=True, place_certainty=Certainty.NONE)
                | (Q(region__isnull=False) & Q(place_certainty__in=(Certainty.EXACT, Certainty.ROUGH))),
                name="project_placed_or_not",
            ),
            models.UniqueConstraint(
                fields=["origin", "source_key"], condition=~Q(source_key=""), name="project_once_per_source"
            ),
        ]
        indexes = [
            models.Index(fields=["region", "-year"], name="project_by_region"),
            models.Index(fields=["-year", "stage"], name="project_by_year"),
            # Capitals, as __icontains compares them.
            GinIndex(OpClass(Upper("title"), name="gin_trgm_ops"), name="project_title_words"),
            GinIndex(OpClass(Upper("agency"), name="gin_trgm_ops"), name="project_agency_words"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.title}"

    @property
    def elsewhere(self) -> bool:
        """Whether a government other than the regency or its desa buys it, such as the province."""
        return bool(self.buyer) and "provinsi" in self.buyer.lower()


class ProjectSite(VersionedRow, Facts):
    """What releases `since` to `until` of the layer say of a project that has a place.

    `geom` is the site as it was given, EPSG:4326: points, lines or areas; `point` lies on it and is what maps mark.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="sites", db_index=False)
    geom = models.GeometryField(srid=4326)
    point = models.PointField(srid=4326)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = SiteQuerySet.as_manager()

    class Meta(VersionedRow.Meta):
        verbose_name = _("lokasi proyek")
        verbose_name_plural = _("lokasi proyek")
        constraints = [
            *VersionedRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["project"], condition=Q(until__isnull=True), name="project_site_one_current"
            ),
        ]
        indexes = [models.Index(fields=["project", "since"], name="project_site_release")]

    def __str__(self) -> str:
        return f"{self.project_id} rilis {self.since}"


class Process(models.Model):
    """One tender. A package tendered again has several: `repeats` points at the one before.

    `code` is the kode tender of SPSE, `rup_codes` the plans it buys (many-to-many in the feeds); `address` is its page there.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="processes")
    code = models.CharField(max_length=40)
    rup_codes = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    title = models.CharField(max_length=400)
    method = models.CharField(max_length=200, blank=True)
    hps = models.BigIntegerField(null=True, blank=True)
    pagu = models.BigIntegerField(null=True, blank=True)
    announced_on = models.DateField(null=True, blank=True)
    closes_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=12, choices=TenderStatus.choices, default=TenderStatus.RUNNING)
    status_told = models.CharField(max_length=80, blank=True)  # as the source words it
    repeats = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="repeated_by")
    repeat_reason = models.CharField(max_length=300, blank=True)
    bidders = models.PositiveIntegerField(null=True, blank=True)
    address = models.URLField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("tender")
        verbose_name_plural = _("tender")
        ordering = ["announced_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["code"], name="process_code_once"),
            models.CheckConstraint(condition=Q(status__in=TenderStatus.values), name="process_status_known"),
            models.CheckConstraint(condition=Q(hps__isnull=True) | Q(hps__gte=0), name="process_hps_not_negative"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def failed(self) -> bool:
        return self.status in (TenderStatus.FAILED, TenderStatus.CANCELLED)

    def link(self) -> Link:
        """Return what `chains` reads; awards, contracts and addenda are best fetched before."""
        contracts = list(self.contracts.all())
        return Link(
            hps=self.hps,
            pagu=self.pagu,
            failed=self.failed,
            finished=self.status == TenderStatus.DONE,
            awards=[award.value for award in self.awards.all() if award.value is not None],
            contracts=[contract.newest_value for contract in contracts],
            started=any(contract.spmk_on for contract in contracts),
            done=bool(contracts) and all(contract.bast_on for contract in contracts),
        )


class Award(models.Model):
    """Who was chosen, and at what price. Losing bidders are never stored."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="awards")
    provider = models.CharField(max_length=200)
    provider_slug = models.SlugField(max_length=200)
    value = models.BigIntegerField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("pemenang")
        verbose_name_plural = _("pemenang")
        constraints = [models.UniqueConstraint(fields=["process", "provider_slug"], name="award_once_per_provider")]

    def __str__(self) -> str:
        return self.provider


class Contract(models.Model):
    """A contract from signature to handing over; `spmk_on` is the order to begin, `bast_on` the handing over."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="contracts")
    number = models.CharField(max_length=120)
    provider = models.CharField(max_length=200, blank=True)
    provider_slug = models.SlugField(max_length=200, blank=True)
    value = models.BigIntegerField(null=True, blank=True)
    signed_on = models.DateField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    spmk_on = models.DateField(null=True, blank=True)
    bast_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("kontrak")
        verbose_name_plural = _("kontrak")
        constraints = [models.UniqueConstraint(fields=["process", "number"], name="contract_number_once_per_process")]

    def __str__(self) -> str:
        return self.number

    @property
    def newest_value(self) -> int | None:
        """The value after all addenda."""
        told = [each.value for each in self.addenda.all() if each.value is not None]
        return told[-1] if told else self.value


class Addendum(models.Model):
    """A change of a contract: the date it now ends on and the value it now has, where they changed."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="addenda")
    number = models.CharField(max_length=120)
    signed_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    value = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("adendum")
        verbose_name_plural = _("adendum")
        ordering = ["signed_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["contract", "number"], name="addendum_once_per_contract")]

    def __str__(self) -> str:
        return self.number


class Progress(models.Model):
    """How far the work was on a day, in percent, and what was said of it."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="progress")
    day = models.DateField()
    percent = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=200, blank=True)  # why it is less than what was told before
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("kemajuan")
        verbose_name_plural = _("kemajuan")
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["project", "day"], name="progress_once_a_day"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="progress_percent_of_hundred"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.percent} %"


class ProgressPhoto(KeptPhoto):
    """What the work looked like on that day."""

    progress = models.OneToOneField(Progress, primary_key=True, on_delete=models.CASCADE, related_name="photo")

    class Meta:
        verbose_name = _("foto kemajuan")
        verbose_name_plural = _("foto kemajuan")

    def __str__(self) -> str:
        return self.alt or f"{self.progress_id}"


class ProposalState(models.TextChoices):
    OPEN = "usul", _("usulan")
    ACCEPTED = "diterima", _("diterima")
    CORRECTED = "dibetulkan", _("dibetulkan")
    REFUSED = "ditolak", _("ditolak")


class PlaceProposal(models.Model):
    """Where a package may lie, by the words of its title or stated place; what a person made of it is kept beside.

    `confidence` is 0 to 1. `decided` is the region a person chose: the proposed one, or another.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="proposals")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    confidence = models.FloatField()
    words = models.CharField(max_length=200)
    state = models.CharField(max_length=12, choices=ProposalState.choices, default=ProposalState.OPEN)
    decided = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("usulan letak")
        verbose_name_plural = _("usulan letak")
        constraints = [
            models.UniqueConstraint(fields=["project", "region"], name="proposal_once_per_region"),
            models.CheckConstraint(condition=Q(confidence__range=(0, 1)), name="proposal_confidence_is_a_share"),
            models.CheckConstraint(condition=Q(state__in=ProposalState.values), name="proposal_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} -> {self.region_id} ({self.confidence:.2f})"
