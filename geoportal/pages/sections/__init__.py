"""The parts of a region page beside its border: what is being built, documents, figures, facilities, services, news.

One module a part, each a function from what is asked to a `Section`; the order below is the order on the page.
A section makes at most two queries, whatever the region.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from boundaries.selectors import RegionFacts


@dataclass(frozen=True)
class Asked:
    """Whose page is read, for which day, by whom. `below` says whether entries of the regions below count, too.

    `layers` holds the keys of the layers the reader may see.
    """

    region: RegionFacts
    day: date
    reader: User | AnonymousUser
    layers: frozenset[str] = frozenset()

    @property
    def below(self) -> bool:
        return self.region.level != "desa"


@dataclass(frozen=True)
class Section:
    """A part of the page. `key` is its anchor; `newest` the day of its newest entry, None where there is none.

    `missing` is said in place of the content where there is none: what is not there, in a sentence. `all_url` leads to
    the whole list. `content` is what its template reads, as `part`.
    """

    key: str
    title: str
    template: str
    content: Mapping[str, Any] = field(default_factory=dict)
    count: int = 0
    newest: date | None = None
    missing: str = ""
    all_url: str = ""
    sample: bool = False

    @property
    def empty(self) -> bool:
        return bool(self.missing)


from . import facilities  # noqa: E402  # a part is made of what stands above

SECTIONS: tuple[Callable[[Asked], Section], ...] = (facilities.section,)


def sections_of(asked: Asked) -> list[Section]:
    return [section(asked) for section in SECTIONS]
