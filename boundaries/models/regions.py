"""Regions, their codes and names: the hub everything else points at."""

from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db.models import Deferrable, F, Q
from django.utils.translation import gettext_lazy as _

from .. import codes
from ..querysets import RegionQuerySet


class Level(models.TextChoices):
    PROVINSI = "provinsi", _("provinsi")
    KABUPATEN = "kabupaten", _("kabupaten")
    KECAMATAN = "kecamatan", _("kecamatan")
    DESA = "desa", _("desa/kelurahan")


class Kind(models.TextChoices):
    PROVINSI = "provinsi", _("provinsi")
    KABUPATEN = "kabupaten", _("kabupaten")
    KECAMATAN = "kecamatan", _("kecamatan")
    DESA = "desa", _("desa")
    KELURAHAN = "kelurahan", _("kelurahan")
    DESA_ADAT = "desa_adat", _("desa adat")
    DESA_PERSIAPAN = "desa_persiapan", _("desa persiapan")


VILLAGE_KINDS = (Kind.DESA, Kind.KELURAHAN, Kind.DESA_ADAT, Kind.DESA_PERSIAPAN)


class Region(models.Model):
    """A unit of government. The row's key is permanent; codes, names and borders hang on it and change.

    A new code for the same unit is a dated code; a split or merge makes new regions joined by `Succession`.
    `valid` is when the unit exists in law. A desa persiapan has no code and is addressed by its `slug` below its parent.
    """

    level = models.CharField(max_length=10, choices=Level.choices)
    kind = models.CharField(max_length=15, choices=Kind.choices)
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=120)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    valid = DateRangeField()
    legal_basis = models.CharField(max_length=200, blank=True)
    predecessors: "models.ManyToManyField[Region, Succession]" = models.ManyToManyField(
        "self",
        through="Succession",
        symmetrical=False,
        related_name="successors",
        through_fields=("successor", "predecessor"),
    )

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("wilayah")
        verbose_name_plural = _("wilayah")
        constraints = [
            models.CheckConstraint(
                condition=Q(level=Level.DESA, kind__in=VILLAGE_KINDS) | (Q(kind=F("level")) & ~Q(level=Level.DESA)),
                name="region_kind_fits_level",
            ),
            models.CheckConstraint(
                condition=Q(level=Level.PROVINSI, parent__isnull=True)
                | (~Q(level=Level.PROVINSI) & Q(parent__isnull=False)),
                name="region_parent_unless_province",
            ),
            models.CheckConstraint(condition=Q(valid__isempty=False), name="region_valid_not_empty"),
            models.UniqueConstraint(
                fields=["parent", "slug"],
                condition=Q(kind=Kind.DESA_PERSIAPAN),
                name="region_persiapan_slug_once_per_parent",
            ),
        ]
        indexes = [GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="region_name_trgm")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}"


class Scheme(models.TextChoices):
    KEMENDAGRI = "kemendagri", "Kemendagri"
    BPS = "bps", "BPS"


class RegionCode(models.Model):
    """The code of a region in one scheme, from one day to another."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="codes")
    scheme = models.CharField(max_length=12, choices=Scheme.choices)
    code = models.CharField(max_length=16)
    valid = DateRangeField()

    class Meta:
        verbose_name = _("kode wilayah")
        verbose_name_plural = _("kode wilayah")
        constraints = [
            models.CheckConstraint(
                condition=Q(scheme=Scheme.KEMENDAGRI, code__regex=codes.KEMENDAGRI)
                | Q(scheme=Scheme.BPS, code__regex=codes.BPS),
                name="region_code_well_formed",
            ),
            models.CheckConstraint(condition=Q(valid__isempty=False), name="region_code_valid_not_empty"),
            ExclusionConstraint(
                name="region_code_one_region_a_day",
                expressions=[
                    ("scheme", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                deferrable=Deferrable.DEFERRED,
            ),
            ExclusionConstraint(
                name="region_one_code_a_scheme_a_day",
                expressions=[
                    ("region", RangeOperators.EQUAL),
                    ("scheme", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                deferrable=Deferrable.DEFERRED,
            ),
        ]
        indexes = [
            models.Index(fields=["scheme", "code"], opclasses=["", "text_pattern_ops"], name="region_code_prefix")
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.code}"


class RegionAlias(models.Model):
    """Another spelling or an old name, searched but never shown as the official one."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=120)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("nama lain")
        verbose_name_plural = _("nama lain")
        constraints = [models.UniqueConstraint(fields=["region", "name"], name="region_alias_once")]
        indexes = [GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="region_alias_trgm")]

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """A region came out of another by a split or a merge."""

    predecessor = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="successions_from")
    successor = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="successions_to")
    on = models.DateField()
    legal_basis = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="succession_not_of_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} -> {self.successor}"


class OfficialArea(models.Model):
    """An area some office published, in km², with its source. Sources disagree strongly: none is preferred here."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="official_areas")
    area_km2 = models.DecimalField(max_digits=12, decimal_places=3)
    year = models.CharField(max_length=10, blank=True)
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "source", "year"], name="official_area_once_per_source"),
            models.CheckConstraint(condition=Q(area_km2__gt=0), name="official_area_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.area_km2} km² ({self.source})"
