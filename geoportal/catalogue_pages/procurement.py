"""`/data/ocds/`: the packages that were tendered, as OCDS 1.1: what it is, narrowed by region and year, files, addresses."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from geoportal.pages.choosing import asked_region, kecamatan_of_today
from layers.addresses import base_url
from layers.declaration import Layer
from layers.registry import get_layer
from projects.models import LAYER, Project

from .connecting import Copied, Way
from .sets import OCDS_FORMS

MOST = 500  # packages in one answer; its link `next` goes on


@dataclass(frozen=True)
class Package:
    """One kind of OCDS package with the addresses of its files: name of the format, address."""

    title: str
    about: str
    files: list[tuple[str, str]]


@require_safe
@conditional_page
def procurement_page(request: HttpRequest) -> HttpResponse:
    layer = get_layer(LAYER, request.user)
    if layer is None:
        raise Http404(LAYER)
    return render(request, "catalogue/procurement.html", _context(request, layer))


def _context(request: HttpRequest, layer: Layer) -> dict[str, object]:
    region = asked_region(request, "region")
    years = list(Project.objects.tendered().order_by("-year").values_list("year", flat=True).distinct())
    year = request.GET.get("year", "")
    if year and year not in map(str, years):
        raise BadRequest(_("Tidak ada paket tender tahun “%(year)s”.") % {"year": year[:10]})
    found = Project.objects.inside(region.pk) if region else Project.objects.all()
    found = (found.filter(year=int(year)) if year else found).tendered()
    asked = {"region": region.code if region else "", "year": year}
    params = {name: value for name, value in asked.items() if value}
    base = base_url(request)
    return {
        "layer": layer,
        "region": region,
        "kecamatan": kecamatan_of_today(),
        "years": [str(each) for each in years],
        "year": year,
        "count": found.count(),
        "most": MOST,
        "sample": found.filter(sample=True).exists(),
        "packages": _packages(base, params),
        "ways": _ways(base, params),
    }


def _address(base: str, name: str, params: dict[str, str], form: str = "") -> str:
    asked = {**params, "limit": str(MOST), **({"f": form} if form else {})}
    return f"{base}/api/ocds/{name}?{urlencode(asked)}"


def _packages(base: str, params: dict[str, str]) -> list[Package]:
    told = (
        ("releases", _("Rilis"), _("Satu baris atau objek untuk tiap paket, seperti keadaannya sekarang.")),
        ("records", _("Rekaman"), _("Tiap paket dengan seluruh perjalanannya, untuk yang mengikuti perubahan.")),
    )
    return [
        Package(title, about, [(form.upper(), _address(base, name, params, form)) for form in OCDS_FORMS])
        for name, title, about in told
    ]


def _ways(base: str, params: dict[str, str]) -> list[Way]:
    table = _address(base, "releases", params, "csv")
    python = f'import pandas\n\ntable = pandas.read_csv("{table}", dtype=str)\nprint(len(table))'
    return [
        Way(
            "excel",
            "Excel",
            (_("Data › Get Data › From Web, lalu tempel alamat ini."),),
            (Copied("csv", "CSV", table),),
        ),
        Way("python", "Python", (), (Copied("pandas", "pandas", python, lines=True),)),
        Way(
            "curl",
            "curl",
            (),
            (Copied("curl", "curl", f'curl -fLo ocds.json "{_address(base, "releases", params)}"', lines=True),),
        ),
    ]
