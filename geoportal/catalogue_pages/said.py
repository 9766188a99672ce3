"""What is asked, in words: one piece a condition, each with the address without it."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from boundaries.selectors import region_by_code
from layers.clauses import Clause, in_words, value_words
from layers.filters import FeatureQuery, filterable

from .asking import SHAPING, Asked


@dataclass(frozen=True)
class Said:
    """One condition in words; `without` is the query of the same page without it."""

    words: str
    without: str


def conditions(asked: Asked, query: FeatureQuery) -> list[Said]:
    """Return what narrows the layer, in the order of the address. One query where a region is named."""
    found: list[Said] = []
    fields = {field.name: field for field in filterable(asked.layer)}
    for name in asked.params:
        if name in SHAPING or name in ("filter-lang", "filter-crs", "bbox-crs"):
            continue
        if name in fields:
            value = next(value for field, value in query.equal if field.name == name)
            words = f"{fields[name].title} = {value_words(fields[name], value, asked.layer)}"
            found.append(Said(words, asked.without(name).query))
        elif name == "filter":
            found += _filter(asked)
        else:
            found.append(Said(_other(name, asked, query), asked.without(name, f"{name}-crs").query))
    return found


def _filter(asked: Asked) -> list[Said]:
    clauses = asked.clauses
    if clauses is None:
        words = _("CQL2: %(text)s") % {"text": asked.params["filter"]}
        return [Said(words, asked.without("filter", "filter-lang", "filter-crs").query)]
    return [_clause(each, clauses, asked) for each in clauses]


def _clause(clause: Clause, clauses: list[Clause], asked: Asked) -> Said:
    others = [each for each in clauses if each is not clause]
    return Said(in_words(clause, asked.layer), asked.with_clauses(others).query)


def _other(name: str, asked: Asked, query: FeatureQuery) -> str:
    value = asked.params[name]
    if name == "region" and query.region:
        region = region_by_code(query.region)
        return _("Wilayah: %(name)s") % {"name": f"{region.name} ({query.region})" if region else query.region}
    if name in ("as_of", "datetime"):
        return _("Keadaan pada %(day)s") % {"day": date_format(query.reading.as_of, "j F Y")}
    if name == "release":
        return _("Rilis %(number)s") % {"number": query.reading.release}
    return f"{name} = {value}"
