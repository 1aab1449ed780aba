"""
Growing: the same command where there is ever more around it.

Each is carried out by a `Flow`, from the look at the newest record to the written one; only the store is in memory where the disk
would drown the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import count, islice
from pathlib import Path

from attrs import frozen

from benchmarks.ours.names import (
    CASES_PER_STORE,
    COMMANDS_PER_CASE,
    COMMANDS_PER_CASE_EACH,
    PARTS_PER_CASE,
    RECORDS_PER_CASE,
    STATES_PER_LIFECYCLE,
    Growing,
)
from benchmarks.ours.permits import CLERK, CLERK_1, PERMIT, permits, receipt
from benchmarks.timing import Contestant, Thunk
from proeftuin_flow import NEW, Case, CaseType, Flow, Item, Lifecycle, Situation, State, Trigger, event, guard
from proeftuin_flow.log import fold
from proeftuin_flow.stores import MemoryStore, SqliteStore

TOGETHER = 100
FEW = 10
"""So many steps to a run where each makes the thing itself larger: or the smallest would soon be as large as the others."""


def growths(directory: Path) -> dict[str, Growing]:
    """
    Everything that may grow, and a step that must not notice, or not more than it has to.
    """
    return {
        COMMANDS_PER_CASE: Growing(_commands, count=1),
        COMMANDS_PER_CASE_EACH: Growing(_one_more_command, count=FEW),
        RECORDS_PER_CASE: Growing(_records, count=1),
        PARTS_PER_CASE: Growing(_parts, count=TOGETHER),
        CASES_PER_STORE: Growing(partial(_cases, directory), count=TOGETHER),
        STATES_PER_LIFECYCLE: Growing(_states, count=TOGETHER),
    }


# ── commands and records per case ────────────────────────────────────────────────────────────────────────────────────────


def _long_case(size: int) -> tuple[Flow, str]:
    """A permit with so many records."""
    flow, (id,) = permits(MemoryStore(), 1)
    assert len(flow.handle_all([receipt(id, number) for number in range(size - 1)]).done) == size - 1
    return flow, id


def _commands(size: int) -> Contestant:
    def ready(n: int) -> Thunk:
        flow, (id,) = permits(MemoryStore(), 1)
        items = [receipt(id, number) for number in range(size)]

        def run() -> Case:
            for item in items:
                flow.handle(id, item.trigger, by=item.by, data=item.data)
            return flow.case(id)

        return run

    return Contestant(ready, partial(_at, size + 1))


def _one_more_command(size: int) -> Contestant:
    def ready(n: int) -> Thunk:
        flow, id = _long_case(size)
        items = [receipt(id, number) for number in range(n)]

        def run() -> Case:
            for item in items:
                flow.handle(id, item.trigger, by=item.by, data=item.data)
            return flow.case(id)

        return run

    return Contestant(ready, lambda result: _at(size + FEW, result))


def _records(size: int) -> Contestant:
    flow, id = _long_case(size)
    records = [*flow.history(id)]
    return Contestant(lambda n: partial(fold, records, PERMIT, id), partial(_at, size))


def _at(revision: int, result: object) -> None:
    assert isinstance(result, Case)
    assert result.revision == revision, f"revision {result.revision}, not {revision}"


# ── parts per case ───────────────────────────────────────────────────────────────────────────────────────────────────────


@frozen
class Journey:
    """The whole: nothing is known of it but its parts."""


@frozen
class Track:
    """One part of it."""


TURN = Trigger("turn", nl="keren", en="turn")
START_TRACK = Trigger("start_track", nl="traject beginnen", en="start a track")
FINISH = Trigger("finish", nl="afronden", en="finish")
there, back = State("there", nl="heen", en="there"), State("back", nl="terug", en="back")
finished = State("finished", nl="afgerond", en="finished", final=True)
under_way, over = State("under_way", nl="onderweg", en="under way"), State("over", nl="voorbij", en="over", final=True)


@guard(nl="alle trajecten zijn afgerond", en="all tracks are finished")
def all_finished(s: Situation[Journey]) -> Iterator[str]:
    if unfinished := s.unsettled(Track) or not s.count(Track):
        yield str(unfinished)


JOURNEY = CaseType(
    "journey", version=1, nl="reis", en="journey",
    root=Lifecycle(
        "journey", nl="reis", en="journey", facts=Journey,
        transitions=[
            NEW.to(under_way, on=Trigger("depart", nl="vertrekken", en="depart"), by=[CLERK],
                   emits=event("departed", nl="vertrokken", en="departed")),
            under_way.becomes(over, watches=[Track], requires=[all_finished], emits=event("arrived", nl="aangekomen", en="arrived")),
        ],
    ),
    parts=[
        Lifecycle(
            "track", nl="traject", en="track", facts=Track,
            transitions=[
                NEW.to(there, on=START_TRACK, by=[CLERK], emits=event("track_started", nl="begonnen", en="started")),
                there.to(back, on=TURN, by=[CLERK], emits=event("turned", nl="gekeerd", en="turned")),
                back.to(there, on=TURN, by=[CLERK], emits=event("turned_again", nl="weer gekeerd", en="turned again")),
                there.to(finished, on=FINISH, by=[CLERK], emits=event("finished_there", nl="afgerond", en="finished")),
            ],
        ),
    ],
)  # fmt: skip


def _parts(size: int) -> Contestant:
    flow = Flow(MemoryStore(), [JOURNEY])
    flow.open(JOURNEY, "journey-1", by=CLERK_1)
    opened = flow.handle_all([Item("journey-1", "start_track", by=CLERK_1) for _ in range(size)])
    assert len(opened.done) == size
    numbers = count()

    # Everywhere in the case in turn, and never all of one end first.
    def ready(n: int) -> Thunk:
        parts = [f"track/{number * 7919 % size + 1}" for number in islice(numbers, n)]

        def run() -> Case:
            for part in parts:
                flow.handle("journey-1", "turn", by=CLERK_1, part=part)
            return flow.case("journey-1")

        return run

    def check(result: object) -> None:
        assert isinstance(result, Case)
        assert ("under_way", size) == (result.state, len(result.parts))

    return Contestant(ready, check)


# ── cases per store ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _cases(directory: Path, size: int) -> Contestant:
    store = SqliteStore(directory / f"ours-cases-{size}.sqlite")
    flow, ids = permits(store, size)
    numbers = count()

    def ready(n: int) -> Thunk:
        items = [receipt(ids[number * 7919 % size], number) for number in islice(numbers, n)]
        return lambda: len(flow.handle_all(items, per_commit=TOGETHER).done)

    def check(result: object) -> None:
        assert result == TOGETHER

    return Contestant(ready, check)


# ── states per lifecycle ─────────────────────────────────────────────────────────────────────────────────────────────────


@frozen
class Ring:
    """What a guard reads on the way around."""

    free: bool = True


@guard(nl="de weg is vrij", en="the way is free")
def way_free(s: Situation[Ring]) -> Iterator[str]:
    if not s.facts.free:
        yield "way"


def ring(size: int) -> CaseType:
    """
    A ring of so many states, and one final one.
    """
    states = [State(f"s{number}", nl=f"s{number}", en=f"s{number}") for number in range(size)]
    go, end = Trigger("go", nl="gaan", en="go"), State("ended", nl="geëindigd", en="ended", final=True)
    went = event("went", nl="gegaan", en="went")
    arrows = [state.to(states[(n + 1) % size], on=go, by=[CLERK], requires=[way_free], emits=went) for n, state in enumerate(states)]
    begin = NEW.to(states[0], on=Trigger("begin", nl="beginnen", en="begin"), by=[CLERK], emits=event("begun", nl="begonnen", en="begun"))
    stop = states[0].to(end, on=Trigger("stop", nl="stoppen", en="stop"), by=[CLERK], emits=event("stopped", nl="gestopt", en="stopped"))
    root = Lifecycle("ring", nl="ring", en="ring", facts=Ring, transitions=[begin, *arrows, stop])
    return CaseType("ring", version=1, nl="ring", en="ring", root=root)


def _states(size: int) -> Contestant:
    type = ring(size)
    flow = Flow(MemoryStore(), [type])
    flow.open(type, "ring-1", by=CLERK_1)

    def run() -> Case:
        for _ in range(TOGETHER):
            flow.handle("ring-1", "go", by=CLERK_1)
        return flow.case("ring-1")

    def check(result: object) -> None:
        assert isinstance(result, Case)
        assert result.state == f"s{(result.revision - 1) % size}"

    return Contestant(lambda n: run, check)
