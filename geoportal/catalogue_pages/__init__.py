"""`/data/`: what there is to take along, and for each layer a page: preview, fields, filter builder, formats, how to connect."""
