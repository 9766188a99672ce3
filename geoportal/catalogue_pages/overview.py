"""`/data/`: everything that can be taken along, narrowed by words, theme, format and region; each row leads to its page."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from boundaries.facts import RegionFacts
from boundaries.names import plain
from geoportal.pages.choosing import asked_region, kecamatan_of_today
from layers.addresses import base_url
from layers.registry import layers_for

from .sets import THEMES, DataSet, data_sets, form_title

LONGEST = 100


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed by; each as the address says it."""

    words: str
    theme: str
    form: str
    region: RegionFacts | None

    def fits(self, each: DataSet) -> bool:
        if self.theme not in ("", each.theme) or (self.form and self.form not in each.forms):
            return False
        said = plain(f"{each.title} {each.description} {each.key} {each.theme_title}")
        return all(word in said for word in plain(self.words).split())

    @property
    def query(self) -> str:
        """The same without the region, for the link that takes it away."""
        asked = {"q": self.words, "tema": self.theme, "format": self.form}
        return urlencode({name: value for name, value in asked.items() if value})


@require_safe
@conditional_page
def data_page(request: HttpRequest) -> HttpResponse:
    region = asked_region(request)
    found = data_sets(layers_for(request.user), region)
    forms = {name: form_title(name) for each in found for name in each.forms}
    wanted = _wanted(request, region, forms)
    shown = [each for each in found if wanted.fits(each)]
    context = {
        "groups": _groups(shown),
        "shown": len(shown),
        "wanted": wanted,
        "themes": list(THEMES.items()),
        "forms": list(forms.items()),
        "region": region,
        "kecamatan": kecamatan_of_today(),
        "api": f"{base_url(request)}/api",
    }
    return render(request, "catalogue/overview.html", context)


def _wanted(request: HttpRequest, region: RegionFacts | None, forms: dict[str, str]) -> Wanted:
    words = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:LONGEST]
    theme, form = request.GET.get("tema", ""), request.GET.get("format", "")
    if theme not in ("", *THEMES):
        raise BadRequest(_("Tema “%(name)s” tidak dikenal.") % {"name": theme[:40]})
    if form not in ("", *forms):
        raise BadRequest(_("Format “%(name)s” tidak dikenal.") % {"name": form[:40]})
    return Wanted(words, theme, form, region)


def _groups(shown: Sequence[DataSet]) -> list[tuple[str, list[DataSet]]]:
    """Return the rows under their themes, in the order of the themes."""
    found = [(str(title), [each for each in shown if each.theme == theme]) for theme, title in THEMES.items()]
    return [(title, rows) for title, rows in found if rows]
