"""What is said about borders that do not fit their neighbours', and about choices that cannot be followed."""

from collections.abc import Iterator, Sequence

from django.conf import settings

from imports.rows import Choices, Finding
from imports.wording import number_en, number_id

from .matching import Matched
from .neighbours import Clash, Fitted
from .roll import Roll

WORDS = {
    "overlap": ("tumpang tindih", "overlaps"),
    "gap": ("menyisakan celah", "leaves a gap"),
}
RULES = {
    ("overlap", False): "tetangga.tumpang_tindih",
    ("gap", False): "tetangga.celah",
    ("overlap", True): "terbit.tumpang_tindih",
    ("gap", True): "terbit.celah",
}


def check_choices(choices: Choices, roll: Roll, fitted: Fitted) -> Iterator[Finding]:
    """Yield what cannot be followed among the neighbours that were named."""
    if choices.neighbours != "sesuaikan":
        return
    for address in choices.adjust:
        entry = roll.by_address.get(address)
        if entry is None or entry.region not in fitted.around.settled:
            yield _no_neighbour(address)
        elif entry.region in fitted.swallowed:
            yield _swallowed(entry.label)


def _no_neighbour(address: str) -> Finding:
    return Finding(
        rule="pilihan.tetangga",
        message_id=f"{address} bukan tetangga terbit dari batas di berkas ini",
        message_en=f"{address} is no published neighbour of the borders in this file",
        remedy_id="Sebut tetangga yang tidak ada di berkas, dengan kodenya (--adjust 64.08.04.2001).",
        remedy_en="Name neighbours that are not in the file, by their codes (--adjust 64.08.04.2001).",
    )


def _swallowed(label: str) -> Finding:
    return Finding(
        rule="tetangga.habis",
        message_id=f"menyesuaikan {label} tidak menyisakan apa pun darinya",
        message_en=f"adjusting {label} would leave nothing of it",
        remedy_id="Terbitkan tanpa menyesuaikannya; bila wilayah itu memang berakhir, catat di daftar wilayah.",
        remedy_en="Publish without adjusting it; if the region does end, say so in the register.",
    )


def check_neighbours(matched: Matched, clashes: Sequence[Clash]) -> Iterator[Finding]:
    """Yield each pair that does not fit; those below the stated size are folded into one finding."""
    rows = {match.key: match.row.number for match in reversed(matched.matches)}
    large = [each for each in clashes if each.misfit.area_m2 >= settings.COVERAGE_NOISE_M2]
    for clash in large:
        yield _clash(clash, matched.roll, rows)
    if len(large) < len(clashes):
        yield _noise([each for each in clashes if each.misfit.area_m2 < settings.COVERAGE_NOISE_M2])


def _clash(clash: Clash, roll: Roll, rows: dict[int, int]) -> Finding:
    first, second = roll.by_region[clash.first].label, roll.by_region[clash.second].label
    verb_id, verb_en = WORDS[clash.kind]
    size = f"{number_en(clash.misfit.area_m2)} m²"
    other = f" (baris {rows[clash.second]})" if clash.second in rows else " yang sudah terbit"
    other_en = f" (row {rows[clash.second]})" if clash.second in rows else ", which is published"
    remedy_id, remedy_en = _remedy(clash)
    return Finding(
        rule=RULES[clash.kind, clash.published],
        message_id=f"{first} {verb_id} {number_id(clash.misfit.area_m2)} m² dengan {second}{other}",
        message_en=f"{first} {verb_en} of {size} with {second}{other_en}"
        if clash.kind == "gap"
        else f"{first} {verb_en} {second}{other_en} by {size}",
        remedy_id=remedy_id,
        remedy_en=remedy_en,
        row=rows.get(clash.first),
        place=clash.misfit.place,
        details=_details(clash, roll),
    )


def _details(clash: Clash, roll: Roll) -> dict[str, object]:
    details: dict[str, object] = {"area_m2": clash.misfit.area_m2, "kind": clash.kind}
    if not clash.published:
        return details
    neighbour = roll.by_region[clash.second]
    return {**details, "neighbour": neighbour.address, "label": neighbour.label}


def _remedy(clash: Clash) -> tuple[str, str]:
    if not clash.published:
        return (
            "Samakan garis bersama keduanya di QGIS (snapping aktif), bila memang satu batas.",
            "Make their common line one in QGIS (with snapping on), if it is one border.",
        )
    return (
        "Tidak menghalangi: diterbitkan sebagaimana disurvei dan ditandai belum sepakat. Atau tempelkan ke tetangga "
        "(--neighbours tempel), atau sesuaikan tetangga (--neighbours sesuaikan --adjust KODE).",
        "Does not block: it is published as surveyed and marked as not agreed. Or draw it to the neighbour "
        "(--neighbours tempel), or adjust the neighbour (--neighbours sesuaikan --adjust CODE).",
    )


def _noise(small: Sequence[Clash]) -> Finding:
    total = sum(each.misfit.area_m2 for each in small)
    least, all_id, all_en = settings.COVERAGE_NOISE_M2, number_id(total), number_en(total)
    return Finding(
        rule="tetangga.derau",
        message_id=f"{len(small)} celah dan tumpang tindih lebih kecil dari {number_id(least)} m², seluruhnya {all_id} m²",
        message_en=f"{len(small)} gaps and overlaps smaller than {number_en(least)} m², {all_en} m² in all",
        details={"count": len(small), "area_m2": total},
    )
