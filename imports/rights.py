"""Which actions the flow asks for, and whose runs a person may see."""

from django.contrib.auth.models import AnonymousUser
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


def visible_runs(user: User | AnonymousUser) -> QuerySet[Run]:
    """Narrow to a person's own runs and those on targets the person works on."""
    if not isinstance(user, User):
        return Run.objects.none()
    keys = [target.key for target in all_targets() if any(may(user, action, on=target) for action in SEEING)]
    return Run.objects.filter(Q(actor=user) | Q(target__in=keys))
