from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from geoportal import catalogue


class Command(BaseCommand):
    help = (
        "Keep the translations: `extract` brings the .po files in line with the source, `compile` makes the .mo files,\n"
        "`check` fails while a message is missing, untranslated or no longer used.\n"
        "Example: manage.py messages extract, then fill the empty msgstr, then manage.py messages check"
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("step", choices=["extract", "compile", "check"])

    def handle(self, *args: Any, step: str, verbosity: int, **options: Any) -> None:
        if step == "check":
            self._check()
            return
        for language, po in _languages():
            if step == "extract":
                count = len(catalogue.update(po, _template(), language))
                said = f"{language}: {count} messages in {po.relative_to(settings.BASE_DIR)}"
            else:
                said = f"{language}: {catalogue.compile_messages(po, language).relative_to(settings.BASE_DIR)}"
            if verbosity:
                self.stdout.write(said)

    def _check(self) -> None:
        template = _template()
        found = [fault for language, po in _languages() for fault in catalogue.faults(po, template, language)]
        for fault in found:
            self.stderr.write(str(fault))
        if found:
            raise CommandError(f"{len(found)} faults; run `manage.py messages extract` and fill what is empty")
        self.stdout.write(f"{len(template)} messages complete in every language")


def _languages() -> Iterator[tuple[str, Path]]:
    for language, _name in settings.LANGUAGES:
        if language != settings.LANGUAGE_CODE:
            yield language, Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def _template() -> catalogue.Catalog:
    folders = [Path(app.path) for app in apps.get_app_configs()]
    own = [folder for folder in folders if folder.parent == settings.BASE_DIR]
    return catalogue.collect(own, settings.BASE_DIR)
