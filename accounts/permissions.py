"""The one question every write asks.

`may` goes through Django's `has_perm`, so that higher packages answer it with an authentication backend of their own
and lower packages ask without knowing them.
"""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from .models import User

SYSTEM_USERNAME = "sistem"


def system_user() -> User:
    """Return the account that acts for command lines and timed jobs: it cannot sign in and may do everything."""
    user, created = User.objects.get_or_create(
        username=SYSTEM_USERNAME, defaults={"full_name": "Sistem", "is_active": False, "is_superuser": False}
    )
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


def may(user: User | AnonymousUser, action: str, on: Any = None) -> bool:
    """Answer whether `user` may do `action` (for example "layers.publish") on a region, a layer or nothing."""
    if isinstance(user, User) and user.username == SYSTEM_USERNAME:
        return True
    return user.has_perm(action, on)


def require(user: User | AnonymousUser, action: str, on: Any = None) -> None:
    """Raise PermissionDenied unless `may` says yes."""
    if not may(user, action, on):
        raise PermissionDenied(f"{user} may not {action} on {on}")
