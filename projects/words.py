"""The code lists of projects: stages, kinds, ways, how sure a place is, and which figure of a chain counts."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

EARLIEST, LATEST = 1999, 2100  # budget years; the regency exists since 1999


class Stage(models.TextChoices):
    """How far a package has come. The codes are those people say; works of a village go from RUP to SPMK to BAST."""

    RUP = "rup", _("direncanakan")
    ANNOUNCED = "pengumuman", _("sedang ditender")
    AWARDED = "pemenang", _("pemenang ditetapkan")
    CONTRACT = "kontrak", _("kontrak ditandatangani")
    STARTED = "spmk", _("sedang dikerjakan")
    DONE = "bast", _("selesai diserahterimakan")
    FAILED = "gagal", _("tender gagal atau batal")


class Kind(models.TextChoices):
    WORKS = "konstruksi", _("pekerjaan konstruksi")
    GOODS = "barang", _("pengadaan barang")
    CONSULTING = "konsultansi", _("jasa konsultansi")
    SERVICES = "jasa", _("jasa lainnya")


class Way(models.TextChoices):
    """Who does the work: a provider that was chosen, the agency itself, or the village."""

    PROVIDER = "penyedia", _("lewat penyedia")
    SELF = "swakelola", _("swakelola")
    VILLAGE = "desa", _("dikerjakan desa")


class Certainty(models.TextChoices):
    EXACT = "tepat", _("tepat")
    ROUGH = "perkiraan", _("perkiraan")
    NONE = "belum", _("belum diketahui")


class Basis(models.TextChoices):
    """Which figure of a chain is counted, the surest first."""

    CONTRACT = "kontrak", _("nilai kontrak")
    AWARD = "pemenang", _("nilai penawaran pemenang")
    HPS = "hps", _("HPS")
    PAGU = "pagu", _("pagu")
    NONE = "", _("belum diketahui")


class TenderStatus(models.TextChoices):
    RUNNING = "berlangsung", _("berlangsung")
    DONE = "selesai", _("selesai")
    FAILED = "gagal", _("gagal")
    CANCELLED = "batal", _("batal")


@dataclass(frozen=True)
class ValueClass:
    """Packages worth `least` whole rupiah or more and less than `below`; both None: worth nobody knows how much."""

    code: str
    label: Any
    least: int | None
    below: int | None


MILLION = 10**6
# Up to 200 million no tender is needed; up to 1 billion a village's works; the rest by the tens.
VALUE_CLASSES = (
    ValueClass("di-bawah-200-juta", _("di bawah Rp 200 juta"), 0, 200 * MILLION),
    ValueClass("200-juta-1-miliar", _("Rp 200 juta sampai 1 miliar"), 200 * MILLION, 1_000 * MILLION),
    ValueClass("1-10-miliar", _("Rp 1 sampai 10 miliar"), 1_000 * MILLION, 10_000 * MILLION),
    ValueClass("10-miliar-lebih", _("Rp 10 miliar atau lebih"), 10_000 * MILLION, None),
    ValueClass("tanpa-nilai", _("nilai belum diketahui"), None, None),
)
