"""Make sample boundaries of Kutai Timur from plain facts: codes, names, rounded positions and a rough outline.

Read in this order: `facts` (what is known), `outline` (land and islands), `mesh` (a fine irregular grid on the land),
`growth` (which desa owns each node), `borders` (owned nodes become polygons), `roughen` (straight lines become natural
ones), `write` (polygons become files). All coordinates are degrees of longitude and latitude, EPSG:4326.
"""
