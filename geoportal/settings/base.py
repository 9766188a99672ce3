"""Everything the portal knows about itself. Apps read `django.conf.settings` only."""

from pathlib import Path
from typing import Any

from csp.constants import SELF
from django.utils.translation import gettext_lazy as _

from . import environment
from .geolibs import library_paths

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(environment.text("VAR_DIR", str(BASE_DIR / "var")))
REGISTER_DIR = BASE_DIR / "data" / "register"
SHAPEFILES_DIR = BASE_DIR / "data" / "shapefiles"
SOFTWARE_VERSION = "0.1.0"

GDAL_LIBRARY_PATH, GEOS_LIBRARY_PATH = library_paths()

DEBUG = False
SECRET_KEY = environment.text("SECRET_KEY")
PUBLIC_URL, SUB_PATH = environment.public_url()
FORCE_SCRIPT_NAME = SUB_PATH or None
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", "*")
WSGI_APPLICATION = "geoportal.wsgi.application"
ROOT_URLCONF = "geoportal.urls"

INSTALLED_APPS = [
    "geoportal",
    "facilities",
    "documents",
    "monografi",
    "services",
    "kegiatan",
    "projects",
    "thematic",
    "stewardship",
    "boundaries",
    "imports",
    "layers",
    "accounts",
    "photos",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.gis",
    "rest_framework",
    "rest_framework_gis",
    "drf_spectacular",
    "leaflet",
    "procrastinate.contrib.django",
    "axes",
    "csp",
]

FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "geoportal.upload.spooling.SpoolingHandler",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "layers.middleware.CorsMiddleware",
    "layers.middleware.HeadMiddleware",
    "geoportal.compression.CompressionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "geoportal.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "geoportal.context.portal",
            ],
        },
    },
]

DATABASES = {"default": environment.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "accounts.backends.StaffBackend",
    "stewardship.backends.MandateBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "accounts:sign_in", "manage:start", "pages:home"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "accounts.views.locked"
CSRF_FAILURE_VIEW = "geoportal.pages.errors.csrf_failure"

# Indonesian unless the reader asks otherwise: cheap phones often announce English though their owners do not read it.
LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Bahasa Indonesia")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "bahasa"
LOCALE_PATHS = [BASE_DIR / "geoportal" / "locale"]
TIME_ZONE = "Asia/Makassar"  # WITA, UTC+8: a day begins at midnight there
USE_TZ = True

# Not "static/": Django would put the sub-path in front only where a request is being answered already.
STATIC_URL = f"{SUB_PATH}/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_ROOT = VAR_DIR / "media"
FILES_ACCEL = environment.text("FILES_ACCEL")  # where the proxy finds MEDIA_ROOT, if it is to send the files itself
PREPARED_ACCEL = environment.text("PREPARED_ACCEL")  # the same for VAR_DIR/files, the whole-layer files
PREPARED_RELEASES = environment.number("PREPARED_RELEASES", 3)  # of a layer, whose whole-layer files are kept
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "geoportal.static_files.PortalStaticFiles"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "layers.problems.exception_handler",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}

SPECTACULAR_SETTINGS = {
    "TITLE": "API Geoportal Kutai Timur",
    "DESCRIPTION": "Batas wilayah dan data yang bertumpu padanya. Boundaries and the data that hang on them.",
    "VERSION": SOFTWARE_VERSION,
    "OAS_VERSION": "3.0.3",
    "CONTACT": {"name": "Diskominfo Staper Kabupaten Kutai Timur"},
    # QGIS and GDAL look for paths that begin with /collections/.
    "SCHEMA_PATH_PREFIX": "/api",
    "SCHEMA_PATH_PREFIX_TRIM": True,
    "POSTPROCESSING_HOOKS": ["layers.api.openapi.complete"],
    # The document lists the layers there are, so it needs a migrated database; tests/contract holds it.
    "ENABLE_DJANGO_DEPLOY_CHECK": False,
}

# An optional raster basemap, off unless configured, loaded only when the reader asks for it: ".../{z}/{x}/{y}.png".
BASEMAP_URL, BASEMAP_HOST = environment.tile_url("BASEMAP_URL")
BASEMAP_ATTRIBUTION = environment.text("BASEMAP_ATTRIBUTION")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", *BASEMAP_HOST],
        "object-src": ["'none'"],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

# Limits on files that are read. They stand in the messages that refuse.
IMPORT_LIMITS = {
    "file_bytes": environment.number("IMPORT_MAX_BYTES", 500_000_000),
    "entries": environment.number("IMPORT_MAX_ENTRIES", 1_000),
    "unpacked_bytes": environment.number("IMPORT_MAX_UNPACKED_BYTES", 4_000_000_000),
    "ratio": environment.number("IMPORT_MAX_RATIO", 200),
    "vertices": environment.number("IMPORT_MAX_VERTICES", 20_000_000),
    "seconds": environment.number("IMPORT_MAX_SECONDS", 600),
    "memory_bytes": environment.number("IMPORT_MAX_MEMORY_BYTES", 2_000_000_000),
    "columns": environment.number("IMPORT_MAX_COLUMNS", 1_000),
    "cell_chars": environment.number("IMPORT_MAX_CELL_CHARS", 10_000_000),
}

# Vector tiles that are made on request: queries at once in a process, and the seconds one may wait and take.
TILE_QUERIES = environment.number("TILE_QUERIES", 3)
TILE_SECONDS = environment.number("TILE_SECONDS", 10)

# Documents people publish: the size of a file, and what reading one may cost.
DOCUMENT_MAX_BYTES = environment.number("DOCUMENT_MAX_BYTES", 25_000_000)
DOCUMENT_LIMITS = {"seconds": 30, "memory_bytes": 1_500_000_000}

# Where rows about the regency must lie: west, south, east, north in degrees, a little wider than its borders.
REGENCY_EXTENT = (115.8, -0.1, 119.2, 2.0)
REGENCY_CODE = "64.08"
# Tolerances, in metres, of the shapes prepared at publish time; the finest is drawn on a region's own page.
BOUNDARY_DETAILS_M = (30, 120, 350, 1000)
# Before simplifying, vertices closer than the first are joined and gaps narrower than the second are closed.
COVERAGE_SNAP_M, COVERAGE_GAP_M = 1.0, 20.0
# A gap or an overlap of two neighbours below this is noise of drawing: counted, not told one by one.
COVERAGE_NOISE_M2 = 1_000

LEAFLET_CONFIG: dict[str, Any] = {"PLUGINS": {}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": environment.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "axes": {"level": "CRITICAL"},  # axes would log user names and addresses
        # These say at every start which tasks there are.
        "procrastinate.blueprints": {"level": "WARNING"},
        "procrastinate.periodic": {"level": "WARNING"},
    },
}
