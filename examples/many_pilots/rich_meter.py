"""
Rich meter: a bar, week by week.
"""

from __future__ import annotations

from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from proeftuin_flow.flow import Progress

from .meters import WEEKS
from .playing import Week

__all__ = ["RichMeter"]

OFTEN = 100


class RichMeter:
    """The bar of a terminal."""

    def __init__(self) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
        self._bar = Bar(*columns, TextColumn("{task.fields[steps]} steps"))
        self._task = self._bar.add_task("", total=WEEKS, steps=0)
        self._weeks = self._steps = 0

    def __enter__(self) -> RichMeter:
        self._bar.start()
        return self

    def __exit__(self, *error: object) -> None:
        if error[0] is None:
            self._bar.update(self._task, completed=WEEKS, steps=self._steps)
        self._bar.stop()

    def week(self, week: Week) -> None:
        """A week begins."""
        self._bar.update(self._task, completed=self._weeks, description=f"{week.friday:%Y-%m}", steps=self._steps)
        self._weeks += 1

    def step(self, progress: Progress) -> object:
        """One step was carried out, or refused; the bar moves a little within the week."""
        self._steps += 1
        if not self._steps % OFTEN:
            self._bar.update(self._task, completed=self._weeks - 1 + progress.number / progress.total, steps=self._steps)
        return None
