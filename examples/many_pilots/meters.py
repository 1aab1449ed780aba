"""
Meters: who is told how far the programme is.  `rich_meter` has a bar; this one writes a line for each half-year.
"""

from __future__ import annotations

from typing import Protocol

from proeftuin_flow.flow import Progress

from .lives import FIRST_DAY, LAST_DAY
from .playing import Week

__all__ = ["WEEKS", "Meter", "PlainMeter"]

WEEKS = (LAST_DAY - FIRST_DAY).days // 7 + 1


class Meter(Protocol):
    """Who is told how far it is.  Use it with `with`."""

    def __enter__(self) -> object: ...

    def __exit__(self, *error: object) -> None: ...

    def week(self, week: Week) -> None:
        """A week begins."""
        ...

    def step(self, progress: Progress) -> object:
        """One step was carried out, or refused."""
        ...


class PlainMeter:
    """A line for each half-year."""

    def __init__(self) -> None:
        self._steps = 0
        self._half = ""

    def __enter__(self) -> PlainMeter:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def week(self, week: Week) -> None:
        """A week begins."""
        half = f"{week.friday.year}-{'01' if week.friday.month < 7 else '07'}"
        if half != self._half:
            print(f"{half}: {self._steps}", flush=True)
            self._half = half

    def step(self, progress: Progress) -> object:
        """One step was carried out, or refused."""
        self._steps += 1
        return None
