"""Which reference system the coordinates are in, with what speaks for it; and the way from it to EPSG:4326.

Declared and plausible: taken. Declared and contradicted by the coordinates, or not declared: refused, naming the
systems under which the rows would lie where the target expects them. Only a person (`--crs`) decides against a file.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError
from pyproj.transformer import AreaOfInterest, TransformerGroup
from shapely.geometry.base import BaseGeometry

from .candidates import SWAPPED, Candidate, fitting, share_inside
from .refusals import Choice, CrsUnclear, Words
from .wording import share_id

WKT_BYTES = 64_000
# Enough to call the rows "in place": a few strays are for the row checks to name.
PLAUSIBLE_SHARE = 0.5
# Above this a shift between datums is a guess (Segara: "unknown"; Batavia and ID74 in places).
SHIFT_LIMIT_M = 5.0
UNKNOWN_SHIFT_M = 999
ASK = Words(
    "Tanyakan pembuat berkas sistem koordinatnya, lalu sebutkan (--crs EPSG:32650).",
    "Ask the file's maker for its reference system, then name it (--crs EPSG:32650).",
)
Warp = Callable[[Any], Any]  # a shape, or an array of them


@dataclass(frozen=True)
class Decision:
    """The reference system used; `by` is person, prj or the kind of the file. `swapped`: the file gives the second axis first."""

    crs: CRS
    by: str
    evidence: dict[str, Any] = field(default_factory=dict)
    dropped_vertical: bool = False
    swapped: bool = False


def parse(text: str) -> tuple[CRS, bool]:
    """Return the horizontal reference system a text stands for, and whether a vertical one was dropped."""
    try:
        crs = CRS.from_user_input(text[:WKT_BYTES].strip("\ufeff \r\n\t\0"))
    except (CRSError, ProjError, ValueError) as error:
        raise _unknown(text[:80]) from error
    return _without_shift_clause(_flat(crs)), crs.is_compound or len(crs.axis_info) > 2


def _unknown(text: str) -> CrsUnclear:
    return CrsUnclear(
        Words(f"sistem koordinat {text!r} tidak dikenal", f"reference system {text!r} is not known"),
        ASK,
        rule="crs.tidak_dikenal",
    )


def _flat(crs: CRS) -> CRS:
    if crs.is_compound:
        return _flat(crs.sub_crs_list[0])
    return crs.to_2d() if len(crs.axis_info) > 2 else crs


def _without_shift_clause(crs: CRS) -> CRS:
    """Drop a TOWGS84 clause where the registry knows the system, and so its shift, better."""
    if crs.is_bound and crs.source_crs is not None and code_of(crs.source_crs):
        return crs.source_crs
    return crs


def name_of(crs: CRS) -> str:
    """Return "EPSG:32650 (WGS 84 / UTM zone 50N)", or the name alone where the registry has no such system."""
    code = code_of(crs)
    return f"EPSG:{code} ({crs.name})" if code else str(crs.name)


def code_of(crs: CRS) -> int | None:
    """Return the registry's code, or None; degrees count as known even where a file has longitude first."""
    code = crs.to_epsg()
    if code is None and crs.is_geographic:
        code = crs.to_epsg(min_confidence=25)
        if code is not None and CRS.from_epsg(code).name != crs.name:
            return None  # alike in its ellipsoid only
    return int(code) if code else None


def decide(
    *,
    declared: str,
    declared_by: str,
    forced: str | None,
    points: Sequence[tuple[float, float]],
    reference: BaseGeometry | None,
) -> Decision:
    """Choose the reference system of a file from what it declares, what a person says and where its rows would lie."""
    if not forced and not declared.strip():
        raise _undeclared(points, reference, declared_by)
    by = "person" if forced else declared_by
    swapped = (forced or "").endswith(SWAPPED)
    crs, dropped = parse((forced or declared).removesuffix(SWAPPED))
    points = [(y, x) for x, y in points] if swapped else points
    share = share_inside(Candidate.of(crs), points, reference) if reference is not None and points else None
    evidence = {"crs": name_of(crs), "by": by, "rows_looked_at": len(points), "share_in_place": share}
    if share is not None and share < PLAUSIBLE_SHARE:
        _refuse_if_another_fits(crs, by, share, points, reference)
    shift = shift_m(crs, reference)
    evidence["shift_accuracy_m"] = shift
    if not forced and (shift is None or shift > SHIFT_LIMIT_M):
        raise _uncertain_shift(crs, shift)
    return Decision(crs, by, evidence, dropped, swapped)


def _undeclared(points: Sequence[tuple[float, float]], reference: BaseGeometry | None, kind: str) -> CrsUnclear:
    found = fitting(points, reference)
    proposals = _proposals(found)
    shown = Words("", "")
    if found:
        best = found[0][0]
        shown = Words(
            f" Yang paling mungkin: {proposals}. Bila benar, pilih itu (--crs {best.code}).",
            f" Most likely: {proposals}. If that is right, choose it (--crs {best.code}).",
        )
    return CrsUnclear(
        Words(
            "berkas tidak menyebut sistem koordinatnya" + (" (tidak ada .prj)" if kind == "prj" else ""),
            "the file does not state its reference system" + (" (there is no .prj)" if kind == "prj" else ""),
        ),
        Words(ASK.id + shown.id, ASK.en + shown.en),
        rule="crs.tidak_ada",
        choices=_choices(found),
    )


def _refuse_if_another_fits(
    crs: CRS, by: str, share: float, points: Sequence[tuple[float, float]], reference: BaseGeometry | None
) -> None:
    """Raise where another reading of the same numbers puts the rows in place; else the row checks say where they lie."""
    found = fitting(points, reference, like=crs)
    if not found or found[0][1] < PLAUSIBLE_SHARE:
        return
    best = found[0][0]
    if best.swapped:
        remedy = Words(
            f'Sumbunya tertukar (lintang, bujur). Bila benar, tukarkan (--crs "{best.answer}"), atau simpan ulang dari QGIS '
            f"(alat Swap X and Y coordinates) sebagai {best.code}.",
            f'The axes are swapped (lat, lon). If that is right, have them straightened (--crs "{best.answer}"), or save it '
            f"again from QGIS (Swap X and Y coordinates) as {best.code}.",
        )
    else:
        remedy = Words(
            f"Yang paling mungkin: {_proposals(found)}. Bila benar, pilih itu (--crs {best.code}); bila tidak, perbaiki .prj.",
            f"Most likely: {_proposals(found)}. If that is right, choose it (--crs {best.code}); if not, correct the .prj.",
        )
    raise CrsUnclear(
        Words(
            f"dengan {name_of(crs)} hanya {share_id(share)} baris berada di wilayah yang diharapkan",
            f"under {name_of(crs)} only {share:.0%} of the rows lie where they are expected",
        ),
        remedy,
        rule="crs.sumbu_tertukar" if best.swapped else "crs.tidak_masuk_akal",
        choices=_choices(found),
    )


def _proposals(found: Sequence[tuple[Candidate, float]]) -> str:
    return ", ".join(f"{candidate.label} ({share:.0%})" for candidate, share in found[:3])


def _choices(found: Sequence[tuple[Candidate, float]]) -> tuple[Choice, ...]:
    return tuple(Choice(candidate.label, f"{share:.0%}") for candidate, share in found)


def _uncertain_shift(crs: CRS, shift: float | None) -> CrsUnclear:
    size = (
        Words("tidak diketahui", "unknown")
        if shift is None
        else Words(f"±{shift:g}".replace(".", ",") + " m", f"±{shift:g} m")
    )
    return CrsUnclear(
        Words(
            f"pergeseran dari {name_of(crs)} ke WGS 84 {size.id}: terlalu kasar untuk batas wilayah",
            f"the shift from {name_of(crs)} to WGS 84 is {size.en}: too coarse for a boundary",
        ),
        Words(
            "Minta berkas dalam SRGI2013 atau WGS 84; bila pergeseran ini diterima, sebutkan sistemnya (--crs).",
            "Ask for the file in SRGI2013 or WGS 84; if this shift is acceptable, name the system (--crs).",
        ),
        rule="crs.pergeseran",
    )


def shift_m(crs: CRS, reference: BaseGeometry | None) -> float | None:
    """Return the stated accuracy of the way to WGS 84 around the reference area; None where it is unknown."""
    base = crs.geodetic_crs
    if _is_wgs84(crs) or (base is not None and _is_wgs84(base)):
        return 0.0  # a projection of WGS 84 is exact; some editions of PROJ state no accuracy for it
    accuracy = _transformer(crs, reference).accuracy
    return None if accuracy < 0 or accuracy >= UNKNOWN_SHIFT_M else float(accuracy)


def warp(crs: CRS, reference: BaseGeometry | None, *, swapped: bool = False) -> Warp:
    """Return the function that brings shapes to 2D EPSG:4326; coordinates already in WGS 84 degrees stay as they are."""
    if swapped:
        straight = warp(crs, reference)
        return lambda shape: straight(shapely.transform(shapely.force_2d(shape), np.fliplr))
    if _is_wgs84(crs):
        return shapely.force_2d
    transformer = _transformer(crs, reference)

    def to_degrees(coords: np.ndarray) -> np.ndarray:
        return np.column_stack(transformer.transform(coords[:, 0], coords[:, 1]))

    return lambda shape: shapely.transform(shapely.force_2d(shape), to_degrees)


def _transformer(crs: CRS, reference: BaseGeometry | None) -> Transformer:
    """Return the best way to WGS 84 around the reference area; raise CrsUnclear where there is none."""
    area = AreaOfInterest(*reference.bounds) if reference is not None else None
    try:
        ways = TransformerGroup(crs, CRS.from_epsg(4326), always_xy=True, area_of_interest=area).transformers
    except ProjError:
        ways = []
    if not ways:
        raise _unknown(crs.name)
    return ways[0]


def _is_wgs84(crs: CRS) -> bool:
    return crs.is_geographic and (code_of(crs) == 4326 or crs.to_authority() == ("OGC", "CRS84"))
