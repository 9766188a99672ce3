"""What the commands around runs share."""

from argparse import RawDescriptionHelpFormatter
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.permissions import system_user
from imports import console
from imports.actions import undo
from imports.models import Run
from imports.refusals import Refusal
from imports.sources import ENDINGS

ACCEPTED = f"{', '.join(ENDINGS)}; folder .gdb"


class RunCommand(BaseCommand):
    """A command whose help keeps its lines, and that ends with what became of a run."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_people_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--by", metavar="PENGGUNA", help="atas nama pengguna ini; tanpa itu: sistem")
        parser.add_argument("--lang", choices=console.LANGUAGES, help="bahasa keluaran")

    def tell(self, run: Run, language: str) -> None:
        """Print a run's report; leave with EXIT_REFUSED where nothing came of it."""
        *lines, closing = console.report(run, language)
        self._write(iter(lines))
        if run.state not in console.GOOD_STATES:
            raise CommandError(closing, returncode=console.EXIT_REFUSED)
        self.stdout.write(closing)

    def undo(self, run: Run | None, number: int, options: dict[str, Any]) -> None:
        """Undo a run and print what is so now."""
        if run is None:
            raise CommandError(f"tidak ada proses {number}", returncode=2)
        language = console.language_of(options["lang"])
        try:
            undoing = undo(run, by=actor(options["by"]))
        except Refusal as refusal:
            raise CommandError(console.refused(refusal, language), returncode=console.EXIT_REFUSED) from refusal
        self._write(console.report(undoing, language))

    def _write(self, lines: Iterator[str]) -> None:
        for line in lines:
            self.stdout.write(line)


def actor(username: str | None) -> User:
    """Return the account a command acts for."""
    if not username:
        return system_user()
    try:
        return User.objects.get(username=username)
    except User.DoesNotExist as error:
        raise CommandError(f"tidak ada pengguna {username!r}", returncode=2) from error
