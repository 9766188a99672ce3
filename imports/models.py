"""Runs: what was received, what was found, what became of it. Kept for good; the report of a run is a page."""

import uuid

from django.contrib.gis.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from layers.models import Release


class RunState(models.TextChoices):
    SENDING = "dikirim", _("sedang dikirim")
    RECEIVED = "diterima", _("diterima")
    STAGED = "dibaca", _("dibaca")
    CHECKED = "diperiksa", _("diperiksa")
    ASKING = "perlu jawaban", _("perlu jawaban")
    REFUSED = "ditolak", _("ditolak")
    UNCHANGED = "tanpa perubahan", _("tanpa perubahan")
    READY = "siap terbit", _("siap terbit")
    PUBLISHING = "sedang diterbitkan", _("sedang diterbitkan")
    PUBLISHED = "terbit", _("terbit")
    UNDONE = "dibatalkan", _("dibatalkan")
    STOPPED = "dihentikan", _("dihentikan")
    FAILED = "gagal", _("gagal")


class Run(models.Model):
    """One file on its way to a release, or the undoing of one.

    `target` is the key of the target it goes to ("batas.desa"), `choices` what a person confirmed (layer name, CRS,
    encoding, kind of change, effective date, source ...), `counts` the difference in numbers, `base_releases` the
    release number per layer the difference was made against. A `stepwise` run waits for its person between the steps
    (pages, API): the queue works on it, and its target is empty until somebody chose one.
    """

    target = models.CharField(max_length=80, blank=True)
    stepwise = models.BooleanField(default=False)
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
    approved_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    minutes = models.FileField(upload_to="berita-acara/%Y/%m/", blank=True)
    findings = models.FileField(upload_to="temuan/%Y/%m/", blank=True)  # all of them, where not all are rows
    message = models.TextField(blank=True)

    class Meta:
        verbose_name = _("proses impor")
        verbose_name_plural = _("proses impor")
        permissions = [("publish", "Dapat menerbitkan dan membatalkan")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="run_state_known"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("actor")), name="run_approved_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.file_name or self.target} ({self.state})"


class Upload(models.Model):
    """A file on its way here, in pieces: `received` of `size` bytes lie in `parts.path_of(upload)`.

    Several belong to one run where the parts of a shapefile are sent side by side. Gone once the original is kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="uploads")
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, blank=True)  # as its sender says; empty where it cannot tell
    received = models.BigIntegerField(default=0)
    last_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "name"], name="upload_name_once_per_run"),
            models.CheckConstraint(condition=Q(received__lte=F("size"), received__gte=0), name="upload_within_size"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.received}/{self.size}"

    @property
    def whole(self) -> bool:
        return self.received == self.size


class Progress(models.Model):
    """How far the work on a run is: `done` of `of` rows in a step (`of` 0: not counted). A row of its own, because it is
    written over a second connection while the run's own transaction is open."""

    run = models.OneToOneField(Run, primary_key=True, on_delete=models.CASCADE, related_name="progress")
    step = models.CharField(max_length=20, blank=True)
    done = models.BigIntegerField(default=0)
    of = models.BigIntegerField(default=0)
    at = models.DateTimeField(auto_now=True)
    stop_asked = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"run {self.run_id}: {self.step} {self.done}/{self.of}"


class Inspection(models.Model):
    """What was seen in a file before its rows were staged: what questions are made from (`looking.py` writes it)."""

    run = models.OneToOneField(Run, primary_key=True, on_delete=models.CASCADE, related_name="inspection")
    facts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"inspection of run {self.run_id}"


class Recipe(models.Model):
    """A mapping of columns somebody confirmed for a target, proposed again for files with the same columns."""

    target = models.CharField(max_length=80)
    columns_key = models.CharField(max_length=64)
    columns = models.JSONField()
    mapping = models.JSONField()
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["target", "columns_key"], name="recipe_once_per_columns")]

    def __str__(self) -> str:
        return f"{self.target}: {', '.join(self.columns)}"


class StagedRow(models.Model):
    """A row as read: its attributes as text and its shape in EPSG:4326, owned by the run.

    The run is not looked up again for each row that is copied in: the code that copies holds it, and deleting a run takes
    its rows along. Its index is the one of the constraint below.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="rows", db_constraint=False, db_index=False)
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


class RunChange(models.Model):
    """What publishing a run would do to one identity, as the page shows it; the first thousand that are no `unchanged`.

    Areas are geodesic; `share_moved` is the part of the former shape that lies otherwise, 0 to 1 and above.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="changes")
    place = models.PositiveIntegerField()  # its position in the difference
    key = models.BigIntegerField()
    label = models.CharField(max_length=200)
    action = models.CharField(max_length=12)
    row = models.PositiveIntegerField(null=True)
    note = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    before = models.GeometryField(srid=4326, null=True, spatial_index=False)
    after = models.GeometryField(srid=4326, null=True, spatial_index=False)
    area_before_m2 = models.FloatField(null=True)
    area_after_m2 = models.FloatField(null=True)
    share_moved = models.FloatField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "place"], name="run_change_place_once")]

    def __str__(self) -> str:
        return f"{self.action} {self.label}"
