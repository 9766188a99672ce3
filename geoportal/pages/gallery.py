"""`/gaya/`: every component in its states, for the people who build the pages."""

from types import SimpleNamespace
from typing import Any

from django.contrib.auth.decorators import user_passes_test
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from shapely import Point, box

from boundaries.models import Boundary, LegalStatus
from layers.svg import Frame, Paint, Shape, Stratum, draw

TOKENS = ("paper", "quiet", "line", "line-strong", "ink", "soft", "accent", "wash", "sun", "sun-paper", "ok", "error")


def _staff(user: Any) -> bool:
    return bool(user.is_staff)


@user_passes_test(_staff, login_url=reverse_lazy("accounts:sign_in"))
def gallery_page(request: HttpRequest) -> HttpResponse:
    context = {
        "tokens": TOKENS,
        "standings": [
            None,
            Boundary(legal_status=LegalStatus.DEFINITIF),
            Boundary(legal_status=LegalStatus.KESEPAKATAN, derived=True),
            Boundary(legal_status=LegalStatus.INDIKATIF, sample=True),
        ],
        "trail_names": [SimpleNamespace(name=name) for name in ("Kalimantan Timur", "Kutai Timur")],
        "map": _sample_map(),
        "lines": True,
    }
    return render(request, "pages/gallery.html", context)


def _sample_map() -> str:
    west, east, far = box(0, 0, 1, 1), box(1, 0, 2, 1), box(2, 0, 3, 1)
    paint = Paint("#a04e00", 1.5, "#e69f00", 1, radius=7)
    strata = [
        Stratum("land", [Shape(box(-1, -1, 2.5, 2))]),
        Stratum("near", [Shape(far, "Tetangga", "#peta")], lines=True, labels=True),
        Stratum(
            "part desa indicative",
            [Shape(west, "Bagian satu", "#peta"), Shape(east, "Bagian dua", "#peta")],
            True,
            True,
        ),
        Stratum("outline indicative", [Shape(box(0, 0, 2, 1))], cased=True),
        Stratum("layer", [Shape(Point(0.3, 0.25), "Puskesmas", "#peta")], paint=paint),
    ]
    return draw(Frame.around((0, 0, 2, 1), margin=0.15), strata)
