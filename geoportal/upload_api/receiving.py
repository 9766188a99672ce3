"""Receiving: in one go (multipart, or the file itself as the body), or announced and sent in pieces."""

from typing import Any, BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request

from imports import doors, rights, sources, steps, uploads
from imports.limits import Limits
from imports.models import Run, Upload
from imports.uploads import Announced
from layers.parameters import single, whole_number
from layers.problems import BadParameter, NotFound

from . import documents, schemas
from .base import RawParser, UploadView, body
from .refusing import problem_of

OFFSET = "Upload-Offset"
PAGE, LARGEST_PAGE = 50, 200
MOST_FILES = 20
FORM_SLACK_BYTES = 100_000
SHA256_LETTERS = 64


class UploadsView(UploadView):
    """GET: the runs a person may see, newest first. POST: a new one."""

    parser_classes = [JSONParser, MultiPartParser, RawParser]
    parameters = {"name", "target", "limit", "before"}

    @extend_schema(**schemas.LIST)
    def get(self, request: Request) -> HttpResponseBase:
        text = single(request.query_params, "limit")
        limit = whole_number("limit", text, least=1, most=LARGEST_PAGE) if text is not None else PAGE
        runs = rights.visible_runs(self.person).select_related("actor").order_by("-pk")
        before = single(request.query_params, "before")
        if before is not None:
            runs = runs.filter(pk__lt=whole_number("before", before, least=1, most=2**62))
        found = list(runs[: limit + 1])
        next_href = f"{self.api}/uploads?limit={limit}&before={found[limit - 1].pk}" if len(found) > limit else None
        shown = [documents.brief(run, self.api) for run in found[:limit]]
        return self.document({"uploads": shown, "next": next_href})

    @extend_schema(**schemas.CREATE)
    def post(self, request: Request) -> HttpResponseBase:
        self._refuse_large(request)
        content_type = (request.content_type or "").partition(";")[0].strip().lower()
        if content_type == "application/json":
            run = self._announced()
        elif content_type == "multipart/form-data":
            run = self._from_form(request)
        else:
            run = self._from_body(request)
        document = documents.full(run, self.person, self.api)
        return self.answered(document, 201, Location=document["href"])

    def _refuse_large(self, request: Request) -> None:
        """Refuse by what is announced, before anything is read."""
        sent, limit = int(request.META.get("CONTENT_LENGTH") or 0), Limits.current().file_bytes
        if sent > limit + FORM_SLACK_BYTES:
            raise problem_of(sources.too_large(sent, limit, "IMPORT_MAX_BYTES"))

    def _announced(self) -> Run:
        said = self.said()
        files = said.get("files")
        if not isinstance(files, list) or not 0 < len(files) <= MOST_FILES:
            raise BadParameter("files", f"Sebutkan 1 sampai {MOST_FILES} berkas.", f"Name 1 to {MOST_FILES} files.")
        announced = [_announcement(each) for each in files]
        return steps.begin(by=self.person, files=announced, target_key=_text(said.get("target") or "", "target"))

    def _from_form(self, request: Request) -> Run:
        found = [each for each in request.FILES.getlist("file") if isinstance(each, UploadedFile)]
        if not found:
            raise BadParameter("file", "Kirim berkasnya di isian bernama file.", "Send the file in a field named file.")
        files = [(Announced(each.name or "", each.size or 0), cast(BinaryIO, each)) for each in found[:MOST_FILES]]
        target = _text(str(request.POST.get("target") or request.query_params.get("target") or ""), "target")
        return doors.receive(by=self.person, files=files, target_key=target)

    def _from_body(self, request: Request) -> Run:
        name = single(request.query_params, "name")
        if not name:
            raise BadParameter("name", "Sebutkan nama berkas: ?name=batas.zip", "Name the file: ?name=batas.zip")
        announced = Announced(name, int(request.META.get("CONTENT_LENGTH") or 0))
        target = single(request.query_params, "target") or ""
        return doors.receive(by=self.person, files=[(announced, body(request))], target_key=target)


def _announcement(said: Any) -> Announced:
    if not isinstance(said, dict):
        raise BadParameter("files", "Setiap berkas: name, size, sha256.", "Each file: name, size, sha256.")
    size, sha256 = said.get("size"), _text(said.get("sha256") or "", "sha256").lower()
    if not isinstance(size, int) or isinstance(size, bool) or not 0 <= size < 2**62:
        raise BadParameter("size", "Ukuran dalam bita, bilangan bulat.", "The size in bytes, a whole number.")
    if sha256 and (len(sha256) != SHA256_LETTERS or not set(sha256) <= set("0123456789abcdef")):
        raise BadParameter("sha256", "SHA-256 adalah 64 huruf heksadesimal.", "A SHA-256 has 64 hexadecimal letters.")
    return Announced(_text(said.get("name") or "", "name"), size, sha256)


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str) or "\0" in value or len(value) > 500:
        raise BadParameter(name, "Harus berupa teks, paling banyak 500 huruf.", "Plain text of at most 500 letters.")
    return value


class FileView(UploadView):
    """A file on its way: GET and HEAD tell how much has arrived, PATCH appends the next piece."""

    parser_classes = [RawParser]

    def upload(self, run: str, file: str) -> Upload:
        uploads_here = Upload.objects.select_related("run").filter(run=self.run(run))
        found = next((each for each in uploads_here if str(each.pk) == file.lower()), None)
        if found is None:
            raise NotFound("Berkas ini sudah lengkap atau tidak ada.", "This file is whole already, or absent.")
        return found

    @extend_schema(**schemas.PIECE_STATE)
    def get(self, request: Request, run: str, file: str) -> HttpResponseBase:
        upload = self.upload(run, file)
        response = self.answered(documents.piece(upload, self.api))
        response[OFFSET] = str(uploads.arrived(upload))
        return response

    @extend_schema(**schemas.PIECE)
    def patch(self, request: Request, run: str, file: str) -> HttpResponseBase:
        upload = self.upload(run, file)
        steps.require_own(upload.run, self.person)
        offset = whole_number(OFFSET, request.headers.get(OFFSET, ""), least=0, most=2**62)
        upload, found = doors.take_piece(upload, offset=offset, content=body(request))
        told = {"received": upload.received, "size": upload.size, "state": found.state}
        return self.answered(told, 200, **{OFFSET: str(upload.received)})
