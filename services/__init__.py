"""Offices of regions and how to reach them, and what to bring for the services asked for most."""
