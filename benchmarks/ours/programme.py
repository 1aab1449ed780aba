"""
Programme: what an event costs in a programme of many pilots, all of it included: deciding, writing, and telling what the log says.
"""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path

from attrs import frozen

from benchmarks.timing import Contestant, Thunk
from proeftuin_flow import Flow, catch_up, standings
from proeftuin_flow.flow import Progress
from proeftuin_flow.pilot import PROEFTUIN
from proeftuin_flow.stores import SqliteStore

# The examples are programs, and no package that is installed.
sys.path.append(str(Path(__file__).parents[2] / "examples"))

from many_pilots.playing import Clock, Week, play  # needs the path above

__all__ = ["Told", "programme", "traced"]

SEED = 2019


class Silent:
    """Nobody is told how far it is."""

    def __enter__(self) -> None: ...

    def __exit__(self, *error: object) -> None: ...

    def week(self, week: Week) -> None:
        """A week begins."""

    def step(self, progress: Progress) -> None:
        """One step was carried out, or refused."""


@frozen
class Told:
    """What came of a programme: how many events, and how many pilots the log knows."""

    events: int
    pilots: int


def programme(directory: Path, pilots: int) -> Contestant:
    """
    The whole of a programme of so many pilots, into a file of its own each time: played, followed, and counted.
    """
    numbers = count()

    def ready(n: int) -> Thunk:
        return partial(_told, directory / f"programme-{pilots}-{next(numbers)}.sqlite", pilots)

    def check(result: object) -> None:
        assert isinstance(result, Told)
        assert result.pilots == pilots, f"{result.pilots} pilots, not {pilots}"

    return Contestant(ready, check)


def traced(directory: Path, pilots: int) -> tuple[Told, int]:
    """
    The same once, and the most bytes that Python held for it at a time.
    """
    with _tracing():
        told = _told(directory / f"programme-{pilots}-traced.sqlite", pilots)
        _, most = tracemalloc.get_traced_memory()
    return told, most


def _told(path: Path, pilots: int) -> Told:
    clock = Clock()
    with SqliteStore(path) as store:
        flow = Flow(store, [PROEFTUIN], clock=clock, cache=pilots * 12)
        for _ in play(flow, clock, SEED, pilots, Silent()):
            pass
        stands = catch_up(flow, standings)
    return Told(stands.count, len(stands.state))


@contextmanager
def _tracing() -> Generator[None]:
    tracemalloc.start()
    try:
        yield
    finally:
        tracemalloc.stop()
