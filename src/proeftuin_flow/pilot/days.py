"""
Days: on which day something happened, and how far a term reaches.

People in the Netherlands count the days.  Terms are written as in ISO 8601: `P2M`, `P7D`, `P1Y6M`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import reduce
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

from ..case import Event
from ..labels import Phrase, PhraseType, phrase

__all__ = ["ZONE", "WorkingDays", "after", "day_of", "in_words"]

ZONE: Final = "Europe/Amsterdam"

PERIOD: Final = re.compile(r"P(?=[0-9])(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)W)?(?:([0-9]+)D)?")

ONE: Final[Mapping[str, Phrase]] = {
    "Y": phrase("one_year", nl="1 jaar", en="1 year")(),
    "M": phrase("one_month", nl="1 maand", en="1 month")(),
    "W": phrase("one_week", nl="1 week", en="1 week")(),
    "D": phrase("one_day", nl="1 dag", en="1 day")(),
}
OTHERWISE: Final[Mapping[str, PhraseType]] = {
    "Y": phrase("years", nl="{count} jaar", en="{count} years", count=int),
    "M": phrase("months", nl="{count} maanden", en="{count} months", count=int),
    "W": phrase("weeks", nl="{count} weken", en="{count} weeks", count=int),
    "D": phrase("days", nl="{count} dagen", en="{count} days", count=int),
}
both = phrase("both_periods", nl="{first} en {second}", en="{first} and {second}", first=Phrase, second=Phrase)


class WorkingDays(Protocol):
    """Whoever knows on which days people work: where a term that ends on another day, ends then."""

    def next_working_day(self, day: date) -> date:
        """The first working day from this day on: the day itself, if it is one."""
        ...


def day_of(happened: Event[Any]) -> date:
    """The day on which something happened."""
    occurred = happened.occurred
    return occurred.astimezone(ZoneInfo(ZONE)).date() if isinstance(occurred, datetime) else occurred


def after(day: date, period: str) -> date:
    """
    The day that lies a period later.  Where the month is too short, its last day: 31 January and a month is 28 February.

    Raises:
        ValueError: If it is not a period of years, months, weeks and days.
    """
    years, months, weeks, days = _numbers(period)
    month = day.year * 12 + day.month - 1 + years * 12 + months
    year, month = month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1])) + timedelta(weeks=weeks, days=days)


def in_words(period: str) -> Phrase:
    """
    A period as people say it: 9 months, or 1 year and 6 months.

    Raises:
        ValueError: If it is not a period of years, months, weeks and days.
    """
    numbers = zip("YMWD", _numbers(period), strict=True)
    said = [ONE[unit] if number == 1 else OTHERWISE[unit](count=number) for unit, number in numbers if number]
    return reduce(lambda first, second: both(first=first, second=second), said) if said else OTHERWISE["D"](count=0)


def _numbers(period: str) -> tuple[int, int, int, int]:
    found = PERIOD.fullmatch(period)
    if found is None:
        raise ValueError(f"{period!r} is not a period such as P2M, P7D or P1Y6M")
    years, months, weeks, days = (int(number or 0) for number in found.groups())
    return years, months, weeks, days
