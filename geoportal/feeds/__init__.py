"""Atom of what crosses apps; that of a layer's releases is in `layers.feeds`."""
