"""
The clock that the demo gives to `Flow`, because its story is older than its log.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

__all__ = ["AFTERNOON", "RECORDED", "Clock"]

AFTERNOON = date(2019, 11, 21)
"""The day of the inspiration session."""

RECORDED = date(2019, 11, 28)
"""The day of the news item, and of recording."""


class Clock:
    """It stands still until it is set: twice the same run writes the same days."""

    def __init__(self) -> None:
        self.set(RECORDED)

    def set(self, day: date, hour: int = 10, minute: int = 0) -> None:
        """To a moment in the Netherlands."""
        self._now = datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo("Europe/Amsterdam"))

    def __call__(self) -> datetime:
        return self._now
