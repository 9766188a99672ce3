"""Arithmetic on periods of validity: half-open date ranges, None for an open end. Pure."""

from datetime import date

from psycopg.types.range import DateRange


def period(lower: date | None = None, upper: date | None = None) -> DateRange:
    return DateRange(lower, upper, "[)")


def starts_after(valid: DateRange, day: date) -> bool:
    return valid.lower is not None and valid.lower > day


def split_at(valid: DateRange, day: date) -> tuple[DateRange | None, DateRange]:
    """Split a period that contains `day` into what was before (None when nothing) and what begins that day."""
    before = None if valid.lower == day else period(valid.lower, day)
    return before, period(day, valid.upper)


def until_next(day: date | None, others: list[DateRange]) -> DateRange:
    """Return the period from `day` to where the next of `others` begins."""
    later = [other.lower for other in others if other.lower is not None and (day is None or other.lower > day)]
    return period(day, min(later, default=None))
