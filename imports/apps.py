from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ImportsConfig(AppConfig):
    name = "imports"
    verbose_name = "Impor"

    def ready(self) -> None:
        """Read every app's rules, so that pages can list them before a file came."""
        autodiscover_modules("rules")
