"""The layers of a benchmark: made-up areas and points, the sample desa of Kutai Timur, the areas of a country's file."""

AREAS, POINTS, FEW = "ukur-desa", "ukur-titik", "ukur-sedikit"
KUTIM, COUNTRY = "ukur-kutim", "ukur-negara"
