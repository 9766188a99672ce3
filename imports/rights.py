"""Which actions the flow asks for, and whose runs a person may see."""

from collections.abc import Collection

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.permissions import may

from .models import Run
from .targets import Target, all_targets

UPLOAD, PUBLISH, UNDO, APPROVE = "imports.upload", "imports.publish", "imports.undo", "imports.approve"
SEEING = (UPLOAD, PUBLISH, APPROVE)


def targets_for(user: User | AnonymousUser, action: str = UPLOAD) -> list[Target]:
    """Return the targets on which a person may do `action`."""
    return [target for target in all_targets() if may(user, action, on=target)]


def may_change(user: User, action: str, target: Target, identities: Collection[int]) -> bool:
    """Tell whether a person may do `action` to these identities of a target: on all of it, or on each part they lie in."""
    if may(user, action, on=target):
        return True
    parts_of = getattr(target, "parts", None)
    parts = parts_of(identities) if parts_of is not None and identities else []
    return bool(parts) and all(may(user, action, on=(target, part)) for part in parts)


def may_with(run: Run, action: str, target: Target, user: User) -> bool:
    """Tell whether a person may do `action` with all that a run changes."""
    return may_change(user, action, target, _changed_by(run))


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
    """Narrow to a person's own runs and those on targets the person works on."""
    if not isinstance(user, User):
        return Run.objects.none()
    keys = [target.key for target in all_targets() if any(may(user, action, on=target) for action in SEEING)]
    return Run.objects.filter(Q(actor=user) | Q(target__in=keys))
