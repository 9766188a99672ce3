"""The OGC API under /api/. Each module is one standard part: its conformance classes, handlers and OpenAPI fragment."""
