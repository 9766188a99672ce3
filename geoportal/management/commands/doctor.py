from typing import Any

from django.core.management.base import BaseCommand, CommandError

from geoportal.doctor import ERROR, OK, WARNING, Finding, examine

MARKS = {OK: "baik", WARNING: "perhatian", ERROR: "GALAT"}
WIDTH = max(len(mark) for mark in MARKS.values()) + 3


class Command(BaseCommand):
    help = (
        "Menyebut apa yang salah pada instalasi ini dan apa yang perlu dilakukan; kode keluar 1 bila ada galat.\n"
        "Says what is wrong with this installation and what to do; exit code 1 on errors.\n"
        "Contoh: scripts/portal manage doctor"
    )
    # A wrong setting must not keep the doctor away; its own checks include these.
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        counts = dict.fromkeys(MARKS, 0)
        for finding in examine():
            counts[finding.severity] += 1
            self.tell(finding)
        summary = f"{counts[OK]} baik, {counts[WARNING]} perhatian, {counts[ERROR]} galat"
        if counts[ERROR]:
            raise CommandError(summary)
        self.stdout.write(summary)

    def tell(self, finding: Finding) -> None:
        indonesian, english = finding.said
        lines = [f"{f'[{MARKS[finding.severity]}]':<{WIDTH}}{indonesian}"]
        if finding.severity != OK:
            indented = [finding.remedy[0], *finding.sql.splitlines(), english, finding.remedy[1]]
            lines += [" " * WIDTH + line for line in indented if line]
        self.stdout.write("\n".join(lines))
