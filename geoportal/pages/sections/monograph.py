"""Figures of a region: how many people, how old, how they live."""

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
            "below": asked.below,
            # Of a kecamatan its own desa are mapped and ranked; of the regency all are.
            "within": f"?dalam={asked.region.code}" if asked.region.level == "kecamatan" and asked.region.code else "",
        },
        all_url=reverse("monograph:sheet", args=[asked.region.code]) if asked.region.code else "",
        newest=sheet.compiled_on or sheet.period.ends,
        sample=sheet.sample,
        short=_short(sheet),
    )


def _short(sheet: Sheet) -> str:
    """Return the number of people, and of which year; nothing where nobody counted them."""
    told = sheet.figures.get("penduduk")
    if told is None or told.value is None:
        return ""
    return _("%(people)s jiwa (%(year)s)") % {
        "people": figure_text(next(iter(known(("penduduk",)))), told.value),
        "year": sheet.period,
    }


def _stats(sheet: Sheet) -> list[tuple[str, str, str]]:
    """Return title, figure and unit of what is shown large; what nobody told is left out."""
    told = [(each, sheet.figures.get(each.code)) for each in known(SHOWN)]
    return [(each.title, figure_text(each, found.value), each.unit_name) for each, found in told if found is not None]
