"""A run as JSON: where it stands, what it asks, what was found, what would change."""

from typing import Any

from accounts.models import User
from imports import approvals, questions, shown, summaries, uploads
from imports.looking import Look
from imports.models import ProblemLevel, Progress, Run, RunChange, RunProblem, RunState, Upload
from imports.problems import count_of
from imports.questions import Question
from imports.wording import without_options
from layers.api.common import link
from layers.api.negotiation import JSON

LEVELS = {"errors": ProblemLevel.ERROR, "warnings": ProblemLevel.WARNING, "notes": ProblemLevel.INFO}


def brief(run: Run, api: str) -> dict[str, Any]:
    """Return what a list says of a run."""
    return {
        "id": run.pk,
        "target": run.target or None,
        "state": run.state,
        "message": summaries.told(run, "id"),
        "message_en": summaries.told(run, "en"),
        "file_name": run.file_name,
        "by": run.actor.username,
        "started_at": run.started_at.isoformat(),
        "finished_at": run.finished_at.isoformat() if run.finished_at else None,
        "counts": run.counts,
        "href": f"{api}/uploads/{run.pk}",
    }


def full(run: Run, person: User, api: str) -> dict[str, Any]:
    """Return all a program needs to go on with a run."""
    target = questions.target_of(run)
    return {
        **brief(run, api),
        "file": {"name": run.file_name, "bytes": run.file_bytes, "sha256": run.file_sha256},
        "files": [piece(upload, api) for upload in run.uploads.order_by("name")],
        "progress": progress(run),
        "question": asked(run, person),
        "choices": {name: value for name, value in run.choices.items() if name != "manifest"},
        "problems": {
            **{name: count_of(run, level) for name, level in LEVELS.items()},
            "rules": [{"rule": rule, **entry} for rule, entry in sorted(run.evidence.get("problems", {}).items())],
        },
        "doubtful": run.evidence.get("doubtful", []),
        "base_releases": run.base_releases,
        "fingerprint": shown.fingerprint(run),
        "releases": {release.layer: release.number for release in run.releases.order_by("layer")},
        "refused": _refused(run),
        "needs_approval": target is not None and approvals.needed(target),
        "approved_by": run.approved_by.username if run.approved_by else None,
        "undo_of": run.undo_of_id,
        "undone_by": getattr(run, "undone_by", None) and run.undone_by.pk,
        "links": links(run, api),
    }


def _refused(run: Run) -> dict[str, Any] | None:
    """Return why the last attempt to publish was turned down."""
    refused = run.evidence.get("refused")
    if not refused:
        return None
    (message, message_en), (remedy, remedy_en) = refused["message"], refused["remedy"]
    return {
        "rule": refused["rule"],
        "message": message,
        "message_en": message_en,
        "remedy": remedy,
        "remedy_en": remedy_en,
    }


def progress(run: Run) -> dict[str, Any] | None:
    found = Progress.objects.filter(run=run).first()
    if found is None or not found.step:
        return None
    return {"step": found.step, "done": found.done, "of": found.of, "at": found.at.isoformat()}


def piece(upload: Upload, api: str) -> dict[str, Any]:
    return {
        "id": str(upload.pk),
        "name": upload.name,
        "size": upload.size,
        "received": uploads.arrived(upload),
        "href": f"{api}/uploads/{upload.run_id}/files/{upload.pk}",
    }


def asked(run: Run, person: User) -> dict[str, Any] | None:
    """Return the question a run waits with."""
    seen = Look.of(run) if run.state == RunState.ASKING else None
    question = questions.open_question(run, seen, person) if seen is not None else None
    return _question(question) if question is not None else None


def _question(question: Question) -> dict[str, Any]:
    return {
        "name": question.name,
        "why": without_options(question.why.id),
        "why_en": without_options(question.why.en),
        "proposal": dict(question.mapping) if question.name == "mapping" else question.proposal or None,
        "options": [
            {
                "value": option.value,
                "label": option.label.id,
                "label_en": option.label.en,
                "note": option.note.id,
                "note_en": option.note.en,
                "share": option.share,
                "rows": [{"row": row, "column": column, "text": text} for row, column, text in option.rows],
            }
            for option in question.options
        ],
    }


def problem(found: RunProblem) -> dict[str, Any]:
    return {
        "rule": found.rule,
        "level": found.level,
        "row": found.row,
        "place": list(found.place.coords) if found.place else None,
        "column": found.field,
        **{
            name: without_options(getattr(found, kept))
            for name, kept in (
                ("message", "message_id"),
                ("message_en", "message_en"),
                ("remedy", "remedy_id"),
                ("remedy_en", "remedy_en"),
            )
        },
    }


def change(found: RunChange) -> dict[str, Any]:
    return {
        "label": found.label,
        "action": found.action,
        "row": found.row,
        "note": found.note,
        "note_en": found.note_en,
        "area_before_m2": found.area_before_m2,
        "area_after_m2": found.area_after_m2,
        "share_moved": found.share_moved,
    }


def links(run: Run, api: str) -> list[dict[str, str]]:
    here = f"{api}/uploads/{run.pk}"
    return [
        link("self", here, JSON),
        link("problems", f"{here}/problems", JSON),
        link("difference", f"{here}/difference", JSON),
    ]
