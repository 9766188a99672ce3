"""What the pages of one indicator let choose: the indicator, the year and the region it is shown below."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from boundaries.facts import RegionFacts, listed
from boundaries.models import Level, Region
from monografi import selectors
from monografi.indicators import GROUPS, Indicator, indicators, of_group
from monografi.measures import AS_TOLD, BASES, CHANGE, Measure, readings
from monografi.periods import SEMESTERS, Period

FIRST = "penduduk"


@dataclass(frozen=True)
class Choices:
    """The kabupaten and its kecamatan, and the periods anything was told of, newest first."""

    kabupaten: RegionFacts | None
    kecamatan: list[RegionFacts]
    periods: list[Period]
    day: date

    def years(self, semester: int | None = None) -> list[int]:
        """Return the years told, those of which this half was told where one is named."""
        return list(dict.fromkeys(each.year for each in self.periods if semester in (None, each.semester)))

    @property
    def halves(self) -> bool:
        return any(each.semester for each in self.periods)

    def before(self, period: Period) -> list[int]:
        """Return the earlier years a period can be compared with: those told for the same part of the year."""
        return [each for each in self.years(period.semester) if each < period.year]


def choices() -> Choices:
    """Two queries."""
    day = timezone.localdate()
    units = listed(Region.objects.existing_on(day).filter(level__in=(Level.KABUPATEN, Level.KECAMATAN)), day=day)
    kabupaten = next((each for each in units if each.level == Level.KABUPATEN), None)
    kecamatan = [each for each in units if each.level == Level.KECAMATAN]
    return Choices(kabupaten, kecamatan, selectors.periods(kabupaten) if kabupaten else [], day)


def grouped() -> list[tuple[str, list[Indicator]]]:
    """Return every indicator told in numbers, by group, in the order of the form."""
    return [(str(title), found) for key, title in GROUPS.items() if (found := [e for e in of_group(key) if e.numeric])]


def asked_indicator(text: str) -> Indicator:
    code = text.strip() or FIRST
    found = indicators().get(code)
    if found is None or not found.numeric:
        raise BadRequest(
            _("Indikator “%(code)s” tidak dikenal; pilih dari daftar di /monografi/.") % {"code": code[:40]}
        )
    return found


def asked_year(text: str, known: list[int]) -> int | None:
    """Return the year `text` tells, the newest where it is empty; BadRequest where nothing was told for it."""
    text = text.strip()
    if not text:
        return known[0] if known else None
    if text.isascii() and text.isdigit() and int(text) in known:
        return int(text)
    there = ", ".join(str(each) for each in known) or _("belum ada")
    raise BadRequest(
        _("Tidak ada monografi untuk tahun “%(text)s”. Yang ada: %(listed)s.") % {"text": text[:10], "listed": there}
    )


def asked_semester(text: str) -> int | None:
    """Return the half of a year `text` tells, None where it is empty; BadRequest where there is no such half."""
    text = text.strip()
    if not text:
        return None
    if text in map(str, SEMESTERS):
        return int(text)
    raise BadRequest(_("Semester “%(text)s” tidak ada. Pilih 1 atau 2, atau kosongkan.") % {"text": text[:10]})


def asked_period(params: QueryDict, known: Sequence[Period]) -> Period | None:
    """Return the period of `?tahun=&semester=`, or of both in one (`tahun=2026-s1`), the newest where nothing is asked;
    BadRequest where nothing was told for it.

    A year without a semester is told by the edition of the whole of it, else by that of its last half.
    """
    return period_of(params.get("tahun", ""), params.get("semester", ""), known)


def period_of(text: str, half: str, known: Sequence[Period]) -> Period | None:
    """Read what `asked_period` is given: the year, or year and half in one, and the half."""
    text, _dash, packed = text.strip().partition("-s")
    semester = asked_semester(packed or half)
    years = list(dict.fromkeys(each.year for each in known if semester in (None, each.semester)))
    if semester is not None and not years:
        raise BadRequest(_("Tidak ada monografi untuk semester %(semester)s.") % {"semester": semester})
    year = asked_year(text, years)
    return Period(year, semester) if year is not None else None


def asked_above(code: str, found: Choices) -> RegionFacts | None:
    code = code.strip()
    if not code:
        return found.kabupaten
    above = next((each for each in (found.kabupaten, *found.kecamatan) if each and each.code == code), None)
    if above is None:
        raise BadRequest(_("Wilayah “%(code)s” bukan kabupaten atau kecamatan di sini.") % {"code": code[:20]})
    return above


def asked_measure(indicator: Indicator, params: QueryDict, found: Choices, period: Period) -> Measure:
    """Return the reading of `?sebagai=` (and, for a change, `?sejak=`).

    A reading this indicator does not allow, as a form may send after another indicator was chosen, is read as told: the
    title says so.
    """
    reading = params.get("sebagai", "").strip() or AS_TOLD
    if reading in BASES and reading not in indicator.per:
        reading = AS_TOLD
    if reading not in readings(indicator):
        allowed = ", ".join(readings(indicator))
        raise BadRequest(
            _("“%(title)s” tidak dapat dibaca sebagai “%(text)s”. Pilihannya: %(listed)s.")
            % {"title": indicator.title, "text": reading[:20], "listed": allowed}
        )
    if reading != CHANGE:
        return Measure(indicator, reading)
    before = found.before(period)
    if not before:
        raise BadRequest(_("Tidak ada tahun sebelum %(year)s untuk dibandingkan.") % {"year": period})
    return Measure(indicator, reading, asked_year(params.get("sejak", ""), before))


def reading_titles(indicator: Indicator) -> Mapping[str, str]:
    """Return the readings an indicator allows, with their names."""
    named = {AS_TOLD: _("angka apa adanya"), CHANGE: _("perubahan dari tahun lain (%)")}
    return {each: named.get(each) or str(BASES[each].title) for each in readings(indicator)}
