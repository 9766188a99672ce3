"""What the table of regions is narrowed to, as its address says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boundaries.facts import RegionFacts
from stewardship.models import KeeperState

from .rows import Row

STATES = {"": gettext_lazy("Semua"), "perlu": gettext_lazy("Ada yang kurang"), "lengkap": gettext_lazy("Lengkap")}


@dataclass(frozen=True)
class Asked:
    """`above` is a kecamatan; `state` one of STATES; `keeper` a KeeperState or empty; `all_regions` lists them unasked."""

    above: RegionFacts | None
    state: str
    keeper: str
    all_regions: bool

    @property
    def narrowed(self) -> bool:
        return bool(self.above or self.state or self.keeper or self.all_regions)

    @classmethod
    def of(cls, request: HttpRequest, regions: Sequence[RegionFacts]) -> Asked:
        """Read the address; BadRequest names the word that is unknown."""
        code = request.GET.get("kecamatan", "").strip()
        above = next((each for each in regions if each.level == "kecamatan" and each.code == code), None)
        if code and above is None:
            raise BadRequest(_("“%(code)s” bukan kecamatan yang ada di daftar ini.") % {"code": code[:20]})
        state = _one_of(request, "keadaan", STATES)
        keeper = _one_of(request, "pengelola", ["", *KeeperState.values])
        return cls(above, state, keeper, request.GET.get("tampil") == "semua")

    def holds(self, row: Row) -> bool:
        region = row.region
        if self.above and self.above.pk not in (region.pk, region.parent_pk):
            return False
        if self.state and (self.state == "perlu") != bool(row.due):
            return False
        return not self.keeper or (row.keeping is not None and row.keeping.state == self.keeper)


def _one_of(request: HttpRequest, name: str, known: object) -> str:
    text = request.GET.get(name, "")
    if text not in known:  # type: ignore[operator]
        raise BadRequest(_("“%(text)s” tidak dikenal; pilih dari daftar.") % {"text": text[:20]})
    return text
