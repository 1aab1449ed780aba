"""
Days: on which day something happened, and how far a term reaches.

People in the Netherlands count the days.  Terms are written as in ISO 8601: `P2M`, `P7D`, `P1Y6M`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

from ..case import Event

__all__ = ["ZONE", "WorkingDays", "after", "day_of"]

ZONE: Final = "Europe/Amsterdam"

PERIOD: Final = re.compile(r"P(?=[0-9])(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)W)?(?:([0-9]+)D)?")


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
    found = PERIOD.fullmatch(period)
    if found is None:
        raise ValueError(f"{period!r} is not a period such as P2M, P7D or P1Y6M")
    years, months, weeks, days = (int(number or 0) for number in found.groups())
    month = day.year * 12 + day.month - 1 + years * 12 + months
    year, month = month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1])) + timedelta(weeks=weeks, days=days)
