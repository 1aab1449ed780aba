"""
A clock that stands still until a test moves it, so that no test sleeps.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

__all__ = ["NOW", "Clock"]

NOW: Final = datetime(2019, 11, 21, 12, 0, tzinfo=UTC)
"""When a story plays, until it says otherwise."""


class Clock:
    """
    A clock for a test: called, it says what time it is, as the `clock` of a `Flow` does.  It goes on only by `advance`.

    Raises:
        ValueError: If the moment has no time zone.
    """

    def __init__(self, start: datetime = NOW) -> None:
        if start.utcoffset() is None:
            raise ValueError("a clock needs a moment with a time zone")
        self._now = start

    def __call__(self) -> datetime:
        return self._now

    def __repr__(self) -> str:
        return f"Clock({self._now.isoformat()})"

    def advance(self, by: timedelta | None = None, *, weeks: int = 0, days: int = 0, hours: int = 0, minutes: int = 0, seconds: int = 0) -> datetime:
        """
        Go on, and say what time it is then: `clock.advance(days=30)`.

        Raises:
            ValueError: If it would go back.  A log does not go back either: to test that, use a clock of your own.
        """
        step = (by or timedelta()) + timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
        if step < timedelta():
            raise ValueError(f"a clock does not go back: {step}")
        self._now += step
        return self._now
