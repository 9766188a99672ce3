"""Writes: documents, their versions, their end. Each takes the actor, holds its transaction, opens a release and leaves a
trace; a file is written only once it has passed `checking.check`.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.core.files import File
from django.db import transaction
from django.db.models import Max
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


@transaction.atomic
def add_document(*, region: Region, facts: Facts, delivered: Delivered | None, by: User) -> Document:
    """Publish a document; one that is excluded has no file, any other has one.

    Raises `NotForRegion`, `FileMissing`, `ExcludedHasNoFile`, `AlreadyThere`.
    """
    require(by, MAY_EDIT, on=region)
    if not types()[facts.type].applies_to(region.kind):
        raise NotForRegion(facts.type)
    if facts.ppid_class == PpidClass.EXCLUDED and delivered is not None:
        raise ExcludedHasNoFile(facts.title)
    if facts.ppid_class != PpidClass.EXCLUDED and delivered is None:
        raise FileMissing(facts.title)
    lock_layer(DOCUMENTS)
    if delivered is not None:
        _refuse_twin(region, facts, delivered)
    document = Document(region=region, made_by=by, published_on=timezone.localdate(), **vars(facts))
    document.save()
    if delivered is not None:
        _add(document, delivered, by=by, note="")
    index(document)
    _noted(document, "documents.add", by, type=facts.type, year=facts.year)
    return document


def _refuse_twin(region: Region, facts: Facts, delivered: Delivered) -> None:
    """A form sent twice must not make two documents."""
    same = Document.objects.in_force().filter(
        region=region, type=facts.type, year=facts.year, newest__sha256=delivered.checked.sha256
    )
    twin = same.first()
    if twin is not None:
        raise AlreadyThere(twin)


@transaction.atomic
def add_version(document: Document, delivered: Delivered, *, by: User, note: str = "") -> DocumentVersion:
    """Publish another file under the same address; the former stays readable as an older version."""
    require(by, MAY_EDIT, on=document.region)
    lock_layer(DOCUMENTS)
    current = Document.objects.select_for_update(of=("self",)).select_related("newest").get(pk=document.pk)
    if current.excluded:
        raise ExcludedHasNoFile(current.title)
    if current.state != State.IN_FORCE:
        raise NotInForce(current)
    if current.newest is not None and current.newest.sha256 == delivered.checked.sha256:
        raise AlreadyThere(current)
    version = _add(current, delivered, by=by, note=note)
    index(current)
    _noted(current, "documents.version", by, number=version.number, sha256=version.sha256)
    return version


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
def withdraw(document: Document, *, by: User, reason: str) -> Document:
    """Take a document back: its address stays and says why, its files are no longer given out."""
    require(by, MAY_EDIT, on=document.region)
    return _ended(document, State.WITHDRAWN, by=by, reason=reason)


@transaction.atomic
def replace(document: Document, *, successor: Document, by: User, reason: str = "") -> Document:
    """Say that another document took this one's place; both stay readable."""
    require(by, MAY_EDIT, on=document.region)
    if successor.pk == document.pk or successor.region_id != document.region_id:
        raise NotInForce(successor)
    return _ended(document, State.REPLACED, by=by, reason=reason, successor=successor)


def _ended(document: Document, state: State, *, by: User, reason: str, successor: Document | None = None) -> Document:
    lock_layer(DOCUMENTS)
    current = Document.objects.select_for_update().get(pk=document.pk)
    if current.state != State.IN_FORCE:
        raise NotInForce(current)
    current.state, current.state_reason, current.state_since = state, reason[:200], timezone.localdate()
    current.replaced_by = successor
    current.save(update_fields=["state", "state_reason", "state_since", "replaced_by"])
    _noted(current, f"documents.{'withdraw' if state == State.WITHDRAWN else 'replace'}", by, reason=reason[:200])
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
