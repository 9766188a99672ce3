"""What a layer looks like, written for other programs: MapLibre style JSON, QML of QGIS, SLD 1.1. One module a form."""
