"""One run: read it, answer it, compare, approve, publish, undo, stop."""

from typing import Any

from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from imports import actions, approvals, doors, steps
from imports.models import Run
from layers.problems import Problem

from . import documents, schemas
from .base import UploadView


class RunView(UploadView):
    """GET tells where a run stands; DELETE stops it, or gives it up."""

    @extend_schema(**schemas.READ)
    def get(self, request: Request, run: str) -> HttpResponseBase:
        return self.document(documents.full(self.run(run), self.person, self.api))

    @extend_schema(**schemas.STOP)
    def delete(self, request: Request, run: str) -> HttpResponseBase:
        return self.shown(steps.stop(self.run(run), by=self.person))

    def shown(self, run: Run, status: int = 200) -> HttpResponseBase:
        found = Run.objects.select_related("actor").get(pk=run.pk)
        return self.answered(documents.full(found, self.person, self.api), status)


class DoingView(RunView):
    """One thing done with a run by POST; what the queue has to do goes on after the answer (202)."""

    http_method_names = ["post", "options"]

    def seen(self, said: dict[str, Any]) -> str:
        """Take the fingerprint of what the program was shown out of what it says, or from `If-Match`; "" for neither."""
        held = self.request.headers.get("If-Match", "").removeprefix("W/").strip('"')
        given = said.pop("fingerprint", "" if held == "*" else held)
        if not isinstance(given, str):
            raise Problem(
                "fingerprint ialah teks dari GET proses ini.", "fingerprint is the text the run's GET told.",
                parameter="fingerprint",
            )  # fmt: skip
        return given


class AnswersView(DoingView):
    @extend_schema(**schemas.ANSWER)
    def post(self, request: Request, run: str) -> HttpResponseBase:
        return self.shown(doors.answer(self.run(run), self.said(), by=self.person), 202)


class CompareView(DoingView):
    @extend_schema(**schemas.COMPARE)
    def post(self, request: Request, run: str) -> HttpResponseBase:
        return self.shown(doors.prepare_again(self.run(run), by=self.person), 202)


class ApproveView(DoingView):
    @extend_schema(**schemas.APPROVE)
    def post(self, request: Request, run: str) -> HttpResponseBase:
        seen = self.seen(self.said())
        return self.shown(approvals.approve(self.run(run), by=self.person, seen=seen), 202)


class PublishView(DoingView):
    @extend_schema(**schemas.PUBLISH)
    def post(self, request: Request, run: str) -> HttpResponseBase:
        said = self.said()
        seen = self.seen(said)
        return self.shown(doors.publish(self.run(run), said, by=self.person, seen=seen), 202)


class UndoView(DoingView):
    @extend_schema(**schemas.UNDO)
    def post(self, request: Request, run: str) -> HttpResponseBase:
        return self.shown(actions.undo(self.run(run), by=self.person), 201)
