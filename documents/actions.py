"""Writes: documents, their versions, their end. Each takes the actor, holds its transaction, opens a release and leaves a
trace; a file is written only once it has passed `checking.check`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from uuid import UUID

from django.core.files import File
from django.db import transaction
from django.db.models import Max
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from accounts.audit import record
from accounts.models import User
from accounts.permissions import require
from boundaries.models import Region
from layers.releases import lock_layer, open_release

from .checking import Checked
from .kinds import PpidClass, types
from .models import Document, DocumentVersion, State
from .searching import vector_of

DOCUMENTS = "dokumen"  # the key writes are counted under
MAY_EDIT = "documents.edit"


@dataclass(frozen=True)
class Facts:
    """What is said of a document when it is entered."""

    type: str
    title: str
    year: int
    ppid_class: str
    summary: str
    holder: str
    responsible: str
    made_on: date
    made_at: str
    form: str
    retention: str
    year_until: int | None = None
    agency: str = ""
    legal_ground: str = ""
    sample: bool = False


@dataclass(frozen=True)
class Delivered:
    """A file that was checked, and where it lies."""

    path: Path
    checked: Checked


def add_document(
    *, region: Region, facts: Facts, delivered: Delivered | None, by: User, token: UUID | None = None
) -> Document:
    """Publish a document; one that is excluded has no file, any other has one.

    The same form sent again (`token`) gives what it gave before. Raises `NotForRegion`, `FileMissing`,
    `ExcludedHasNoFile`, `AlreadyThere`.
    """
    require(by, MAY_EDIT, on=region)
    if not types()[facts.type].applies_to(region.kind):
        raise NotForRegion(facts.type)
    _check_file(facts, there=delivered is not None)
    with _all_or_nothing() as written:
        lock_layer(DOCUMENTS)
        before = Document.objects.filter(token=token).first() if token else None
        if before is not None:
            return _same(before, by)
        _refuse_twin(region, facts, delivered)
        document = Document(region=region, made_by=by, published_on=timezone.localdate(), token=token, **vars(facts))
        document.save()
        if delivered is not None:
            written.append(_add(document, delivered, by=by, note="").file)
        index(document)
        _noted(document, "documents.add", by, type=facts.type, year=facts.year)
    return document


def _same(before: Document, by: User) -> Document:
    if before.made_by_id != by.pk:
        raise AlreadyThere(before)
    return before


def _check_file(facts: Facts, *, there: bool) -> None:
    excluded = facts.ppid_class == PpidClass.EXCLUDED
    if excluded and there:
        raise ExcludedHasNoFile(facts.title)
    if not excluded and not there:
        raise FileMissing(facts.title)


@contextmanager
def _all_or_nothing() -> Iterator[list[FieldFile]]:
    """Hold a transaction; should it fail, the files written in it are removed as well."""
    written: list[FieldFile] = []
    try:
        with transaction.atomic():
            yield written
    except BaseException:
        for file in written:
            file.delete(save=False)
        raise


def _refuse_twin(region: Region, facts: Facts, delivered: Delivered | None) -> None:
    """The same thing published by two forms must not make two documents."""
    same = Document.objects.in_force().filter(region=region, type=facts.type, year=facts.year)
    if delivered is not None:
        same = same.filter(newest__sha256=delivered.checked.sha256)
    else:
        same = same.filter(ppid_class=PpidClass.EXCLUDED, title=facts.title)
    twin = same.first()
    if twin is not None:
        raise AlreadyThere(twin)


def add_version(document: Document, delivered: Delivered, *, by: User, note: str = "") -> DocumentVersion:
    """Publish another file under the same address; the former stays readable as an older version."""
    require(by, MAY_EDIT, on=document.region)
    with _all_or_nothing() as written:
        current = _in_force(document)
        if current.excluded:
            raise ExcludedHasNoFile(current.title)
        if current.newest is not None and current.newest.sha256 == delivered.checked.sha256:
            raise AlreadyThere(current)
        version = _add(current, delivered, by=by, note=note)
        written.append(version.file)
        index(current)
        _noted(current, "documents.version", by, number=version.number, sha256=version.sha256)
    return version


def locked(document: Document) -> Document:
    """Return a document as it is now, for the rest of the transaction nobody else's to change."""
    lock_layer(DOCUMENTS)
    return Document.objects.select_for_update(of=("self",)).select_related("newest", "region").get(pk=document.pk)


def _in_force(document: Document) -> Document:
    current = locked(document)
    if current.state != State.IN_FORCE:
        raise NotInForce(current)
    return current


def _add(document: Document, delivered: Delivered, *, by: User, note: str) -> DocumentVersion:
    checked = delivered.checked
    version = DocumentVersion(
        document=document,
        number=(document.versions.aggregate(last=Max("number"))["last"] or 0) + 1,
        media_type=checked.media_type,
        sha256=checked.sha256,
        size_bytes=checked.size_bytes,
        pages=checked.pages,
        text=checked.text,
        preview=checked.preview or None,
        note=note[:200],
        made_by=by,
    )
    with delivered.path.open("rb") as file:
        version.file.save(f"{checked.sha256[:16]}.{checked.kind}", File(file), save=False)
    version.save()
    document.newest = version
    document.save(update_fields=["newest"])
    return version


@transaction.atomic
def correct(document: Document, facts: Facts, *, by: User) -> Document:
    """Correct what is said of a document; its region, type, file and address stay. What was said before is recorded.

    What is public cannot become excluded here, nor the other way: that is another document (`ExcludedHasNoFile`,
    `FileMissing`).
    """
    require(by, MAY_EDIT, on=document.region)
    current = _in_force(document)
    _check_file(facts, there=current.newest is not None)
    names = [each.name for each in fields(Facts) if each.name not in ("type", "sample")]
    former = {name: getattr(current, name) for name in names if getattr(current, name) != getattr(facts, name)}
    if former:
        for name in former:
            setattr(current, name, getattr(facts, name))
        current.save(update_fields=list(former))
        index(current)
        _noted(current, "documents.correct", by, former={name: str(value) for name, value in former.items()})
    return current


@transaction.atomic
def withdraw_version(version: DocumentVersion, *, by: User, reason: str) -> Document:
    """Take one file back, sent by mistake: the newest of the others is served again.

    Raises `OnlyVersion` where there is no other (then the document itself is withdrawn), `NotInForce`.
    """
    require(by, MAY_EDIT, on=version.document.region)
    current = _in_force(version.document)
    standing = current.versions.filter(withdrawn_on__isnull=True).defer("preview").order_by("-number")
    left = [each for each in standing if each.pk != version.pk]
    if len(left) == len(standing):
        raise NotInForce(current)
    if not left:
        raise OnlyVersion(current)
    current.versions.filter(pk=version.pk).update(withdrawn_on=timezone.localdate(), withdrawn_reason=reason[:200])
    current.newest = left[0]
    current.save(update_fields=["newest"])
    index(current)
    _noted(current, "documents.withdraw_version", by, number=version.number, reason=reason[:200])
    return current


@transaction.atomic
def withdraw(document: Document, *, by: User, reason: str) -> Document:
    """Take a document back: its address stays and says why, its files are no longer given out."""
    require(by, MAY_EDIT, on=document.region)
    return _ended(document, State.WITHDRAWN, by=by, reason=reason)


@transaction.atomic
def replace(document: Document, *, successor: Document, by: User, reason: str = "") -> Document:
    """Say that another document of the region, in force, took this one's place; both stay readable."""
    require(by, MAY_EDIT, on=document.region)
    if successor.pk == document.pk or successor.region_id != document.region_id:
        raise NotInForce(successor)
    _in_force(successor)
    return _ended(document, State.REPLACED, by=by, reason=reason, successor=successor)


def _ended(document: Document, state: State, *, by: User, reason: str, successor: Document | None = None) -> Document:
    current = _in_force(document)
    current.state, current.state_reason, current.state_since = state, reason[:200], timezone.localdate()
    current.replaced_by = successor
    current.save(update_fields=["state", "state_reason", "state_since", "replaced_by"])
    _noted(current, f"documents.{'withdraw' if state == State.WITHDRAWN else 'replace'}", by, reason=reason[:200])
    return current


@transaction.atomic
def reinstate(document: Document, *, by: User) -> Document:
    """Undo a withdrawal or a replacement: the document is in force again. Doing it twice changes nothing.

    Raises `FileRemoved` where it was withdrawn so long ago that its file is gone (`retention`).
    """
    require(by, MAY_EDIT, on=document.region)
    current = locked(document)
    if current.newest is not None and current.newest.removed_on is not None:
        raise FileRemoved(current)
    if current.state != State.IN_FORCE:
        former = {"state": current.state, "since": str(current.state_since), "reason": current.state_reason}
        current.state, current.state_reason, current.state_since = State.IN_FORCE, "", None
        current.replaced_by = None
        current.save(update_fields=["state", "state_reason", "state_since", "replaced_by"])
        _noted(current, "documents.reinstate", by, former=former)
    return current


def index(document: Document) -> None:
    """Store the words a document is found by."""
    heading = (
        f"{document.title} {document.kind.title_id} {document.kind.short} {document.region.name} {document.agency}"
    )
    text = f"{document.summary}\n{document.newest.text if document.newest else ''}"
    Document.objects.filter(pk=document.pk).update(words=vector_of(heading, text))


def _noted(document: Document, action: str, by: User, **details: object) -> None:
    open_release(layer=DOCUMENTS, by=by, reason=f"{document.key} {document.title}"[:200])
    record(by=by, action=action, subject=f"dokumen:{document.key}", **details)


class NotForRegion(Exception):
    """Regions of this kind have no documents of this type."""


class FileMissing(Exception):
    """A document that is not excluded needs a file."""


class ExcludedHasNoFile(Exception):
    """What is excluded from the public is listed with its ground, without a file."""


class AlreadyThere(Exception):
    """The same file is published already; `document` is where."""

    def __init__(self, document: Document) -> None:
        super().__init__(document.key)
        self.document = document


class NotInForce(Exception):
    """The document was withdrawn or replaced meanwhile, or cannot take this one's place."""


class FileRemoved(Exception):
    """What was withdrawn lost its file by schedule; what is to be in force again is published anew."""


class OnlyVersion(Exception):
    """The document has no other file: it is withdrawn as a whole."""
