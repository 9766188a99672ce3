"""The code lists of projects: stages, kinds, ways, how sure a place is, and which figure of a chain counts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
