"""A region's layers as a folium map: a page of its own, or one file to pass on.

`sheets` reads, `drawing` makes the map, `document` writes it down.
"""
