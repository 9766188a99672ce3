"""Runs: what was received, what was found, what became of it. Kept for good; the report of a run is a page."""

from django.contrib.gis.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from layers.models import Release


class RunState(models.TextChoices):
    RECEIVED = "diterima", _("diterima")
    STAGED = "dibaca", _("dibaca")
    CHECKED = "diperiksa", _("diperiksa")
    REFUSED = "ditolak", _("ditolak")
    UNCHANGED = "tanpa perubahan", _("tanpa perubahan")
    READY = "siap terbit", _("siap terbit")
    PUBLISHING = "sedang diterbitkan", _("sedang diterbitkan")
    PUBLISHED = "terbit", _("terbit")
    UNDONE = "dibatalkan", _("dibatalkan")
    FAILED = "gagal", _("gagal")


class Run(models.Model):
    """One file on its way to a release, or the undoing of one.

    `target` is the key of the target it goes to ("batas.desa"), `choices` what a person confirmed (layer name, CRS,
    encoding, kind of change, effective date, source ...), `counts` the difference in numbers, `base_releases` the
    release number per layer the difference was made against.
    """

    target = models.CharField(max_length=80)
    state = models.CharField(max_length=20, choices=RunState.choices, default=RunState.RECEIVED)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    file_name = models.CharField(max_length=255, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    file_bytes = models.BigIntegerField(default=0)
    original = models.FileField(upload_to="asli/%Y/%m/", blank=True)
    choices = models.JSONField(default=dict)
    evidence = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    base_releases = models.JSONField(default=dict)
    releases = models.ManyToManyField(Release, related_name="runs", blank=True)
    undo_of = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by")
    message = models.TextField(blank=True)

    class Meta:
        verbose_name = _("proses impor")
        verbose_name_plural = _("proses impor")
        permissions = [("publish", "Dapat menerbitkan dan membatalkan")]
        constraints = [models.CheckConstraint(condition=Q(state__in=RunState.values), name="run_state_known")]

    def __str__(self) -> str:
        return f"{self.pk}: {self.file_name or self.target} ({self.state})"


class StagedRow(models.Model):
    """A row as read: its attributes as text and its shape in EPSG:4326, owned by the run."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()  # 1 is the first row of the file
    attributes = models.JSONField(default=dict)
    geom = models.GeometryField(srid=4326, null=True, spatial_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="staged_row_number_once_per_run")]

    def __str__(self) -> str:
        return f"run {self.run_id} row {self.number}"


class ProblemLevel(models.TextChoices):
    ERROR = "galat", _("galat")
    WARNING = "peringatan", _("peringatan")
    INFO = "info", _("info")


class RunProblem(models.Model):
    """Something found in a file: which rule, how grave, where, and what to do. Text in both languages."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="problems")
    rule = models.CharField(max_length=60)
    level = models.CharField(max_length=12, choices=ProblemLevel.choices)
    row = models.PositiveIntegerField(null=True)
    place = models.PointField(srid=4326, null=True, spatial_index=False)
    field = models.CharField(max_length=80, blank=True)
    message_id = models.TextField()
    message_en = models.TextField()
    remedy_id = models.TextField(blank=True)
    remedy_en = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["run", "rule", "id"], name="run_problem_by_rule")]
        constraints = [
            models.CheckConstraint(condition=Q(level__in=ProblemLevel.values), name="run_problem_level_known")
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.rule} row {self.row}"
