"""Rows of a layer straight from GDAL's C interface, for the reading process: tables of a country in seconds.

fiona makes Python objects of every vertex; GDAL writes a shape as WKB in one call. The library is the one fiona loaded,
so there is one GDAL in the process, one list of drivers and one environment. fiona still opens the file first and says
what is in it; a layer with fields of rarer types is read by fiona alone.
"""

import ctypes
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

VECTOR, READ_ONLY = 0x04, 0x00
FAILURE = 3  # CPLErr from here on
LITTLE_ENDIAN = 1
# OGRwkbGeometryType without dimensions: simple types are WKB everybody reads, curves are turned into lines.
SIMPLE, CURVES = range(1, 8), range(8, 15)
DESK_BYTES = 1 << 20  # larger shapes are rare
# fiona's names of the field types that are read here; "str:80" begins with one.
PLAIN = ("str", "int32", "int64", "float")
Row = tuple[dict[str, Any], bytes, dict[str, Any]]  # attributes, WKB (empty: no shape), "t": why it has none

_SIGNATURES = {
    "GDALOpenEx": (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_uint, *[ctypes.POINTER(ctypes.c_char_p)] * 3),
    "GDALClose": (ctypes.c_int, ctypes.c_void_p),
    "GDALDatasetGetLayerByName": (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p),
    "CPLErrorReset": (None,),
    "CPLGetLastErrorType": (ctypes.c_int,),
    "CPLGetLastErrorMsg": (ctypes.c_char_p,),
    "VSIFree": (None, ctypes.c_void_p),
    "OGR_L_GetNextFeature": (ctypes.c_void_p, ctypes.c_void_p),
    "OGR_F_Destroy": (None, ctypes.c_void_p),
    "OGR_F_GetGeometryRef": (ctypes.c_void_p, ctypes.c_void_p),
    "OGR_F_GetFieldIndex": (ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p),
    "OGR_F_IsFieldSetAndNotNull": (ctypes.c_int, ctypes.c_void_p, ctypes.c_int),
    "OGR_F_GetFieldAsString": (ctypes.c_char_p, ctypes.c_void_p, ctypes.c_int),
    "OGR_F_GetFieldAsInteger64": (ctypes.c_longlong, ctypes.c_void_p, ctypes.c_int),
    "OGR_F_GetFieldAsDouble": (ctypes.c_double, ctypes.c_void_p, ctypes.c_int),
    "OGR_G_GetGeometryType": (ctypes.c_uint, ctypes.c_void_p),
    "OGR_G_GetGeometryName": (ctypes.c_char_p, ctypes.c_void_p),
    "OGR_G_GetLinearGeometry": (
        ctypes.c_void_p,
        ctypes.c_void_p,
        ctypes.c_double,
        ctypes.POINTER(ctypes.c_char_p),
    ),
    "OGR_G_DestroyGeometry": (None, ctypes.c_void_p),
    "OGR_G_WkbSize": (ctypes.c_int, ctypes.c_void_p),
    "OGR_G_ExportToIsoWkb": (ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_char_p),
    "OGR_G_ExportToJson": (ctypes.c_void_p, ctypes.c_void_p),
    "OGR_G_CreateFromWkb": (
        ctypes.c_int,
        ctypes.c_char_p,
        ctypes.c_void_p,
        ctypes.POINTER(ctypes.c_void_p),
        ctypes.c_int,
    ),
}


@cache
def library() -> ctypes.CDLL | None:
    """Return the GDAL that fiona has loaded; None where it cannot be told. Call it before the sandbox shuts."""
    with Path("/proc/self/maps").open() as maps:
        found = next((line.split()[-1] for line in maps if "/libgdal" in line), None)
    if found is None:
        return None
    loaded = ctypes.CDLL(found)
    for name, (result, *arguments) in _SIGNATURES.items():
        function = getattr(loaded, name)
        function.restype, function.argtypes = result, arguments
    return loaded


def reads(properties: Mapping[str, str]) -> bool:
    """Tell whether a layer whose fields have these types (fiona's words) is read here."""
    return library() is not None and all(kind.partition(":")[0] in PLAIN for kind in properties.values())


def rows(path: str, driver: str, layer: str, properties: Mapping[str, str], *, as_bytes: bool) -> Iterator[Row]:
    """Yield the rows of a layer; raise RuntimeError with GDAL's words where reading fails.

    `as_bytes`: text comes as the file has it, each byte one character.
    """
    gdal = library()
    assert gdal is not None, "asked to read without GDAL: see reads()"
    with _layer(gdal, path, driver, layer, as_bytes=as_bytes) as opened:
        getters: list[tuple[str, int, Callable[[Any, int], Any]]] = []
        gdal.CPLErrorReset()
        while feature := _next(gdal, opened):
            try:
                getters = getters or _getters(gdal, feature, properties, "latin-1" if as_bytes else "utf-8")
                there = gdal.OGR_F_IsFieldSetAndNotNull
                attributes = {name: get(feature, at) if there(feature, at) else None for name, at, get in getters}
                yield attributes, *_shape(gdal, gdal.OGR_F_GetGeometryRef(feature))
            finally:
                gdal.OGR_F_Destroy(feature)


@contextmanager
def _layer(gdal: Any, path: str, driver: str, layer: str, *, as_bytes: bool) -> Iterator[Any]:
    words = ctypes.c_char_p * 2
    options = words(b"ENCODING=", None) if as_bytes else None  # an empty one: nothing is recoded
    dataset = gdal.GDALOpenEx(path.encode(), VECTOR | READ_ONLY, words(driver.encode(), None), options, None)
    if not dataset:
        raise _failure(gdal)
    try:
        opened = gdal.GDALDatasetGetLayerByName(dataset, layer.encode())
        if not opened:
            raise _failure(gdal)
        yield opened
    finally:
        gdal.GDALClose(dataset)


def _next(gdal: Any, layer: Any) -> Any:
    """Return the next feature, None after the last. One that comes with a complaint has no shape: that is told of it."""
    feature = gdal.OGR_L_GetNextFeature(layer)
    failed = gdal.CPLGetLastErrorType() >= FAILURE
    if failed and not feature:
        raise _failure(gdal)
    if failed:
        gdal.CPLErrorReset()
    return feature


def _failure(gdal: Any) -> RuntimeError:
    return RuntimeError((gdal.CPLGetLastErrorMsg() or b"").decode(errors="replace") or "GDAL")


def _getters(
    gdal: Any, feature: Any, properties: Mapping[str, str], encoding: str
) -> list[tuple[str, int, Callable[[Any, int], Any]]]:
    def as_text(feature: Any, at: int) -> str:
        return str(gdal.OGR_F_GetFieldAsString(feature, at), encoding, "replace")

    by_kind = {"str": as_text, "float": gdal.OGR_F_GetFieldAsDouble}
    found = []
    for name, kind in properties.items():
        at = gdal.OGR_F_GetFieldIndex(feature, name.encode(encoding))
        if at < 0:
            raise RuntimeError(f"field {name!r} is gone")
        found.append((name, at, by_kind.get(kind.partition(":")[0], gdal.OGR_F_GetFieldAsInteger64)))
    return found


def _shape(gdal: Any, geometry: Any) -> tuple[bytes, dict[str, Any]]:
    if not geometry:
        return b"", {}
    kind = gdal.OGR_G_GetGeometryType(geometry) % 0x80000000 % 1000  # without the marks of Z and M
    if kind in SIMPLE:
        return _wkb(gdal, geometry), {}
    if kind not in CURVES:
        return b"", {"t": gdal.OGR_G_GetGeometryName(geometry).decode()}
    linear = gdal.OGR_G_GetLinearGeometry(geometry, 0.0, None)
    try:
        return _wkb(gdal, linear), {}
    finally:
        gdal.OGR_G_DestroyGeometry(linear)


def _wkb(gdal: Any, geometry: Any) -> bytes:
    size = gdal.OGR_G_WkbSize(geometry)
    written = _desk() if size <= DESK_BYTES else ctypes.create_string_buffer(size)
    gdal.OGR_G_ExportToIsoWkb(geometry, LITTLE_ENDIAN, written)
    return ctypes.string_at(written, size)


@cache
def _desk() -> Any:
    """Return the room shapes are written to, one after another: ctypes makes a type of every size it is asked for."""
    return ctypes.create_string_buffer(DESK_BYTES)


def as_mapping(wkb: bytes) -> dict[str, Any]:
    """Return WKB as a GeoJSON geometry, with rings as they are: GDAL makes shapes others refuse."""
    gdal = library()
    assert gdal is not None
    made = ctypes.c_void_p()
    gdal.OGR_G_CreateFromWkb(wkb, None, ctypes.byref(made), len(wkb))
    if not made:
        return {}
    text = gdal.OGR_G_ExportToJson(made)
    gdal.OGR_G_DestroyGeometry(made)
    try:
        found: dict[str, Any] = json.loads(ctypes.string_at(text)) if text else {}
    finally:
        gdal.VSIFree(text)
    return found
