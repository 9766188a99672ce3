"""Pages and API of the documents: the list, one document, a region's duties of information (PPID)."""
