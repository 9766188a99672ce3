"""Rows of SiRUP, SPSE and INAPROC feeds, as JSON or CSV -> packages in words of ours. Plain Python, no database.

Only the fields named in `FIELDS` are ever looked at: what a feed holds of bank accounts, NPWP, NIP and of bidders who
lost is dropped here, before anything is stored.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any

from .words import EARLIEST, LATEST, Kind, TenderStatus

MOST_BYTES = 50_000_000
LARGEST = 10**15  # rupiah; more is a typing error
# Ours: the names feeds use, the surest first.
FIELDS: dict[str, tuple[str, ...]] = {
    "code": ("kd_tender", "kode_tender", "kd_nontender"),
    "rup": ("kd_rup", "kode_rup", "kd_rup_paket"),
    "title": ("nama_paket", "nama_tender"),
    "agency": ("nama_satker", "satuan_kerja", "satker"),
    "buyer": ("nama_klpd", "instansi", "klpd"),
    "method": ("mtd_pemilihan", "metode_pengadaan", "metode_pemilihan"),
    "kind": ("jenis_pengadaan",),
    "year": ("tahun_anggaran", "tahun"),
    "fund": ("sumber_dana", "ang"),
    "pagu": ("pagu", "nilai_pagu", "nilai_pagu_rp"),
    "hps": ("hps", "nilai_hps", "nilai_hps_rp"),
    "status": ("status_tender", "status_nontender", "tahap"),
    "announced": ("tgl_pengumuman_tender", "tanggal_pengumuman", "tanggal_pembuatan"),
    "place": ("lokasi_pekerjaan", "detail_lokasi"),
    "reason": ("ket_diulang", "alasan_diulang"),
    "bidders": ("jumlah_peserta",),
    "address": ("url_lpse",),
    "won": ("pemenang",),
    "bidder_key": ("kd_peserta",),
    "provider": ("nama_penyedia",),
    "offer": ("nilai_negosiasi", "nilai_terkoreksi", "nilai_penawaran"),
    "decided": ("tgl_penetapan_pemenang",),
    "contract": ("no_kontrak",),
    "contract_value": ("nilai_kontrak",),
    "signed": ("tgl_kontrak",),
    "starts": ("tgl_kontrak_awal",),
    "ends": ("tgl_kontrak_akhir",),
}
KNOWN = frozenset(name for names in FIELDS.values() for name in names)
# Signs that are no text: control characters, and those that turn the direction of what follows.
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# Where people write sentences, and what of persons and banks they may write there: NPWP, NIK, NIP, account numbers.
FREE = frozenset({"title", "agency", "buyer", "method", "kind", "status", "place", "reason", "provider", "fund"})
HIDDEN = "[…]"
PERSONAL = re.compile(
    r"\b(?:no(?:mor)?\.?\s*)?(?:rek(?:ening)?|npwp|nip|nik)\b[\s.:=#]*(?:no(?:mor)?\b[\s.:=#]*)?\d[\d .\-]{4,}\d"
    r"|\b\d{2}\.\d{3}\.\d{3}\.\d-\d{3}\.\d{3}\b"
    r"|\b\d{8} ?\d{6} ?\d ?\d{3}\b"
    r"|\b\d{15,20}\b",
    re.IGNORECASE,
)
YES = {"1", "1.0", "true", "ya", "y"}
AGAIN = re.compile(
    r"\s*[-(\[]*\s*(tender|seleksi|lelang|pengadaan|evaluasi)\s+(ulang|gagal|batal|cepat ulang)\b[)\]]*", re.IGNORECASE
)
FAILED = re.compile(r"\b(gagal|batal|dibatalkan)\b", re.IGNORECASE)
FINISHED = re.compile(r"\bselesai\b", re.IGNORECASE)


class FeedError(Exception):
    """The file cannot be read as a feed; the message says why, and the way out."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row: its number from 1, the field as the feed calls it, and a sentence."""

    row: int
    field: str
    message: str

    def __str__(self) -> str:
        return f"baris {self.row}, kolom {self.field}: {self.message}"


@dataclass(frozen=True)
class Package:
    """One row, read. Money is whole rupiah. A row without `code` is a plan (RUP)."""

    row: int
    code: str
    rup_codes: tuple[str, ...]
    title: str
    plain_title: str
    agency: str
    buyer: str
    method: str
    kind: Kind
    year: int
    fund: str
    pagu: int | None
    hps: int | None
    status: TenderStatus
    status_told: str
    announced_on: date | None
    stated_place: str
    reason: str
    bidders: int | None
    address: str
    provider: str
    offer: int | None
    decided_on: date | None
    contract: str
    contract_value: int | None
    signed_on: date | None
    starts_on: date | None
    ends_on: date | None


def rows_of(content: bytes) -> list[dict[str, Any]]:
    """Read JSON (a list, or an object with `data`) or CSV; keep known fields only. FeedError for what is neither."""
    if len(content) > MOST_BYTES:
        raise FeedError(f"Berkas lebih besar dari {MOST_BYTES // 1_000_000} MB. Bagi per tahun.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FeedError("Berkas bukan UTF-8. Simpan ulang sebagai CSV UTF-8 atau JSON.") from error
    found = _json(text) if text.lstrip()[:1] in ("[", "{") else _csv(text)
    return [{name: value for name, value in row.items() if name in KNOWN} for row in found]


def _json(text: str) -> list[dict[str, Any]]:
    try:
        found = json.loads(text, parse_float=Decimal)
    except (json.JSONDecodeError, RecursionError) as error:
        raise FeedError(f"JSON tidak terbaca: {error}") from error
    rows = found.get("data") if isinstance(found, dict) else found
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise FeedError("JSON harus daftar paket, atau objek dengan daftar di bawah “data”.")
    return [{str(name).strip().lower(): value for name, value in row.items()} for row in rows]


def _csv(text: str) -> list[dict[str, Any]]:
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        reader = csv.DictReader(io.StringIO(text.replace("\x00", " "), newline=""), delimiter=delimiter)
        names = {name: name.strip().lower() for name in reader.fieldnames or ()}
        if not KNOWN & set(names.values()):
            raise FeedError("Baris pertama tidak menyebut kolom yang dikenal, misalnya kode_tender dan nama_tender.")
        return [{names[name]: value for name, value in row.items() if name in names} for row in reader]
    except csv.Error as error:
        raise FeedError(f"CSV tidak terbaca: {error}") from error


def packages(rows: list[dict[str, Any]], *, year: int | None = None) -> tuple[list[Package], list[Fault]]:
    """Read rows; `year` stands in where a row tells none. Every fault is told; a row with one gives no package."""
    found, faults = [], []
    for number, row in enumerate(rows, start=1):
        reader = _Reader(number, row)
        package = reader.package(year)
        faults += reader.faults
        if not reader.faults:
            found.append(package)
    return found, faults


class _Reader:
    """One row, read field by field; faults are gathered."""

    def __init__(self, number: int, row: Mapping[str, Any]) -> None:
        self.number, self.row = number, row
        self.faults: list[Fault] = []

    def package(self, year: int | None) -> Package:
        title = self.text("title", 400)
        told = self.text("status", 80)
        rup = tuple(dict.fromkeys(code.strip()[:40] for code in self.text("rup", 4000).split(";") if code.strip()))
        code = self.text("code", 40)
        if not title:
            self.fault("title", "kosong; paket harus bernama.")
        if not code and not rup:
            self.fault("code", "kode tender atau kode RUP harus ada.")
        return Package(
            row=self.number,
            code=code,
            rup_codes=rup,
            title=title,
            plain_title=plain_title(title),
            agency=self.text("agency", 200) or self.text("buyer", 200),
            buyer=self.text("buyer", 200),
            method=self.text("method", 200),
            kind=kind_of(self.text("kind", 120)),
            year=self.year(year),
            fund=self.fund(),
            pagu=self.money("pagu"),
            hps=self.money("hps"),
            status=status_of(told, title),
            status_told=told,
            announced_on=self.day("announced"),
            stated_place=self.text("place", 2000),
            reason=self.text("reason", 300).lstrip("- "),
            bidders=self.count("bidders"),
            address=self.link(),
            **self.winner(),
            contract=self.text("contract", 120),
            contract_value=self.money("contract_value"),
            signed_on=self.day("signed"),
            starts_on=self.day("starts"),
            ends_on=self.day("ends"),
        )

    def winner(self) -> dict[str, Any]:
        """Return the provider only where the row says it won: names and offers of others are not looked at again."""
        won = self.text("won", 10).lower()
        lost = (won and won not in YES) or (not won and self.raw("bidder_key") is not None)
        if lost:
            return {"provider": "", "offer": None, "decided_on": None}
        return {"provider": self.text("provider", 200), "offer": self.money("offer"), "decided_on": self.day("decided")}

    def raw(self, name: str) -> Any:
        return next((self.row[each] for each in FIELDS[name] if self.row.get(each) not in (None, "")), None)

    def text(self, name: str, most: int) -> str:
        """Return a field as one line of plain text; what is no single value is a fault: it may hold anything."""
        value = self.raw(name)
        if value is None:
            return ""
        if isinstance(value, dict | list) or (isinstance(value, float | Decimal) and not isfinite(value)):
            self.fault(name, "bukan teks atau angka.")
            return ""
        if isinstance(value, float | Decimal) and value == int(value):
            value = int(value)
        plain = " ".join(UNSEEN.sub(" ", str(value)).split())
        return (without_persons(plain) if name in FREE else plain)[:most]

    def fault(self, name: str, message: str) -> None:
        told = next((each for each in FIELDS[name] if each in self.row), FIELDS[name][0])
        self.faults.append(Fault(self.number, told, message))

    def money(self, name: str) -> int | None:
        value = self.raw(name)
        try:
            return None if value is None else rupiah(value)
        except ValueError:
            self.fault(name, f"“{str(value)[:40]}” bukan jumlah rupiah; tulis misalnya 1500000000.")
            return None

    def count(self, name: str) -> int | None:
        value = self.text(name, 12)
        if not value:
            return None
        if value.isascii() and value.isdigit():
            return min(int(value), 2**31 - 1)
        self.fault(name, f"“{value}” bukan bilangan bulat.")
        return None

    def year(self, otherwise: int | None) -> int:
        """Return the first budget year a text like "APBD 2022 APBD 2022" names."""
        found = re.search(r"\b(20[0-9]{2})\b", self.text("year", 400))
        announced = self.day("announced")
        year = int(found[1]) if found else otherwise or (announced.year if announced else None)
        if year is None:
            self.fault("year", "tahun anggaran tidak tersebut; beri --year.")
        elif not EARLIEST <= year <= LATEST:
            self.fault("year", f"{year} bukan tahun anggaran.")
        return year or 0

    def fund(self) -> str:
        words = self.text("fund", 60) or re.sub(r"\b20[0-9]{2}\b", " ", self.text("year", 4000))
        return " ".join(dict.fromkeys(words.split()))[:60] if re.search("[A-Za-z]", words) else ""

    def day(self, name: str) -> date | None:
        text = self.text(name, 40)
        if not text:
            return None
        try:
            return date.fromisoformat(text[:10])
        except ValueError:
            self.fault(name, f"“{text}” bukan tanggal; tulis 2026-01-31.")
            return None

    def link(self) -> str:
        text = self.text("address", 300)
        return text if re.fullmatch(r"https?://[^\s<>\"']+", text) else ""


def rupiah(value: Any) -> int:
    """Read whole rupiah from an int, a float or text ("900625000.0", "Rp 1.500.000.000,00"). ValueError for the rest."""
    if isinstance(value, bool):
        raise ValueError(value)
    text = value if isinstance(value, str) else str(value)
    text = re.sub(r"^rp\.?\s*", "", text.strip(), flags=re.IGNORECASE).replace(" ", "")
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?", text):
        text = text.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", text):
        text = text.replace(",", "")
    else:
        text = text.replace(",", ".") if re.fullmatch(r"[0-9]+,[0-9]{1,2}", text) else text
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(value) from error
    if not number.is_finite() or not 0 <= number <= LARGEST:
        raise ValueError(value)
    return int(number.to_integral_value(rounding="ROUND_HALF_UP"))


def without_persons(text: str) -> str:
    """Return free text without the numbers of persons and banks that somebody wrote into it."""
    return PERSONAL.sub(HIDDEN, text)


def plain_title(title: str) -> str:
    """Return the title without "Tender Ulang", "Tender Gagal" and the like, as chains are compared by."""
    return " ".join(AGAIN.sub(" ", title).lower().split())


def status_of(told: str, title: str) -> TenderStatus:
    """Return what became of a tender; a source that says "selesai" of a failed one tells so in its title."""
    failed = FAILED.search(told) or FAILED.search(" ".join(match[0] for match in AGAIN.finditer(title)))
    if failed:
        return TenderStatus.FAILED
    return TenderStatus.DONE if FINISHED.search(told) else TenderStatus.RUNNING


def kind_of(text: str) -> Kind:
    plain = text.lower()
    if "konsultan" in plain:
        return Kind.CONSULTING
    if "konstruksi" in plain:
        return Kind.WORKS
    return Kind.GOODS if "barang" in plain else Kind.SERVICES


def chains(found: list[Package]) -> Iterator[list[Package]]:
    """Yield packages that are one: the same agency and plain title and a RUP code in common, the first tender first."""
    groups: list[list[Package]] = []
    for package in sorted(found, key=lambda each: (each.announced_on or date.min, each.code)):
        fitting = (group for group in groups if any(_alike(package, each) for each in group))
        group = next(fitting, None)
        if group is None:
            groups.append([package])
        else:
            group.append(package)
    yield from groups


def _alike(one: Package, other: Package) -> bool:
    if one.code and one.code == other.code:
        return True
    same = (one.plain_title, one.agency.lower()) == (other.plain_title, other.agency.lower())
    return same and bool(set(one.rup_codes) & set(other.rup_codes))
