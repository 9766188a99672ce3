from django.apps import AppConfig


class MonografiConfig(AppConfig):
    name = "monografi"
    verbose_name = "Monografi"
