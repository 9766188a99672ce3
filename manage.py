#!/usr/bin/env python3
"""Run the portal's commands: `manage.py help` lists them."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geoportal.settings.production")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        # The settings' own message names the variable; where it was read from helps nobody.
        sys.exit(f"Setelan salah (bad setting): {error}")
