"""
Figures: a goal in words and numbers, what was measured, and whether that is enough.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from attrs import Factory, frozen

from benchmarks.timing import Race, Spread


@frozen
class Effort:
    """How much trouble to take, and an empty directory for the files of this run."""

    rounds: int
    seconds: float
    records: int
    instances: int
    sizes: tuple[int, ...]
    directory: Path


@frozen
class Goal:
    """
    One line of the table of goals: `at_least` or `at_most`, and perhaps an `aim` beyond it.

    `contestant` is the name under which `benchmarks.ours` enters what the goal is about; `takes` says what it would take to
    get there, or further.
    """

    figure: str
    contestant: str
    unit: str
    at_least: float | None = None
    at_most: float | None = None
    aim: float | None = None
    takes: str = ""

    def __str__(self) -> str:
        limit = f"at least {number(self.at_least)}" if self.at_least else f"at most {number(self.at_most or 0)}"
        return f"{limit} {self.unit}" + (f" (aim {number(self.aim)})" if self.aim is not None else "")

    def verdict(self, measured: Spread | None) -> str:
        """Met or missed, by how much, and whether the spread leaves room for doubt."""
        if measured is None:
            return "not measured yet"
        limit = self.at_least or self.at_most or 0
        room = self._room(measured.middle, limit)
        said = f"met by {room:.0%}" if room >= 0 else f"missed by {-room:.0%}"
        if min(self._room(measured.low, limit), self._room(measured.high, limit)) < 0 <= room:
            said += ", not in every round"
        if room >= 0 and self.aim is not None:
            short = -self._room(measured.middle, self.aim)
            said += f"; aim missed by {short:.0%}" if short > 0 else "; aim met"
        return said

    def _room(self, value: float, limit: float) -> float:
        return (value - limit) / limit if self.at_least else (limit - value) / limit


@frozen
class Figure:
    """A goal and what was measured for it; nothing, where there is nobody to measure yet."""

    goal: Goal
    measured: Spread | None

    @property
    def verdict(self) -> str:
        return self.goal.verdict(self.measured)

    @property
    def takes(self) -> str:
        """What it would take, where it falls short."""
        return self.goal.takes if "missed" in self.verdict else ""


@frozen
class Table:
    """Everything else that was seen, as text in columns."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@frozen
class Outcome:
    """What a section found; `raw` is for the JSON file only."""

    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()
    raw: Mapping[str, object] = Factory(dict)


@frozen
class Section:
    """A name to ask for it by, the goals that it answers, and how to find out."""

    name: str
    title: str
    goals: tuple[Goal, ...]
    run: Callable[[Effort], Outcome]


def answers(goals: tuple[Goal, ...], known: Callable[[str], bool], measure: Callable[[str], Spread]) -> tuple[Figure, ...]:
    """
    A figure per goal, measured where its contestant took part.
    """
    return tuple(Figure(goal, measure(goal.contestant) if known(goal.contestant) else None) for goal in goals)


def fast_table(title: str, result: Race, *, per: str = "step") -> Table:
    """
    Every contestant of a race: its nanoseconds, and how many times as fast as the base it is.
    """
    rows = [(name, *_times(result, name, 1), *_ratio(result.faster(name))) for name in result.took]
    return Table(
        f"{title} (base: {result.base})", ("contestant", f"min ns/{per}", "median", "times as fast", SPREAD), tuple(rows)
    )


def long_table(title: str, result: Race, *, per: str, unit: str = "ns", scale: float = 1) -> Table:
    """
    Every contestant of a race: its time in units of `scale` nanoseconds, and how many times as long as the base it takes.
    """
    rows = [(name, *_times(result, name, scale), *_ratio(result.slower(name))) for name in result.took]
    return Table(
        f"{title} (base: {result.base})", ("contestant", f"min {unit}/{per}", "median", "times as long", SPREAD), tuple(rows)
    )


SPREAD = "10th to 90th"


def _times(result: Race, name: str, scale: float) -> tuple[str, str]:
    return number(result.fastest(name) / scale), number(result.median(name) / scale)


def _ratio(ratio: Spread) -> tuple[str, str]:
    return number(ratio.middle), between(ratio)


def between(values: Spread) -> str:
    """
    The spread, without its middle.
    """
    return f"{number(values.low)} to {number(values.high)}"


def race_raw(result: Race) -> dict[str, object]:
    """
    The same for the JSON file.
    """
    return {
        "base": result.base,
        "rounds": len(result.took[result.base]),
        "contestants": {name: _contestant(result, name) for name in result.took},
    }


def _contestant(result: Race, name: str) -> dict[str, object]:
    ratio = result.faster(name)
    return {
        "min ns": round(result.fastest(name), 1),
        "median ns": round(result.median(name), 1),
        "times as fast": {"10%": round(ratio.low, 4), "median": round(ratio.middle, 4), "90%": round(ratio.high, 4)},
    }


def number(value: float) -> str:
    """
    As many digits as a reader needs.
    """
    return f"{value:,.0f}" if abs(value) >= 99.95 else f"{value:.1f}" if abs(value) >= 9.995 else f"{value:.2f}"
