"""What is being built in a region: this year's largest packages, with stage and value."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from geoportal.templatetags.projects import rupiah_short
from projects import selectors

from . import Asked, Section, counted

SHOWN = 5


def section(asked: Asked) -> Section:
    """Tell the newest year up to the day that is asked for. Two queries."""
    short = selectors.in_short(asked.region, until=asked.day.year)
    title = _("Proyek")
    if not short.years:
        missing = _("Belum ada paket pekerjaan di %(name)s yang tercatat.") % {"name": asked.region.name}
        return Section("proyek", title, "sections/projects.html", missing=missing)
    newest = short.years[0]
    projects = selectors.foremost(asked.region, newest.year, SHOWN)
    address = reverse("projects:list") + (f"?wilayah={asked.region.code}" if asked.region.code else "")
    return Section(
        key="proyek",
        title=title,
        template="sections/projects.html",
        content={"year": newest, "projects": projects, "unplaced": short.unplaced, "below": asked.below},
        count=short.count,
        newest=_newest(projects),
        all_url=address if asked.region.code else "",
        sample=any(each.sample for each in projects),
        short=ngettext("%(n)s paket %(year)s, %(value)s", "%(n)s paket %(year)s, %(value)s", newest.count)
        % {"n": counted(newest.count), "year": newest.year, "value": rupiah_short(newest.rupiah)},
    )


def _newest(projects: list[selectors.Project]) -> date | None:
    days = [day for each in projects for day in (each.started_on, each.ended_on, getattr(each, "told_on", None)) if day]
    return max(days, default=None)
