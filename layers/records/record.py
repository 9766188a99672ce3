"""A layer as a catalogue tells of it: the one object every form is written from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language

from ..api.words import said
from ..declaration import Layer
from ..exports.formats import Format, fitting
from ..extents import Extent, extent, sources
from ..features import reading_in
from ..models import Release
from ..releases import newest_releases

PORTAL = "Geoportal Kabupaten Kutai Timur"
PUBLISHER = "Diskominfo Staper Kabupaten Kutai Timur"
SAMPLE = ("Data contoh, bukan data resmi.", "Sample data, not official.")
HTML = "text/html"


@dataclass(frozen=True)
class Distribution:
    """One way to take the data along. `whole` tells a file of all of it from a service."""

    name: str
    href: str
    media_type: str
    whole: bool = False
    protocol: str = "WWW:LINK-1.0-http--link"


@dataclass(frozen=True)
class Record:
    """`release` is the newest, None before the first; `first` is when the first one was published."""

    layer: Layer
    base: str
    release: Release | None
    first: datetime | None
    extent: Extent
    sources: Sequence[str]

    @property
    def language(self) -> str:
        return "en" if get_language() == "en" else "id"

    @property
    def page(self) -> str:
        return f"{self.base}/lapisan/{self.layer.key}/"

    @property
    def identifier(self) -> str:
        """The address that stands for the layer itself, whatever form it is told in."""
        return f"{self.base}/api/collections/{self.layer.key}"

    @property
    def metadata(self) -> str:
        return f"{self.identifier}/metadata.xml"

    @property
    def title(self) -> str:
        note = said("data contoh", "sample data")
        return f"{self.layer.title} ({note})" if self.extent.sample else self.layer.title

    @property
    def description(self) -> str:
        note = [said(*SAMPLE)] if self.extent.sample else []
        return " ".join([self.layer.description or self.layer.title, *note])

    @property
    def steward(self) -> str:
        return self.layer.steward or PUBLISHER

    @property
    def interval(self) -> tuple[date | None, date | None]:
        return self.extent.interval

    @property
    def lineage(self) -> str:
        told = "; ".join(self.sources) or said("Sumber tidak disebutkan.", "The source is not told.")
        return f"{told} {said(*SAMPLE)}" if self.extent.sample else told

    @property
    def distributions(self) -> list[Distribution]:
        api, words = self.identifier, said("Halaman lapisan", "Page of the layer")
        return [
            *(self._file(each) for each in fitting(self.layer.geometry_type)),
            Distribution("OGC API - Features", api, "application/json", protocol="OGC API Features"),
            Distribution(
                said("Ubin vektor (TileJSON)", "Vector tiles (TileJSON)"),
                f"{api}/tiles/tilejson.json",
                "application/json",
                protocol="OGC API Tiles",
            ),
            Distribution(words, self.page, HTML),
        ]

    def _file(self, form: Format) -> Distribution:
        address = f"{self.base}/unduh/{self.layer.key}.{form.name}"
        return Distribution(form.title, address, form.media_type.partition(";")[0], whole=True)


def records_of(layers: Iterable[Layer], base: str) -> list[Record]:
    """Return the records of `layers`. Two queries, and those of `record_of`."""
    layers = list(layers)
    keys = {layer.releases_of for layer in layers}
    newest = newest_releases(keys)
    first = {each.layer: each for each in Release.objects.filter(layer__in=keys, number=1)}
    return [
        record_of(layer, first.get(layer.releases_of), newest.get(layer.releases_of), base=base) for layer in layers
    ]


def record_of(layer: Layer, first: Release | None, newest: Release | None, *, base: str) -> Record:
    """Return the record of a layer whose first and newest release are known. Two queries while nothing is remembered."""
    reading = reading_in(newest.number if newest else 0, base)
    published = first.published_at if first else None
    return Record(layer, base, newest, published, extent(layer, reading), sources(layer, reading))
