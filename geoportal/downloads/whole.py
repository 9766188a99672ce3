"""A whole layer as a file: `/r/{layer}/{n}/{layer}.{ext}` of a release, and the plain `/unduh/{layer}.{ext}` as it holds now.

What was made after the publication is sent as it lies there; until then the same bytes come live.
"""

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header
from rest_framework.request import Request

from boundaries.due_releases import turned
from geoportal.stored_files import path_answer
from layers import prepared
from layers.declaration import Layer
from layers.exports.formats import Format
from layers.exports.views import Download, named, refuse_unfit, sent
from layers.filters import COMMON
from layers.parameters import refuse_unknown
from layers.prepared import PreparedFile, State
from layers.problems import NotFound
from layers.releases import REGISTER, current_release, fingerprint, release_numbered
from layers.tiles.views import KEPT, RELEASE


class WholeLayer(Download):
    """Answers with a whole layer; of it are the views of both addresses."""

    def newest(self, layer: Layer) -> State | None:
        """Return the newest state; None before the first release, and while what turned has not opened its release yet."""
        release = current_release(layer.releases_of)
        if release is None:
            return None
        state = prepared.newest(layer, release, current_release(REGISTER), self.base)
        today = timezone.localdate()
        return None if state.day > today or turned(state.day, today) else state

    def whole(self, state: State, form: Format, *, name: str, for_ever: bool) -> HttpResponseBase:
        """Answer with the file called `name`, which at an address `for_ever` is never asked for again."""
        refuse_unfit(state.layer, form)
        lies_there = prepared.files_of(state).get(form.name) if self.language == prepared.LANGUAGE else None
        answer = self._file(lies_there, name) if lies_there else self._live(state, form, name)
        if for_ever and not self._session_read():
            answer["Cache-Control"] = KEPT
        return answer

    @property
    def language(self) -> str | None:
        return translation.get_language()

    def _file(self, file: PreparedFile, name: str) -> HttpResponseBase:
        root, accel = prepared.root(), settings.PREPARED_ACCEL.rstrip("/")
        proxied = f"{accel}/{file.path.relative_to(root).as_posix()}" if accel else ""
        answer = path_answer(
            self.request._request,
            file.path,
            tag=file.sha256,
            name=name,
            media_type=file.form.media_type,
            proxied=proxied,
        )
        patch_vary_headers(answer, ("Cookie",))
        if self._session_read():
            answer["Cache-Control"] = "private, no-cache"
        return answer

    def _live(self, state: State, form: Format, name: str) -> HttpResponseBase:
        tag = fingerprint({}, "whole", state.folder.as_posix(), form.name, self.language)
        known = self.revalidated(HttpResponse(content_type=form.media_type), tag, vary=("Cookie",))
        if known.status_code == 304:
            return known
        known["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
        return sent(self.request, state.export(form), known, name)


class ReleaseFile(WholeLayer):
    """GET /r/{layer}/{n}/{layer}.{ext}: for all readers the same, so in the portal's own language."""

    def get(self, request: Request, key: str, number: str, file: str) -> HttpResponseBase:  # type: ignore[override]
        refuse_unknown(request.query_params, COMMON)
        inner, form, bundled = named(file)
        layer = self.layer(key)
        if inner != key or bundled:
            name, bundle = f"{key}.{form.name}", f"/unduh/{key}.{form.name}.zip?release={number[:9]}"
            raise NotFound(
                f"Berkas lapisan ini bernama {name}; bundelnya di {bundle}.",
                f"The file of this layer is called {name}; its bundle is at {bundle}.",
            )
        release = release_numbered(layer.releases_of, int(number)) if RELEASE.fullmatch(number) else None
        if release is None:
            raise NotFound(f"Lapisan {key} tidak punya rilis {number!r}.", f"Layer {key} has no release {number!r}.")
        state = prepared.of_release(layer, release, current_release(REGISTER), self.base)
        with translation.override(prepared.LANGUAGE):
            name = f"{key}-rilis-{release.number}.{form.extension}"
            return self.whole(state, form, name=name, for_ever=True)
