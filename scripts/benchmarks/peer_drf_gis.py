"""The least a Django portal needs to serve a table by djangorestframework-gis: settings, model, serializer, views, addresses.

Used as a settings module, so that it is one file; models and views are made when they are first asked for.
"""

from geoportal.settings.production import *  # noqa: F403

ROOT_URLCONF = "scripts.benchmarks.peer_drf_gis_urls"
MIDDLEWARE: list[str] = []
