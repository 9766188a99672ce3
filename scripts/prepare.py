"""Migrate the database, then load what portal_seed loads: two commands in one process, because starting Django twice
takes longer than both together when there is nothing to do.

    python -m scripts.prepare [arguments of portal_seed]
"""

import sys

import django
from django.core.management import CommandError, call_command


def main(arguments: list[str]) -> int:
    django.setup()
    try:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("portal_seed", *arguments)
    except CommandError as error:
        print(f"Berhenti: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
