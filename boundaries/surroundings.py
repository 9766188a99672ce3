"""Where there is land around Kutai Timur, so that the sea can be told from it on the maps.

A sketch from general knowledge of the coast, rounded to 0.05 degrees. Towards the regency's own coast it stays inside the
regency: there the border itself tells land from sea.
"""

from shapely import Polygon

LAND = Polygon(
    [
        (112.0, 4.5),
        (117.7, 4.5),
        (117.75, 3.0),
        (117.9, 2.55),
        (118.05, 2.3),
        (117.95, 2.1),
        (117.9, 1.9),
        (118.05, 1.8),
        (118.15, 1.65),
        (118.45, 1.4),
        (118.75, 1.2),
        (118.85, 1.05),
        (118.5, 1.05),
        (118.1, 1.05),
        (117.85, 1.25),
        (117.7, 0.95),
        (117.45, 0.45),
        (117.4, 0.3),
        (117.5, 0.2),
        (117.5, -0.05),
        (117.4, -0.25),
        (117.45, -0.45),
        (117.3, -0.6),
        (117.25, -0.9),
        (117.0, -1.2),
        (116.5, -2.5),
        (112.0, -2.5),
    ]
)
