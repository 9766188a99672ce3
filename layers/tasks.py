"""What the queue worker does for layers: it writes the tiles of what was published into one file per layer."""

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from . import registry
from .declaration import Layer
from .models import Release, Visibility
from .releases import current_release, newest_releases
from .tiles.archive import lies_there, write_archive

NIGHTLY = "0 17 * * *"  # UTC: 01.00 WITA, after validities have turned; a file takes minutes, and a worker does one job at a time
PRIORITY = -10  # people wait for the other jobs


# It looks instead of being told, so that many edits in a row cost one file, and a lost job none less.
@app.periodic(cron=NIGHTLY)
@app.task(queueing_lock="layers.find_unarchived", name="layers.find_unarchived")
def find_unarchived(timestamp: int) -> None:
    """Ask for the archive of every public layer whose newest release has none yet."""
    for layer in unarchived():
        _defer(layer.key)


@app.task(name="layers.archive")
def archive(layer: str) -> None:
    """Write the archive of the newest release of a layer that is still public."""
    shelf = registry.find_shelf(layer)
    if shelf is None or shelf.retired or shelf.visibility != Visibility.PUBLIC:
        return
    release = current_release(shelf.layer.releases_of)
    if release is not None:
        write_archive(shelf.layer, release)


def unarchived() -> list[Layer]:
    """Return the public layers whose newest release has no archive here. Two queries, and those of the sources."""
    public = [
        shelf.layer for shelf in registry.shelves() if shelf.visibility == Visibility.PUBLIC and not shelf.retired
    ]
    releases: dict[str, Release] = newest_releases(layer.releases_of for layer in public)
    return [
        layer
        for layer in public
        if (release := releases.get(layer.releases_of)) is not None and not lies_there(layer, release)
    ]


def _defer(key: str) -> None:
    try:
        with transaction.atomic():  # a refusal must not spoil the caller's transaction
            archive.configure(lock="layers.archive", queueing_lock=f"layers.archive:{key}", priority=PRIORITY).defer(
                layer=key
            )
    except AlreadyEnqueued:
        return  # it waits for its turn already
