"""Settings: `base` knows everything, `production` is what runs, `test` only makes tests faster."""
