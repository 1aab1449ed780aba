"""
Playing: the lives of all pilots, week by week, each week in one batch.

What happened in a week is recorded on its Friday.  A run that was killed is run again: weeks that lie behind the newest one in the log are
done, and that one is carried out again under the same name, which writes nothing twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from heapq import heappop, heappush
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from attrs import field, frozen

from proeftuin_flow import Flow, Followed, Item, Projection, catch_up
from proeftuin_flow.pilot import PROEFTUIN

from .lives import FIRST_DAY, LAST_DAY, Life, Step

if TYPE_CHECKING:
    from .meters import Meter

__all__ = ["Clock", "Played", "Unexpected", "Week", "play", "weeks"]

PER_COMMIT = 100


class Unexpected(Exception):
    """Something went another way than it is told here.  If it ever does, the programme says so, and fails."""


class Clock:
    """The clock that `Flow` gets; it stands still until it is set."""

    def __init__(self) -> None:
        self.set(FIRST_DAY)

    def set(self, day: date) -> None:
        """To five in the afternoon, in the Netherlands."""
        self._now = datetime(day.year, day.month, day.day, 17, tzinfo=ZoneInfo("Europe/Amsterdam"))

    def __call__(self) -> datetime:
        return self._now


@frozen
class Week:
    """The steps of one week, by pilot: those that open one, and the others in the order of their days."""

    friday: date
    opening: list[tuple[str, Step]] = field(factory=list)
    others: list[tuple[str, Step]] = field(factory=list)

    @property
    def name(self) -> str:
        """What its batch is called in the log."""
        year, number, _ = self.friday.isocalendar()
        return f"programme-{year}-w{number:02}"


@frozen
class Played:
    """What was done in this run, and what the rules refused, by trigger."""

    commands: int
    refused: Counter[str]


def weeks(seed: int, pilots: int) -> Iterator[Week]:
    """All steps of all pilots, week by week."""
    waiting: list[tuple[date, int, str, Step, Iterator[Step]]] = []

    def wait(number: int, id: str, steps: Iterator[Step]) -> None:
        if (step := next(steps, None)) is not None:
            heappush(waiting, (step.day, number, id, step, steps))

    for number in range(1, pilots + 1):
        life = Life(seed, number)
        wait(number, life.id, life.steps())
    friday = FIRST_DAY + timedelta(4)
    while friday <= LAST_DAY:
        week = Week(friday)
        while waiting and waiting[0][0] <= friday:
            _, number, id, step, steps = heappop(waiting)
            (week.opening if step.trigger == "propose" else week.others).append((id, step))
            wait(number, id, steps)
        yield week
        friday += timedelta(7)


def play(flow: Flow, clock: Clock, seed: int, pilots: int, meter: Meter) -> Iterator[Played]:
    """Play all of it; what was done in a year is told at its end."""
    done = catch_up(flow, newest_batch).state["newest"]
    commands, refused, year = 0, Counter[str](), FIRST_DAY.year
    for week in weeks(seed, pilots):
        if week.friday.year != year:
            yield Played(commands, refused)
            commands, refused, year = 0, Counter(), week.friday.year
        meter.week(week)
        if week.name < done:
            continue
        clock.set(week.friday)
        for id, step in week.opening:
            flow.open(PROEFTUIN, id, by=step.by, data=step.data, occurred=step.day, request_id=f"{week.name}-{id}", correlation=week.name)
        items = [Item(id, step.trigger, by=step.by, part=step.part, data=step.data, occurred=step.day) for id, step in week.others]
        report = flow.handle_all(items, batch=week.name, per_commit=PER_COMMIT, progress=meter.step)
        if report.failed:
            raise Unexpected(f"{report.failed[0].item.id}: {report.failed[0].error}")
        commands += len(week.opening) + len(items)
        refused.update(result.item.trigger for result in report.refused)
    yield Played(commands, refused)


# ── how far an earlier run came ──────────────────────────────────────────────────────────────────────────────────────────


def _batch(state: dict[str, str], followed: Followed) -> dict[str, str]:
    state["newest"] = max(state["newest"], followed.header.correlation or "")
    return state


newest_batch: Projection[dict[str, str]] = Projection("newest_batch", start=lambda: {"newest": ""}, step=_batch)
"""The week that the log came to.  Nothing else has to be kept to know where to go on."""
