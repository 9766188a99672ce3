"""Stands in for the reading process: never answers."""

import time

time.sleep(60)
