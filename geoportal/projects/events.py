"""What happened to a project, day by day, in words: its timeline."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from geoportal.templatetags.projects import rupiah_short
from projects.models import Contract, Process, Progress, ProgressPhoto, Project


@dataclass(frozen=True)
class Event:
    """`planned` is one that was agreed for a day still to come."""

    day: date
    title: str
    note: str = ""
    planned: bool = False
    photo: ProgressPhoto | None = None  # its sizes and words; the bytes are not read


def timeline(project: Project, processes: Iterable[Process], today: date) -> list[Event]:
    found = [event for process in processes for event in _of_process(process, today)]
    found += [_of_progress(step) for step in project.progress.all()]
    if not any(process.contracts.all() for process in processes):
        found += _own(project)
    return sorted(found, key=lambda event: event.day)


def _of_progress(step: Progress) -> Event:
    title = _("Kemajuan fisik %(percent)s %%") % {"percent": step.percent}
    notes = [step.note, _("Turun karena: %(reason)s") % {"reason": step.reason} if step.reason else ""]
    return Event(
        step.day, title, ". ".join(each.rstrip(".") for each in notes if each), photo=getattr(step, "photo", None)
    )


def _own(project: Project) -> Iterator[Event]:
    """Yield what is known of works without a contract: those of a village."""
    if project.started_on:
        yield Event(project.started_on, _("Pekerjaan dimulai"))
    if project.ended_on:
        yield Event(project.ended_on, _("Pekerjaan selesai"))


def _of_process(process: Process, today: date) -> Iterator[Event]:
    if process.announced_on:
        title = _("Tender ulang diumumkan") if process.repeats_id else _("Tender diumumkan")
        yield Event(process.announced_on, title, process.repeat_reason)
    if process.failed and process.closes_on:
        yield Event(process.closes_on, _("Tender gagal atau batal"), process.status_told)
    for award in process.awards.all():
        if award.decided_on:
            yield Event(award.decided_on, _("Pemenang ditetapkan"), _with_value(award.provider, award.value))
    for contract in process.contracts.all():
        yield from _of_contract(contract, today)


def _of_contract(contract: Contract, today: date) -> Iterator[Event]:
    if contract.signed_on:
        yield Event(contract.signed_on, _("Kontrak ditandatangani"), _with_value(contract.number, contract.value))
    if contract.spmk_on:
        yield Event(contract.spmk_on, _("Pekerjaan dimulai (SPMK)"))
    ends = contract.ends_on
    for addendum in contract.addenda.all():
        ends = addendum.ends_on or ends
        if addendum.signed_on:
            yield Event(addendum.signed_on, _("Adendum kontrak"), _changed(addendum.ends_on, addendum.value))
    if contract.bast_on:
        yield Event(contract.bast_on, _("Selesai, diserahterimakan (BAST)"))
    elif ends:
        yield Event(ends, _("Kontrak berakhir"), planned=ends > today)


def _with_value(text: str, value: int | None) -> str:
    return f"{text}, {rupiah_short(value)}" if value is not None else text


def _changed(ends: date | None, value: int | None) -> str:
    told = []
    if ends:
        told.append(_("berakhir %(day)s") % {"day": f"{ends.day}-{ends.month}-{ends.year}"})
    if value is not None:
        told.append(_("nilai %(value)s") % {"value": rupiah_short(value)})
    return ", ".join(told)
