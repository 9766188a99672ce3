"""What the queue worker clears away every night, at 02.30 WITA."""

from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.core.management import call_command
from django.utils import timezone
from procrastinate import builtin_tasks
from procrastinate.contrib.django import app

from documents.retention import remove_due

NIGHTLY = "30 18 * * *"  # UTC
KEEP_SIGN_INS_DAYS = 30
KEEP_JOBS_HOURS = 14 * 24


@app.periodic(cron=NIGHTLY)
@app.task(queueing_lock="geoportal.clear_away")
def clear_away(timestamp: int) -> None:
    """Remove sessions that have expired and what was noted about sign-ins, which are personal data, and the files of
    documents that were withdrawn.
    """
    call_command("clearsessions")
    before = timezone.now() - timedelta(days=KEEP_SIGN_INS_DAYS)
    for noted in (AccessAttempt, AccessFailureLog, AccessLog):
        noted.objects.filter(attempt_time__lt=before).delete()
    remove_due()


@app.periodic(cron=NIGHTLY)
@app.task(queueing_lock="geoportal.remove_old_jobs", pass_context=True)
async def remove_old_jobs(context: Any, timestamp: int) -> None:
    """Remove jobs that were done long ago; failed ones stay until somebody has looked."""
    await builtin_tasks.remove_old_jobs(context, max_hours=KEEP_JOBS_HOURS)
