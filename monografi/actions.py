"""Writes: making, publishing and withdrawing editions. Each takes the actor, holds its transaction and leaves a trace."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.audit import record
from accounts.models import User
from accounts.permissions import require
from boundaries.models import Region
from layers.releases import lock_layer, open_release

from .indicators import indicators
from .models import Edition, Figure, Status
from .periods import Period
from .soundness import carried_over

MONOGRAPH = "monografi"  # the key publications of editions are counted under


@transaction.atomic
def start_edition(
    *, region: Region, year: int, semester: int | None = None, copy_from: Edition | None = None, by: User
) -> Edition:
    """Begin a draft, filled with the figures of another edition where one is given."""
    require(by, "monografi.edit", on=region)
    same = Edition.objects.select_for_update().filter(region=region, year=year, semester=semester)
    revision = (same.aggregate(last=Max("revision"))["last"] or 0) + 1
    edition = Edition.objects.create(region=region, year=year, semester=semester, revision=revision, made_by=by)
    if copy_from is not None:
        Figure.objects.bulk_create(_copy(each, copy_from, edition) for each in copy_from.figures.all())
    record(by=by, action="monografi.start", subject=_subject(edition), period=edition.period.slug, revision=revision)
    return edition


def _copy(figure: Figure, source: Edition, target: Edition) -> Figure:
    """Return a figure for another edition. A correction goes on with what was entered; another period only borrows it."""
    origin = figure.copied_from or ("" if source.period == target.period else source.period.slug)
    return Figure(
        edition=target, indicator=figure.indicator, number=figure.number, text=figure.text, copied_from=origin
    )


@transaction.atomic
def open_draft(*, region: Region, year: int, semester: int | None = None, copy: bool = True, by: User) -> Edition:
    """Return the draft of a region's period, begun where there is none yet: as a `copy` of the newest edition up to it.

    Asked twice at once, it is one draft. A copy of sample figures is a sample until `describe_draft` says otherwise.
    """
    require(by, "monografi.edit", on=region)
    lock_layer(MONOGRAPH)
    drafts = Edition.objects.filter(region=region, year=year, semester=semester, status=Status.DRAFT)
    found = drafts.order_by("-pk").first()
    if found is not None:
        return found
    known = Edition.objects.published().of_region(region.pk).up_to(Period(year, semester))
    former = known.newest_first().first() if copy else None
    draft = start_edition(region=region, year=year, semester=semester, copy_from=former, by=by)
    if former is not None:
        draft.sample = former.sample
        draft.save(update_fields=["sample"])
        late = [each.indicator for each in draft.figures.all() if not carried_over(each.indicator, year)]
        draft.figures.filter(indicator__in=late).delete()
    return draft


@transaction.atomic
def describe_draft(edition: Edition, *, compiled_on: date | None, source: str, sample: bool, by: User) -> Edition:
    """Say of which day a draft's figures are, who compiled them, and whether they are made up (data contoh)."""
    require(by, "monografi.edit", on=edition.region)
    draft = Edition.objects.select_for_update().get(pk=edition.pk)
    if draft.status != Status.DRAFT:
        raise NotADraft(draft)
    draft.compiled_on, draft.source, draft.sample = compiled_on, source[:200], sample
    draft.save(update_fields=["compiled_on", "source", "sample"])
    record(by=by, action="monografi.describe", subject=_subject(draft), source=draft.source, sample=sample)
    return draft


@transaction.atomic
def save_figures(
    edition: Edition, values: Mapping[str, Decimal | str | None], *, confirm: bool = True, by: User
) -> int:
    """Store what a draft says of the indicators in `values`; None takes one out. Return how many changed.

    What was copied and is said again as it stands counts as entered from then on, unless `confirm` is false.
    """
    require(by, "monografi.edit", on=edition.region)
    draft = Edition.objects.select_for_update().get(pk=edition.pk)
    if draft.status != Status.DRAFT:
        raise NotADraft(draft)
    before = {each.indicator: each for each in draft.figures.all()}
    changed = {code: value for code, value in values.items() if _of(before.get(code)) != value}
    draft.figures.filter(indicator__in=changed).delete()
    Figure.objects.bulk_create(_figure(draft, code, value) for code, value in changed.items() if value is not None)
    if confirm:
        same = [code for code, value in values.items() if value is not None and code not in changed]
        draft.figures.filter(indicator__in=same).exclude(copied_from="").update(copied_from="")
    if changed:
        record(by=by, action="monografi.fill", subject=_subject(draft), indicators=sorted(changed))
    return len(changed)


def _of(figure: Figure | None) -> Decimal | str | None:
    if figure is None:
        return None
    return figure.number if indicators()[figure.indicator].numeric else figure.text


def _figure(edition: Edition, code: str, value: Decimal | str) -> Figure:
    if indicators()[code].numeric:
        return Figure(edition=edition, indicator=code, number=value)
    return Figure(edition=edition, indicator=code, text=str(value))


@transaction.atomic
def publish_edition(edition: Edition, *, by: User, reason: str = "") -> Edition:
    """Make a draft what is shown for its period; the revision shown until now stays readable as replaced."""
    require(by, "monografi.publish", on=edition.region)
    lock_layer(MONOGRAPH)
    draft = Edition.objects.select_for_update().get(pk=edition.pk)
    if draft.status != Status.DRAFT:
        raise NotADraft(draft)
    shown = Edition.objects.published().filter(region=draft.region, year=draft.year, semester=draft.semester)
    shown.update(status=Status.REPLACED)
    draft.status, draft.published_at, draft.reason = Status.PUBLISHED, timezone.now(), reason[:200]
    draft.save(update_fields=["status", "published_at", "reason"])
    _release(f"Monografi {draft.period.told}", by)
    record(
        by=by, action="monografi.publish", subject=_subject(draft), period=draft.period.slug, revision=draft.revision
    )
    return draft


@transaction.atomic
def undo_edition(edition: Edition, *, by: User, reason: str) -> Edition | None:
    """Withdraw a published edition; the revision it replaced, if any, is shown again and returned."""
    require(by, "monografi.publish", on=edition.region)
    lock_layer(MONOGRAPH)
    shown = Edition.objects.select_for_update().get(pk=edition.pk)
    if shown.status != Status.PUBLISHED:
        raise NotPublished(shown)
    former = withdraw(shown, reason=reason)
    _release(f"Pembatalan monografi {shown.period.told}", by)
    record(by=by, action="monografi.undo", subject=_subject(shown), reason=reason)
    return former


def withdraw(shown: Edition, *, reason: str) -> Edition | None:
    """Take a locked published edition back inside the caller's transaction; show and return the one it had replaced."""
    shown.status, shown.reason = Status.WITHDRAWN, reason[:200]
    shown.save(update_fields=["status", "reason"])
    before = Edition.objects.filter(
        region=shown.region, year=shown.year, semester=shown.semester, status=Status.REPLACED
    )
    former = before.order_by("-revision").first()
    if former is not None:
        former.status = Status.PUBLISHED
        former.save(update_fields=["status"])
    return former


def _release(reason: str, by: User) -> None:
    open_release(layer=MONOGRAPH, by=by, reason=reason)


def _subject(edition: Edition) -> str:
    return f"monografi:{edition.pk}"


class NotADraft(Exception):
    """The edition was published or withdrawn meanwhile; begin the next revision."""


class NotPublished(Exception):
    """The edition is not what is shown: nothing is to be undone."""
