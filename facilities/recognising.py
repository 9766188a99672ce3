"""From words to kinds: a column of types as offices write it, else the name itself. Plain Python."""

import re

from boundaries.names import plain

from .kinds import KINDS, Kind

# The first that fits counts: what is part of another kind's words stands before it.
WORDS: tuple[tuple[str, str], ...] = (
    ("pustu", r"pustu|(puskesmas|pkm) (pembantu|pemb)"),
    ("poskesdes", r"poskesdes|polindes|pondok bersalin|pos kesehatan desa"),
    ("posyandu", r"posyandu|pos pelayanan terpadu"),
    ("rumah_sakit", r"rumah sakit|rsud|rsu|rsia|rs"),
    ("puskesmas", r"puskesmas\w*|pkm|pusat kesehatan masyarakat"),
    ("apotek", r"apotek|apotik|instalasi farmasi|ifrs"),
    ("klinik", r"klinik|poliklinik|balai pengobatan|poskes|praktek dokter|praktik dokter"),
    ("slb", r"slb\w*|sekolah luar biasa|pendidikan luar biasa"),
    ("pkbm", r"pkbm|pusat kegiatan belajar"),
    ("pesantren", r"pesantren|ponpes"),
    ("perguruan_tinggi", r"universitas|sekolah tinggi|politeknik|perguruan tinggi|akademi|pendidikan tinggi"),
    ("paud", r"paud|tk|kb|tpa|ra|raudhatul athfal|taman kanak kanak|kelompok bermain|(pendidikan )?anak usia dini"),
    ("mi", r"mi|mis|min|madrasah ibtidaiyah"),
    ("mts", r"mts|mtss|mtsn|madrasah tsanawiyah"),
    ("ma", r"ma|mas|man|madrasah aliyah"),
    ("smk", r"smk|smkn|smks|sekolah menengah kejuruan|stm"),
    ("sma", r"sma|sman|smas|smu|sekolah menengah (atas|umum)|pendidikan menengah (umum|atas)"),
    ("smp", r"smp|smpn|smps|sltp|sekolah menengah pertama|pendidikan menengah pertama"),
    ("sd", r"sd|sdn|sds|sdit|sekolah dasar|pendidikan dasar"),
    ("perpustakaan", r"perpustakaan|taman bacaan"),
    ("kantor_bupati", r"kantor bupati"),
    ("kantor_kecamatan", r"kantor (camat|kecamatan)"),
    ("kantor_kelurahan", r"kantor (kelurahan|lurah)"),
    ("balai_desa", r"balai (pertemuan |serbaguna )?(desa|kampung|adat)|balai pertemuan umum"),
    ("kantor_desa", r"kantor (kepala )?(desa|kades)"),
    ("kantor_pos", r"kantor pos"),
    ("pos_polisi", r"polsek|polres|pos polisi|kantor polisi|pospol|polsubsektor"),
    ("damkar", r"damkar|pemadam kebakaran"),
    ("musala", r"musala|musholl?a|mushalla|musolla|langgar|surau"),
    ("masjid", r"masjid|mesjid|islamic center"),
    ("gereja", r"gereja|katedral|kapel"),
    ("pura", r"pura"),
    ("vihara", r"vihara|wihara|klenteng|kelenteng"),
    ("pasar", r"pasar|pusat perdagangan"),
    ("bank", r"bank|atm|kantor bank"),
    ("bumdes", r"bumdes\w*|badan usaha milik desa"),
    ("koperasi", r"koperasi|kud"),
    ("spbu", r"spbu|pom bensin"),
    ("pelabuhan", r"pelabuhan|dermaga|jetty"),
    ("bandara", r"bandara|bandar udara|lapangan terbang|airstrip"),
    ("terminal", r"terminal"),
    ("bts", r"bts|menara telekomunikasi|tower (bts|seluler)|menara seluler"),
    ("internet", r"wifi|wi fi|internet|hotspot|bakti"),
    ("lapangan", r"lapangan|stadion|gelanggang olahraga|gor"),
    ("gedung_serbaguna", r"gedung (serba ?guna|pertemuan)|bpu"),
    ("taman", r"taman"),
    ("air_bersih", r"pdam|air bersih|pamsimas|instalasi pengolahan air"),
    ("makam", r"makam|pemakaman\w*|kuburan|tpu"),
    ("tps", r"tps|tpa sampah|tempat (pembuangan|pengolahan) (akhir|sampah)\w*|bank sampah"),
    ("kantor_dinas", r"kantor|dinas|badan|balai|koramil|kodim"),
)
PATTERNS = [(code, re.compile(rf"\b({words})\b")) for code, words in WORDS]
SAID_EXACTLY = {plain(word): kind for kind in KINDS.values() for word in (kind.code, kind.title_id, kind.title_en)}
NO_LETTERS = re.compile(r"[^a-z0-9]+")


def kind_of(typed: str, name: str = "") -> Kind | None:
    """Return the kind a type column and a name speak of; None where neither is known.

    A code or title of the list counts at once. Catalogues lump kinds together ("Puskesmas/Puskesmas Pembantu"): there
    the name decides, if it speaks of one; so it does where the column says nothing known.
    """
    exact = SAID_EXACTLY.get(plain(typed).replace("-", "_")) or SAID_EXACTLY.get(plain(typed))
    if exact is not None:
        return exact
    said = _said(typed)
    named = _first(name)
    if named is not None and (not said or named in said or _same_group(named, said)):
        return named
    return said[0] if said else None


def _said(text: str) -> list[Kind]:
    words = _words(text)
    return [KINDS[code] for code, pattern in PATTERNS if pattern.search(words)]


def _first(name: str) -> Kind | None:
    """Return the kind whose words come first in a name: *Masjid Pasar Baru* is a mosque."""
    words = _words(name)
    found = [(match.start(), place) for place, (_code, each) in enumerate(PATTERNS) if (match := each.search(words))]
    return KINDS[PATTERNS[min(found)[1]][0]] if found else None


def _same_group(kind: Kind, said: list[Kind]) -> bool:
    return any(each.group == kind.group for each in said)


def _words(text: str) -> str:
    return " ".join(NO_LETTERS.sub(" ", plain(text)).split())
