"""
Growth: what one step costs does not depend on how much there is already.

Counted in calls of functions, not in seconds, so that it is the same on every machine.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache
from typing import Any

import attrs
import pytest
from attrs import frozen

from proeftuin_flow.case import Case, Event
from proeftuin_flow.case_type import CaseType
from proeftuin_flow.decider import decide, evolve
from proeftuin_flow.decisions import Accepted
from proeftuin_flow.guards import Role, Trigger, guard
from proeftuin_flow.lifecycle import NEW, Lifecycle, State, event
from proeftuin_flow.log import GENESIS, Fold, Record, Stamp, seal
from proeftuin_flow.privacy import C0
from proeftuin_flow.situation import Situation
from proeftuin_flow.wishes import Actor, Command
from tests.case_types import NOON

PARTS = 10_000


@frozen
class Yard:
    """What is known about a yard."""


@frozen
class Crate:
    """What is known about a crate."""

    weight: int = 0


@frozen
class Weight:
    """What was weighed."""

    weight: C0[int]


open_ = State("open", nl="open", en="open")
empty = State("empty", nl="leeg", en="empty", final=True)
stored = State("stored", nl="opgeslagen", en="stored")
gone = State("gone", nl="weg", en="gone", final=True)
PORTER = Role("porter", nl="sjouwer", en="porter")
PORTER_1 = Actor("porter-1", roles={"porter"})


@guard(nl="alles is weg", en="everything is gone")
def all_gone(s: Situation[Yard]) -> Iterator[str]:
    """By a count: a scan would cost more with every crate, on every command."""
    if left := s.count(Crate, stored):
        yield str(left)


YARD = CaseType(
    "yard", version=1, nl="werf", en="yard",
    root=Lifecycle(
        "yard", nl="werf", en="yard", facts=Yard,
        transitions=[
            NEW.to(open_, on=Trigger("open", nl="openen", en="open"), by=[PORTER], emits=event("yard_opened", nl="geopend", en="opened")),
            open_.becomes(empty, watches=[Crate], requires=[all_gone], emits=event("yard_emptied", nl="leeg", en="emptied")),
        ],
    ),
    parts=[
        Lifecycle(
            "crate", nl="krat", en="crate", facts=Crate, outlives_root=True,
            transitions=[
                NEW.to(stored, on=Trigger("store", nl="opslaan", en="store"), by=[PORTER],
                       emits=event("crate_stored", Weight, nl="opgeslagen", en="stored",
                                   then=lambda crate, weighed: attrs.evolve(crate, weight=weighed.weight))),
                stored.stays(on=Trigger("weigh", nl="wegen", en="weigh"), by=[PORTER],
                             emits=event("crate_weighed", Weight, nl="gewogen", en="weighed",
                                         then=lambda crate, weighed: attrs.evolve(crate, weight=weighed.weight))),
                stored.to(gone, on=Trigger("ship", nl="verzenden", en="ship"), by=[PORTER], emits=event("crate_gone", nl="weg", en="gone")),
            ],
        ),
    ],
)  # fmt: skip


@cache
def history() -> tuple[list[Event[Any]], list[Record]]:
    """Ten thousand crates, and their records."""
    start = YARD.new("yard-1")
    events: list[Event[Any]] = [Event(1, "yard_opened", "yard", "open", "new", "open", NOON, PORTER_1, None)]
    events += [
        Event(number + 1, "crate_stored", f"crate/{number}", "store", "new", "stored", NOON, PORTER_1, Weight(number))
        for number in range(1, PARTS + 1)
    ]  # fmt: skip
    return events, seal(start, events, Stamp(NOON + timedelta(seconds=1)), GENESIS)


@cache
def cases() -> dict[int, Case]:
    """The yard with ten crates, a hundred, a thousand, ten thousand."""
    case, found = YARD.new("yard-1"), {}
    for each in history()[0]:
        case = evolve(case, each)
        if case.revision - 1 in (10, 100, 1_000, PARTS):
            found[case.revision - 1] = case
    return found


def calls(work: Callable[[], object]) -> int:
    """How many functions are called, in Python and in C, also those of attrs and msgspec."""
    count = 0

    def counting(frame: Any, what: str, _: Any) -> None:
        nonlocal count
        count += what in ("call", "c_call")

    before = sys.getprofile()
    gc.disable()  # who listens to collections would be counted too
    sys.setprofile(counting)
    try:
        work()
    finally:
        sys.setprofile(before)
        gc.enable()
    return count


def all_of(folding: Fold, records: list[Record]) -> None:
    for record in records:
        folding.add(record)


def test_fold_costs_the_same_for_every_record():
    """
    The last thousand of ten thousand crates as much as the first thousand; making the case of it costs once, for each part.
    """
    _, records = history()
    folding = Fold(YARD.new("yard-1"))
    folding.add(records[0])
    folding.add(records[1])  # what is made once is made now

    def adding(first: int) -> int:
        return calls(lambda: all_of(folding, records[first : first + 1_000]))

    costs = [adding(first) for first in range(2, 9_002, 1_000)]

    assert 1 == len(set(costs))
    assert costs[0] <= 1_000 * 30


def test_folding_again_costs_what_it_cost_before():
    """
    Twice as many records, twice as many calls, but for what is done once.
    """
    _, records = history()

    def cost(number: int) -> int:
        folding = Fold(YARD.new("yard-1"))
        return calls(lambda: all_of(folding, records[:number])) + calls(folding.case)

    half, whole = cost(5_000), cost(10_000)

    assert whole <= 2.01 * half


@pytest.mark.parametrize("number", [100, 1_000, PARTS])
@pytest.mark.parametrize("trigger", ["weigh", "ship", "store"])
def test_decision_and_its_event_cost_the_same_in_a_case_of_any_size(trigger, number):
    """
    Also the automatic transition of the root, which watches all crates: it asks for a count.
    """
    part, data = (None if trigger == "store" else "crate/7"), (None if trigger == "ship" else Weight(3))
    command = Command(trigger, PORTER_1, NOON, part, data)

    def cost(case: Case) -> int:
        decide(case, command)
        return calls(lambda: decide(case, command))

    assert isinstance(decide(cases()[number], command), Accepted)
    assert cost(cases()[10]) == cost(cases()[number])


@pytest.mark.parametrize("number", [100, 1_000, PARTS])
def test_moving_one_part_copies_a_bounded_number_of_others(number):
    """
    One block of 64, and the list of blocks; every other block is shared with the case before.
    """
    before = cases()[number]
    after = evolve(before, Event(before.revision + 1, "crate_gone", "crate/7", "ship", "stored", "gone", NOON, PORTER_1, None))

    mine, theirs = (case.parts._kinds["crate"].blocks for case in (after, before))
    assert 1 == sum(1 for one, other in zip(mine, theirs, strict=True) if one is not other)
    assert all(len(block) <= 64 for block in mine)
