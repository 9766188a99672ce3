"""Feeds as they come: numbers in any type, many RUP codes, titles of repeated tenders, fields nobody may keep."""

import json
from dataclasses import asdict
from typing import Any

import pytest

from projects import feeds
from projects.feeds import FeedError
from projects.words import Kind, TenderStatus

ROW: dict[str, Any] = {
    "kd_tender": 16895035,
    "kd_rup": "318;319;318",
    "nama_paket": "Pembangunan Jembatan Contoh",
    "nama_satker": "Dinas Contoh",
    "tahun_anggaran": 2026,
    "pagu": 1500000000,
}
SECRETS = {"npwp": "01.234", "nip": "1977", "rekening": "999", "nama_ppk": "Budi", "alamat_penyedia": "Jl. Rahasia"}


def read(**changes: Any) -> feeds.Package:
    found, faults = feeds.packages(feeds.rows_of(json.dumps([{**ROW, **changes}]).encode()))
    assert faults == []
    return found[0]


@pytest.mark.parametrize(
    ("told", "rupiah"),
    [
        (900625000, 900625000),
        (900625000.0, 900625000),
        ("900625000.0", 900625000),
        ("3482845052.31", 3482845052),
        ("1.500.000.000", 1500000000),
        ("Rp 1.500.000,50", 1500001),
        ("1,500,000", 1500000),
        ("0", 0),
    ],
)
def test_money_in_any_type(told: Any, rupiah: int) -> None:
    assert feeds.rupiah(told) == rupiah


@pytest.mark.parametrize("told", ["", "abc", "-1", -5, "NaN", "Infinity", "1e30", True, "1.2.3"])
def test_what_is_no_money(told: Any) -> None:
    with pytest.raises(ValueError):
        feeds.rupiah(told)


def test_a_row_is_read() -> None:
    package = read()
    assert (package.code, package.rup_codes, package.pagu, package.year) == (
        "16895035",
        ("318", "319"),
        1500000000,
        2026,
    )


def test_persons_banks_and_losers_are_not_looked_at() -> None:
    rows = feeds.rows_of(json.dumps([{**ROW, **SECRETS}]).encode())
    assert not set(SECRETS) & set(rows[0])
    lost = read(nama_penyedia="CV Kalah", kd_peserta=1, pemenang=0, nilai_penawaran=5)
    assert "CV Kalah" not in str(asdict(lost)) and lost.offer is None
    assert read(nama_penyedia="CV Peserta", kd_peserta=1).provider == ""
    assert read(nama_penyedia="CV Menang", kd_peserta=1, pemenang=1, nilai_penawaran="5").provider == "CV Menang"


@pytest.mark.parametrize(
    ("title", "plain", "status"),
    [
        ("Rekonstruksi Jalan 2 Tender Gagal", "rekonstruksi jalan 2", TenderStatus.FAILED),
        ("Rekonstruksi Jalan 2 Tender Ulang", "rekonstruksi jalan 2", TenderStatus.DONE),
        ("Kajian SPAM Seleksi Ulang Evaluasi Ulang", "kajian spam", TenderStatus.DONE),
        ("Jalan ke Gagal Batu", "jalan ke gagal batu", TenderStatus.DONE),
    ],
)
def test_titles_of_tenders_again(title: str, plain: str, status: TenderStatus) -> None:
    package = read(nama_paket=title, status_tender="Tender Sudah Selesai")
    assert (package.plain_title, package.status) == (plain, status)


def test_a_tender_again_is_one_chain_and_a_namesake_is_not() -> None:
    rows = [
        {**ROW, "kd_tender": 2, "nama_paket": "Jalan Tender Ulang", "tgl_pengumuman_tender": "2026-03-01"},
        {**ROW, "kd_tender": 1, "nama_paket": "Jalan Tender Gagal", "tgl_pengumuman_tender": "2026-01-01"},
        {**ROW, "kd_tender": 3, "nama_paket": "Jalan", "kd_rup": "777"},
    ]
    found, _faults = feeds.packages(feeds.rows_of(json.dumps(rows).encode()))
    assert sorted([each.code for each in group] for group in feeds.chains(found)) == [["1", "2"], ["3"]]


def test_a_year_hidden_in_words_and_a_fund_told_many_times() -> None:
    package = read(tahun_anggaran="APBD 2022 APBD 2022 APBD 2022")
    assert (package.year, package.fund) == (2022, "APBD")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Jasa Konsultansi Badan Usaha Konstruksi", Kind.CONSULTING),
        ("Pekerjaan Konstruksi", Kind.WORKS),
        ("Pengadaan Barang", Kind.GOODS),
        ("Jasa Lainnya", Kind.SERVICES),
    ],
)
def test_kinds(text: str, kind: Kind) -> None:
    assert read(jenis_pengadaan=text).kind == kind


def test_faults_name_row_and_column() -> None:
    rows = [ROW, {**ROW, "nama_paket": "", "pagu": "banyak", "tgl_pengumuman_tender": "31/01/2026"}]
    found, faults = feeds.packages(feeds.rows_of(json.dumps(rows).encode()))
    assert len(found) == 1
    assert {(each.row, each.field) for each in faults} == {
        (2, "nama_paket"),
        (2, "pagu"),
        (2, "tgl_pengumuman_tender"),
    }


def test_csv_reads_like_json() -> None:
    text = "\ufeffkode_tender;nama_tender;satuan_kerja;tahun_anggaran;nilai_pagu_rp\n1;Jalan;Dinas;APBD 2022;5000.0\n"
    ((package,), faults) = feeds.packages(feeds.rows_of(text.encode()))
    assert (faults, package.title, package.pagu) == ([], "Jalan", 5000)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"{", b'{"data": 5}', b"[1]", b"a,b\n1,2\n", b""])
def test_what_is_no_feed_is_refused(content: bytes) -> None:
    with pytest.raises(FeedError):
        feeds.rows_of(content)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "https://a b", 'https://x/"><script>', "ftp://x"])
def test_addresses_that_are_none_are_dropped(address: str) -> None:
    assert read(url_lpse=address).address == ""
