"""What the OpenAPI document says of the upload API."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from imports.models import RunState
from imports.sources import ACCEPTED
from layers.api.schemas import PROBLEM, ref
from layers.api.words import told

Schema = dict[str, Any]


class TokenScheme(OpenApiAuthenticationExtension):
    """How the document names tokens."""

    target_class = "accounts.tokens.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> Schema:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": told("Token dari /kelola/token/", "From /kelola/token/"),
        }


TAG = told("Unggah", "Upload")
TEXT: Schema = {"type": "string"}
TEXT_OR_NULL: Schema = {"type": "string", "nullable": True}
WHOLE: Schema = {"type": "integer"}
NUMBER_OR_NULL: Schema = {"type": "number", "nullable": True}
ANYTHING: Schema = {"type": "object", "additionalProperties": True}
# A run's key is a bigint.
KEY: Schema = {"type": "integer", "minimum": 1, "maximum": 2**62}


def _object(properties: dict[str, Schema], *required: str) -> Schema:
    return {"type": "object", "required": list(required or properties), "properties": properties}


def _array(items: Schema) -> Schema:
    return {"type": "array", "items": items}


PIECE_DOCUMENT = _object({"id": TEXT, "name": TEXT, "size": WHOLE, "received": WHOLE, "href": TEXT})
OPTION = _object(
    {
        "value": TEXT,
        "label": TEXT,
        "label_en": TEXT,
        "note": TEXT,
        "note_en": TEXT,
        "share": NUMBER_OR_NULL,
        "rows": _array(_object({"row": WHOLE, "column": TEXT, "text": TEXT})),
    }
)
QUESTION = _object(
    {
        "name": {"type": "string", "enum": ["layer", "encoding", "target", "crs", "mapping"]},
        "why": TEXT,
        "why_en": TEXT,
        "proposal": {"nullable": True, "oneOf": [TEXT, ANYTHING]},
        "options": _array(OPTION),
    }
)
BRIEF_PROPERTIES: dict[str, Schema] = {
    "id": WHOLE,
    "target": TEXT_OR_NULL,
    "state": {"type": "string", "enum": RunState.values},
    "message": TEXT,
    "message_en": TEXT,
    "file_name": TEXT,
    "by": TEXT,
    "started_at": TEXT,
    "finished_at": TEXT_OR_NULL,
    "counts": ANYTHING,
    "href": TEXT,
}
RUN = _object(
    {
        **BRIEF_PROPERTIES,
        "file": _object({"name": TEXT, "bytes": WHOLE, "sha256": TEXT}),
        "files": _array(PIECE_DOCUMENT),
        "progress": {**_object({"step": TEXT, "done": WHOLE, "of": WHOLE, "at": TEXT}), "nullable": True},
        "question": {**QUESTION, "nullable": True},
        "choices": ANYTHING,
        "problems": _object(
            {
                "errors": WHOLE,
                "warnings": WHOLE,
                "notes": WHOLE,
                "rules": _array(_object({"rule": TEXT, "level": TEXT, "count": WHOLE})),
            }
        ),
        "doubtful": _array(ANYTHING),
        "base_releases": ANYTHING,
        "fingerprint": TEXT,
        "releases": ANYTHING,
        "refused": {**ANYTHING, "nullable": True},
        "needs_approval": {"type": "boolean"},
        "approved_by": TEXT_OR_NULL,
        "undo_of": {**WHOLE, "nullable": True},
        "undone_by": {**WHOLE, "nullable": True},
        "links": _array(ref("Link")),
    }
)
PROBLEM_ROW = _object(
    {
        "rule": TEXT,
        "level": {"type": "string", "enum": ["galat", "peringatan", "info"]},
        "row": {**WHOLE, "nullable": True},
        "place": {"type": "array", "items": {"type": "number"}, "nullable": True},
        "column": TEXT,
        "message": TEXT,
        "message_en": TEXT,
        "remedy": TEXT,
        "remedy_en": TEXT,
    }
)
CHANGE = _object(
    {
        "label": TEXT,
        "action": {"type": "string", "enum": ["added", "changed", "removed"]},
        "row": {**WHOLE, "nullable": True},
        "note": TEXT,
        "note_en": TEXT,
        "area_before_m2": NUMBER_OR_NULL,
        "area_after_m2": NUMBER_OR_NULL,
        "share_moved": NUMBER_OR_NULL,
    }
)
AFTER: Schema = {**WHOLE, "nullable": True}


def _refusals(*statuses: int) -> dict[Any, OpenApiResponse]:
    return {
        (status, PROBLEM): OpenApiResponse(response=ref("Problem"), description=WORDS[status])
        for status in (401, 403, *statuses)
    }


WORDS = {
    401: told("Tanpa token atau sesi yang berlaku", "Without a valid token or session"),
    403: told("Tidak berhak pada lapisan ini", "Not allowed on this layer"),
    409: told("Keadaannya sudah lain; `rule` menyebutnya", "The state is another; `rule` names it"),
    413: told("Terlalu besar", "Too large"),
    415: told("Jenis berkas atau isi yang tidak dibaca", "A kind of file or content that is not read"),
    422: told("Isi berkas tidak dapat dipakai", "The content of the file cannot be used"),
    507: told("Ruang simpan penuh", "No space left"),
}


def _parameter(name: str, description: str, schema: Schema, place: Any = "query", **more: Any) -> OpenApiParameter:
    return OpenApiParameter(name=name, description=description, location=place, type=schema, **more)


RUN_KEY = _parameter("run", told("Nomor proses", "Number of the run"), {**KEY, "example": 12}, "path", required=True)
FILE_KEY = _parameter(
    "file", told("Kunci berkas", "Key of the file"), {"type": "string", "format": "uuid"}, "path", required=True
)
LIMIT: Schema = {"type": "integer", "minimum": 1, "maximum": 1000}


def _about(name: str, indonesian: str, english: str, **more: Any) -> dict[str, Any]:
    return {"operation_id": name, "summary": told(indonesian, english), "tags": [TAG], **more}


def _does(name: str, indonesian: str, english: str, said: Schema | None = None, status: int = 202) -> dict[str, Any]:
    return _about(
        name,
        indonesian,
        english,
        parameters=[RUN_KEY],
        request={"application/json": said} if said is not None else None,
        responses={(status, "application/json"): RUN, **_refusals(409, 415)},
    )


LIST = _about(
    "getUploads",
    "Proses unggah yang boleh dilihat, terbaru dahulu",
    "Runs one may see, newest first",
    parameters=[
        _parameter("limit", told("Paling banyak sekian", "At most so many"), {**LIMIT, "maximum": 200}),
        _parameter("before", told("Lanjut sebelum nomor ini", "Go on before this number"), KEY),
    ],
    responses={
        (200, "application/json"): _object(
            {"uploads": _array(_object(BRIEF_PROPERTIES)), "next": TEXT_OR_NULL}, "uploads", "next"
        ),
        **_refusals(),
    },
)
ANNOUNCEMENT = _object(
    {
        "files": {
            **_array(_object({"name": TEXT, "size": {**WHOLE, "minimum": 1}, "sha256": TEXT}, "name", "size")),
            "minItems": 1,
            "maxItems": 20,
        },
        "target": TEXT,
    },
    "files",
)
FILE: Schema = {
    "type": "string",
    "format": "binary",
    "description": told(
        f"{ACCEPTED.id} Bagian lepas satu shapefile: isian file berulang.",
        f"{ACCEPTED.en} The loose parts of one shapefile: the field repeated.",
    ),
}
CREATE = _about(
    "createUpload",
    "Kirim berkas sekaligus (multipart atau isinya langsung), atau umumkan lalu kirim per potongan",
    "Send a file in one go (multipart, or as the body), or announce it and send it in pieces",
    parameters=[
        _parameter("name", told("Nama berkas, bila isinya dikirim langsung", "File name, for a raw body"), TEXT),
        _parameter("target", told("Tujuan, misalnya batas.desa", "Target, for example batas.desa"), TEXT),
    ],
    request={
        "application/json": ANNOUNCEMENT,
        "multipart/form-data": _object({"file": FILE, "target": TEXT}, "file"),
        "application/octet-stream": {"type": "string", "format": "binary"},
    },
    responses={(201, "application/json"): RUN, **_refusals(409, 413, 415, 422, 507)},
)
READ = _about(
    "getUpload",
    "Keadaan satu proses: kemajuan, pertanyaan, masalah, perbedaan",
    "Where a run stands: progress, question, problems, difference",
    parameters=[RUN_KEY],
    responses={(200, "application/json"): RUN, **_refusals()},
)
STOP = _does("stopUpload", "Hentikan, atau lepaskan", "Stop it, or give it up", status=200)
ANSWER = _does(
    "answerUpload", "Jawab pertanyaan; nama yang sama dengan `question.name`", "Answer by `question.name`", ANYTHING
)
COMPARE = _does("compareUpload", "Periksa dan bandingkan lagi", "Check and compare again")
APPROVE = _does("approveUpload", "Setujui sebagai orang kedua", "Approve as the second person")
PUBLISH = _does(
    "publishUpload",
    "Terbitkan: effective, correction, source, legal_status, legal_basis, minutes, scale",
    "Publish: effective, correction, source, legal_status, legal_basis, minutes, scale",
    ANYTHING,
)
UNDO = _does(
    "undoUpload", "Batalkan yang terbit, sebagai proses baru", "Undo what was published, as a new run", status=201
)
PIECE_STATE = _about(
    "getUploadFile",
    "Berapa bita yang sudah sampai (juga di kepala Upload-Offset)",
    "How many bytes have arrived (also in the header Upload-Offset)",
    parameters=[RUN_KEY, FILE_KEY],
    responses={(200, "application/json"): PIECE_DOCUMENT, **_refusals()},
)
PIECE = _about(
    "appendUploadFile",
    "Potongan berikut mulai dari Upload-Offset",
    "The next piece, from Upload-Offset on",
    parameters=[
        RUN_KEY,
        FILE_KEY,
        _parameter(
            "Upload-Offset", told("Mulai dari bita", "From byte"), {**WHOLE, "minimum": 0}, "header", required=True
        ),
    ],
    request={"application/octet-stream": {"type": "string", "format": "binary"}},
    responses={
        (200, "application/json"): _object({"received": WHOLE, "size": WHOLE, "state": TEXT}),
        **_refusals(409, 413, 415, 422, 507),
    },
)
PAGING = [
    RUN_KEY,
    _parameter("limit", told("Paling banyak sekian", "At most so many"), LIMIT),
    _parameter("after", told("Lanjut sesudah", "Go on behind"), {"type": "integer", "minimum": 0}),
]
PROBLEMS = _about(
    "getUploadProblems",
    "Masalah di berkas, 1.000 pertama per aturan",
    "Problems of the file, the first 1,000 of each rule",
    parameters=[*PAGING, _parameter("rule", told("Hanya aturan ini", "This rule only"), TEXT)],
    responses={
        (200, "application/json"): _object({"problems": _array(PROBLEM_ROW), "after": AFTER}),
        **_refusals(),
    },
)
DIFFERENCE = _about(
    "getUploadDifference",
    "Perbedaan dengan yang terbit, 1.000 pertama",
    "The difference from what is published, the first 1,000",
    parameters=PAGING,
    responses={
        (200, "application/json"): _object({"counts": ANYTHING, "changes": _array(CHANGE), "after": AFTER}),
        **_refusals(),
    },
)
