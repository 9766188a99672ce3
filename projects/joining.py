"""Packages beside rows of another table: expressions for a query over rows that name a region. No query of their own."""

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from .models import Project


def count(year: int, region: str = "region") -> Any:
    """Return how many packages of `year` lie in the region at the lookup path `region` or below it."""
    counted = _inside(year, region).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), Value(0), output_field=IntegerField())


def rupiah(year: int, region: str = "region") -> Any:
    """Return what they are worth in all, in whole rupiah; null where no value is known."""
    return Subquery(_inside(year, region).annotate(sum=Sum("value")).values("sum"))


def untold(year: int, region: str = "region") -> Any:
    """Return how many of them have no value, so that they add nothing."""
    counted = _inside(year, region).annotate(count=Count("pk") - Count("value")).values("count")
    return Coalesce(Subquery(counted), Value(0), output_field=IntegerField())


def _inside(year: int, region: str) -> Any:
    return Project.objects.inside(OuterRef(region)).filter(year=year).order_by().values("year")
