"""Which actions the flow asks for, and whose runs a person may see."""

from collections.abc import Collection, Iterable, Sequence

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.permissions import may

from .models import Run, RunChange
from .rows import Finding, Row
from .targets import Target, all_targets

UPLOAD, PUBLISH, UNDO, APPROVE = "imports.upload", "imports.publish", "imports.undo", "imports.approve"
SEEING = (UPLOAD, PUBLISH, APPROVE)


def targets_for(user: User | AnonymousUser, action: str = UPLOAD) -> list[Target]:
    """Return the targets on which, or on some part of which, a person may do `action`."""
    return [target for target in all_targets() if may_somewhere(user, action, target)]


def may_somewhere(user: User | AnonymousUser, action: str, target: Target) -> bool:
    """Tell whether a person may do `action` on a target, or on what they keep of it."""
    return may(user, action, on=target) or bool(kept_of(user, action, target))


def kept_of(user: User | AnonymousUser, action: str, target: Target) -> set[int]:
    """Return the identities a person may do `action` to because they keep them; none where a target knows no keepers."""
    kept = getattr(target, "kept_by", None)
    return set(kept(user, action)) if kept is not None and isinstance(user, User) else set()


def not_theirs(run: Run, target: Target, rows: Sequence[Row]) -> Iterable[Finding]:
    """Find the rows that are not the sender's to send: who keeps a part of a target sends rows of that part alone."""
    not_of = getattr(target, "not_of", None)
    if not_of is None or may(run.actor, UPLOAD, on=target):
        return []
    found: Iterable[Finding] = not_of(rows, kept_of(run.actor, UPLOAD, target))
    return found


def may_change(user: User, action: str, target: Target, identities: Collection[int]) -> bool:
    """Tell whether a person may do `action` to these identities of a target: on all of it, on each part they lie in, or
    because the person keeps them.
    """
    if may(user, action, on=target):
        return True
    if identities and kept_of(user, action, target).issuperset(identities):
        return True
    parts_of = getattr(target, "parts", None)
    parts = parts_of(identities) if parts_of is not None and identities else []
    return bool(parts) and all(may(user, action, on=(target, part)) for part in parts)


def may_with(run: Run, action: str, target: Target, user: User) -> bool:
    """Tell whether a person may do `action` with all that a run changes."""
    return may(user, action, on=target) or may_change(user, action, target, _changed_by(run))


def require_with(run: Run, action: str, target: Target, user: User) -> None:
    """Raise PermissionDenied unless the person may do `action` with all that a run changes."""
    if not may_with(run, action, target, user):
        raise PermissionDenied(f"{user} may not {action} all that run {run.pk} changes on {target.key}")


def _changed_by(run: Run) -> set[int]:
    """Return the identities a run changes; none where there are more than are kept, so that only a whole right counts."""
    kept = set(run.changes.values_list("key", flat=True))
    counted = sum(run.counts.get(action, 0) for action in ("added", "changed", "removed"))
    return kept if len(kept) == counted else set()


def visible_runs(user: User | AnonymousUser) -> QuerySet[Run]:
    """Narrow to a person's own runs, those on targets the person works on, and those whose publication is theirs to say."""
    if not isinstance(user, User):
        return Run.objects.none()
    targets = all_targets()
    keys = [target.key for target in targets if any(may(user, action, on=target) for action in SEEING)]
    found = Q(actor=user) | Q(target__in=keys)
    for target in targets:
        if target.key not in keys and (kept := kept_of(user, PUBLISH, target)):
            changes = RunChange.objects.filter(run=OuterRef("pk"))
            found |= Q(Exists(changes), ~Exists(changes.exclude(key__in=kept)), target=target.key)
    return Run.objects.filter(found)
