"""
Kill -9 at a random moment during appends: nothing acknowledged is lost, nothing is half there, and the next append works.

A child appends through `Flow`: single commands, commands of two records, several commands in one durable step.  It tells what it is about
to do and what was done through a pipe, which outlives it.  What a killed process wrote is still in the memory of the operating system:
what a power cut adds to that, `cutting` tries.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from attrs import define, field

from proeftuin_flow import Flow, Item
from proeftuin_flow.errors import CommandRefused, FlowError
from tests.torture.common import EMBEDDED, Effort, Row, forked, heard_from, opened
from tests.torture.purse import DAY, HOLDER, PURSE, Sum, wrongs_of

__all__ = ["killed", "run"]

LONGEST = 0.05
"""Seconds that a child lives at most after its first word."""

LIVES = 20
"""How many children in a row work on one file."""

CASES = [f"case-{number}" for number in range(6)]


def run(effort: Effort) -> Iterator[Row]:
    """A row for each store."""
    times = effort.times(1_000)
    for name in effort.stores:
        with TemporaryDirectory(dir=effort.directory) as directory:
            rounds, broken = Rounds(), []
            for number in effort.counted(range(times), f"kill {name}", times):
                place = f"{directory}/{number // LIVES}-{EMBEDDED[name]}"
                broken += killed(place, effort.random(name, number), rounds if number % LIVES else rounds.anew())
            yield Row("kill", name, times, str(rounds), broken)


@define
class Rounds:
    """What was acknowledged on one file so far; and what was seen in all."""

    heads: dict[str, dict[int, str]] = field(factory=dict)
    acknowledged: int = 0
    outstanding: int = 0
    written: int = 0

    def anew(self) -> Rounds:
        """Another file begins."""
        self.heads = {}
        return self

    def __str__(self) -> str:
        return f"{self.acknowledged} acknowledged; {self.outstanding} interrupted, of which {self.written} were there"


def killed(place: str, chance: Random, rounds: Rounds, longest: float = LONGEST) -> list[str]:
    """One child works and is killed; then what is wrong with the store."""
    wished = None
    for word in _words_of_one_life(place, chance, longest):
        kind, stream, *rest = word
        if kind == "did":
            rounds.heads.setdefault(stream, {})[int(rest[0])] = rest[1]
            rounds.acknowledged += 1
            wished = None
        elif kind == "wish":
            wished = (stream, *rest)
        elif kind == "wrong":
            return [f"{place}: the child says {' '.join(word)}"]
        else:
            wished = None
    try:
        with opened(place) as store:
            return [f"{place}: {wrong}" for wrong in _wrongs(store, wished, rounds, chance)]
    except FlowError as error:
        return [f"{place}: {type(error).__name__}: {error}"]


def _wrongs(store: Any, wished: tuple[str, ...] | None, rounds: Rounds, chance: Random) -> Iterator[str]:
    for stream, heads in rounds.heads.items():
        found = {record.seq: record.hash for record in store.read(stream)}
        yield from (f"{stream} lost its record {revision}" for revision, head in heads.items() if found.get(revision) != head)
    for stream in CASES:
        if store.tip(stream) is not None:
            yield from wrongs_of(store, stream)
    flow = Flow(store, [PURSE])
    if wished is not None:
        # Whoever does not know asks again with the same request id: it is there once.
        of, request, trigger, sum_ = wished
        rounds.outstanding += 1
        try:
            outcome = _done(flow, of, request, trigger, int(sum_))
        except CommandRefused:
            pass
        else:
            rounds.written += outcome.repeated
            rounds.heads.setdefault(of, {})[outcome.records[-1].seq] = outcome.records[-1].hash
    stream = chance.choice(CASES)
    for cents in (7, 3):
        if store.tip(stream) is None:
            _done(flow, stream, f"next-{chance.getrandbits(64):x}", "begin", 0)
        outcome = _done(flow, stream, f"next-{chance.getrandbits(64):x}", "put_in", cents)
        rounds.heads.setdefault(stream, {})[outcome.records[-1].seq] = outcome.records[-1].hash
    yield from wrongs_of(store, stream)


def _done(flow: Flow, stream: str, request: str, trigger: str, cents: int) -> Any:
    if trigger == "begin":
        return flow.open(PURSE, stream, by=HOLDER, request_id=request, occurred=DAY)
    return flow.handle(stream, trigger, by=HOLDER, data=Sum(cents), request_id=request, occurred=DAY)


def _words_of_one_life(place: str, chance: Random, longest: float) -> list[list[str]]:
    """What a child told before it was killed."""
    seed, wait, early = chance.getrandbits(64), chance.uniform(0, longest), chance.random() < 0.1
    child, heard = forked(lambda tell: _live(place, tell, Random(seed)))
    # Now and then it is killed while it opens the store.
    first = b"" if early else os.read(heard, 4096)
    time.sleep(wait)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return heard_from(heard, first)


def _live(place: str, tell: Callable[..., None], chance: Random) -> None:  # pragma: no cover  # in a child that is killed
    with opened(place) as store:
        flow = Flow(store, [PURSE])
        tell("ready", "-")
        for _ in range(2_000):
            stream, request = chance.choice(CASES), f"r-{chance.getrandbits(64):x}"
            if store.tip(stream) is None:
                trigger, cents = "begin", 0
            elif chance.random() < 0.2:
                done = flow.handle_all([Item(each, "put_in", by=HOLDER, data=Sum(5)) for each in CASES], per_commit=4)
                for result in done.done:
                    assert result.outcome is not None
                    tell("did", result.item.id, result.outcome.case.revision, result.outcome.records[-1].hash)
                continue
            else:
                # Half of what is taken out takes out all: a command of two records.
                left = flow.case(stream).root.facts.balance
                trigger, cents = chance.choice([("put_in", 10), ("take_out", left), ("take_out", max(1, left // 2))])
                if trigger == "take_out" and left == 0:
                    continue
            tell("wish", stream, request, trigger, cents)
            outcome = _done(flow, stream, request, trigger, cents)
            tell("did", stream, outcome.case.revision, outcome.records[-1].hash)
