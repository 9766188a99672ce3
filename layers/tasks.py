"""What the queue worker does for layers: it makes the files of what was published, tiles and whole layers."""

from typing import Any

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from . import prepared, registry
from .declaration import Layer
from .models import Release
from .releases import current_release, newest_releases
from .tiles.archive import lies_there, write_archive

NIGHTLY = "0 17 * * *"  # UTC: 01.00 WITA, after validities have turned; a file takes minutes, and a worker does one job at a time
QUARTERLY = "*/15 * * * *"
PRIORITY = -10  # people wait for the other jobs


# It looks instead of being told, so that many edits in a row cost one file, and a lost job none less.
@app.periodic(cron=NIGHTLY)
@app.task(queueing_lock="layers.find_unarchived", name="layers.find_unarchived")
def find_unarchived(timestamp: int) -> None:
    """Ask for the archive of every public layer whose newest release has none yet."""
    for layer in unarchived():
        _defer(layer.key, archive)


@app.task(name="layers.archive")
def archive(layer: str) -> None:
    """Write the archive of the newest release of a layer that is still public."""
    shelf = registry.find_shelf(layer)
    if shelf is None or not shelf.public:
        return
    release = current_release(shelf.layer.releases_of)
    if release is not None:
        write_archive(shelf.layer, release)


def unarchived() -> list[Layer]:
    """Return the public layers whose newest release has no archive here. Two queries, and those of the sources."""
    public = [shelf.layer for shelf in registry.shelves() if shelf.public]
    releases: dict[str, Release] = newest_releases(layer.releases_of for layer in public)
    return [
        layer
        for layer in public
        if (release := releases.get(layer.releases_of)) is not None and not lies_there(layer, release)
    ]


@app.periodic(cron=QUARTERLY)
@app.task(queueing_lock="layers.find_unprepared", name="layers.find_unprepared")
def find_unprepared(timestamp: int) -> None:
    """Remove the files nobody is given any more, and ask for those of every public layer whose newest release has none."""
    prepared.sweep(registry.shelves())
    for layer in unprepared():
        _defer(layer.key, prepare)


@app.task(name="layers.prepare")
def prepare(layer: str) -> None:
    """Make the whole-layer files of the newest release of a layer that is still public, and remove the oldest."""
    shelf = registry.find_shelf(layer)
    if shelf is None or not shelf.public or not settings.PUBLIC_URL:
        return
    for state in prepared.wanted(shelf.layer, settings.PUBLIC_URL):
        prepared.prepare(state)
    prepared.prune(shelf.layer, settings.PUBLIC_URL)


def unprepared() -> list[Layer]:
    """Return the public layers whose newest release has no files here. Without PUBLIC_URL nobody knows the links in them.

    One query, two a layer, and those of the sources.
    """
    if not settings.PUBLIC_URL:
        return []
    public = [shelf.layer for shelf in registry.shelves() if shelf.public]
    return [
        layer
        for layer in public
        if any(not state.folder.exists() for state in prepared.wanted(layer, settings.PUBLIC_URL))
    ]


def _defer(key: str, task: Any) -> None:
    try:
        with transaction.atomic():  # a refusal must not spoil the caller's transaction
            named = f"{task.name}:{key}"
            task.configure(lock=task.name, queueing_lock=named, priority=PRIORITY).defer(layer=key)
    except AlreadyEnqueued:
        return  # it waits for its turn already
