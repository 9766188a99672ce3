"""Rights that come with an account itself. Rights over regions and layers come from higher packages' backends."""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from .models import User

STAFF_MAY = {"layers.view_internal"}


class StaffBackend(BaseBackend):
    """Whoever works for the regency sees internal layers."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return isinstance(user_obj, User) and user_obj.is_active and user_obj.is_staff and perm in STAFF_MAY
