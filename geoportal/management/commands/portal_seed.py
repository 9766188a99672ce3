from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from geoportal.demo import demo_accounts, seed
from imports import console
from imports.models import Run


class Command(BaseCommand):
    help = (
        "Memuat daftar wilayah, batas contoh, dan akun demo; dapat diulang, tidak menggantikan apa pun.\n"
        "Loads the register, the sample boundaries and the demo accounts; repeatable, replaces nothing.\n"
        "Contoh: manage.py portal_seed --boundaries /path/batas_desa.zip (berkas sendiri, bukan batas contoh)"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--boundaries", type=Path, help="berkas batas yang dimuat, bukan batas contoh")
        parser.add_argument("--no-accounts", action="store_true", help="tanpa akun demo")

    def handle(self, *args: Any, boundaries: Path | None, no_accounts: bool, **options: Any) -> None:
        for run in seed(boundaries=boundaries):
            self._tell(run)
        if not no_accounts:
            self.stdout.write("Akun demo (berkas " + str(demo_accounts()) + "):")
            self.stdout.write(demo_accounts().read_text(encoding="utf-8"))

    def _tell(self, run: Run) -> None:
        """Say in a line what was published; say all that is wrong with a file that was not."""
        if run.state in console.GOOD_STATES:
            self.stdout.write(f"{run.file_name}: {run.message or run.get_state_display()}")
            for line in console.about_the_file(run, console.language_of(None)):
                self.stdout.write(line)
            return
        *lines, closing = console.report(run, console.language_of(None))
        self.stderr.write("\n".join(lines))
        raise CommandError(f"{run.file_name}: {closing}")
