from django.apps import AppConfig


class GeoportalConfig(AppConfig):
    name = "geoportal"
    verbose_name = "Geoportal Kutai Timur"

    def ready(self) -> None:
        from . import checks  # noqa: F401 - registers the system checks
