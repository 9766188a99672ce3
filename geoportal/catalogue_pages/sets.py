"""What `/data/` lists: the layers a reader may see, the documents by type, the procurement data (OCDS); each with its page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Count, Max
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boundaries.facts import RegionFacts
from documents.kinds import types
from documents.selectors import listed_documents
from layers.declaration import Layer
from layers.exports.formats import FORMATS
from layers.extents import extent, sources
from layers.features import features, reading_in, within_region
from layers.models import Release
from layers.releases import newest_releases
from projects.models import LAYER as PROJECTS
from projects.models import Project

from .files import names_of

BOUNDARIES, PLACES, PROCUREMENT, DOCUMENTS = "batas", "tempat", "pengadaan", "dokumen"
THEMES: dict[str, str | Promise] = {
    BOUNDARIES: gettext_lazy("Batas wilayah"),
    PLACES: gettext_lazy("Tempat dan lapisan lain"),
    PROCUREMENT: gettext_lazy("Proyek dan pengadaan"),
    DOCUMENTS: gettext_lazy("Dokumen publik"),
}
OCDS_FORMS = ("json", "csv", "xlsx")
FILE_KIND = "berkas"  # what documents are given out as: whatever was handed in, mostly PDF


@dataclass(frozen=True)
class DataSet:
    """A row of the catalogue. `count` is how much there is of what is asked for; `whole` tells that a region does not narrow it.

    `forms` are names of formats; `href` is the page it leads to, `day` the one it speaks for.
    """

    key: str
    theme: str
    title: str
    description: str
    href: str
    count: int
    unit: str
    forms: Sequence[str] = ()
    day: date | None = None
    release: int = 0
    licence: str = ""
    source: str = ""
    sample: bool = False
    whole: bool = False
    layer: Layer | None = None

    @property
    def form_titles(self) -> list[str]:
        return [form_title(name) for name in self.forms]

    @property
    def theme_title(self) -> str:
        return str(THEMES[self.theme])


def data_sets(layers: Sequence[Layer], region: RegionFacts | None) -> list[DataSet]:
    """Return everything there is, layers first. One query for the releases, two for documents and packages, and for each
    layer those of what it holds while they are not remembered, one for a region."""
    return [*_layers(layers, region), *_procurement(layers, region), *_documents(region)]


def _layers(layers: Sequence[Layer], region: RegionFacts | None) -> Iterator[DataSet]:
    releases = newest_releases(layer.releases_of for layer in layers)
    for layer in layers:
        yield _layer(layer, releases.get(layer.releases_of), region)


def _layer(layer: Layer, release: Release | None, region: RegionFacts | None) -> DataSet:
    reading = reading_in(release.number if release else 0)
    known = extent(layer, reading)
    narrowed = bool(region and region.code and layer.region_field)
    count = known.count
    if narrowed and region and region.code:
        count = within_region(features(layer, reading), layer, reading, region.code).count()
    query = f"?{urlencode({'region': region.code})}" if narrowed and region else ""
    return DataSet(
        key=layer.key,
        theme=_theme(layer),
        title=layer.title,
        description=layer.description,
        href=reverse("catalogue:layer", args=[layer.key]) + query,
        count=count,
        unit=_("fitur"),
        forms=names_of(layer),
        day=release.as_of if release else None,
        release=release.number if release else 0,
        licence=layer.licence,
        source="; ".join(sources(layer, reading)),
        sample=known.sample,
        whole=region is not None and not narrowed,
        layer=layer,
    )


def _theme(layer: Layer) -> str:
    if layer.key == PROJECTS:
        return PROCUREMENT
    return BOUNDARIES if layer.topic == "boundaries" else PLACES


def _procurement(layers: Sequence[Layer], region: RegionFacts | None) -> Iterator[DataSet]:
    """Yield the packages as OCDS, where the reader may see the layer they lie in."""
    if PROJECTS not in [layer.key for layer in layers]:
        return
    found = Project.objects.inside(region.pk) if region else Project.objects.all()
    rows = found.tendered().order_by()
    told = rows.aggregate(count=Count("pk", distinct=True), a_sample=BoolOr("sample"))
    query = f"?{urlencode({'region': region.code})}" if region and region.code else ""
    yield DataSet(
        key="ocds",
        theme=PROCUREMENT,
        title=_("Pengadaan (OCDS 1.1)"),
        description=_("Paket yang ditenderkan, dari rencana sampai kontrak, dalam standar terbuka untuk pengadaan."),
        href=reverse("catalogue:procurement") + query,
        count=told["count"],
        unit=_("paket"),
        forms=OCDS_FORMS,
        sample=bool(told["a_sample"]),
    )


def _documents(region: RegionFacts | None) -> Iterator[DataSet]:
    """Yield one row a type of document of which there are any. One query."""
    listed = listed_documents().published_until(timezone.localdate())
    found = listed.inside(region.pk) if region else listed
    rows = (
        found.order_by().values("type").annotate(count=Count("pk"), day=Max("published_on"), a_sample=BoolOr("sample"))
    )
    counted = {
        code: (count, day, sample) for code, count, day, sample in rows.values_list("type", "count", "day", "a_sample")
    }
    for code, kind in types().items():
        if code not in counted:
            continue
        asked = {"jenis": code, **({"wilayah": region.code} if region and region.code else {})}
        count, day, sample = counted[code]
        yield DataSet(
            key=f"dokumen-{code}",
            theme=DOCUMENTS,
            title=kind.short,
            description=kind.title,
            href=f"{reverse('documents:list')}?{urlencode(asked)}",
            count=count,
            unit=_("dokumen"),
            forms=(FILE_KIND,),
            day=day,
            sample=sample,
        )


def form_title(name: str) -> str:
    """Return what a format is called in lists."""
    if name in FORMATS:
        return FORMATS[name].title
    return _("Berkas (PDF dan lain-lain)") if name == FILE_KIND else name.upper()
