"""Documents and their versions. A document's address is for ever; what lies there is its newest version, and older ones
stay readable beside it. What is excluded from the public has a legal ground and no file.
"""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from boundaries.models import Region

from .kinds import DocumentType, PpidClass, types
from .querysets import DocumentQuerySet

EARLIEST, LATEST = 1945, 2100


class Form(models.TextChoices):
    """In which form it can be had."""

    SOFT = "softcopy", _("softcopy")
    HARD = "hardcopy", _("hardcopy")
    BOTH = "keduanya", _("softcopy dan hardcopy")


class State(models.TextChoices):
    IN_FORCE = "berlaku", _("berlaku")
    REPLACED = "diganti", _("diganti")
    WITHDRAWN = "ditarik", _("ditarik")


class Document(models.Model):
    """What a region, or an agency of it (`agency`), made for a year or for the years up to `year_until`.

    The columns of the list of public information (DIP): `summary`; `holder`, who has it; `responsible`, who made it;
    `made_on` and `made_at`, when and where; `form`; `retention`. `newest` is the version that is served.
    """

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="documents")
    agency = models.CharField(_("perangkat daerah"), max_length=120, blank=True)
    type = models.CharField(_("jenis"), max_length=30)
    title = models.CharField(_("judul"), max_length=200)
    year = models.PositiveSmallIntegerField(_("tahun"))
    year_until = models.PositiveSmallIntegerField(_("sampai tahun"), null=True, blank=True)
    ppid_class = models.CharField(_("kelas informasi"), max_length=15, choices=PpidClass.choices)
    legal_ground = models.CharField(_("dasar pengecualian"), max_length=300, blank=True)
    summary = models.CharField(_("ringkasan isi"), max_length=500)
    holder = models.CharField(_("pejabat atau unit yang menguasai"), max_length=150)
    responsible = models.CharField(_("penanggung jawab pembuatan"), max_length=150)
    made_on = models.DateField(_("tanggal pembuatan"))
    made_at = models.CharField(_("tempat pembuatan"), max_length=120)
    form = models.CharField(_("bentuk tersedia"), max_length=10, choices=Form.choices)
    retention = models.CharField(_("jangka waktu simpan"), max_length=120)
    state = models.CharField(max_length=10, choices=State.choices, default=State.IN_FORCE)
    state_reason = models.CharField(max_length=200, blank=True)
    state_since = models.DateField(null=True, blank=True)
    replaced_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces")
    newest = models.OneToOneField(
        "DocumentVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="newest_of"
    )
    sample = models.BooleanField(default=False)
    published_on = models.DateField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    words = SearchVectorField(null=True, editable=False)
    token = models.UUIDField(null=True, blank=True, unique=True, editable=False)  # of the form it came by

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("dokumen")
        verbose_name_plural = _("dokumen")
        constraints = [
            models.CheckConstraint(condition=Q(ppid_class__in=PpidClass.values), name="document_class_known"),
            models.CheckConstraint(condition=Q(form__in=Form.values), name="document_form_known"),
            models.CheckConstraint(condition=Q(year__range=(EARLIEST, LATEST)), name="document_year_in_range"),
            models.CheckConstraint(
                condition=Q(year_until__isnull=True) | Q(year_until__gt=F("year"), year_until__lte=LATEST),
                name="document_years_in_order",
            ),
            # Which has a file is held by a trigger on the versions, too.
            models.CheckConstraint(
                condition=(Q(ppid_class=PpidClass.EXCLUDED, newest__isnull=True) & ~Q(legal_ground=""))
                | (~Q(ppid_class=PpidClass.EXCLUDED) & Q(legal_ground="")),
                name="document_excluded_by_law_without_file",
            ),
            models.CheckConstraint(
                condition=Q(state=State.IN_FORCE, state_since__isnull=True, replaced_by__isnull=True)
                | (Q(state=State.REPLACED, state_since__isnull=False, replaced_by__isnull=False))
                | (Q(state=State.WITHDRAWN, state_since__isnull=False) & ~Q(state_reason="")),
                name="document_state_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["region", "-year", "-id"], name="document_by_region"),
            models.Index(fields=["type", "-year", "-id"], name="document_by_type"),
            models.Index(fields=["-year", "-id"], name="document_by_year"),
            GinIndex(fields=["words"], name="document_words"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.title}"

    @property
    def key(self) -> str:
        return f"d-{self.pk:06d}"

    @property
    def kind(self) -> DocumentType:
        return types()[self.type]

    @property
    def period(self) -> str:
        return f"{self.year}–{self.year_until}" if self.year_until else str(self.year)

    @property
    def excluded(self) -> bool:
        return self.ppid_class == PpidClass.EXCLUDED

    @property
    def withdrawn(self) -> bool:
        return self.state == State.WITHDRAWN


class DocumentVersion(models.Model):
    """One file of a document. `number` counts from 1; `text` is what can be read in it; `preview` its first page.

    One that was withdrawn (sent by mistake) is listed with its reason and no longer given out; after a while its file,
    text and picture are removed (`retention`), and the day says so.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    file = models.FileField(upload_to="dokumen/%Y/%m/", blank=True)
    media_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveBigIntegerField()
    pages = models.PositiveIntegerField(null=True, blank=True)
    text = models.TextField(blank=True)
    preview = models.BinaryField(null=True, blank=True)  # WebP
    note = models.CharField(max_length=200, blank=True)  # what changed
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=200, blank=True)
    removed_on = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("versi dokumen")
        verbose_name_plural = _("versi dokumen")
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="document_version_once"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="document_version_has_sha256"),
            models.CheckConstraint(condition=Q(size_bytes__gt=0), name="document_version_not_empty"),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_on__isnull=False) & ~Q(withdrawn_reason="")),
                name="document_version_withdrawn_says_why",
            ),
            models.CheckConstraint(
                condition=(Q(removed_on__isnull=True) & ~Q(file=""))
                | Q(removed_on__isnull=False, file="", text="", preview__isnull=True),
                name="document_version_file_or_removed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} v{self.number}"
