from django.apps import AppConfig
from django.core.signals import request_finished
from django.utils.module_loading import autodiscover_modules


class LayersConfig(AppConfig):
    name = "layers"
    verbose_name = "Lapisan"

    def ready(self) -> None:
        # Each app's layers.py and targets.py declare themselves on import.
        autodiscover_modules("layers", "targets")
        # Here, because what it closes needs the database, and that the models.
        from .held import close_lost

        request_finished.connect(close_lost)
