"""Production's settings with what only makes tests faster or possible."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 50)

from .base import *
from .base import DATABASES

ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Manifest names would need collectstatic before every run; the live server serves the plain names.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
DATABASES["default"]["OPTIONS"].pop("pool", None)
