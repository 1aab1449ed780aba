"""
Bare steps: a dict, a guard, and an event, without machinery.

Nobody can do the same faster in this language, so a ratio against them says what the machinery costs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from attrs import frozen

from benchmarks.seven import EDGES, Flags, Guarded
from benchmarks.timing import Contestant, steps

ARROWS: dict[tuple[str, str], tuple[Callable[[Any], bool], str]] = {
    (source, edge.trigger): (getattr(Guarded, edge.flag), edge.target) for edge in EDGES for source in edge.sources
}


class Pilot(Guarded):
    """A pilot that changes in place."""

    def __init__(self) -> None:
        super().__init__(Flags())
        self.state = "running"


@frozen
class Happened:
    """An event as an attrs class, really frozen."""

    trigger: str
    source: str
    target: str
    by: str
    number: int


class Struck(msgspec.Struct, frozen=True):
    """The same event as a msgspec struct, really frozen too."""

    trigger: str
    source: str
    target: str
    by: str
    number: int


def _bare(pilot: Pilot, trigger: str) -> bool:
    guard, target = ARROWS[pilot.state, trigger]
    if not guard(pilot):
        return False
    pilot.state = target
    return True


def _with_event(event: Callable[[str, str, str, str, int], object]) -> Callable[[Pilot, str], object]:
    def step(pilot: Pilot, trigger: str) -> object:
        source = pilot.state
        guard, target = ARROWS[source, trigger]
        if not guard(pilot):
            return None
        made = event(trigger, source, target, "u-1", 7)
        pilot.state = target
        return made

    return step


def _step(step: Callable[[Pilot, str], object]) -> Contestant:
    pilot = Pilot()
    for trigger, state in (("evaluate", "evaluation"), ("extend", "running")):
        assert step(pilot, trigger), f"{trigger} was refused"
        assert pilot.state == state

    def run(n: int) -> None:
        for _ in range(n // 2):
            step(pilot, "evaluate")
            step(pilot, "extend")

    def check(result: object) -> None:
        assert pilot.state == "running"

    return steps(run, check)


def accepted() -> dict[str, Contestant]:
    """
    A dict, a guard, and an event.
    """
    return {
        "floor: dict and guard": _step(_bare),
        "floor: dict, guard, frozen attrs event": _step(_with_event(Happened)),
        "floor: dict, guard, frozen struct event": _step(_with_event(Struck)),
    }


def refused() -> dict[str, Contestant]:
    """
    A dict and a guard that says no.
    """
    pilot = Pilot()
    pilot.ctx.set(False)

    def run(n: int) -> None:
        for _ in range(n):
            if _bare(pilot, "evaluate"):
                raise AssertionError("accepted")

    return {"floor: dict and guard": steps(run)}
