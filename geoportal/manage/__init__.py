"""`/kelola/`: who may change what, and how layers are called and drawn. One module a page."""
