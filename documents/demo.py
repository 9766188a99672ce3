"""Sample documents: every desa with its budget and work plan of the newest years, every kecamatan with its budget and
reports, Sangatta Utara with all a kecamatan gives out. Small tagged PDFs that say DATA CONTOH; every sum in them is made up.

All are laid out in one pass, a page each, and written one by one: see docs/decisions/0011.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import escape
from io import BytesIO
from random import Random

import pypdfium2
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from weasyprint import HTML

from accounts.models import User
from boundaries.facts import RegionFacts, listed
from boundaries.models import Kind, Level, Region
from layers.releases import lock_layer, open_release

from .actions import DOCUMENTS
from .checking import MEDIA_TYPES
from .contents import clean
from .kinds import PpidClass, types
from .models import Document, DocumentVersion, Form, State
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
EXCLUDED_TITLE = "Data pribadi pemohon informasi"
GROUND = "UU 14/2008 Pasal 17 huruf h: mengungkap rahasia pribadi (contoh)"
LINES = {
    "apbdes": ("Pendapatan asli desa", "Dana desa", "Alokasi dana desa", "Belanja pembangunan", "Belanja pemerintahan"),
    "dpa": ("Belanja pegawai", "Belanja barang dan jasa", "Pemeliharaan kantor", "Pelayanan administrasi terpadu"),
    "rkpdes": ("Rabat beton jalan lingkungan", "Air bersih", "Posyandu", "Pelatihan kader", "Penerangan jalan"),
}
OTHER_LINES = ("Pelayanan administrasi", "Pembinaan masyarakat", "Ketertiban umum", "Sarana dan prasarana")
STYLE = """
@page { size: A5; margin: 14mm; @bottom-center { content: "DATA CONTOH"; font: 8pt sans-serif; color: #9a3412 } }
body { font: 10pt/1.4 sans-serif } h1 { font-size: 15pt; line-height: 1.2; margin: 0 0 3mm } p { margin: 0 0 3mm }
article { break-before: page } .contoh { font-weight: bold; color: #9a3412; border: 1pt solid; padding: 2mm }
table { width: 100%; border-collapse: collapse } th, td { text-align: left; border-bottom: .5pt solid #999; padding: 1mm 0 }
td { text-align: right } thead th:last-child { text-align: right }
"""


@dataclass(frozen=True)
class Planned:
    """A document with the page it is written on."""

    region: RegionFacts
    document: Document

    @property
    def page(self) -> str:
        chance, own = Random(f"{self.region.address}:{self.document.type}:{self.document.year}"), self.document
        lines = LINES.get(own.type, OTHER_LINES)
        rows = "".join(f"<tr><th scope=row>{line}<td>Rp {_sum(chance)}" for line in lines)
        return (
            f"<article><h1>{escape(own.title)}</h1><p class=contoh>DATA CONTOH. Bukan dokumen resmi.</p>"
            f"<p>{escape(own.summary)}</p><table><thead><tr><th scope=col>Uraian<th scope=col>Jumlah<tbody>{rows}"
            f"</table><p>{escape(own.made_at)}, {own.made_on:%d-%m-%Y}. {escape(own.responsible)}.</p></article>"
        )


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
    versions = [_version(each, data, by) for each, data in zip(with_file, _files(with_file), strict=True)]
    DocumentVersion.objects.bulk_create(versions)
    for each, version in zip(with_file, versions, strict=True):
        each.document.newest = version
    Document.objects.bulk_update([each.document for each in with_file], ["newest"], batch_size=200)
    _index()
    _replace_one()
    open_release(layer=DOCUMENTS, by=by, reason="Data contoh")
    return len(planned)


def _files(planned: list[Planned]) -> Iterator[bytes]:
    """Lay out all pages at once, then write each as a document of its own."""
    pages = "".join(each.page for each in planned)
    text = f"<html lang=id><head><title>Data contoh</title><style>{STYLE}</style></head><body>{pages}</body></html>"
    laid_out = HTML(string=text).render(pdf_variant="pdf/ua-1")
    for each, page in zip(planned, laid_out.pages, strict=True):
        alone = laid_out.copy([page])
        alone.metadata.title = each.document.title
        data = alone.write_pdf(pdf_variant="pdf/ua-1")
        assert data is not None  # it is written to no file
        yield data


def _version(planned: Planned, data: bytes, by: User) -> DocumentVersion:
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
        summary=f"{kind.title_id} {Kind(region.kind).value} {region.name} tahun {year}: uraian dan jumlahnya (contoh).",
        holder=f"{head} {region.name}",
        responsible=f"Kepala {Kind(region.kind).value} {region.name}"
        if region.level == Level.DESA
        else f"Camat {region.name}",
        made_on=made_on,
        made_at=region.name,
        form=chance.choice((Form.BOTH, Form.BOTH, Form.SOFT)),
        retention=kind.retention,
        sample=True,
        published_on=made_on,
        made_by=by,
    )


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
    former = Document.objects.filter(type="rka", year=NEWEST - 1).first()
    latter = Document.objects.filter(type="rka", year=NEWEST).first()
    if former is not None and latter is not None:
        former.state, former.replaced_by, former.state_since = State.REPLACED, latter, latter.published_on
        former.state_reason = "Diganti anggaran tahun berikutnya (contoh)"
        former.save(update_fields=["state", "replaced_by", "state_since", "state_reason"])
