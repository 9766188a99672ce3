"""The code list of facilities: kinds in groups. Codes stand in addresses, files and the API, and never change.

A group has one simple mark with a letter on maps. `npsn` says that facilities of the kind bear a national school number.
"""

from dataclasses import dataclass

from django.utils.translation import get_language

from layers.declaration import Category


@dataclass(frozen=True)
class Group(Category):
    """Kinds that look alike on a map; the fill is dark enough for a white letter (4.5 to 1)."""

    @property
    def code(self) -> str:
        return self.value


@dataclass(frozen=True)
class Kind:
    code: str
    group: Group
    title_id: str
    title_en: str
    npsn: bool = False

    @property
    def title(self) -> str:
        return self.title_en if get_language() == "en" else self.title_id

    @property
    def letter(self) -> str:
        return self.group.letter


PENDIDIKAN = Group("pendidikan", "Pendidikan", "Education", "square", "S", "#0065a3")
KESEHATAN = Group("kesehatan", "Kesehatan", "Health", "circle", "K", "#b34700")
PEMERINTAHAN = Group("pemerintahan", "Pemerintahan", "Government", "pentagon", "P", "#3d3d3d")
IBADAH = Group("ibadah", "Tempat ibadah", "Worship", "triangle", "I", "#00704f")
EKONOMI = Group("ekonomi", "Ekonomi", "Economy", "diamond", "E", "#8a5a00")
TRANSPORTASI = Group("transportasi", "Transportasi", "Transport", "hexagon", "T", "#8f3d6f")
JARINGAN = Group("jaringan", "Internet dan telepon", "Internet and telephone", "wedge", "J", "#5d4b9c")
UMUM = Group("umum", "Ruang umum dan layanan", "Public places and services", "octagon", "U", "#1f6a7a")
GROUPS: dict[str, Group] = {
    group.code: group for group in (PENDIDIKAN, KESEHATAN, PEMERINTAHAN, IBADAH, EKONOMI, TRANSPORTASI, JARINGAN, UMUM)
}

_KINDS = (
    Kind("paud", PENDIDIKAN, "TK/PAUD", "Kindergarten", npsn=True),
    Kind("sd", PENDIDIKAN, "SD", "Primary school", npsn=True),
    Kind("mi", PENDIDIKAN, "MI", "Islamic primary school", npsn=True),
    Kind("smp", PENDIDIKAN, "SMP", "Junior secondary school", npsn=True),
    Kind("mts", PENDIDIKAN, "MTs", "Islamic junior secondary school", npsn=True),
    Kind("sma", PENDIDIKAN, "SMA", "Senior secondary school", npsn=True),
    Kind("smk", PENDIDIKAN, "SMK", "Vocational school", npsn=True),
    Kind("ma", PENDIDIKAN, "MA", "Islamic senior secondary school", npsn=True),
    Kind("slb", PENDIDIKAN, "SLB", "School for special needs", npsn=True),
    Kind("pkbm", PENDIDIKAN, "PKBM", "Community learning centre", npsn=True),
    Kind("pesantren", PENDIDIKAN, "Pesantren", "Islamic boarding school"),
    Kind("perguruan_tinggi", PENDIDIKAN, "Perguruan tinggi", "College or university"),
    Kind("perpustakaan", PENDIDIKAN, "Perpustakaan", "Library"),
    Kind("rumah_sakit", KESEHATAN, "Rumah sakit", "Hospital"),
    Kind("puskesmas", KESEHATAN, "Puskesmas", "Community health centre"),
    Kind("pustu", KESEHATAN, "Puskesmas pembantu", "Auxiliary health centre"),
    Kind("poskesdes", KESEHATAN, "Poskesdes/polindes", "Village health or maternity post"),
    Kind("posyandu", KESEHATAN, "Posyandu", "Mother and child health post"),
    Kind("klinik", KESEHATAN, "Klinik", "Clinic"),
    Kind("apotek", KESEHATAN, "Apotek", "Pharmacy"),
    Kind("kantor_bupati", PEMERINTAHAN, "Kantor bupati", "Regent's office"),
    Kind("kantor_kecamatan", PEMERINTAHAN, "Kantor kecamatan", "Kecamatan office"),
    Kind("kantor_kelurahan", PEMERINTAHAN, "Kantor kelurahan", "Kelurahan office"),
    Kind("kantor_desa", PEMERINTAHAN, "Kantor desa", "Desa office"),
    Kind("balai_desa", PEMERINTAHAN, "Balai desa", "Village hall"),
    Kind("kantor_dinas", PEMERINTAHAN, "Kantor pemerintah lain", "Other government office"),
    Kind("masjid", IBADAH, "Masjid", "Mosque"),
    Kind("musala", IBADAH, "Musala/langgar", "Prayer house"),
    Kind("gereja", IBADAH, "Gereja", "Church"),
    Kind("pura", IBADAH, "Pura", "Hindu temple"),
    Kind("vihara", IBADAH, "Vihara/klenteng", "Buddhist or Chinese temple"),
    Kind("pasar", EKONOMI, "Pasar", "Market"),
    Kind("bank", EKONOMI, "Bank/ATM", "Bank or cash machine"),
    Kind("bumdes", EKONOMI, "BUMDes", "Village-owned enterprise"),
    Kind("koperasi", EKONOMI, "Koperasi", "Cooperative"),
    Kind("spbu", EKONOMI, "SPBU", "Filling station"),
    Kind("pelabuhan", TRANSPORTASI, "Pelabuhan/dermaga", "Port or jetty"),
    Kind("bandara", TRANSPORTASI, "Bandara", "Airport or airstrip"),
    Kind("terminal", TRANSPORTASI, "Terminal", "Bus terminal"),
    Kind("bts", JARINGAN, "BTS", "Mobile phone mast"),
    Kind("internet", JARINGAN, "Titik internet", "Internet point"),
    Kind("kantor_pos", JARINGAN, "Kantor pos", "Post office"),
    Kind("lapangan", UMUM, "Lapangan", "Sports field"),
    Kind("gedung_serbaguna", UMUM, "Gedung serbaguna", "Multipurpose hall"),
    Kind("taman", UMUM, "Taman", "Park"),
    Kind("pos_polisi", UMUM, "Kantor/pos polisi", "Police station or post"),
    Kind("damkar", UMUM, "Pos pemadam kebakaran", "Fire station"),
    Kind("air_bersih", UMUM, "Instalasi air bersih", "Water works"),
    Kind("makam", UMUM, "Pemakaman", "Cemetery"),
    Kind("tps", UMUM, "Tempat pengolahan sampah", "Waste station"),
)
KINDS: dict[str, Kind] = {kind.code: kind for kind in _KINDS}


def kinds_of(group: str) -> list[Kind]:
    """Return the kinds of a group, in order; none for a code that is no group's."""
    return [kind for kind in _KINDS if kind.group.code == group]
