"""The files a layer is given out as: one row a format that fits it, with the addresses that carry what is asked."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from layers.declaration import Layer
from layers.exports.formats import BUNDLED, FORMATS, Format, fitting
from layers.models import Release
from layers.prepared import PreparedFile, files_of, newest
from layers.releases import REGISTER, current_release

from .asking import Asked

EXCEL = "excel"


@dataclass(frozen=True)
class Take:
    """One way to take a layer along: `href` is the file, `bundle` the same with licence, source and fields in a ZIP.

    `size` is that of the file in bytes where it lies ready, None where it is made when asked for.
    """

    form: Format
    title: str
    use: str
    href: str
    bundle: str
    size: int | None = None


def takes(asked: Asked, release: Release | None, base: str) -> list[Take]:
    """Return the ways in the order of the formats. One query where the whole layer is asked for."""
    ready = {} if asked.params or release is None else _ready(asked.layer, release, base)
    return list(_takes(asked, {name: file.size for name, file in ready.items()}))


def _ready(layer: Layer, release: Release, base: str) -> dict[str, PreparedFile]:
    return files_of(newest(layer, release, current_release(REGISTER), base))


def _takes(asked: Asked, sizes: dict[str, int]) -> Iterator[Take]:
    for form in fitting(asked.layer.geometry_type):
        if form.needs_shape and asked.params.get("geometry") == "none":
            continue
        yield replace(_take(asked, form, form.title, form.use), size=sizes.get(form.name))
        if "ragam" in form.options:
            title = _("%(format)s untuk Excel Indonesia") % {"format": form.title}
            yield _take(asked, form, title, _("Excel berbahasa Indonesia: titik koma, koma desimal"), ragam=EXCEL)


def _take(asked: Asked, form: Format, title: str, use: str, **options: str) -> Take:
    path = reverse("downloads:file", args=[f"{asked.layer.key}.{form.name}"])
    params = params_of(asked, form) | options
    return Take(form, title, use, _with(path, params), _with(path, {**params, BUNDLED: "1"}))


def params_of(asked: Asked, form: Format) -> dict[str, str]:
    """Return what is asked, as far as the format takes it: a file that cannot say its reference system has none, nor has
    a table whose shapes were not asked for."""
    return asked.params if form.any_crs and "wkt" not in form.options else asked.without("crs").params


def file_path(asked: Asked, name: str, **options: str) -> str:
    """Return the path of the file in the format called `name`, below the portal's own address."""
    return _with(f"/unduh/{asked.layer.key}.{name}", params_of(asked, FORMATS[name]) | options)


def _with(path: str, params: dict[str, str]) -> str:
    return f"{path}?{urlencode(params)}" if params else path


def names_of(layer: Layer) -> list[str]:
    """Return the names of the formats a layer is given out in."""
    return [form.name for form in fitting(layer.geometry_type)]
