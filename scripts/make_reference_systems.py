"""Print scripts/sql/reference_systems.sql: rows of spatial_ref_sys that PostGIS 3.3 lacks, from pyproj's EPSG database.

Run by hand when a code is added: .venv/bin/python scripts/make_reference_systems.py > scripts/sql/reference_systems.sql
"""

from pyproj import CRS
from pyproj.enums import WktVersion

CODES = {
    9470: "SRGI2013, longitude and latitude",
    9480: "SRGI2013 / UTM zone 50N",
    9490: "SRGI2013 / UTM zone 50S",
}

print("-- Indonesia's reference system SRGI2013, which PostGIS before 3.4 does not know.")
print("-- Written by scripts/make_reference_systems.py. Run as a superuser in the portal's database.")
for code, meaning in CODES.items():
    crs = CRS.from_epsg(code)
    wkt = crs.to_wkt(WktVersion.WKT1_GDAL)
    print(f"\n-- {meaning}")
    print("INSERT INTO spatial_ref_sys (srid, auth_name, auth_srid, srtext, proj4text)")
    print(f"VALUES ({code}, 'EPSG', {code}, '{wkt}', '{crs.to_proj4()}')")
    print("ON CONFLICT DO NOTHING;")
