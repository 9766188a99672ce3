"""Regions over HTTP: one with all that hangs on it, the search, those at a point. It crosses apps, so it stands here."""
