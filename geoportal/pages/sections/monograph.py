"""Figures of a region: how many people, how old, how they live."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from geoportal.monograph.figures import figure_text, pyramid
from monografi import selectors
from monografi.indicators import known
from monografi.selectors import Sheet

from . import Asked, Section

SHOWN = ("penduduk", "penduduk_l", "penduduk_p", "kk", "rt")


def section(asked: Asked) -> Section:
    sheet = selectors.newest_sheet(asked.region, until=asked.day.year)
    title = _("Penduduk dan monografi")
    if sheet is None:
        missing = _("Belum ada monografi %(name)s yang terbit.") % {"name": asked.region.name}
        return Section("monografi", title, "sections/monograph.html", missing=missing)
    return Section(
        key="monografi",
        title=title,
        template="sections/monograph.html",
        content={
            "sheet": sheet,
            "stats": _stats(sheet),
            "pyramid": pyramid(sheet),
            "url": reverse("monograph:sheet", args=[asked.region.code]) if asked.region.code else "",
        },
        newest=sheet.compiled_on or date(sheet.year, 12, 31),
        sample=sheet.sample,
    )


def _stats(sheet: Sheet) -> list[tuple[str, str, str]]:
    """Return title, figure and unit of what is shown large; what nobody told is left out."""
    told = [(each, sheet.figures.get(each.code)) for each in known(SHOWN)]
    return [(each.title, figure_text(each, found.value), each.unit) for each, found in told if found is not None]
