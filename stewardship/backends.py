"""Answers `accounts.may` from the mandates in force. Superusers never come here: Django answers for them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.utils import timezone

from accounts.models import User

from .models import Mandate
from .roles import MAY, REGION_APART
from .scopes import Scope


class MandateBackend(BaseBackend):
    """`obj` is what `scopes.Scope.of` takes: nothing, a target, a layer, a region, or several of them together."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        if not isinstance(user_obj, User) or not user_obj.is_active:
            return False
        granting = [mandate for mandate in held_by(user_obj) if perm in MAY[mandate.role]]
        if not granting:
            return False
        scope = Scope.of(obj)
        return any(scope.lies_in(mandate, region_apart=perm in REGION_APART) for mandate in granting)


def held_by(user: User) -> Iterable[Mandate]:
    """Return the mandates `user` holds today; asked once for each day and object, as Django does with permissions."""
    today = timezone.localdate()
    kept: tuple[date, list[Mandate]] | None = getattr(user, "_mandates_held", None)
    if kept is None or kept[0] != today:
        kept = (today, list(Mandate.objects.in_force(today).filter(user=user)))
        user._mandates_held = kept  # type: ignore[attr-defined]
    return kept[1]
