"""A layer as a file to take away: one module a format, all over the same question (`filters.FeatureQuery`)."""
