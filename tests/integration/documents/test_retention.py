"""The file of what was withdrawn: nobody is given it any more, and after thirty days it is gone; that it was there stays."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, User
from accounts.permissions import system_user
from boundaries.models import Region
from documents import actions, retention
from documents.actions import Delivered
from documents.models import Document, DocumentVersion
from geoportal import tasks
from tests.integration.documents.test_actions import FACTS, delivered

pytestmark = pytest.mark.django_db
WHY = "Memuat nomor rekening"


@pytest.fixture
def by() -> User:
    return system_user()


@pytest.fixture
def first() -> Iterator[Delivered]:
    yield from delivered("Pompa pertama")


@pytest.fixture
def second() -> Iterator[Delivered]:
    yield from delivered("Pompa kedua")


@pytest.fixture
def document(by: User, first: Delivered) -> Document:
    region = Region.objects.get(codes__code="64.08.06.2001")
    return actions.add_document(region=region, facts=FACTS, delivered=first, by=by)


def files(names: Iterable[str]) -> int:
    return sum(default_storage.exists(name) for name in names)


def later(days: int) -> Any:
    return timezone.localdate() + timedelta(days=days)


def test_a_withdrawn_document_is_given_out_by_no_address_and_its_page_says_why(
    client: Client, document: Document, by: User
) -> None:
    asked = [
        reverse("documents:text", args=[document.pk]),
        reverse("documents:download", args=[document.pk]),
        reverse("documents:download_version", args=[document.pk, 1]),
        reverse("documents:preview", args=[document.pk]),
    ]
    assert [client.get(each).status_code for each in asked] == [200, 200, 200, 200]
    actions.withdraw(document, by=by, reason=WHY)
    assert [client.get(each).status_code for each in asked] == [410, 410, 410, 404]
    page = client.get(reverse("documents:document", args=[document.pk]))
    assert page.status_code == 200
    assert WHY in page.content.decode()
    assert "/unduh/" not in page.content.decode()
    words = client.get("/dokumen/", {"q": "Pompa pertama"}).content.decode()
    assert document.title not in words
    assert document.key not in client.get("/api/documents", {"q": "Pompa"}).content.decode()


def test_its_file_is_removed_after_thirty_days_and_not_before(client: Client, document: Document, by: User) -> None:
    version = document.versions.get()
    actions.withdraw(document, by=by, reason=WHY)
    assert retention.remove_due(later(29)) == 0
    assert files([version.file.name]) == 1
    assert actions.reinstate(document, by=by).state == "berlaku"
    assert retention.remove_due(later(400)) == 0

    actions.withdraw(document, by=by, reason=WHY)
    assert retention.remove_due(later(30)) == 1
    assert retention.remove_due(later(31)) == 0
    assert files([version.file.name]) == 0
    kept = document.versions.get()
    assert (kept.sha256, kept.size_bytes, kept.pages) == (version.sha256, version.size_bytes, version.pages)
    assert (kept.file.name, kept.text, kept.preview, kept.removed_on) == ("", "", None, later(30))
    assert not Document.objects.saying("pompa").filter(pk=document.pk).exists()
    noted = AuditEntry.objects.get(action="documents.remove_file", subject=f"dokumen:{document.key}")
    assert noted.details["sha256"] == version.sha256
    page = client.get(f"/dokumen/{document.key}/").content.decode()
    assert WHY in page
    assert version.sha256 in page
    assert "dihapus dari server" in page
    with pytest.raises(actions.FileRemoved):
        actions.reinstate(document, by=by)


def test_of_a_withdrawn_version_the_file_goes_and_the_others_stay(
    client: Client, document: Document, by: User, second: Delivered
) -> None:
    wrong = actions.add_version(document, second, by=by, note="salah berkas")
    actions.withdraw_version(wrong, by=by, reason=WHY)
    names = [each.file.name for each in document.versions.order_by("number")]
    assert retention.remove_due(later(30)) == 1
    assert [files([name]) for name in names] == [1, 0]
    assert client.get(f"/dokumen/{document.key}/").status_code == 200
    assert DocumentVersion.objects.get(pk=wrong.pk).withdrawn_reason == WHY
    assert document.versions.get(number=1).removed_on is None


def test_what_was_replaced_keeps_its_file(document: Document, by: User, second: Delivered) -> None:
    latter = actions.add_document(region=document.region, facts=FACTS, delivered=second, by=by)
    actions.replace(document, successor=latter, by=by)
    assert retention.remove_due(later(400)) == 0
    assert files([document.versions.get().file.name, latter.versions.get().file.name]) == 2


def test_the_nightly_cleaning_does_it_and_a_file_that_is_gone_already_does_not_stop_it(
    document: Document, by: User
) -> None:
    actions.withdraw(document, by=by, reason=WHY)
    Document.objects.filter(pk=document.pk).update(state_since=later(-30))
    default_storage.delete(document.versions.get().file.name)
    tasks.clear_away(timestamp=0)
    assert document.versions.get().removed_on == timezone.localdate()


def test_the_database_refuses_a_version_without_a_file_that_was_not_removed(document: Document) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        document.versions.update(file="")
