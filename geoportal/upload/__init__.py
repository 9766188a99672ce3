"""`/unggah/`: a file on its way to a release, as pages. Each is complete without scripts; one question a page."""
