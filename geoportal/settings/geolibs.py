"""Point GeoDjango at the GDAL and GEOS inside the fiona and shapely wheels.

One GDAL in the process, the same on every machine. `GEO_LIBS=system` falls back to the system's own.
The wheels' libraries find their own dependencies only once fiona and shapely are imported, so they are imported here,
before the first `django.contrib.gis`. Their data folders are assigned, never defaulted: a GDAL with another PROJ's
database fails on every transformation.
"""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from . import environment


def _only(folder: Path, pattern: str) -> str:
    found = sorted(folder.glob(pattern))
    if not found:
        raise ImproperlyConfigured(
            f"{pattern} tidak ada di {folder}: pasang ulang pustakanya, atau GEO_LIBS=system (reinstall the wheels)"
        )
    return str(found[0])


def library_paths() -> tuple[str | None, str | None]:
    """Return the paths of GDAL and GEOS for Django's settings; None means Django's own search."""
    choice = environment.text("GEO_LIBS", "wheel")
    if choice == "system":
        return None, None
    if choice != "wheel":
        raise ImproperlyConfigured(f"GEO_LIBS={choice!r}: tulis wheel atau system (use wheel or system)")
    import fiona
    import shapely

    fiona_home, shapely_home = Path(fiona.__file__).parent, Path(shapely.__file__).parent
    os.environ["PROJ_DATA"] = os.environ["PROJ_LIB"] = str(fiona_home / "proj_data")
    os.environ["GDAL_DATA"] = str(fiona_home / "gdal_data")
    return (
        _only(fiona_home.parent / "fiona.libs", "libgdal*.so*"),
        _only(shapely_home.parent / "shapely.libs", "libgeos_c*.so*"),
    )
