"""Lapisan: which layer of the file, how its letters are read, which layer of the portal, which reference system."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from imports import doors, questions
from imports.looking import Look
from imports.models import Run
from imports.questions import OTHER, Option, Question
from imports.refusals import AnswerWrong, Refusal, Words

from . import drawing, places
from .access import person_of, run_page, words_of
from .frame import LAYER, page

NAMES = ("layer", "encoding", "target", "crs")
MOST_MAPS, MOST_OPTIONS = 4, 12
VISIBLE_M = 500  # what lies nearer to the proposal looks the same on a map of the regency


@dataclass(frozen=True)
class Offer:
    """An option as the page shows it. `shift`: how far it puts the rows from where the proposal does."""

    option: Option
    map: str = ""
    meaning: str = ""
    shift: str = ""


@run_page
@require_http_methods(["GET", "HEAD", "POST"])
def layer_page(request: HttpRequest, run: Run) -> HttpResponse:
    """Show the question that is open, or one that is asked for again (`?ubah=crs`)."""
    seen = Look.of(run)
    if seen is None:
        return page(request, run, LAYER, "layer", {"question": None, "answered": []})
    if request.method != "POST":
        return _shown(request, run, seen)
    name = request.POST.get("tanya", "")
    try:
        doors.answer(run, {name: _answer(request, name)}, by=person_of(request))
    except Refusal as refusal:
        return _shown(request, run, seen, words_of(refusal), status=422)
    return HttpResponseRedirect(reverse("upload:next", args=[run.pk]))


def _answer(request: HttpRequest, name: str) -> str:
    if name not in NAMES:
        raise AnswerWrong(Words("pertanyaan ini tidak ada", "there is no such question"))
    answer = request.POST.get("jawab", "")
    if answer == OTHER:
        answer = request.POST.get("lain", "").strip()
    if not answer:
        raise AnswerWrong(
            Words("belum ada yang dipilih", "nothing was chosen"),
            Words("Pilih salah satu.", "Choose one."),
            column=name,
        )
    return answer


def _shown(
    request: HttpRequest, run: Run, seen: Look, refused: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    person = person_of(request)
    wanted = request.POST.get("tanya") or request.GET.get("ubah", "")
    question = questions.question(wanted, run, seen, person) if wanted in NAMES else None
    if question is None:
        opened = questions.open_question(run, seen, person)
        question = opened if opened is not None and opened.name in NAMES else None
    context: dict[str, Any] = {
        "question": question,
        "refused": refused,
        "offers": _options(request, run, seen, question) if question else [],
        "other": OTHER,
        "chosen": _chosen(request, run, question) if question else "",
        "answered": _answered(run, seen, person, question),
        "seen": seen,
    }
    return page(request, run, LAYER, "layer", context, status)


def _chosen(request: HttpRequest, run: Run, question: Question) -> str:
    """Return the option that is marked: what was just sent, what was answered before, else what is proposed."""
    before = run.target if question.name == "target" else run.choices.get(question.name)
    return request.POST.get("jawab") or before or question.proposal


def _options(request: HttpRequest, run: Run, seen: Look, question: Question) -> list[Offer]:
    """Return the options; of a reference system what it means, how far it lies from the proposal, and a map where that shows."""
    target = questions.target_of(run)
    if question.name != "crs" or target is None:
        return [Offer(option) for option in question.options]
    paper, reference = drawing.Paper(request), target.reference_area()
    spots = [places.spot(seen, option.value, reference) for option in question.options[:MOST_OPTIONS]]
    offers: list[Offer] = []
    for option, spot in zip(question.options, spots, strict=False):
        shift = places.apart_m(spots[0], spot) if offers else None
        drawn = shift is None or shift >= VISIBLE_M
        offers.append(
            Offer(
                option,
                map=drawing.placed(paper, seen, option.value, reference) if drawn and len(offers) < MOST_MAPS else "",
                meaning=places.meaning(option.value),
                shift=places.distance(shift) if shift is not None else "",
            )
        )
    return offers


def _answered(run: Run, seen: Look, person: Any, current: Question | None) -> list[dict[str, str]]:
    """Return what is settled already, with a way to change it where there is a choice."""
    from layers.api.words import said

    target = questions.target_of(run)
    system = (run.evidence.get("crs") or {}).get("crs") or run.choices.get("crs") or ""
    settled = {
        "layer": seen.layer or "",
        "encoding": questions.encoding_of(run, seen).upper()
        if seen.encoding.get("name") or run.choices.get("encoding")
        else "",
        "target": said(target.title_id, target.title_en) if target else "",
        "crs": system,
    }
    return [
        {
            "name": name,
            "value": value,
            "example": _example(run, seen, name),
            "change": name if questions.question(name, run, seen, person) else "",
        }
        for name, value in settled.items()
        if value and (current is None or current.name != name)
    ]


def _example(run: Run, seen: Look, name: str) -> str:
    """Return a word of the file with letters that tell its encoding; empty where every letter is plain."""
    if name != "encoding":
        return ""
    values = (questions.decoded(run, seen, value) for column in seen.columns for value in column["values"])
    return next((value for value in values if not value.isascii()), "")
