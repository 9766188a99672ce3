"""Print every rule files are held to, as the reference page keeps them."""

from typing import Any

from django.core.management.base import BaseCommand

from imports.rule_table import as_markdown


class Command(BaseCommand):
    help = (
        "Mencetak semua aturan pemeriksaan berkas sebagai Markdown (docs/reference/import-rules.md).\n"
        "Prints every rule files are held to as Markdown.\n\n"
        "  python manage.py imports_rules > docs/reference/import-rules.md"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(as_markdown(), ending="")
