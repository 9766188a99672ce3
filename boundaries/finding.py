"""From words, codes and positions to regions. Each function states how many queries it makes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db.models import F, FilteredRelation, FloatField, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat, Greatest
from django.utils import timezone

from layers.statements import BoundPoint, Statement

from .coordinates import read_position
from .facts import RegionFacts, depth, listed, rows_of
from .models import Region, RegionAlias, RegionCode
from .names import Name, dotted, plain, read_code, read_name

GAP_DEG = 0.00045  # about 50 m
LEAST_LIKENESS = 0.3
DAYS = 4  # of which the statement is kept
OTHER_KIND = 0.7  # what a likeness is worth where another kind of region was asked for


@dataclass(frozen=True)
class Found:
    """A region a search came upon: how well it fits, from 0 to 1, and what fitted: its name, another name, a code, a place.

    `sample` tells that the border which holds the place is data contoh; what is found by words stands on no border.
    """

    region: RegionFacts
    score: float
    matched: str
    sample: bool = False


@dataclass(frozen=True)
class Located:
    """A region that holds a point, or nearly does: `inside` is false where borders leave a gap and it is the nearest.

    `sample` tells that its border is data contoh.
    """

    region: RegionFacts
    inside: bool
    sample: bool = False


def search(text: str, *, limit: int = 10, day: date | None = None) -> list[Found]:
    """Return the regions `text` may mean, best first: a name with its typing errors, a code's beginning, or a position.

    One query for a position, two for a code, three for a name.
    """
    day = day or timezone.localdate()
    if position := read_position(text):
        here = locate(position.lon, position.lat, day=day)
        return [Found(each.region, 1.0 if each.inside else 0.9, text.strip(), each.sample) for each in here][:limit]
    if code := read_code(text):
        return _with_code_like(code, limit, day)
    name = read_name(text)
    return _with_name_like(name, limit, day) if name.words else []


def _with_code_like(code: str, limit: int, day: date) -> list[Found]:
    begins = Q(scheme="kemendagri", code__startswith=dotted(code)) | Q(scheme="bps", code__startswith=code)
    codes = RegionCode.objects.filter(begins, valid__contains=day).order_by("code", "pk")
    matched = dict(codes.values_list("region", "code")[: limit * 2])
    regions = listed(Region.objects.existing_on(day).filter(pk__in=list(matched)), day=day)
    return [
        Found(each, 1.0 if matched[each.pk] in (code, dotted(code)) else 0.9, matched[each.pk]) for each in regions
    ][:limit]


def _with_name_like(name: Name, limit: int, day: date) -> list[Found]:
    regions = Region.objects.existing_on(day).annotate(full=Concat("name", Value(" "), "parent__name"))
    other = RegionAlias.objects.filter(region__valid__contains=day).annotate(full=F("name"))
    best: dict[int, tuple[float, str]] = {}
    for pk, said, likeness in [*_alike(regions, "pk", name, limit), *_alike(other, "region", name, limit)]:
        best[pk] = max(best.get(pk, (0.0, "")), (_score(name.words, said, likeness), said))
    found = [_found(facts, best[facts.pk], name) for facts in listed(Region.objects.filter(pk__in=list(best)), day=day)]
    return sorted(found, key=lambda each: (-each.score, depth(each.region), each.region.address))[:limit]


def _alike(rows: QuerySet[Any], key: str, name: Name, limit: int) -> list[tuple[int, str, float]]:
    """Return key, name and likeness of the rows most alike; the whole table is compared, which is short."""
    own = Func(F("name"), function="plain_text", output_field=TextField())
    full = Func(F("full"), function="plain_text", output_field=TextField())
    likeness = Greatest(
        TrigramSimilarity(own, name.words),
        TrigramWordSimilarity(name.words, own) * 0.9,
        TrigramSimilarity(full, name.words) * 0.95,
    )
    rows = rows.annotate(own=own, likeness=likeness)
    rows = rows.filter(Q(likeness__gte=LEAST_LIKENESS) | Q(own__startswith=name.words))
    return list(rows.order_by("-likeness", "pk").values_list(key, "name", "likeness")[: 5 * limit])


def _score(words: str, said: str, likeness: float) -> float:
    said = plain(said)
    if said == words:
        return 1.0
    return max(likeness, 0.9) if said.startswith(words) else min(likeness, 0.95)


def _found(facts: RegionFacts, best: tuple[float, str], name: Name) -> Found:
    asked_for = name.kind is None or name.kind in (facts.kind, facts.level)
    return Found(facts, round(best[0] * (1 if asked_for else OTHER_KIND), 3), best[1])


def locate(lon: float, lat: float, *, day: date | None = None) -> list[Located]:
    """Return the regions whose border holds the point, desa first; of a level where none does, the nearest within 50 m.

    One query.
    """
    rows = _near(day or timezone.localdate()).rows({"lon": lon, "lat": lat})
    found = [(RegionFacts(*facts), gap, sample) for *facts, gap, sample in rows]
    nearest: dict[str, float] = {}
    for facts, gap, _sample in found:
        nearest[facts.level] = min(nearest.get(facts.level, GAP_DEG), gap)
    held = [Located(facts, gap == 0, sample) for facts, gap, sample in found if gap == nearest[facts.level]]
    return sorted(held, key=lambda each: depth(each.region), reverse=True)


@lru_cache(DAYS)
def _near(day: date) -> Statement:
    """Return the regions whose border of that day runs within 50 m of a point, each with how far, and whether it is a sample."""
    border = FilteredRelation(
        "boundaries", condition=Q(boundaries__until__isnull=True, boundaries__valid__contains=day)
    )
    gap = Func(F("border__geom"), BoundPoint(), function="ST_Distance", output_field=FloatField())
    regions = Region.objects.annotate(border=border).filter(border__geom__dwithin=(BoundPoint(), GAP_DEG))
    return Statement(rows_of(regions.annotate(gap=gap, drawn=F("border__sample")), day, "gap", "drawn"))
