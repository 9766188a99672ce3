"""`/unduh/{layer}.{ext}`, and `.zip` after it: a layer as a file, narrowed by the same words as pages and API."""

import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from rest_framework.request import Request

from ..api.features import LayerView
from ..api.negotiation import GeoJson
from ..declaration import Layer
from ..held import Held
from ..problems import NotFound
from ..releases import fingerprint
from . import bundle, writers
from .asking import ALONE, Export, read
from .formats import FORMATS, MISSING, Format

ZIP = "application/zip"


class Whatever:
    """The address says the format: whatever a client says it takes, it gets that."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class Download(LayerView):
    """GET /unduh/{layer}.{ext}[.zip]"""

    content_negotiation_class = Whatever  # type: ignore[assignment]
    renderer_classes = [GeoJson]
    check_parameters = False
    beside = ALONE  # what a view above joins on

    def get(self, request: Request, file: str) -> HttpResponseBase:
        key, form, bundled = named(file)
        return self.give(self.layer(key), form, bundled)

    def give(self, layer: Layer, form: Format, bundled: bool) -> HttpResponseBase:
        refuse_unfit(layer, form)
        releases = self.releases(layer)
        export = read(
            self.request.query_params,
            layer,
            form,
            newest=releases[layer.releases_of],
            address=f"{self.base}{self.request.path_info}",
            base_url=self.base,
            bundled=bundled,
            reader=self.reader,
            beside=self.beside,
        )
        media_type = ZIP if export.bundled else form.media_type
        known = self.revalidated(HttpResponse(content_type=media_type), self.tag(export, releases), vary=("Cookie",))
        if known.status_code == 304:
            return known
        known["Content-Disposition"] = content_disposition_header(True, export.sent_name) or "attachment"
        return sent(self.request, export, known)

    def tag(self, export: Export, releases: dict[str, int]) -> str | None:
        """Return what the ETag is made of; None for a layer without releases: nothing tells when it changes."""
        query = export.query
        if not query.reading.release:
            return None
        read = {**releases, query.layer.releases_of: query.reading.release}
        face = (query.layer.face, query.layer.description_id, query.layer.source)
        asked = (self.request.path_info, sorted(export.given), export.border, export.beside.stamp)
        return fingerprint(read, "unduh", *asked, face, get_language(), self.base)


def named(file: str) -> tuple[str, Format, bool]:
    """Return layer, format and whether a bundle is asked for, by the name of a file; raise NotFound, naming the formats."""
    inner = file.removesuffix(".zip")
    for candidate, bundled in ((file, False), (inner, True)):
        key, _, ending = candidate.rpartition(".")
        if key and ending in FORMATS:
            return key, FORMATS[ending], bundled and candidate != file
    known = ", ".join(FORMATS)
    if inner.rpartition(".")[2] in MISSING:
        title = MISSING[inner.rpartition(".")[2]].title
        raise NotFound(
            f"Server ini tidak dilengkapi untuk {title}; yang ada: {known}.",
            f"This server is not equipped for {title}; there are: {known}.",
        )
    raise NotFound(f"Format itu tidak ada; yang ada: {known}.", f"There is no such format; there are: {known}.")


def refuse_unfit(layer: Layer, form: Format) -> None:
    if form.only and layer.geometry_type not in form.only:
        raise NotFound(
            f"Lapisan {layer.key} berisi {layer.geometry_type}; format {form.name} tidak dibuat untuk itu.",
            f"Layer {layer.key} holds {layer.geometry_type}; format {form.name} is not made of it.",
        )


def sent(request: Request, export: Export, known: HttpResponse, name: str = "") -> HttpResponseBase:
    """Send the file, called `name` or after what it holds: as it is made where the format can, else written first, sent and
    removed. HEAD makes nothing.
    """
    headers = dict(known.items())
    if request.method == "HEAD":
        return StreamingHttpResponse((), headers=headers)
    if export.bundled or export.form.name not in writers.PIECES:
        return _made(export, headers, name or export.sent_name)
    # Nothing is read before the first piece is sent; closing the response ends the reading, and with it the transaction.
    return StreamingHttpResponse(Spoken(writers.PIECES[export.form.name](export)), headers=headers)


class Spoken(Iterator[bytes]):
    """Pieces made in the language they were asked for in: what chose it is gone by the time they are made."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces, self.language = pieces, get_language()

    def __next__(self) -> bytes:
        with translation.override(self.language):
            return next(self.pieces)

    def close(self) -> None:
        pieces, self.pieces = self.pieces, iter(())
        if isinstance(pieces, Generator | Held):
            pieces.close()


def _made(export: Export, headers: dict[str, str], name: str) -> FileResponse:
    """Write the file and send it; it has lost its name by then, so that it is gone when the last byte is sent."""
    with tempfile.TemporaryDirectory(prefix="unduh-", dir=_workshop()) as folder:
        path = Path(folder) / export.file_name
        if export.bundled:
            path = path.with_name(export.sent_name)
            bundle.write(export, path)
        else:
            writers.write(export, path)
        opened = path.open("rb")
    return FileResponse(opened, as_attachment=True, filename=name, headers=headers)


def _workshop() -> Path:
    folder = Path(settings.VAR_DIR) / "tmp"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
