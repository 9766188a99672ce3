"""`/wilayah/{code}/peta/`: the region's folium map, as a page or (`?simpan=1`) as one file to pass on."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import content_disposition_header, quote_etag
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from boundaries import selectors
from boundaries.models import Kind, Level
from boundaries.register import REGISTER
from boundaries.selectors import RegionFacts
from boundaries.surroundings import LAND
from geoportal.monograph.theme_on_map import asked_on_map
from geoportal.monograph.themes import Choropleth
from layers.addresses import base_url
from layers.folium_map.document import Drawing, Page, Setting, compose, draw
from layers.folium_map.sheets import Subject
from layers.registry import Reader, layers_for
from layers.releases import current_numbers, fingerprint, numbers_on
from layers.theming import Theme
from monografi.actions import MONOGRAPH

from .asking import asked_day, query_of
from .maps import PART_OF, open_atlas
from .moved import answer_for_ended_code
from .region import dotted_or_404

ONE_DAY = 24 * 3600


@require_safe
def portable_map(request: HttpRequest, code: str) -> HttpResponse:
    dotted = dotted_or_404(code)
    if dotted != code:
        query = request.META.get("QUERY_STRING", "")
        path = reverse("pages:portable_map", args=[dotted])
        return HttpResponsePermanentRedirect(path + (f"?{query}" if query else ""))
    as_of = asked_day(request)
    day = as_of or timezone.localdate()
    region = selectors.region_by_code(dotted, day=day)
    if region is None:
        return answer_for_ended_code(request, dotted, day=day, as_of=as_of)
    return _answer(request, _wanted(request, region, as_of))


@dataclass(frozen=True)
class Wanted:
    """Everything the bytes depend on."""

    page: Page
    subject: Subject
    base_url: str
    saved: bool
    key: str
    file_name: str
    theme: Theme | None = None

    @property
    def etag(self) -> str:
        return quote_etag(f"{self.key}-{'simpan' if self.saved else 'halaman'}")


def _wanted(request: HttpRequest, region: RegionFacts, as_of: date | None) -> Wanted:
    subject = _subject(request.user, region, as_of)
    portal = base_url(request)
    shown = _asked_theme(request)
    page = _page(region, portal, as_of, shown)
    releases = current_numbers([REGISTER, MONOGRAPH, *(layer.releases_of for layer in subject.layers)])
    if as_of and (dated := [layer.releases_of for layer in subject.layers if layer.dated_by_releases]):
        releases |= numbers_on(dated, as_of)
    faces = [layer.face for layer in subject.layers]
    theme = shown.theme if shown else None
    key = fingerprint(releases, "folium", as_of, page, faces, portal, theme)
    saved = request.GET.get("simpan") == "1"
    day = f"-{as_of.isoformat()}" if as_of else ""
    return Wanted(page, subject, portal, saved, key, f"peta-{region.code}-{region.slug}{day}.html", theme)


def _asked_theme(request: HttpRequest) -> Choropleth | None:
    """Return the theme of `?tema=`. No query where none is asked."""
    if not request.GET.get("tema"):
        return None
    return asked_on_map(request, open_atlas(request.user, day=timezone.localdate(), as_of=None))


def _subject(reader: Reader, region: RegionFacts, as_of: date | None) -> Subject:
    layers = {layer.key: layer for layer in layers_for(reader)}
    if region.code is None or region.level not in layers:
        raise Http404(region.address)
    return Subject(
        region.code, layers[region.level], layers.get(PART_OF.get(Level(region.level), "")), [*layers.values()], as_of
    )


def _page(region: RegionFacts, portal: str, as_of: date | None, shown: Choropleth | None) -> Page:
    language = get_language() or settings.LANGUAGE_CODE
    other = "id" if language == "en" else "en"
    region_url = f"{portal}/wilayah/{region.address}/"
    here = f"{region_url}peta/?" + (f"as_of={as_of.isoformat()}&" if as_of else "")
    theme = f"&{shown.asked.packed_query}" if shown else ""
    return Page(
        name=region.name,
        kind=capfirst(str(Kind(region.kind).label)),
        code=region.code or "",
        language=language,
        region_url=region_url + query_of(as_of),
        as_of=as_of,
        parts_title=_parts_title(region),
        save_url=f"{here}simpan=1&bahasa={language}{theme}",
        other_language=other,
        other_language_url=f"{here}bahasa={other}{theme}",
        theme_url=f"{portal}/monografi/peta/?{shown.asked.query()}" if shown else "",
        theme_source=_source(shown) if shown else "",
    )


def _source(shown: Choropleth) -> str:
    contoh = f" ({_('data contoh')})" if shown.sample else ""
    return f"{'; '.join(shown.sources) or _('tidak disebut')}, {shown.asked.period}{contoh}"


def _parts_title(region: RegionFacts) -> str:
    titles = {Level.KABUPATEN: _("Kecamatan"), Level.KECAMATAN: _("Desa dan kelurahan")}
    return titles.get(Level(region.level), "")


def _answer(request: HttpRequest, wanted: Wanted) -> HttpResponse:
    response = get_conditional_response(request, etag=wanted.etag)
    if response is None:
        response = _document(wanted)
    else:
        # A browser takes over what a 304 says: the portal's own policy would bar the document's scripts on a second visit.
        response._csp_exempt = True  # type: ignore[attr-defined]
    response["ETag"] = wanted.etag
    # A signed-in reader may see layers that others may not.
    kept_by = {"private": True} if request.user.is_authenticated else {}
    patch_cache_control(response, no_cache=True, **kept_by)
    patch_vary_headers(response, ["Cookie"])
    return response


def _document(wanted: Wanted) -> HttpResponse:
    document = compose(_drawing(wanted), wanted.page, saved=wanted.saved)
    response = HttpResponse(document.html)
    response["Content-Security-Policy"] = document.policy
    if wanted.saved:
        response["Content-Disposition"] = content_disposition_header(True, wanted.file_name) or ""
    return response


def _drawing(wanted: Wanted) -> Drawing:
    kept: Drawing | None = cache.get(f"folium:{wanted.key}")
    if kept is None:
        setting = Setting(settings.REGENCY_EXTENT, LAND)
        kept = draw(wanted.subject, wanted.page, base_url=wanted.base_url, setting=setting, theme=wanted.theme)
        cache.set(f"folium:{wanted.key}", kept, ONE_DAY)
    return kept
