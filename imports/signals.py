"""Signals of the import flow."""

from django.dispatch import Signal

# Sent with `name=` at the places of a publication where a fault would hurt most: "rows written", "levels made",
# "before commit". Progress is told by them, and tests stop the process there.
station = Signal()
