"""The audit trail: written inside the transaction of what it records."""

from typing import Any

from .models import AuditEntry, User


def record(*, by: User, action: str, subject: str, **details: Any) -> AuditEntry:
    """Write one entry; `subject` is an address such as "layer:desa" or "run:12"; details hold no personal data."""
    return AuditEntry.objects.create(actor=by, action=action, subject=subject, details=details)
