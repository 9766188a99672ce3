"""What the queue worker does for boundaries."""

from procrastinate.contrib.django import app

from accounts.permissions import system_user

from . import due_releases


# Every hour of UTC is a full hour in WITA, so one run falls on midnight there. The others catch up where no worker ran.
@app.periodic(cron="0 * * * *")
@app.task(queueing_lock="boundaries.open_due_releases")
def open_due_releases(timestamp: int) -> None:
    """Open the releases that a validity which began or ended calls for."""
    due_releases.open_due_releases(by=system_user())
