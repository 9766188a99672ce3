"""Refusals of the import flow as problem documents."""

from django.core.exceptions import PermissionDenied

from geoportal.upload.spooling import SpoolFull
from imports import refusals
from imports.models import Run, Upload
from imports.refusals import Refusal
from imports.wording import sentence, without_options
from layers.problems import Forbidden, NotFound, Problem

STATUS: tuple[tuple[type[Refusal], int], ...] = (
    (refusals.LimitPassed, 413),
    (refusals.FileUnreadable, 415),
    (refusals.AnswerWrong, 400),
    (refusals.OffsetWrong, 409),
    (refusals.NotPublishable, 409),
    (refusals.NotApproved, 409),
    (refusals.LayerMoved, 409),
    (refusals.RowsTouchedSince, 409),
    (refusals.StorageFull, 507),
)
UNPROCESSABLE = 422


def problem_of(refusal: Refusal) -> Problem:
    """Return the document for a refusal: what happened, the way out, and the rule programs can tell it by."""
    message, remedy = refusal.message, refusal.remedy
    problem = Problem(
        sentence(without_options(message.id)),
        sentence(without_options(message.en)),
        rule=refusal.rule,
        remedy=without_options(remedy.id),
        remedy_en=without_options(remedy.en),
    )
    problem.status = next((status for kind, status in STATUS if isinstance(refusal, kind)), UNPROCESSABLE)
    if refusal.column:
        problem.members["parameter"] = refusal.column
    return problem


def problem_for(error: Exception) -> Problem | None:
    """Return the document for what the flow raises; None for what is not its refusal."""
    if isinstance(error, Refusal):
        return problem_of(error)
    # REST framework tells of a form it could not read by an error of its own.
    for spooled in (error, error.__context__):
        if isinstance(spooled, SpoolFull):
            return problem_of(spooled.refusal)
    if isinstance(error, PermissionDenied):
        return Forbidden(
            "Anda tidak berhak melakukan ini pada lapisan itu; minta mandatnya kepada pengelola portal.",
            "You may not do this on that layer; ask the portal's keepers for a mandate.",
        )
    if isinstance(error, (Run.DoesNotExist, Upload.DoesNotExist)):
        return NotFound("Proses atau berkas ini tidak ada.", "There is no such run or file.")
    return None
