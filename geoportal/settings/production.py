"""What runs, on one machine or many."""

from django.core.exceptions import ImproperlyConfigured

from .base import *
from .base import DATABASES, PUBLIC_URL, SECRET_KEY, SUB_PATH

if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY atau SECRET_KEY_FILE belum diisi (is missing)")

HTTPS = PUBLIC_URL.startswith("https://")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = False  # the proxy that ends TLS does it
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = f"{SUB_PATH}/"
CSRF_TRUSTED_ORIGINS = ["/".join(PUBLIC_URL.split("/")[:3])] if PUBLIC_URL else []
SILENCED_SYSTEM_CHECKS = [
    "security.W004",  # HSTS is on when PUBLIC_URL is https
    "security.W005",  # sub-domains belong to other offices
    "security.W008",  # the proxy redirects
    "security.W012",  # secure cookies are on when PUBLIC_URL is https
    "security.W016",
    "security.W019",  # SAMEORIGIN: /peta/ may be framed by our own pages
    "security.W020",  # ALLOWED_HOSTS may stay open: absolute addresses come from PUBLIC_URL, never from Host
    "security.W021",
]

DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 6, "timeout": 10}
