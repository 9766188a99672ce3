"""Layers made by upload: what they are called and hold, the identity of their features, and what each release says of them.

A feature's identity is permanent; versions hang on it and are counted by the layer's releases. Attributes stand under the
layer's own field names (`fields.py`); what a file calls them is remembered beside.
"""

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from imports.models import Run
from layers.models import VersionedRow

from .querysets import FeatureVersionQuerySet

KEY = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"


class Geometry(models.TextChoices):
    """The geometry types a layer can have; lines and areas are stored as multi-parts, so that a layer has one type."""

    POINT = "Point", _("titik")
    MULTIPOINT = "MultiPoint", _("kelompok titik")
    LINE = "MultiLineString", _("garis")
    AREA = "MultiPolygon", _("bidang")


class ThematicLayer(models.Model):
    """A layer made by upload. Its key stands in addresses and never changes; visibility and later changes of title,
    licence and style are `layers.models.LayerSettings`, as for every layer.

    `fields` is the list `fields.FieldSpec` reads. `key_field` names the field whose values tell features apart (empty: by
    shape), `label_field` the one maps show (empty: guessed). `in_regency` says that every row must touch the regency.
    """

    key = models.CharField(max_length=60, unique=True)
    title_id = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120)
    description_id = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    geometry_type = models.CharField(max_length=20, choices=Geometry.choices)
    fields = models.JSONField(default=list, blank=True)
    key_field = models.CharField(max_length=60, blank=True)
    label_field = models.CharField(max_length=60, blank=True)
    licence = models.CharField(max_length=40, blank=True)
    steward = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200, blank=True)
    style = models.JSONField(default=dict, blank=True)
    in_regency = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("lapisan tematik")
        verbose_name_plural = _("lapisan tematik")
        constraints = [
            models.CheckConstraint(condition=Q(key__regex=KEY), name="thematic_layer_key_well_formed"),
            models.CheckConstraint(
                condition=Q(geometry_type__in=Geometry.values), name="thematic_layer_geometry_type_known"
            ),
            models.CheckConstraint(condition=~Q(title_id="") & ~Q(title_en=""), name="thematic_layer_titled"),
        ]

    def __str__(self) -> str:
        return self.key


class Feature(models.Model):
    """What others may point at: a road, a mill, an island. `key` is what the file's key column says, else a number."""

    layer = models.ForeignKey(ThematicLayer, on_delete=models.PROTECT, related_name="features", db_index=False)
    key = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("fitur tematik")
        verbose_name_plural = _("fitur tematik")
        constraints = [
            models.UniqueConstraint(fields=["layer", "key"], name="thematic_feature_key_once_per_layer"),
            models.CheckConstraint(condition=~Q(key=""), name="thematic_feature_key_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.layer_id}/{self.key}"


class FeatureVersion(VersionedRow):
    """What releases `since` to `until` of the layer say of a feature; the geometry is EPSG:4326, as delivered, or none.

    `layer` repeats the feature's, so that one index serves a layer's releases; that it exists is held there, and not looked
    up again for each version, nor is the run, which writes its own versions. `region_code` is the Kemendagri code of the
    desa its representative point lay in when it was published; empty where that is in none.
    """

    layer = models.ForeignKey(
        ThematicLayer, on_delete=models.PROTECT, related_name="versions", db_constraint=False, db_index=False
    )
    feature = models.ForeignKey(Feature, on_delete=models.PROTECT, related_name="versions", db_index=False)
    geom = models.GeometryField(srid=4326, null=True, spatial_index=False)
    attributes = models.JSONField(default=dict)
    region_code = models.CharField(max_length=16, blank=True)
    run = models.ForeignKey(
        Run, null=True, on_delete=models.PROTECT, related_name="thematic_versions", db_constraint=False
    )

    objects = FeatureVersionQuerySet.as_manager()

    class Meta(VersionedRow.Meta):
        verbose_name = _("keadaan fitur tematik")
        verbose_name_plural = _("keadaan fitur tematik")
        constraints = [
            *VersionedRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["feature"], condition=Q(until__isnull=True), name="thematic_one_current_version"
            ),
        ]
        indexes = [
            models.Index(fields=["layer", "until", "since"], name="thematic_layer_release"),
            models.Index(fields=["feature", "since"], name="thematic_feature_release"),
            # A box is looked for within its layer: what others hold there costs nothing.
            GistIndex(fields=["layer", "geom"], name="thematic_layer_shape"),
            models.Index(
                fields=["layer", "region_code"], opclasses=["int8_ops", "varchar_pattern_ops"], name="thematic_region"
            ),
            # docs/decisions/0010: one index serves equality on every field of every layer.
            GinIndex(fields=["attributes"], opclasses=["jsonb_path_ops"], name="thematic_attributes"),
        ]

    def __str__(self) -> str:
        return f"{self.feature_id} rilis {self.since}"


class FeatureLevel(models.Model):
    """A simplified shape of a line or area, `detail_m` metres coarse. Made from its version alone, so it goes with it: both
    are written by one function, and the database does not look the version up again for each level.

    One that would save little is not stored: the next finer one, or the shape as delivered, serves instead.
    """

    version = models.ForeignKey(
        FeatureVersion, on_delete=models.CASCADE, related_name="levels", db_constraint=False, db_index=False
    )
    detail_m = models.PositiveIntegerField()
    geom = models.GeometryField(srid=4326, spatial_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "detail_m"], name="thematic_level_once_per_detail"),
            models.CheckConstraint(condition=Q(detail_m__gt=0), name="thematic_level_detail_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} at {self.detail_m} m"
