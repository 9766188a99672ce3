"""Documents of a region: the newest few, and where all of them and its duties of information are."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from documents import selectors

from . import Asked, Section, counted

KEY = "dokumen"
SHOWN = 5


def section(asked: Asked) -> Section:
    region, title = asked.region, _("Dokumen")
    found = selectors.newest(region, asked.day, limit=SHOWN)
    if not found:
        missing = _("Belum ada dokumen %(name)s yang terbit.") % {"name": region.name}
        return Section(KEY, title, "sections/documents.html", missing=missing)
    count = selectors.count_inside(region, asked.day)
    query = urlencode({"wilayah": region.code}) if region.code else ""
    return Section(
        key=KEY,
        title=title,
        template="sections/documents.html",
        content={
            "documents": [_line(each) for each in found],
            "ppid_url": reverse("documents:ppid", args=[region.code]) if region.code else "",
        },
        count=count,
        newest=max(each.published_on for each in found),
        all_url=f"{reverse('documents:list')}?{query}" if query else "",
        sample=any(each.sample for each in found),
        # A kelurahan may show the budget of its kecamatan and have no document of its own.
        short=ngettext("%(n)s dokumen", "%(n)s dokumen", count) % {"n": counted(count)} if count else "",
    )


def _line(document: selectors.Document) -> dict[str, object]:
    """Return plain values: a section is kept."""
    return {
        "url": reverse("documents:document", args=[document.pk]),
        "title": document.title,
        "day": document.published_on,
        "type": document.kind.title,
        "ppid_class": document.get_ppid_class_display(),
        "region": document.region.name,
        "size": document.newest.size_bytes if document.newest else None,
    }
