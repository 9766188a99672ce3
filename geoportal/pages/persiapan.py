"""`/wilayah/{parent}/p-{slug}/`: a desa persiapan, which has no code and often no border yet."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from boundaries import selectors
from boundaries.legal_acts import is_legal_act
from boundaries.models import Region, Succession

from .asking import asked_day, query_of
from .history import history_of
from .maps import open_atlas
from .moved import region_path
from .region import dotted_or_404
from .sharing import share_context


@require_safe
@conditional_page
def persiapan_page(request: HttpRequest, parent: str, slug: str) -> HttpResponse:
    as_of = asked_day(request)
    dotted = dotted_or_404(parent)
    if dotted != parent:
        return HttpResponsePermanentRedirect(reverse("pages:persiapan", args=[dotted, slug]) + query_of(as_of))
    day = as_of or timezone.localdate()
    region = selectors.region_by_slug(dotted, slug, day=day)
    if region is None:
        raise Http404(slug)
    if region.code:
        return HttpResponsePermanentRedirect(region_path(region) + query_of(as_of))
    row = Region.objects.get(pk=region.pk)
    succession = Succession.objects.filter(successor=region.pk).order_by("on", "pk").first()
    grounds = row.legal_basis or (succession.legal_basis if succession else "")
    atlas = open_atlas(request.user, day=day, as_of=as_of)
    border, layer = atlas.border(region), atlas.layers.get(region.level)
    context = {
        "region": region,
        "as_of": as_of,
        "row": row,
        "grounds": grounds,
        "legal": is_legal_act(grounds),
        "border": border,
        "history": history_of(request, layer, region.pk) if border and layer else None,
        "trail": selectors.trail(region, day=day),
        "events": selectors.events(region),
        "origins": selectors.listed(Region.objects.filter(successors=region.pk), day=day),
        **share_context(request, region, as_of),
    }
    return render(request, "pages/persiapan.html", context)
