"""What happened lately in a region and below it."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from geoportal.news.lines import Line, line_of
from kegiatan import selectors

from . import Asked, Section, counted

KEY = "kabar"
SHOWN = 3
TEMPLATE = "sections/news.html"


def section(asked: Asked) -> Section:
    found = selectors.told(day=asked.day, region=asked.region.pk).filter(day__lte=asked.day)
    rows, title = list(found[:SHOWN]), _("Kabar")
    if not rows:
        missing = _("Belum ada kabar kegiatan dari %(name)s.") % {"name": asked.region.name}
        return Section(KEY, title, TEMPLATE, missing=missing)
    lines: list[Line] = [line_of(each) for each in rows]
    count = found.count() if len(rows) == SHOWN else len(rows)
    return Section(
        key=KEY,
        title=title,
        template=TEMPLATE,
        content={"lines": lines, "below": asked.below},
        count=count,
        newest=rows[0].day,
        all_url=f"{reverse('news:list')}?wilayah={asked.region.code}" if asked.region.code else reverse("news:list"),
        sample=any(each.sample for each in rows),
        short=ngettext("%(n)s kabar", "%(n)s kabar", count) % {"n": counted(count)},
    )
