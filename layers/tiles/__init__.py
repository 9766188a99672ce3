"""Vector tiles (MVT) of any layer, made by the database: `grid` the scheme, `mvt` the SQL, `limits` what a tile may cost."""
