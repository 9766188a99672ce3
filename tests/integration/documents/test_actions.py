"""Documents: published, renewed, replaced, withdrawn; what the database itself refuses."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import AuditEntry, User
from accounts.permissions import system_user
from boundaries.models import Region
from documents import actions, selectors
from documents.actions import DOCUMENTS, Delivered, Facts
from documents.checking import check
from documents.models import Document, DocumentVersion
from imports.reading import workspace
from layers.releases import current_number
from tests.factories.papers import pdf

pytestmark = pytest.mark.django_db
FACTS = Facts(
    type="perdes",
    title="Perdes tentang air bersih",
    year=2026,
    ppid_class="setiap_saat",
    summary="Aturan pemakaian air bersih.",
    holder="Sekretaris Desa",
    responsible="Kepala Desa",
    made_on=date(2026, 2, 3),
    made_at="Long Bentuq",
    form="softcopy",
    retention="Permanen",
)
EXCLUDED = replace(FACTS, ppid_class="dikecualikan", legal_ground="UU 14/2008 Pasal 17 huruf h")


@pytest.fixture
def region() -> Region:
    return Region.objects.get(codes__code="64.08.06.2001")


@pytest.fixture
def by() -> User:
    return system_user()


@pytest.fixture
def first() -> Iterator[Delivered]:
    yield from delivered("Pompa pertama")


@pytest.fixture
def second() -> Iterator[Delivered]:
    yield from delivered("Pompa kedua")


def delivered(text: str) -> Iterator[Delivered]:
    with workspace() as folder:
        path = folder / "berkas"
        path.write_bytes(pdf(text))
        yield Delivered(path, check(path, "a.pdf"))


def test_a_document_is_stored_found_by_stem_counted_and_recorded(region: Region, by: User, first: Delivered) -> None:
    release = current_number(DOCUMENTS)
    made = actions.add_document(region=region, facts=FACTS, delivered=first, by=by)
    made.refresh_from_db()
    assert made.newest is not None
    with made.newest.file.open("rb") as file:
        assert file.read() == first.path.read_bytes()
    assert made.newest.sha256 == first.checked.sha256
    # "aturannya" has the stem of "aturan"; "pompa" stands in the file alone.
    assert list(Document.objects.saying("aturannya pompa")) == [made]
    assert current_number(DOCUMENTS) == release + 1
    assert AuditEntry.objects.get(subject=f"dokumen:{made.key}").action == "documents.add"


def test_a_new_version_is_served_and_the_former_stays(
    region: Region, by: User, first: Delivered, second: Delivered
) -> None:
    made = actions.add_document(region=region, facts=FACTS, delivered=first, by=by)
    version = actions.add_version(made, second, by=by, note="Salah lampiran")
    made.refresh_from_db()
    assert (made.newest, version.number, made.versions.count()) == (version, 2, 2)
    assert Document.objects.saying("kedua").filter(pk=made.pk).exists()
    with pytest.raises(actions.AlreadyThere):
        actions.add_version(made, second, by=by)


def test_the_same_form_twice_makes_one_document(region: Region, by: User, first: Delivered) -> None:
    made = actions.add_document(region=region, facts=FACTS, delivered=first, by=by)
    with pytest.raises(actions.AlreadyThere) as refused:
        actions.add_document(region=region, facts=FACTS, delivered=first, by=by)
    assert refused.value.document == made


def test_what_is_excluded_has_a_ground_and_no_file(region: Region, by: User, first: Delivered) -> None:
    with pytest.raises(actions.ExcludedHasNoFile):
        actions.add_document(region=region, facts=EXCLUDED, delivered=first, by=by)
    with pytest.raises(actions.FileMissing):
        actions.add_document(region=region, facts=FACTS, delivered=None, by=by)
    with pytest.raises(IntegrityError, match="document_excluded_by_law"), transaction.atomic():
        actions.add_document(region=region, facts=replace(EXCLUDED, legal_ground=""), delivered=None, by=by)
    made = actions.add_document(region=region, facts=EXCLUDED, delivered=None, by=by)
    with pytest.raises(actions.ExcludedHasNoFile):
        actions.add_version(made, first, by=by)
    version = {"media_type": "application/pdf", "sha256": "0" * 64, "size_bytes": 1, "made_by": by}
    with pytest.raises(IntegrityError, match="excluded from the public"), transaction.atomic():
        DocumentVersion.objects.create(document=made, number=1, **version)


def test_a_document_with_a_file_cannot_become_excluded(region: Region, by: User, first: Delivered) -> None:
    made = actions.add_document(region=region, facts=FACTS, delivered=first, by=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=made.pk).update(ppid_class="dikecualikan", legal_ground="x")


def test_withdrawing_and_replacing_happen_once(region: Region, by: User, first: Delivered, second: Delivered) -> None:
    former = actions.add_document(region=region, facts=FACTS, delivered=first, by=by)
    latter = actions.add_document(region=region, facts=FACTS, delivered=second, by=by)
    former = actions.replace(former, successor=latter, by=by, reason="Perubahan")
    assert (former.state, former.replaced_by, former.state_since) == ("diganti", latter, timezone.localdate())
    with pytest.raises(actions.NotInForce):
        actions.withdraw(former, by=by, reason="x")
    latter = actions.withdraw(latter, by=by, reason="Memuat nomor rekening")
    with pytest.raises(actions.NotInForce):
        actions.add_version(latter, first, by=by)
    assert latter not in Document.objects.not_withdrawn()
    assert former in Document.objects.not_withdrawn()


def test_only_what_is_in_force_takes_anothers_place(
    region: Region, by: User, first: Delivered, second: Delivered
) -> None:
    former = actions.add_document(region=region, facts=FACTS, delivered=first, by=by)
    latter = actions.add_document(region=region, facts=FACTS, delivered=second, by=by)
    actions.withdraw(latter, by=by, reason="Salah")
    with pytest.raises(actions.NotInForce):
        actions.replace(former, successor=latter, by=by)


def test_what_fails_leaves_no_file_behind(
    region: Region, by: User, first: Delivered, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    def fails(*_args: object, **_details: object) -> None:
        raise RuntimeError("the machine stops")

    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(actions, "record", fails)
    with pytest.raises(RuntimeError):
        actions.add_document(region=region, facts=FACTS, delivered=first, by=by)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not Document.objects.filter(title=FACTS.title).exists()


def test_the_longest_text_of_different_words_is_stored(region: Region, by: User, first: Delivered) -> None:
    words = " ".join(f"kata{number}-lain{number}" for number in range(40_000))
    told = Delivered(first.path, replace(first.checked, text=words))
    made = actions.add_document(region=region, facts=FACTS, delivered=told, by=by)
    assert Document.objects.saying("kata77").filter(pk=made.pk).exists()


def test_a_kelurahan_gets_no_perdes(by: User, first: Delivered) -> None:
    kelurahan = Region.objects.get(codes__code="64.08.04.1010")
    with pytest.raises(actions.NotForRegion):
        actions.add_document(region=kelurahan, facts=FACTS, delivered=first, by=by)


def test_nobody_writes_without_a_mandate(region: Region, first: Delivered) -> None:
    with pytest.raises(PermissionDenied):
        actions.add_document(region=region, facts=FACTS, delivered=first, by=User.objects.create_user("orang"))


def test_words_are_found_by_the_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Document.objects.saying("anggaran").order_by().values("pk").explain()
    assert "document_words" in plan


def test_the_search_box_finds_documents_newest_first() -> None:
    found = selectors.search("apbdes Bentuq", limit=2)
    assert [(each.title, each.region.name) for each in found] == [
        ("APBDes Long Bentuq 2026", "Long Bentuq"),
        ("APBDes Long Bentuq 2025", "Long Bentuq"),
    ]
