"""The parts of a region page beside its border: what is being built, documents, figures, facilities, services, news.

One module a part, each a function from what is asked to a `Section`; the order below is the order on the page.
A section makes at most two queries, whatever the region, and is kept until a release it reads moves. Its content is
plain values (it is pickled) and says nothing that only some readers may know.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.utils.formats import number_format
from django.utils.translation import get_language

from accounts.models import User
from boundaries.register import REGISTER
from boundaries.selectors import RegionFacts
from documents.actions import DOCUMENTS
from facilities.models import LAYER as FACILITIES
from kegiatan.actions import KEGIATAN
from layers.releases import current_numbers, fingerprint
from monografi.actions import MONOGRAPH
from projects.models import LAYER as PROJECTS
from services.actions import SERVICES
from stewardship.keeping import KEEPERS
from stewardship.selectors import Keeping, keeper_of

ONE_DAY = 24 * 3600
Made = TypeVar("Made")


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
    the whole list. `content` is what its template reads, as `part`. `short` is what the line at the top of the page says
    of it, a few words that lead to it; without any it is the title.
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
    short: str = ""

    @property
    def count_text(self) -> str:
        return counted(self.count)

    @property
    def empty(self) -> bool:
        return bool(self.missing)


def counted(number: int) -> str:
    """Return a count as people of the reader's language write it: 1.565 or 1,565."""
    return number_format(number, force_grouping=True)


from . import (  # noqa: E402  # the parts read what is declared above
    documents,
    facilities,
    monograph,
    news,
    projects,
    services,
)


@dataclass(frozen=True)
class Part:
    """How a section is made, and the keys of the releases it reads: it stays as it is until one of them moves."""

    section: Callable[[Asked], Section]
    reads: tuple[str, ...]


PARTS: tuple[Part, ...] = (
    Part(projects.section, (PROJECTS,)),
    Part(documents.section, (DOCUMENTS,)),
    Part(monograph.section, (MONOGRAPH,)),
    Part(facilities.section, (FACILITIES,)),
    Part(services.section, (SERVICES,)),
    Part(news.section, (KEGIATAN,)),
)


@dataclass(frozen=True)
class Content:
    """What a region's page holds beside its border, in order, and who keeps it."""

    sections: Sequence[Section]
    keeper: Keeping | None


def content_of(asked: Asked) -> Content:
    """Return it all. One query for readers who are not signed in, until something is published."""
    if asked.reader.is_authenticated:
        return Content([part.section(asked) for part in PARTS], _keeper(asked))
    releases = current_numbers([REGISTER, KEEPERS, *(key for part in PARTS for key in part.reads)])
    sections = [_kept(part.section, part.reads, asked, releases) for part in PARTS]
    return Content(sections, _kept(_keeper, (KEEPERS,), asked, releases))


def _keeper(asked: Asked) -> Keeping | None:
    return keeper_of(asked.region, day=asked.day)


def _kept(make: Callable[[Asked], Made], reads: Sequence[str], asked: Asked, releases: Mapping[str, int]) -> Made:
    read = {key: releases[key] for key in (REGISTER, *reads)}
    made = (make.__module__, make.__name__, asked.region.pk, asked.day, sorted(asked.layers), get_language())
    key = f"section:{fingerprint(read, *made)}"
    found: tuple[Made] | None = cache.get(key)  # in a tuple: what was made may be None
    if found is None:
        found = (make(asked),)
        cache.set(key, found, ONE_DAY)
    return found[0]
