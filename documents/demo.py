"""Sample documents: every desa with its budget and work plan of the newest years, every kecamatan with its budget and
reports, Sangatta Utara with all a kecamatan gives out. Small tagged PDFs that say DATA CONTOH; every sum in them is made up.

They are written by `plain_pdf`, not laid out: docs/decisions/0014 says why.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from random import Random

import pypdfium2
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from boundaries.facts import RegionFacts, listed
from boundaries.models import Kind, Level, Region
from layers.releases import lock_layer, open_release

from .actions import DOCUMENTS
from .checking import MEDIA_TYPES
from .contents import clean
from .kinds import PpidClass, types
from .models import Document, DocumentVersion, Form, State
from .plain_pdf import Block, written
from .searching import dictionary

RICH = "64.08.04"  # Sangatta Utara
NEWEST = 2026
DESA = [("apbdes", NEWEST), ("apbdes", NEWEST - 1)]
KECAMATAN = [("dpa", NEWEST), ("dpa", NEWEST - 1), ("lkjip", NEWEST - 1)]
SANGATTA_UTARA = [
    ("renstra", 2025), ("renja", NEWEST), ("rka", NEWEST), ("rka", NEWEST - 1), ("perjanjian_kinerja", NEWEST),
    ("lkjip", NEWEST - 2), ("lkjip", NEWEST - 3), ("laporan_informasi", NEWEST - 1), ("laporan_keuangan", NEWEST - 1),
    ("sop", NEWEST - 1), ("standar_pelayanan", NEWEST - 1), ("maklumat", NEWEST - 1), ("profil", NEWEST - 1),
    ("sk", NEWEST - 1), ("pengumuman", NEWEST), ("skm", NEWEST - 1), ("aset", NEWEST - 1),
]  # fmt: skip
KABUPATEN = [("lkjip", NEWEST - 1), ("lppd", NEWEST - 1), ("renstra", 2025), ("laporan_informasi", NEWEST - 1)]
KELURAHAN = [("profil", NEWEST - 1), ("standar_pelayanan", NEWEST - 1), ("maklumat", NEWEST - 1)]
HEADS = {Kind.KELURAHAN: "Lurah", Kind.KECAMATAN: "Camat", Kind.KABUPATEN: "Bupati", Kind.DESA_ADAT: "Kepala desa adat"}
AGENCIES = (
    "Dinas Pekerjaan Umum dan Penataan Ruang", "Dinas Pendidikan dan Kebudayaan", "Dinas Kesehatan",
    "Dinas Komunikasi, Informatika, Statistik dan Persandian",
)  # fmt: skip
OF_AGENCY = [("renstra", 2025), ("renja", NEWEST), ("dpa", NEWEST), ("lkjip", NEWEST - 1)]
EXCLUDED_TITLE = "Data pribadi pemohon informasi"
GROUND = "UU 14/2008 Pasal 17 huruf h: mengungkap rahasia pribadi (contoh)"
LINES = {
    "apbdes": ("Pendapatan asli desa", "Dana desa", "Alokasi dana desa", "Belanja pembangunan", "Belanja pemerintahan"),
    "dpa": ("Belanja pegawai", "Belanja barang dan jasa", "Pemeliharaan kantor", "Pelayanan administrasi terpadu"),
    "rkpdes": ("Rabat beton jalan lingkungan", "Air bersih", "Posyandu", "Pelatihan kader", "Penerangan jalan"),
}
OTHER_LINES = ("Pelayanan administrasi", "Pembinaan masyarakat", "Ketertiban umum", "Sarana dan prasarana")


@dataclass(frozen=True)
class Planned:
    """A document with the page it is written on."""

    region: RegionFacts
    document: Document

    def file(self) -> bytes:
        chance, own = (
            Random(f"{self.region.address}:{self.document.agency}:{self.document.type}:{self.document.year}"),
            self.document,
        )
        rows = [(line, f"Rp {_sum(chance)}") for line in LINES.get(own.type, OTHER_LINES)]
        blocks = [
            Block("H1", [own.title]),
            Block("P", ["DATA CONTOH. Bukan dokumen resmi."]),
            Block("P", [own.summary]),
            *(Block("TR", row) for row in [("Uraian", "Jumlah"), *rows]),
            Block("P", [f"{own.made_at}, {own.made_on:%d-%m-%Y}. {own.responsible}."]),
            Block("P", ["DATA CONTOH"]),
        ]
        return written(own.title, blocks)


def _sum(chance: Random) -> str:
    return f"{chance.randint(20, 900) * 1_000_000:,}".replace(",", ".")


@transaction.atomic
def seed(*, by: User) -> int:
    """Publish the sample documents, once; return how many were made."""
    if Document.objects.exists():
        return 0
    lock_layer(DOCUMENTS)
    planned = list(_planned(by))
    Document.objects.bulk_create([each.document for each in planned])
    with_file = [each for each in planned if not each.document.excluded]
    versions = [_version(each, by) for each in with_file]
    DocumentVersion.objects.bulk_create(versions)
    for each, version in zip(with_file, versions, strict=True):
        each.document.newest = version
    Document.objects.bulk_update([each.document for each in with_file], ["newest"], batch_size=200)
    _index()
    _replace_one()
    open_release(layer=DOCUMENTS, by=by, reason="Data contoh")
    return len(planned)


def _version(planned: Planned, by: User) -> DocumentVersion:
    data = planned.file()
    sha256 = hashlib.sha256(data).hexdigest()
    version = DocumentVersion(
        document=planned.document,
        number=1,
        media_type=MEDIA_TYPES["pdf"],
        sha256=sha256,
        size_bytes=len(data),
        pages=1,
        text=_text_of(data),
        made_by=by,
    )
    version.file.save(f"{sha256[:16]}.pdf", ContentFile(data), save=False)
    return version


def _text_of(data: bytes) -> str:
    opened = pypdfium2.PdfDocument(BytesIO(data))
    page = opened[0]
    words = page.get_textpage()
    text = words.get_text_bounded()
    for each in (words, page, opened):
        each.close()
    return clean(text.replace("\r\n", "\n"))


def _planned(by: User) -> Iterator[Planned]:
    day = timezone.localdate()
    regions = Region.objects.existing_on(day).exclude(level=Level.PROVINSI).exclude(kind=Kind.DESA_PERSIAPAN)
    for region in listed(regions, day=day):
        for code, year in _given_out(region):
            if types()[code].applies_to(region.kind):
                yield Planned(region, _document(region, code, year, by))
        if region.code == RICH:
            yield Planned(region, _excluded(region, by))
            yield Planned(region, _changed(region, by))
        if region.level == Level.KABUPATEN:
            yield from (Planned(region, _of_agency(region, name, *each, by)) for name in AGENCIES for each in OF_AGENCY)


def _given_out(region: RegionFacts) -> list[tuple[str, int]]:
    if region.kind == Kind.KELURAHAN:
        return KELURAHAN
    if region.level == Level.DESA:
        # A few are behind, as they are in life: something is missing there.
        late = Random(f"telat:{region.code}").random() < 0.15
        return [*(DESA[1:] if late else DESA), *([("rkpdes", NEWEST)] if not late else [])]
    if region.level == Level.KECAMATAN:
        return [*KECAMATAN, *(SANGATTA_UTARA if region.code == RICH else [])]
    return KABUPATEN


def _document(region: RegionFacts, code: str, year: int, by: User) -> Document:
    kind, chance = types()[code], Random(f"{region.address}:{code}:{year}:hari")
    head = "Sekretaris Desa" if region.kind == Kind.DESA else "Sekretaris"
    made_on = date(year + (kind.by[0] if kind.by else 0), 1, chance.randint(5, 28))
    return Document(
        region_id=region.pk,
        type=code,
        title=f"{kind.short} {region.name} {year}",
        year=year,
        year_until=year + kind.every - 1 if kind.every and kind.every > 1 else None,
        ppid_class=kind.ppid_class,
        summary=f"{kind.title_id} {region.name} tahun {year}: uraian dan jumlahnya (contoh).",
        holder=f"{head} {region.name}",
        responsible=f"{HEADS.get(Kind(region.kind), 'Kepala desa')} {region.name}",
        made_on=made_on,
        made_at=region.name,
        form=chance.choice((Form.BOTH, Form.BOTH, Form.SOFT)),
        retention=kind.retention,
        sample=True,
        published_on=made_on,
        made_by=by,
    )


def _changed(region: RegionFacts, by: User) -> Document:
    """Return the budget of the year once more, changed in the course of it."""
    document = _document(region, "rka", NEWEST, by)
    document.title = f"RKA Perubahan {region.name} {NEWEST}"
    return document


def _of_agency(region: RegionFacts, agency: str, code: str, year: int, by: User) -> Document:
    document, kind = _document(region, code, year, by), types()[code]
    document.agency, document.title = agency, f"{kind.short} {agency} {year}"
    document.summary = f"{kind.title_id} {agency} tahun {year}: uraian dan jumlahnya (contoh)."
    document.holder, document.responsible = f"Sekretaris {agency}", f"Kepala {agency}"
    return document


def _excluded(region: RegionFacts, by: User) -> Document:
    document = _document(region, "lain", NEWEST - 1, by)
    document.title, document.ppid_class, document.legal_ground = EXCLUDED_TITLE, PpidClass.EXCLUDED, GROUND
    document.summary = "Nama, alamat dan nomor kontak orang yang meminta informasi (contoh)."
    return document


def _index() -> None:
    """Store the words of all at once, as `actions.index` does of one."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE documents_document d SET words = setweight(to_tsvector(%(own)s::regconfig, d.title || ' ' || r.name), 'A')"
            " || setweight(to_tsvector(%(own)s::regconfig, d.summary || ' ' || coalesce(v.text, '')), 'B')"
            " FROM boundaries_region r, documents_document e"
            " LEFT JOIN documents_documentversion v ON v.id = e.newest_id WHERE r.id = d.region_id AND e.id = d.id",
            {"own": dictionary()},
        )


def _replace_one() -> None:
    """Let one of the samples be replaced by another: what such a page says is seen."""
    budgets = Document.objects.filter(type="rka", year=NEWEST, agency="").order_by("pk")
    former, latter = budgets.first(), budgets.last()
    if former is not None and latter is not None and former != latter:
        former.state, former.replaced_by, former.state_since = State.REPLACED, latter, latter.published_on
        former.state_reason = "Diganti RKA perubahan (contoh)"
        former.save(update_fields=["state", "replaced_by", "state_since", "state_reason"])
