"""What is known of each format that is read: one module per format, run in the shut-in reading process.

kinds      which formats there are: endings, first bytes, and the module or GDAL driver that reads each
foreign    what is not read, known by its first bytes, with the way out
records    the values every module gives: layers, a source, its records; and `Stop`, where it cannot go on
gdal       shapefile, GeoPackage, FlatGeobuf, File Geodatabase
geojson    GeoJSON, also one feature a line
kml, gpx   XML, by `markup`
delimited  CSV, TSV and their kin, by `tables` and `positions`
workbook   XLSX, likewise

`kinds` and `foreign` are read by the portal; the others open strangers' files, and import neither Django nor anything of
the portal but each other. Each of those has `layers(job)` and `open_source(job)`.
"""
