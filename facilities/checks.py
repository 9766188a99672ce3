"""What only the target of facilities can find in a file. Rows that are kept out are told one by one, with the way out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from imports.rows import Candidate, Finding

from .entries import Entries, Entry
from .likeness import pairs
from .matching import Live, thing_of, things
from .models import Facility, FacilityVersion
from .positions import NEW, SWAP, TURN

WORDS = {
    "name": ("nama", "name"),
    "operator": ("pengelola", "operator"),
    "contact": ("kontak", "contact"),
    "hours": ("jam buka", "hours"),
    "address": ("alamat", "address"),
    "source": ("sumber", "source"),
}
OUT_ID, OUT_EN = "baris ini tidak diterbitkan", "this row is kept out"


def check_entries(entries: Entries, live: Live, answered: dict[int, int]) -> Iterator[Finding]:
    """Yield the findings of each row, then those between rows; `answered` are a person's choices for doubtful rows."""
    for entry in entries.entries:
        yield from _check_place(entry, entries)
        yield from _check_kind(entry)
        if entry.kept:
            yield from _check_desa(entry, entries)
        yield from _check_values(entry)
    yield from _check_keys(entries.entries)
    yield from _check_npsn(entries.entries)
    yield from _check_twins(entries.kept)
    yield from _check_published(entries.kept, live, answered)


def _check_place(entry: Entry, entries: Entries) -> Iterator[Finding]:
    placed, number = entry.placed, entry.row.number
    match placed.fault:
        case "kosong":
            yield Finding(
                "posisi.kosong",
                message_id=f"{_called(entry)} tidak mempunyai koordinat; {OUT_ID}",
                message_en=f"{_called(entry)} has no coordinates; {OUT_EN}",
                remedy_id="Isi lintang dan bujurnya, lalu kirim lagi; baris lain dapat terbit dahulu.",
                remedy_en="Fill in latitude and longitude, then send it again; the other rows can go first.",
                row=number,
            )
        case "tidak_terbaca":
            yield Finding(
                "posisi.tidak_terbaca",
                message_id=f"koordinat {placed.said!r} tidak dapat dibaca; {OUT_ID}",
                message_en=f"the coordinates {placed.said!r} cannot be read; {OUT_EN}",
                remedy_id="Tulis derajat desimal, misalnya 0,5234 dan 117,5281.",
                remedy_en="Write decimal degrees, for example 0.5234 and 117.5281.",
                row=number,
            )
        case "lintang_terbalik" | "tertukar":
            yield _turned(entry)
        case "luar_wilayah":
            yield Finding(
                "posisi.luar_wilayah",
                message_id=f"{_called(entry)} terletak di {placed.said}, di luar Kutai Timur; {OUT_ID}",
                message_en=f"{_called(entry)} lies at {placed.said}, outside Kutai Timur; {OUT_EN}",
                remedy_id="Periksa titiknya di lapangan atau di peta, lalu kirim lagi.",
                remedy_en="Check the place on the spot or on a map, then send it again.",
                row=number,
            )
    if placed.mended:
        yield _mended(entry)
    if placed.apart_m:
        yield _apart(entry)


def _turned(entry: Entry) -> Finding:
    """Offer to turn a latitude round, or to swap, as a choice; until it is made the row is kept out."""
    placed = entry.placed
    assert placed.offered is not None  # what these two faults come with
    lon, lat = placed.offered
    if placed.fault == "lintang_terbalik":
        what_id, what_en = "lintangnya di selatan khatulistiwa", "its latitude is south of the equator"
        offer_id, key = f"balik tandanya: {lat:.6f} LU, {lon:.6f} BT", TURN
        choose_id, choose_en = "Pilih “balik tandanya” bila memang itu", "Choose to turn it round if that is so"
    else:
        what_id, what_en = "lintang dan bujurnya tertukar", "its latitude and longitude are swapped"
        offer_id, key = f"tukar kembali: {lat:.6f} LU, {lon:.6f} BT", SWAP
        choose_id, choose_en = "Pilih “tukar kembali” bila memang itu", "Choose to swap them back if that is so"
    return Finding(
        f"posisi.{placed.fault}",
        message_id=f"{_called(entry)} tertulis di {placed.said}: {what_id}; {OUT_ID}",
        message_en=f"{_called(entry)} is written at {placed.said}: {what_en}; {OUT_EN}",
        remedy_id=f"{choose_id}, atau perbaiki koordinatnya di berkas.",
        remedy_en=f"{choose_en}, or correct the coordinates in the file.",
        row=entry.row.number,
        place=placed.offered,
        column="lat",
        candidates=(Candidate(key, offer_id),),
    )


def _mended(entry: Entry) -> Finding:
    assert entry.placed.point is not None  # what was mended has a place
    lon, lat = entry.placed.point
    how_id, how_en = (
        ("dibalik tandanya", "turned round") if entry.placed.mended == TURN else ("ditukar kembali", "swapped back")
    )
    return Finding(
        "posisi.diperbaiki",
        message_id=f"{_called(entry)} tertulis di {entry.placed.said}; atas pilihan Anda {how_id}: {lat:.6f}, {lon:.6f}",
        message_en=f"{_called(entry)} is written at {entry.placed.said}; as you chose it was {how_en}: {lat:.6f}, {lon:.6f}",
        row=entry.row.number,
        place=entry.placed.point,
    )


def _apart(entry: Entry) -> Finding:
    placed, row = entry.placed, entry.row
    assert row.geom is not None  # what lies apart from the columns
    spot = row.geom.representative_point()
    far = f"{placed.apart_m / 1000:.1f} km" if placed.apart_m >= 1_000 else f"{placed.apart_m:.0f} m"
    return Finding(
        "posisi.beda",
        message_id=f"kolom koordinat menulis {placed.said}, titik di berkas {spot.y:.6f}, {spot.x:.6f}: {far} jauhnya; "
        "kolomnya yang dipakai",
        message_en=f"the columns say {placed.said}, the file's point {spot.y:.6f}, {spot.x:.6f}: {far} apart; "
        "the columns are used",
        remedy_id="Kosongkan pemetaan kolom lintang dan bujur bila titiknya yang benar.",
        remedy_en="Leave latitude and longitude unmapped if the point is right.",
        row=row.number,
        place=placed.point,
    )


def _check_kind(entry: Entry) -> Iterator[Finding]:
    typed = entry.row.values.get("kind", "")
    if not entry.named:
        yield Finding(
            "nama.kosong",
            message_id=f"nama kosong; {OUT_ID}",
            message_en=f"the name is empty; {OUT_EN}",
            remedy_id="Isi namanya, misalnya Masjid Al-Ikhlas.",
            remedy_en="Fill in its name, for example Masjid Al-Ikhlas.",
            row=entry.row.number,
            place=entry.placed.point,
            column="name",
        )
    if entry.kind is None:
        yield Finding(
            "jenis.bukan_fasilitas",
            message_id=f"jenis {typed or '(kosong)'!r} dan nama {entry.name!r} tidak dikenali sebagai jenis fasilitas; {OUT_ID}",
            message_en=f"neither the kind {typed or '(empty)'!r} nor the name {entry.name!r} is a known kind; {OUT_EN}",
            remedy_id="Tulis salah satu jenis dari daftar di panduan fasilitas, misalnya SD, puskesmas, kantor desa.",
            remedy_en="Write a kind of the list in the guide to facilities, for example SD, puskesmas, kantor desa.",
            row=entry.row.number,
            place=entry.placed.point,
            column="kind",
        )


def _check_desa(entry: Entry, entries: Entries) -> Iterator[Finding]:
    title, here = entries.gazetteer.title, entry.placed.point
    if entry.near is not None:
        yield Finding(
            "posisi.luar_desa",
            message_id=f"{_called(entry)} di luar batas desa mana pun, {entry.near[1]:.0f} m dari {title(entry.near[0])}",
            message_en=f"{_called(entry)} lies in no desa, {entry.near[1]:.0f} m from {title(entry.near[0])}",
            remedy_id="Periksa titiknya; dermaga di laut boleh tetap.",
            remedy_en="Check the place; a jetty at sea may stay.",
            row=entry.row.number,
            place=here,
        )
    if entry.unknown_desa:
        yield Finding(
            "desa.tidak_dikenal",
            message_id=f"desa {entry.unknown_desa!r} tidak dikenal; titiknya di {title(entry.region)}",
            message_en=f"there is no desa {entry.unknown_desa!r}; the point lies in {title(entry.region)}",
            remedy_id="Tulis nama atau kode Kemendagri dari daftar wilayah.",
            remedy_en="Write a name or Kemendagri code of the register.",
            row=entry.row.number,
            place=here,
        )
    if entry.stated is not None and entry.region is not None and entry.stated != entry.region:
        yield Finding(
            "desa.beda",
            message_id=f"{_called(entry)} tertulis di {title(entry.stated)}, tetapi titiknya di {title(entry.region)}",
            message_en=f"{_called(entry)} is written to be in {title(entry.stated)}, but its point lies in {title(entry.region)}",
            remedy_id="Periksa titiknya atau nama desanya; baris ini terbit dengan desa dari titiknya.",
            remedy_en="Check the point or the desa; the row is published with the desa of its point.",
            row=entry.row.number,
            place=here,
        )


def _check_values(entry: Entry) -> Iterator[Finding]:
    for column, value in entry.faults.items():
        yield VALUES[column](entry, value) if column in VALUES else _long(entry, column, value)


def _long(entry: Entry, column: str, value: str) -> Finding:
    most = FacilityVersion._meta.get_field(column).max_length  # type: ignore[union-attr]  # all are CharFields
    word_id, word_en = WORDS[column]
    return Finding(
        "isi.terlalu_panjang",
        message_id=f"{word_id} {len(value)} huruf; paling panjang {most}",
        message_en=f"the {word_en} has {len(value)} characters; {most} are the most",
        remedy_id="Persingkat.",
        remedy_en="Make it shorter.",
        row=entry.row.number,
        column=column,
    )


def _npsn(entry: Entry, value: str) -> Finding:
    school = entry.kind is None or entry.kind.npsn
    return Finding(
        "npsn.bentuk" if school else "npsn.jenis",
        message_id=f"NPSN {value!r} bukan delapan angka; dikosongkan"
        if school
        else f"{_called(entry)} bukan sekolah; NPSN {value!r} dikosongkan",
        message_en=f"the NPSN {value!r} is not eight digits; it is left empty"
        if school
        else f"{_called(entry)} is no school; the NPSN {value!r} is left out",
        remedy_id="Salin NPSN dari Dapodik." if school else "Periksa jenisnya.",
        remedy_en="Copy the NPSN from Dapodik." if school else "Check its kind.",
        row=entry.row.number,
        column="npsn",
    )


def _condition(entry: Entry, value: str) -> Finding:
    return Finding(
        "kondisi.tidak_dikenal",
        message_id=f"keadaan {value[:40]!r} tidak dikenal; dikosongkan",
        message_en=f"the condition {value[:40]!r} is not known; it is left empty",
        remedy_id="Tulis baik, rusak ringan, rusak berat, dibangun, atau tidak dipakai.",
        remedy_en="Write baik, rusak ringan, rusak berat, dibangun or tidak dipakai.",
        row=entry.row.number,
        column="condition",
    )


def _day(entry: Entry, value: str) -> Finding:
    return Finding(
        "tanggal.dikosongkan",
        message_id=f"tanggal {value[:40]!r} tidak dapat dibaca; dikosongkan",
        message_en=f"the date {value[:40]!r} cannot be read; it is left empty",
        remedy_id="Tulis misalnya 31/01/2026 atau 2026.",
        remedy_en="Write for example 31/01/2026 or 2026.",
        row=entry.row.number,
        column="source_date",
    )


VALUES = {"npsn": _npsn, "condition": _condition, "source_date": _day}


def _check_keys(entries: Sequence[Entry]) -> Iterator[Finding]:
    told = {entry.row.number: entry.row.values.get("key", "").lower() for entry in entries}
    known = set(Facility.objects.filter(key__in=set(told.values()) - {""}).values_list("key", flat=True))
    for number, key in told.items():
        if key and key not in known:
            yield Finding(
                "kunci.tidak_dikenal",
                message_id=f"tidak ada fasilitas berkunci {key[:30]!r}",
                message_en=f"no facility has the key {key[:30]!r}",
                remedy_id="Kosongkan kolom kunci untuk fasilitas baru.",
                remedy_en="Leave the key empty for a new facility.",
                row=number,
                column="key",
            )


def _check_npsn(entries: Sequence[Entry]) -> Iterator[Finding]:
    rows: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if npsn := entry.content.get("npsn"):
            rows[npsn].append(entry)
    for npsn, found in rows.items():
        for entry in found[1:]:
            first = found[0]
            yield Finding(
                "npsn.ganda",
                message_id=f"NPSN {npsn} sudah dipakai {first.name} di baris {first.row.number}",
                message_en=f"the NPSN {npsn} already stands in row {first.row.number} ({first.name})",
                remedy_id="Perbaiki atau kosongkan salah satunya.",
                remedy_en="Correct or empty one of them.",
                row=entry.row.number,
                column="npsn",
                place=entry.placed.point,
            )


def _check_twins(kept: Sequence[Entry]) -> Iterator[Finding]:
    """Tell rows of one file that may be one facility."""
    compared = things(kept)
    for pair in pairs(compared, compared):
        if pair.first <= pair.second:
            continue
        one, other = kept[pair.first], kept[pair.second]
        yield Finding(
            "fasilitas.kembar",
            message_id=f"{_called(one)} dan {_called(other)} (baris {other.row.number}) mungkin satu: "
            f"{pair.metres:.0f} m jaraknya",
            message_en=f"{_called(one)} and {_called(other)} (row {other.row.number}) may be one: {pair.metres:.0f} m apart",
            remedy_id="Hapus salah satunya bila memang satu fasilitas.",
            remedy_en="Remove one of them if they are the same facility.",
            row=one.row.number,
            place=one.placed.point,
        )


def _check_published(kept: Sequence[Entry], live: Live, answered: dict[int, int]) -> Iterator[Finding]:
    """Ask which published facility a row means, where one with a like name lies within 50 m."""
    there = [thing_of(each) for each in live.values()]
    found: dict[int, list[tuple[float, int]]] = defaultdict(list)
    settled = set(answered)
    for pair in pairs(things(kept), there):
        entry = kept[pair.first]
        if pair.same or _by_number(entry, live, there[pair.second].key):
            settled.add(entry.row.number)
        found[pair.first].append((pair.metres, there[pair.second].key))
    for place, near in found.items():
        if kept[place].row.number not in settled:
            yield _perhaps(kept[place], sorted(near), live)


def _by_number(entry: Entry, live: Live, facility: int) -> bool:
    npsn = entry.content.get("npsn", "")
    return (bool(npsn) and live[facility].npsn == npsn) or bool(entry.row.values.get("key"))


def _perhaps(entry: Entry, near: Sequence[tuple[float, int]], live: Live) -> Finding:
    first = live[near[0][1]]
    told = tuple(Candidate(key, f"{live[key].name} ({metres:.0f} m)") for metres, key in near[:5])
    return Finding(
        "fasilitas.kembar",
        message_id=f"{_called(entry)} mungkin sudah terbit sebagai {first.name}, {near[0][0]:.0f} m jaraknya; tanpa pilihan "
        "ia menjadi fasilitas baru",
        message_en=f"{_called(entry)} may be published as {first.name}, {near[0][0]:.0f} m apart; without a choice it "
        "becomes a new facility",
        remedy_id="Pilih fasilitas yang dimaksud, atau “fasilitas lain”.",
        remedy_en="Choose the facility that is meant, or “another facility”.",
        row=entry.row.number,
        place=entry.placed.point,
        candidates=(*told, Candidate(NEW, "fasilitas lain")),
    )


def _called(entry: Entry) -> str:
    return entry.name[:80] or f"baris {entry.row.number}"
