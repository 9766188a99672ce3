"""Facilities on a region's page: how many of each group, and five people ask for first."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from facilities import selectors
from facilities.models import LAYER

from . import Asked, Section, counted

KEY = "fasilitas"
SHOWN = 5


def section(asked: Asked) -> Section:
    """One query; a second in a village, which is told the nearest school, health centre and market, wherever they lie."""
    title = _("Fasilitas")
    template = "facilities/_section.html"
    if LAYER not in asked.layers:
        return Section(KEY, title, template, missing=_("Daftar fasilitas belum dibuka untuk umum."))
    counts, rows = selectors.overview(asked.region.pk, SHOWN)
    address = f"{reverse('facilities:list')}?{urlencode({'wilayah': asked.region.code})}" if asked.region.code else ""
    if not counts.count:
        missing = _("Belum ada fasilitas di %(name)s yang tercatat.") % {"name": asked.region.name}
        return Section(KEY, title, template, missing=missing)
    if not asked.below:
        rows = selectors.nearest_to_region(asked.region.pk)[:SHOWN]
    content = {"counts": counts, "rows": rows, "below": asked.below, "address": address}
    return Section(
        KEY,
        title,
        template,
        content,
        counts.count,
        counts.newest,
        all_url=address,
        sample=counts.sample,
        short=ngettext("%(n)s fasilitas", "%(n)s fasilitas", counts.count) % {"n": counted(counts.count)},
    )
