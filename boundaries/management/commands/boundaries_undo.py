"""Undo a published run of boundaries: put back what was there before it."""

from typing import Any

from imports.management.commands import imports_undo
from imports.models import Run


class Command(imports_undo.Command):
    help = imports_undo.Command.help.replace("imports_undo", "boundaries_undo")

    def handle(self, *args: Any, **options: Any) -> None:
        run = Run.objects.filter(pk=options["run"], target__startswith="batas.").first()
        self.undo(run, options["run"], options)
