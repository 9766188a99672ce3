"""Where a region's office is, what to bring for a service, and where to complain."""

from django.utils.translation import gettext as _

from services.catalogue import services_at
from services.models import Office
from services.selectors import office_of
from stewardship.contacts import link_to, whatsapp_link, written

from . import Asked, Section


def section(asked: Asked) -> Section:
    """Tell the office where it is known; services and complaints stand there all the same. One query."""
    office = office_of(asked.region.pk)
    return Section(
        key="layanan",
        title=_("Layanan & pengaduan"),
        template="sections/services.html",
        content={
            "office": _told(office) if office else None,
            "missing": _("Alamat dan jam buka kantor %(name)s belum diisi.") % {"name": asked.region.name},
            "services": [(each.title, each.bring, each.time) for each in services_at(asked.region.level)],
        },
        newest=office.checked_on if office else None,
        sample=bool(office and office.sample),
    )


def _told(office: Office) -> dict[str, object]:
    return {
        "address": office.address,
        "hours": office.hours,
        "phone": written(office.phone),
        "phone_url": link_to(office.phone),
        "whatsapp": written(office.whatsapp),
        "whatsapp_url": whatsapp_link(office.whatsapp),
        "links": [(link.removeprefix("https://").removeprefix("www.").rstrip("/"), link) for link in office.links],
    }
