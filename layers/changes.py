"""What changed in a layer between two of its releases: which features came, went, or say something else.

Rows are compared by what they say, so that a row an undo said again is no change.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Case, Exists, F, Func, OuterRef, Q, QuerySet, TextField, Value, When
from django.http import QueryDict
from django.utils import timezone

from . import parameters
from .declaration import History, Layer, Reading
from .features import expression, features
from .filters import COMMON, DEFAULT_LIMIT, SHAPE, FeatureQuery
from .models import Release
from .problems import BadParameter
from .releases import release_at, release_numbered, release_on

ADDED, CHANGED, REMOVED = "added", "changed", "removed"
KINDS = (ADDED, CHANGED, REMOVED)
GRAMMAR = (
    COMMON
    | SHAPE
    | {"from", "to", "change", "before", "limit", "after", "bbox", "bbox-crs", "region", parameters.SAVED}
)
SEPARATOR = "~"  # between the key and the identity in `after`
LARGEST_KEY = 2**63 - 1


class Entry(NamedTuple):
    """One feature that changed; `identity` tells two apart that bore one key one after the other."""

    key: str
    identity: int
    kind: str


@dataclass(frozen=True)
class State:
    """One of the two states compared: what a release says on the day it speaks for. Number 0 says nothing."""

    number: int
    as_of: date
    published_at: datetime | None = None

    @classmethod
    def of(cls, release: Release | None) -> State:
        if release is None:
            return cls(0, timezone.localdate())
        return cls(release.number, release.as_of, release.published_at)


@dataclass(frozen=True)
class ChangesQuery:
    """What was asked: two readings of a layer with one set of filters, and a page of what lies between them.

    `bbox` and `region` ask about the state after; of a feature that is gone, about the last one.
    """

    earlier: State
    later: State
    was: FeatureQuery
    now: FeatureQuery
    limit: int = DEFAULT_LIMIT
    after: tuple[str, int] | None = None
    kinds: tuple[str, ...] = KINDS
    with_before: bool = False

    @property
    def layer(self) -> Layer:
        return self.now.layer

    @property
    def history(self) -> History:
        if self.layer.history is None:
            raise LookupError(f"layer {self.layer.key} has no history")
        return self.layer.history

    @classmethod
    def parse(cls, params: QueryDict, layer: Layer, *, newest: int, base_url: str = "") -> ChangesQuery:
        """Read a request's parameters, or raise BadParameter. Two queries at most."""
        parameters.refuse_unknown(params, GRAMMAR)
        later = _state(params, "to", layer, newest, default=newest)
        earlier = _state(params, "from", layer, newest, default=max(later.number - 1, 0))
        if earlier.number > later.number:
            raise BadParameter(
                "from",
                f"from (rilis {earlier.number}) sesudah to (rilis {later.number}); tukar keduanya.",
                f"from (release {earlier.number}) is after to (release {later.number}); swap them.",
            )
        asked = FeatureQuery.parse(_shared(params), layer, newest=newest, base_url=base_url)
        if not earlier.number:
            earlier = replace(earlier, as_of=later.as_of)
        return cls(
            earlier=earlier,
            later=later,
            was=replace(asked, reading=Reading(earlier.number, earlier.as_of, base_url)),
            now=replace(asked, reading=Reading(later.number, later.as_of, base_url)),
            limit=asked.limit,
            after=_after(params),
            kinds=_kinds(params),
            with_before=_yes(params, "before"),
        )

    def entries(self) -> QuerySet[Any, Any]:
        """Return (key, identity, kind) of every feature that changed after the one named by `after`, by key."""
        said, gone = self._said(), self._gone()
        if self.after is not None:
            key, identity = self.after
            beyond = Q(out_id__gt=key) | Q(out_id=key, out_identity__gt=identity)
            said, gone = said.filter(beyond), gone.filter(beyond)
        columns = ("out_id", "out_identity", "out_kind")
        found = said.values_list(*columns).union(gone.values_list(*columns), all=True)
        return found.order_by("out_id", "out_identity")

    def parts(self) -> tuple[QuerySet[Any], QuerySet[Any]]:
        """Return what is said after otherwise than before, and what is gone, each row with `out_kind`; for counting."""
        return self._said(), self._gone()

    def _said(self) -> QuerySet[Any]:
        """Return the rows said after that are new or say something else than before."""
        rows = self._identified(self.now.matched()).filter(~self._stands_in(self.was) | self._turned())
        rows = rows.annotate(out_digest=self._digest())
        before = self.rows(self.was).filter(out_identity=OuterRef("out_identity"))
        equal = Exists(before.annotate(out_digest=self._digest()).filter(out_digest=OuterRef("out_digest")))
        rows = rows.filter(~equal | self._turned())
        there = Exists(before)
        if not {ADDED, CHANGED} <= set(self.kinds):
            rows = (
                rows.filter(there if CHANGED in self.kinds else ~there) if self._tells(ADDED, CHANGED) else rows.none()
            )
        return rows.annotate(out_kind=Case(When(there, then=Value(CHANGED)), default=Value(ADDED)))

    def _gone(self) -> QuerySet[Any]:
        """Return the rows said before of features nothing is said of after."""
        rows = self._identified(self.was.matched()).filter(~self._stands_in(self.now) | self._turned())
        here = Exists(self.rows(self.now).filter(out_identity=OuterRef("out_identity")))
        rows = rows.filter(~here) if self._tells(REMOVED) else rows.none()
        return rows.annotate(out_kind=Value(REMOVED))

    def _tells(self, *kinds: str) -> bool:
        return not set(kinds).isdisjoint(self.kinds)

    def _stands_in(self, query: FeatureQuery) -> Q:
        """Return the condition that a row is said in a reading: the row itself, so that nothing need be compared."""
        number, day, valid = query.reading.release, query.reading.as_of, self.history.valid
        said = Q(since__lte=number) & (Q(until__isnull=True) | Q(until__gt=number))
        return said & Q(**{f"{valid}__contains": day}) if valid else said

    def _turned(self) -> Q:
        """Return the condition that something of the feature turned though its row stayed."""
        if self.history.turned is None:
            return Q(pk__in=[])
        return Q(out_identity__in=self.history.turned(self.was.reading, self.now.reading))

    def _identified(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.annotate(out_identity=F(f"{self.history.identity}_id"))

    def _digest(self) -> Func:
        return digest(self.history, self.now.reading)

    def rows(self, query: FeatureQuery) -> QuerySet[Any]:
        """Return all features of one of the two readings, each with `out_identity`."""
        return self._identified(features(self.layer, query.reading))

    def told(self, query: FeatureQuery, identities: list[int]) -> QuerySet[Any]:
        """Return the rows of these features in one of the two readings, by key like the entries."""
        return self.rows(query).filter(out_identity__in=identities).order_by("out_id", "out_identity")

    def next_params(self, params: QueryDict, last: Entry) -> QueryDict:
        """Return the parameters of the page after `last`: between the same two releases."""
        following = params.copy()
        following["from"], following["to"] = str(self.earlier.number), str(self.later.number)
        following["after"] = f"{last.key}{SEPARATOR}{last.identity}"
        return following


class _Digest(Func):
    """What a row says, as one text to compare: nothing, too, equals nothing."""

    template, output_field = "md5(ROW(%(expressions)s)::text)", TextField()


def digest(history: History, reading: Reading) -> Func:
    """Return the expression that is equal for two rows exactly when they say the same."""
    return _Digest(F(history.geometry), *(expression(fact, reading) for fact in history.facts))


def _state(params: QueryDict, name: str, layer: Layer, newest: int, *, default: int) -> State:
    text = parameters.single(params, name)
    asked = default if text is None else parameters.release_or_time(name, text)
    key = layer.releases_of
    if isinstance(asked, datetime):
        return State.of(release_at(key, asked))
    if isinstance(asked, date):
        return State.of(release_on(key, asked))
    found = release_numbered(key, asked) if 0 < asked <= newest else None
    if asked and found is None:
        raise BadParameter(
            name,
            f"Rilis {asked} dari lapisan {layer.key} tidak ada; yang terbaru {newest}.",
            f"There is no release {asked} of layer {layer.key}; the newest is {newest}.",
        )
    return State.of(found)


def _shared(params: QueryDict) -> QueryDict:
    """Return the parameters that mean here what they mean of features."""
    kept = params.copy()
    for name in ("from", "to", "change", "before", "after"):
        kept.pop(name, None)
    return kept


def _after(params: QueryDict) -> tuple[str, int] | None:
    text = parameters.single(params, "after")
    if text is None:
        return None
    key, mark, identity = text.rpartition(SEPARATOR)
    if not mark or not (identity.isascii() and identity.isdigit()) or int(identity) > LARGEST_KEY:
        raise BadParameter("after", "Ikuti tautan next; jangan menulis after sendiri.", "Follow the link next.")
    return key, int(identity)


def _kinds(params: QueryDict) -> tuple[str, ...]:
    text = parameters.single(params, "change")
    if text is None:
        return KINDS
    asked = tuple(text.split(","))
    if unknown := [each for each in asked if each not in KINDS]:
        known = ", ".join(KINDS)
        raise BadParameter(
            "change",
            f"Jenis perubahan {unknown[0]!r} tidak dikenal; yang ada: {known}.",
            f"Unknown kind of change {unknown[0]!r}; known: {known}.",
        )
    return asked


def _yes(params: QueryDict, name: str) -> bool:
    text = parameters.single(params, name)
    return text is not None and parameters.yes_or_no(name, text)
