"""Photos as telephones send them: read, shrunk, stripped, and kept in two sizes by whoever declares a table for them."""
