"""Static files under hashed names, compressed once; scripts that import each other import the hashed names."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class PortalStaticFiles(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True
