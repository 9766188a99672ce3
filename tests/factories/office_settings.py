"""Settings of a portal that runs as processes in tests: files lie on a disk, so that web and worker see the same."""

from geoportal.settings.test import *  # noqa: F403  # settings are read by name
from geoportal.settings.test import STORAGES

STORAGES = {**STORAGES, "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}}
