"""Periksa, the page of a run: what was found, where, what to do; and where the run stands."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.http import require_http_methods, require_safe

from imports import doors, findings
from imports.models import ProblemLevel, Run, RunProblem, RunState
from imports.problems import KEPT_PER_RULE, count_of
from imports.questions import target_of
from imports.refusals import Refusal
from imports.rules import all_rules
from layers.api.words import said

from . import drawing
from .access import person_of, run_page, words_of
from .frame import REPORT, address, page, stands_at, under_way

PAGE = 20
# So few are told at once; of more, the kinds are listed first, and each opens its own.
FEW = 5
ON_MAP = 1_000
DOUBTFUL_AT_ONCE = 25
PREFIX = "baris-"
LEVELS = (ProblemLevel.ERROR, ProblemLevel.WARNING, ProblemLevel.INFO)


@run_page
@require_safe
def next_page(request: HttpRequest, run: Run) -> HttpResponse:
    """Lead to the step where the run stands."""
    return HttpResponseRedirect(address(run, stands_at(run)))


@run_page
@require_safe
def state(request: HttpRequest, run: Run) -> HttpResponse:
    """Tell the page's script where the work is; `done` once there is nothing to wait for."""
    found = under_way(run)
    if found is None:
        return JsonResponse({"over": True})
    return JsonResponse(
        {
            "over": False,
            "words": found.words,
            "done": found.done,
            "of": found.of,
            "share": found.share,
            "stages": [each.state for each in found.stages],
            "silent": found.silent,
        }
    )


@run_page
@require_http_methods(["GET", "HEAD", "POST"])
def report_page(request: HttpRequest, run: Run) -> HttpResponse:
    if request.method != "POST":
        at = stands_at(run)
        # A question has a page of its own; this one would only say that it waits.
        asked = run.state == RunState.ASKING and at != REPORT
        return HttpResponseRedirect(address(run, at)) if asked else _shown(request, run)
    matches = {**run.choices.get("matches", {}), **_matches(request)}
    try:
        run = doors.answer(run, {"matches": matches}, by=person_of(request))
    except Refusal as refusal:
        return _shown(request, run, words_of(refusal), status=422)
    return HttpResponseRedirect(address(run, REPORT))


def _matches(request: HttpRequest) -> dict[str, str]:
    return {
        name.removeprefix(PREFIX): str(key) for name, key in request.POST.items() if name.startswith(PREFIX) and key
    }


def _shown(request: HttpRequest, run: Run, refused: dict[str, str] | None = None, status: int = 200) -> HttpResponse:
    rule = request.GET.get("aturan", "")
    rules = _rules(run)
    rule = rule if rule in {each["rule"] for each in rules} else ""
    problems = run.problems.filter(rule=rule) if rule else run.problems.all()
    total = sum(each["count"] for each in rules)
    doubtful = run.evidence.get("doubtful", [])
    context: dict[str, Any] = {
        "refused": refused,
        "rules": rules,
        "rule": next((each for each in rules if each["rule"] == rule), None),
        "listed": bool(rule) or total <= FEW,
        "tabled": total > 1,
        "counts": {level.name.lower(): count_of(run, level) for level in LEVELS},
        "kept": KEPT_PER_RULE,
        "cut": any(each["count"] > KEPT_PER_RULE for each in rules),
        "map": drawing.places(drawing.Paper(request), problems.exclude(place=None).order_by("pk")[:ON_MAP])
        if rules
        else "",
        "doubtful": doubtful[:DOUBTFUL_AT_ONCE],
        "doubtful_count": len(doubtful),
        "prefix": PREFIX,
        "formats": findings.FORMATS if rules else (),
        "evidence": run.evidence if "file" in run.evidence else None,
        "columns": _columns(run),
        "ready": run.state == RunState.READY,
        **_paged(request, problems),
    }
    return page(request, run, REPORT, "report", context, status)


def _columns(run: Run) -> list[tuple[str, str]]:
    """Return which column was read as what, in the target's order."""
    target, mapping = target_of(run), run.evidence.get("mapping", {})
    fields = target.fields if target is not None else ()
    return [(said(each.title_id, each.title_en), mapping[each.name]) for each in fields if each.name in mapping]


def _rules(run: Run) -> list[dict[str, Any]]:
    """Return the rules that found something, the gravest first, each with its title and its first words as an example."""
    counts = run.evidence.get("problems", {})
    titles = {each.code: said(each.title_id, each.title_en) for each in all_rules()}
    firsts = {each.rule: each for each in run.problems.order_by("rule", "pk").distinct("rule")}
    found = [
        {"rule": rule, **entry, "title": titles.get(rule, rule), "first": firsts.get(rule)}
        for rule, entry in counts.items()
    ]
    return sorted(found, key=lambda each: (LEVELS.index(each["level"]), -each["count"], each["rule"]))


def _paged(request: HttpRequest, problems: QuerySet[RunProblem]) -> dict[str, Any]:
    """Return one page of problems, the gravest first, and the numbers of those beside it."""
    text = request.GET.get("hal", "1")
    number = int(text) if text.isascii() and text.isdigit() and 0 < int(text[:6]) < 10_000 else 1
    rows = problems.order_by("level", "pk")
    found = list(rows[(number - 1) * PAGE : number * PAGE + 1])
    return {
        "problems": found[:PAGE],
        "before": number - 1 if number > 1 else None,
        "after": number + 1 if len(found) > PAGE else None,
    }


@run_page
@require_safe
def download(request: HttpRequest, run: Run, kind: str) -> HttpResponse:
    """Give every finding of a run as a file, streamed where its format allows."""
    return findings.response(run, kind, language=said("id", "en"))
