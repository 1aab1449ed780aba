"""
Timing: a race in one process, on one CPU, in shuffled rounds.

Compare contestants within a round only.  A shared machine slows down and speeds up by tens of per cents within minutes,
so a ratio is taken per round, of two runs that were milliseconds apart, and is reported with its spread.
"""

from __future__ import annotations

import gc
import math
import os
import random
import statistics
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial

from attrs import frozen

Thunk = Callable[[], object]


@frozen
class Contestant:
    """
    Something that does n steps.

    `ready(n)` prepares, `ready(n)()` is timed, and `check` sees its result; only the middle one is on the clock.
    """

    ready: Callable[[int], Thunk]
    check: Callable[[object], object] = lambda result: None


def steps(run: Callable[[int], object], check: Callable[[object], object] = lambda result: None) -> Contestant:
    """A contestant that has nothing to prepare."""
    return Contestant(lambda n: partial(run, n), check)


@frozen
class Spread:
    """The middle of what was measured, between its tenth and ninetieth percentile."""

    low: float
    middle: float
    high: float


def spread(values: Sequence[float]) -> Spread:
    """
    Tenth percentile, median, and ninetieth percentile.
    """
    ordered = sorted(values)

    def at(share: float) -> float:
        place = share * (len(ordered) - 1)
        below, above = ordered[math.floor(place)], ordered[math.ceil(place)]
        return below + (above - below) * (place % 1)

    return Spread(at(0.1), at(0.5), at(0.9))


@frozen
class Race:
    """Nanoseconds per step of every contestant, round by round."""

    took: Mapping[str, Sequence[float]]
    base: str

    def fastest(self, name: str) -> float:
        return min(self.took[name])

    def median(self, name: str) -> float:
        return statistics.median(self.took[name])

    def faster(self, name: str) -> Spread:
        """How many times as fast as the base, round by round."""
        return spread([base / own for base, own in zip(self.took[self.base], self.took[name], strict=True)])

    def slower(self, name: str) -> Spread:
        """How many times as long as the base takes, round by round."""
        return spread([own / base for base, own in zip(self.took[self.base], self.took[name], strict=True)])

    def rate(self, name: str) -> Spread:
        """Steps per second."""
        return spread([1e9 / own for own in self.took[name]])

    def above(self, floor: str) -> Race:
        """
        The same race with what the floor took subtracted from everybody, round by round.
        """
        zero = self.took[floor]
        rest = {name: took for name, took in self.took.items() if name != floor}
        return Race(
            {name: [max(own - low, 1.0) for own, low in zip(took, zero, strict=True)] for name, took in rest.items()}, self.base
        )


def race(
    contestants: Mapping[str, Contestant],
    *,
    base: str,
    rounds: int,
    seconds: float,
    count: int | None = None,
    multiple: int = 2,
    seed: int = 1,
) -> Race:
    """
    Let everybody run once per round, in another order each time.

    Every contestant does as many steps per round as fit in `seconds`, a multiple of `multiple`; with `count`, exactly
    that many.  Each runs at least once before the clock counts.

    Raises:
        AssertionError: If a contestant did not do what it was timed for.
    """
    sizes = {name: _count(contestant, seconds, count, multiple) for name, contestant in contestants.items()}
    took: dict[str, list[float]] = {name: [] for name in contestants}
    order = list(contestants)
    shuffle = random.Random(seed).shuffle
    with _frozen_heap():
        for _ in range(rounds):
            shuffle(order)
            for name in order:
                took[name].append(_timed(contestants[name], sizes[name]) / sizes[name])
    return Race(took, base)


def _count(contestant: Contestant, seconds: float, count: int | None, multiple: int) -> int:
    if count is not None:
        _timed(contestant, count)
        return count
    n = multiple
    while (took := _timed(contestant, n) / 1e9) < seconds / 4:
        n *= 2
    return max(1, round(n * seconds / took / multiple)) * multiple


def _timed(contestant: Contestant, n: int) -> float:
    call = contestant.ready(n)
    collecting = gc.isenabled()
    gc.disable()
    try:
        began = time.perf_counter_ns()
        result = call()
        took = time.perf_counter_ns() - began
    finally:
        if collecting:
            gc.enable()
    contestant.check(result)
    return took


@contextmanager
def _frozen_heap() -> Generator[None]:
    # What lives already is no contestant's garbage; a collection between two runs need not walk it.
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def pin() -> int | None:
    """
    Keep this process, and those it starts, on one CPU: the last it may use.  None where the system cannot.
    """
    if not hasattr(os, "sched_setaffinity"):
        return None
    cpu = max(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cpu})
    return cpu


@contextmanager
def unpinned() -> Generator[None]:
    """
    Let this process, and those it starts meanwhile, use every CPU: for what is about several processes.
    """
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@frozen
class Curve:
    """What one step takes at every size, and the exponent of the power law that fits best."""

    sizes: Sequence[int]
    nanoseconds: Sequence[float]

    @property
    def exponent(self) -> float:
        """The slope of the line through the logarithms: 0 is flat, 1 is linear, 2 is quadratic."""
        xs, ys = [math.log(size) for size in self.sizes], [math.log(took) for took in self.nanoseconds]
        return statistics.linear_regression(xs, ys).slope


def grow(
    sizes: Sequence[int], make: Callable[[int], Contestant], *, rounds: int, seconds: float, count: int | None = None
) -> Curve:
    """
    Race one thing against itself at several sizes.
    """
    result = race({str(size): make(size) for size in sizes}, base=str(sizes[0]), rounds=rounds, seconds=seconds, count=count)
    return Curve(tuple(sizes), [result.median(str(size)) for size in sizes])
