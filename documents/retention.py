"""What becomes of the files of what was withdrawn: at once nobody is given them, and after a while they are removed.

Until then a withdrawal can be undone. What stays for ever is that there was a file: its SHA-256, size, days and the reason.
"""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.audit import record
from accounts.permissions import system_user

from .actions import index, locked
from .models import DocumentVersion, State

KEPT_DAYS = 30


def due(day: date) -> QuerySet[DocumentVersion]:
    """Narrow to the versions whose file was withdrawn `KEPT_DAYS` before `day` or earlier, alone or with its document."""
    before = day - timedelta(days=KEPT_DAYS)
    whole = Q(document__state=State.WITHDRAWN, document__state_since__lte=before)
    return DocumentVersion.objects.filter(whole | Q(withdrawn_on__lte=before), removed_on=None)


def remove_due(day: date | None = None) -> int:
    """Remove the files, texts and pictures that are due on `day` (today); return how many. Twice a day does no harm."""
    day = day or timezone.localdate()
    return sum(_remove(pk, day) for pk in due(day).order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _remove(pk: int, day: date) -> bool:
    document = locked(DocumentVersion.objects.select_related("document").only("document").get(pk=pk).document)
    version = due(day).filter(pk=pk).first()
    if version is None:  # in force again, or removed, meanwhile
        return False
    # The file goes first: should we be stopped in between, the next night finds a row without a file and goes on.
    version.file.storage.delete(version.file.name)
    version.file, version.text, version.preview, version.removed_on = "", "", None, day
    version.save(update_fields=["file", "text", "preview", "removed_on"])
    if document.newest_id == pk:
        document.newest = version
        index(document)
    record(
        by=system_user(),
        action="documents.remove_file",
        subject=f"dokumen:{document.key}",
        number=version.number,
        sha256=version.sha256,
    )
    return True
