"""What is asked of an export: the question every address asks of a layer, the format, and what only that format knows."""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import timezone

from .. import parameters
from ..declaration import Layer
from ..extents import sources
from ..filters import FeatureQuery
from ..models import Release
from ..problems import BadParameter
from ..reference_systems import CRS84
from ..registry import Reader
from .area import CUT, asked_area
from .formats import BUNDLED, FORMATS, Format

# Options of exports, with the values they take; a format names those it knows.
OPTIONS = {"ragam": ("standar", "excel"), "wkt": ("1",), "bundel": ("1",), CUT: ("1",)}
OLDEST = datetime(1980, 1, 1, tzinfo=timezone.get_fixed_timezone(480))  # what a zip entry can say


@dataclass(frozen=True)
class Beside:
    """What a file holds beside the layer's own, where an app above joined it on: the parameters that asked for it, which are
    read there, what it is in words (Indonesian, English), what its file is called by, and what the ETag has to know.
    """

    parameters: frozenset[str] = frozenset()
    words: tuple[tuple[str, str], ...] = ()
    name: str = ""
    stamp: tuple[object, ...] = ()


ALONE = Beside()


@dataclass(frozen=True)
class Export:
    """One file asked for. `address` made it; `moment` is what its bytes carry for a date: the release's, never the clock's.

    `border` says along whose border shapes are cut, and by which release. `notes` are filled by a writer that had to cut
    something: Indonesian, English.
    """

    query: FeatureQuery
    form: Format
    address: str
    options: dict[str, str]
    given: tuple[tuple[str, str], ...] = ()
    release: Release | None = None
    bundled: bool = False
    border: str = ""
    beside: Beside = ALONE
    notes: list[tuple[str, str]] = field(default_factory=list)

    @property
    def layer(self) -> Layer:
        return self.query.layer

    @property
    def source(self) -> str:
        """Where the features come from: as they say themselves, and as the layer does. One query while not remembered."""
        told = (*sources(self.layer, self.query.reading), self.layer.source)
        return "; ".join(dict.fromkeys(filter(None, told)))

    @property
    def moment(self) -> datetime:
        return timezone.localtime(self.release.published_at) if self.release else OLDEST

    @property
    def state(self) -> dict[str, Any]:
        """Which state the file holds, for programs."""
        return {**self.query.reading.members, "release": self.release and self.release.number}

    @property
    def stem(self) -> str:
        """The name of the file without its ending: layer, region, then the release or the day it speaks for."""
        asked = dict(self.given)
        reading = self.query.reading
        when = [f"rilis-{asked['release']}"] if "release" in asked else []
        if reading.within is not None or not when:
            when.append(reading.label)
        narrowed, cut = "terpilih" if self._narrowed else "", CUT if self.query.clip is not None else ""
        parts = [self.layer.key, self.beside.name, self.query.region, narrowed, cut, *when]
        return re.sub(r"[^A-Za-z0-9._-]+", "-", "-".join(part for part in parts if part))

    @property
    def _narrowed(self) -> bool:
        # What else narrows is in the address and in the README; a name can only say that something does.
        quiet = {"region", "release", "as_of", "datetime", "bahasa", "f", "v", "key", "token", "geometry", "unduh"}
        return any(name not in quiet | OPTIONS.keys() | self.beside.parameters for name, _ in self.given)

    @property
    def file_name(self) -> str:
        return f"{self.stem}.{self.form.extension}"

    @property
    def sent_name(self) -> str:
        return f"{self.stem}.{self.form.name}.zip" if self.bundled else self.file_name


def read(
    params: QueryDict,
    layer: Layer,
    form: Format,
    *,
    newest: int,
    address: str,
    base_url: str,
    bundled: bool,
    reader: Reader,
    beside: Beside = ALONE,
) -> Export:
    """Read what a request asks of `layer` in `form`, or raise BadParameter. One query, and those of `asked_area`."""
    asked, options = params.copy(), {}
    for name in (*form.options, BUNDLED, CUT):
        value = parameters.single(params, name)
        asked.pop(name, None)
        if value is not None:
            options[name] = _option(name, value)
    for name in beside.parameters:
        asked.pop(name, None)
    asked[parameters.SAVED] = "1"  # a file holds everything that matches
    query = FeatureQuery.parse(asked, layer, newest=newest, base_url=base_url)
    _fit(query, form, options)
    border = ""
    if CUT in options:
        area = asked_area(query, reader)
        query, border = replace(query, clip=area.shape), area.border
    given = tuple((name, str(params[name])) for name in params)
    full = f"{address}?{urlencode(given)}" if given else address
    release = Release.objects.filter(layer=layer.releases_of, number=query.reading.release).first()
    return Export(query, form, full, options, given, release, bundled or BUNDLED in options, border, beside)


def _fit(query: FeatureQuery, form: Format, options: dict[str, str]) -> None:
    """Refuse what the format cannot do with shapes, naming the way out."""
    if form.needs_shape and not query.shape:
        raise BadParameter(
            "geometry",
            f"Format {form.name} tidak dapat tanpa bentuk; pilih csv atau xlsx.",
            f"Format {form.name} cannot do without shapes; choose csv or xlsx.",
        )
    shapes = query.shape and ("wkt" in options or "wkt" not in form.options)
    if CUT in options and not shapes:
        raise BadParameter(
            CUT,
            f"Tidak ada bentuk untuk dipotong; {'tambahkan wkt=1' if query.shape else 'hapus geometry=none'}.",
            f"There is no shape to cut; {'add wkt=1' if query.shape else 'leave out geometry=none'}.",
        )
    if query.crs == CRS84 or (form.any_crs and shapes):
        return
    if form.any_crs:
        raise BadParameter(
            "crs",
            f"Berkas {form.name} memuat bentuk, dan dengan itu sistem koordinat, hanya dengan wkt=1.",
            f"A {form.name} file holds shapes, and with them a reference system, with wkt=1 only.",
        )
    able = ", ".join(
        each.name + ("?wkt=1" if "wkt" in each.options else "") for each in FORMATS.values() if each.any_crs
    )
    raise BadParameter(
        "crs",
        f"Berkas {form.name} selalu WGS 84, bujur lebih dahulu{form.crs_rule}; sistem lain dengan: {able}.",
        f"A {form.name} file is always WGS 84, longitude first{form.crs_rule}; for another system choose: {able}.",
    )


def _option(name: str, value: str) -> str:
    known = OPTIONS[name]
    if value not in known:
        raise BadParameter(name, f"Pilih salah satu: {', '.join(known)}.", f"Choose one of: {', '.join(known)}.")
    return value
