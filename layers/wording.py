"""Finding rows by words as people type them: what holds the words, and only where nothing does, what is much like them."""

from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import BooleanField, Exists, F, Func, Model, Q, QuerySet
from django.db.models.expressions import Combinable

LEAST_LIKENESS = 0.45  # of 1: a letter missing in a word of seven still fits
Rows = TypeVar("Rows", bound="QuerySet[Model]")


def exact_else_like(rows: Rows, exact: Q, words: str, said: Combinable | str) -> Rows:
    """Narrow `rows` to those that fit `exact`; where none does, to those of which `said` is much like `words`. One query.

    `said` is the expression that is compared, in the same capitals as `words`. Rows are compared one by one, and only
    where nothing fits exactly: the database skips that part of the union otherwise.
    """
    plain = rows.order_by()
    fitting = plain.filter(exact)
    likeness = TrigramWordSimilarity(words, F(said) if isinstance(said, str) else said)
    alike = plain.alias(how_like=likeness).filter(~Exists(fitting), how_like__gte=LEAST_LIKENESS)
    return rows.filter(_any_of(fitting.values("pk").union(alike.values("pk"), all=True)))


def _any_of(keys: QuerySet[Any, Any]) -> Func:
    """Return the condition that a row's key is among `keys`, which are gathered once: as a join, where the database knows
    little of the table, they were looked for again for every row."""
    return Func(
        F("pk"), ArraySubquery(keys), template="%(expressions)s)", arg_joiner=" = ANY(", output_field=BooleanField()
    )
