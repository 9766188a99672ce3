"""What a feed must never bring in: persons, banks, losers; and rows that are no packages. Nothing of them is stored."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from accounts.permissions import system_user
from layers.releases import current_number
from projects.feeds import FeedError
from projects.importing import Outcome, Refused, import_feed
from projects.models import LAYER, Addendum, Contract, Process, Project
from projects.words import Basis, Stage

pytestmark = pytest.mark.django_db
ROW: dict[str, Any] = {
    "kd_tender": 7001,
    "kd_rup": "91",
    "nama_paket": "Pembangunan Gedung Serbaguna",
    "nama_satker": "Dinas PU",
    "nama_klpd": "Pemerintah Kabupaten Kutai Timur",
    "tahun_anggaran": 2026,
    "hps": 500_000_000,
}
ACCOUNT, NPWP, NPWP_PLAIN, NIP = "0987654321987", "01.234.567.8-901.000", "012345678901000", "197912312005011003"
SECRETS = (ACCOUNT, NPWP, NPWP_PLAIN, NIP, "CV Kalah Tender", "Budi Pejabat", "budi@contoh.test", "0812-5555-0000")
# Fields of the ISB and INAPROC feeds that tell of persons and banks.
FIELDS = {
    "no_rekening": ACCOUNT,
    "norek_penyedia": ACCOUNT,
    "nomor_rekening_tujuan": ACCOUNT,
    "nama_bank": "Bank Budi Pejabat",
    "npwp": NPWP,
    "npwp_penyedia": NPWP_PLAIN,
    "npwp_16": NPWP_PLAIN,
    "nip_ppk": NIP,
    "nip_pokja": NIP,
    "nama_ppk": "Budi Pejabat",
    "nama_pimpinan": "Budi Pejabat",
    "wakil_sah_penyedia": "Budi Pejabat",
    "email_ppk": "budi@contoh.test",
    "telepon_penyedia": "0812-5555-0000",
    "alamat_penyedia": "Jalan Budi Pejabat 1",
}
LOSER = {**ROW, "kd_peserta": 5, "pemenang": 0, "nama_penyedia": "CV Kalah Tender", "npwp": NPWP, "alasan": "Kalah"}


def give(*rows: Any) -> Outcome:
    return import_feed(json.dumps(list(rows)).encode(), by=system_user())


def as_csv(row: dict[str, Any]) -> bytes:
    return (";".join(row) + "\n" + ";".join(str(cell) for cell in row.values()) + "\n").encode()


def stored() -> str:
    """Return all that the database says in the tables of projects and in the trail of who did what, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE tablename ~ '^(projects|accounts_audit|layers_release)'")
        tables = [row[0] for row in cursor.fetchall()]
        assert {"projects_project", "projects_award", "projects_contract", "accounts_auditentry"} <= set(tables)
        found = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            found += [row[0] for row in cursor.fetchall()]
    return "\n".join(found)


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("spell", [str.lower, str.upper, " {} ".format])
@pytest.mark.parametrize("form", ["json", "csv"])
def test_fields_of_persons_and_banks_are_dropped(name: str, spell: Callable[[str], str], form: str) -> None:
    row = {**ROW, spell(name): FIELDS[name]}
    import_feed(json.dumps([row]).encode() if form == "json" else as_csv(row), by=system_user())
    assert Process.objects.filter(code="7001").exists()
    text = stored()
    assert [secret for secret in SECRETS if secret in text] == []


@pytest.mark.parametrize(
    ("name", "told", "kept"),
    [
        ("nama_paket", f"Pembangunan Gedung NPWP {NPWP}", "Pembangunan Gedung […]"),
        ("nama_paket", f"Pembangunan Gedung {NPWP_PLAIN}", "Pembangunan Gedung […]"),
        ("lokasi_pekerjaan", f"Sangatta, PPK NIP. {NIP[:8]} {NIP[8:14]} 1 003", "Sangatta, PPK […]"),
        ("lokasi_pekerjaan", f"transfer ke no. rekening: {ACCOUNT}", "transfer ke […]"),
        ("ket_diulang", f"Dokumen {NIP} salah", "Dokumen […] salah"),
        ("nama_penyedia", f"CV Contoh 7 (NPWP:{NPWP})", "CV Contoh 7 ([…])"),
    ],
)
def test_numbers_of_persons_in_free_words_are_hidden(name: str, told: str, kept: str) -> None:
    give({**ROW, name: told})
    text = stored()
    assert kept in text
    digits = "".join(sign for sign in text if sign.isdigit() or sign == "\n")
    for secret in (ACCOUNT, NPWP_PLAIN, NIP):
        assert secret not in digits


@pytest.mark.parametrize("title", ["Jalan Poros KM 12-15", "Paket 2022.01.001", "SDN 003 Sangatta 16895035"])
def test_numbers_of_works_stay(title: str) -> None:
    give({**ROW, "nama_paket": title})
    assert Project.objects.filter(origin="spse").get().title == title


def test_a_loser_leaves_no_trace_and_the_winner_stays() -> None:
    give({**LOSER, "kd_tender": 7002}, {**ROW, "kd_peserta": 6, "pemenang": 1, "nama_penyedia": "CV Contoh 3"})
    text = stored()
    assert "CV Contoh 3" in text
    assert not [secret for secret in SECRETS if secret in text]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"nama_paket": ""}, "nama_paket"),
        ({"nama_paket": "\u202e\x07"}, "nama_paket"),
        ({"nama_paket": {"nama": "Gedung", "npwp": NPWP}}, "nama_paket"),
        ({"nama_penyedia": ["CV", NPWP]}, "nama_penyedia"),
        ({"kd_tender": "", "kd_rup": " ; "}, "kd_tender"),
        ({"kd_tender": {"a": 1}}, "kd_tender"),
        ({"hps": "seratus juta"}, "hps"),
        ({"hps": -5}, "hps"),
        ({"hps": 10**18}, "hps"),
        ({"hps": True}, "hps"),
        ({"hps": [1]}, "hps"),
        ({"pagu": "1e400"}, "pagu"),
        ({"tahun_anggaran": "", "tgl_pengumuman_tender": "0001-01-01"}, "tahun_anggaran"),
        ({"tahun_anggaran": ""}, "tahun_anggaran"),
        ({"tgl_pengumuman_tender": "31-12-2026"}, "tgl_pengumuman_tender"),
        ({"tgl_kontrak": "2026-02-30"}, "tgl_kontrak"),
        ({"jumlah_peserta": "banyak"}, "jumlah_peserta"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_stored(changed: dict[str, Any], field: str) -> None:
    before = stored()
    with pytest.raises(Refused) as refused:
        give({**ROW, "kd_tender": 7009}, {**ROW, **changed})
    assert {(each.row, each.field) for each in refused.value.faults} == {(2, field)}
    assert stored() == before


@pytest.mark.parametrize(
    "text", [b'[{"kd_tender": 1, "nama_paket": NaN}]', b'[{"hps": Infinity}]', b'[{"hps": 1e99999}]']
)
def test_numbers_that_are_none_are_refused(text: bytes) -> None:
    with pytest.raises((Refused, FeedError)):
        import_feed(text, by=system_user())


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "'; DROP TABLE projects_project; --",
        "{{ 7*7 }} {% debug %}",
        '=HYPERLINK("http://x")',
        "a\u202eb\u0000c\u0007d",
        "\ud800 surrogate",
        "J" * 5_000,
        "Ж中ﷺ😀",
    ],
)
def test_hostile_text_is_text(client: Client, text: str) -> None:
    names = (
        "nama_paket",
        "nama_satker",
        "nama_klpd",
        "lokasi_pekerjaan",
        "ket_diulang",
        "mtd_pemilihan",
        "sumber_dana",
    )
    give({**ROW, **dict.fromkeys(names, text), "nama_penyedia": text, "no_kontrak": text, "url_lpse": text})
    project = Project.objects.get(origin="spse")
    for address in (f"/proyek/{project.key}/", "/proyek/?tahun=2026", "/proyek/instansi/", "/proyek/penyedia/"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.content.decode()
    assert not {"\u202e", "\x00", "\x07"} & set(project.title)
    for address in ("tenders?limit=1", "ocds/releases?limit=1", "ocds/releases?limit=1&f=xlsx"):
        assert client.get(f"/api/{address}").status_code == 200


def test_read_again_nothing_moves() -> None:
    rows = [{**ROW, "nama_penyedia": f"CV Contoh 7 NPWP {NPWP}", "no_kontrak": "1/K", "nilai_kontrak": 1}, LOSER]
    give(*rows)
    before, number = stored(), current_number(LAYER)
    assert give(*rows).unchanged == 1
    assert (stored(), current_number(LAYER)) == (before, number)


def test_the_command_says_row_and_column_and_stores_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "paket.csv"
    path.write_bytes(as_csv({**ROW, "hps": "banyak"}))
    with pytest.raises(CommandError, match="tidak ada yang disimpan"):
        call_command("projects_import", str(path))
    assert "baris 1, kolom hps" in capsys.readouterr().err


def test_three_tenders_of_one_work_are_one_package_counted_once(client: Client) -> None:
    def tender(code: int, title: str, day: str, **said: Any) -> dict[str, Any]:
        return {**ROW, "kd_tender": code, "nama_paket": title, "tgl_pengumuman_tender": day, **said}

    name = "Pembangunan Gedung Serbaguna"
    give(
        tender(
            3, f"{name} Tender Ulang", "2026-05-01", status_tender="Selesai", nilai_kontrak=480_000_000, no_kontrak="9"
        ),
        tender(1, f"{name} Tender Gagal", "2026-01-01", status_tender="Gagal/Batal"),
        tender(2, f"{name} Tender Ulang", "2026-03-01", status_tender="Gagal/Batal"),
    )
    project = Project.objects.get(origin="spse")
    chain = {
        each.code: each.repeats.code if each.repeats else None for each in project.processes.select_related("repeats")
    }
    assert chain == {"1": None, "2": "1", "3": "2"}
    assert (project.value, project.basis, project.stage) == (480_000_000, Basis.CONTRACT, Stage.CONTRACT)
    totals = client.get("/proyek/?q=Gedung+Serbaguna").context["totals"]
    assert (totals.whole.count, totals.whole.rupiah) == (1, 480_000_000)
    releases = client.get(f"/api/ocds/releases?project={project.key}").json()["releases"]
    related = {
        each["tender"]["id"]: [link["identifier"] for link in each.get("relatedProcesses", [])] for each in releases
    }
    assert [len(related[code]) for code in ("1", "2", "3")] == [0, 1, 1]


def test_an_addendum_moves_the_end_and_the_value_and_shows_its_dates(client: Client) -> None:
    give(
        {
            **ROW,
            "no_kontrak": "9",
            "nilai_kontrak": 400_000_000,
            "tgl_kontrak": "2026-02-01",
            "tgl_kontrak_akhir": "2026-08-01",
        }
    )
    project = Project.objects.get(origin="spse")
    contract = Contract.objects.get(process__project=project)
    Addendum.objects.create(
        contract=contract, number="9/ADD-1", signed_on="2026-07-20", ends_on="2026-10-15", value=440_000_000
    )
    page = client.get(f"/proyek/{project.key}/").content.decode()
    for told in ("20 Jul 2026", "Adendum kontrak", "berakhir 15-10-2026", "nilai Rp 440 juta", "15 Okt 2026"):
        assert told in page, told
    tender = client.get("/api/tenders?limit=1").json()["features"][0]["properties"]["tenders"][0]
    assert (tender["contracts"][0]["ends_on"], tender["contracts"][0]["value_idr"]) == ("2026-10-15", 440_000_000)
    release = client.get(f"/api/ocds/releases?project={project.key}").json()["releases"][0]
    assert release["contracts"][0]["period"]["endDate"].startswith("2026-10-15")
    assert release["contracts"][0]["value"]["amount"] == 440_000_000
