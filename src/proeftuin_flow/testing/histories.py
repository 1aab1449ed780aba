"""
Histories: the laws of a whole case, by the time that it is a log in a store.

What was decided is sealed, written as lines, read back, verified and folded; done again through a `Flow` with a neighbour beside it and
every request sent twice; and erased, part by part and then all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias

from ..acts import REDACTED_TYPE, TAKEN_OVER, VOIDED, Redaction
from ..case import ERASED_STATES, Case, Event
from ..case_type import REDACT, WAIVE
from ..decider import replay
from ..decisions import Accepted
from ..erasing import about
from ..errors import FlowError
from ..flow import Flow, Outcome
from ..log import GENESIS, Record, Stamp, fold, parse_line, seal, verify
from ..stores import MemoryStore
from ..wishes import NOBODY
from .clock import Clock
from .laws import Attempt

__all__ = ["HISTORY_LAWS", "broken_by_history", "sealed"]

HistoryLaw: TypeAlias = Callable[[Case, Sequence[Attempt], Sequence[Record]], Iterator[str]]


def broken_by_history(start: Case, attempts: Sequence[Attempt]) -> list[str]:
    """The laws that a history breaks; only what was accepted is a part of it."""
    done = [attempt for attempt in attempts if isinstance(attempt.decision, Accepted)]
    if not done:
        return []
    found: list[str] = []
    records = sealed(done)
    for name, law in HISTORY_LAWS.items():
        try:
            found += [f"{name}: {problem}" for problem in law(start, done, records)]
        except FlowError as error:
            found.append(f"{name}: {error}")
    return found


def sealed(attempts: Sequence[Attempt]) -> list[Record]:
    """The records of what was accepted, a second after it was."""
    records: list[Record] = []
    for attempt in attempts:
        if isinstance(attempt.decision, Accepted):
            stamp = Stamp(attempt.command.now + timedelta(seconds=1))
            records += seal(attempt.case, attempt.decision.events, stamp, records[-1].hash if records else GENESIS)
    return records


def _ends(attempts: Sequence[Attempt]) -> Case:
    decision = attempts[-1].decision
    assert isinstance(decision, Accepted)
    return decision.case


def _events(attempts: Sequence[Attempt]) -> list[Event[Any]]:
    return [event for attempt in attempts if isinstance(attempt.decision, Accepted) for event in attempt.decision.events]


def a_history_replays_to_the_case(start: Case, attempts: Sequence[Attempt], records: Sequence[Record]) -> Iterator[str]:
    """From the first event to the last, without a guard being asked."""
    if replay(start, _events(attempts)) != _ends(attempts):
        yield "its events lead to another case"


def a_log_reads_back(start: Case, attempts: Sequence[Attempt], records: Sequence[Record]) -> Iterator[str]:
    """Written as lines and read back it is the same, it verifies, and it folds to the case."""
    read = [parse_line(record.line(), f"line {number}") for number, record in enumerate(records, 1)]
    if read != [*records]:
        yield "its lines are other records when they are read"
    if verify(read, start.id).head != records[-1].hash:
        yield "its head is another one"
    if fold(read, start.type, start.id, start.profile.name) != _ends(attempts):
        yield "its records fold to another case"


def a_store_leads_to_the_same_case(start: Case, attempts: Sequence[Attempt], records: Sequence[Record]) -> Iterator[str]:
    """Through a `Flow` it goes as it was decided; a request that is sent again changes nothing, and nothing changes in the case beside it."""
    if any(attempt.command.trigger not in start.type.lifecycle_of and attempt.command.trigger != WAIVE.name for attempt in attempts):
        return  # the other acts have doors of their own
    clock, store = Clock(attempts[0].command.now), MemoryStore()
    flow = Flow(store, [start.type], clock=clock)
    beside = f"{start.id[:50]}.beside"
    _done(flow, beside, start, attempts[0], "beside")
    neighbour = [record.line() for record in store.read(beside)]
    for number, attempt in enumerate(attempts, 1):
        clock.advance(attempt.command.now - clock())
        outcome = _done(flow, start.id, start, attempt, f"request-{number}")
        decided = attempt.decision
        assert isinstance(decided, Accepted)
        if outcome.events != decided.events:
            yield f"{attempt.command.trigger} has other events in a store than it had when it was decided"
        again = _done(flow, start.id, start, attempt, f"request-{number}")
        if not again.repeated or [each.hash for each in again.records] != [each.hash for each in outcome.records]:
            yield f"{attempt.command.trigger} is done twice when it is asked twice"
    flow.verify(start.id)
    if flow.case(start.id) != _ends(attempts):
        yield "the store has another case"
    if [record.line() for record in store.read(beside)] != neighbour:
        yield "the case beside it has changed"


def _done(flow: Flow, id: str, start: Case, attempt: Attempt, request: str) -> Outcome:
    wish = attempt.command
    if attempt.case.revision == 0:
        return flow.open(
            start.type, id, by=wish.by, data=wish.data, profile=start.profile.name, trigger=wish.trigger, occurred=wish.occurred, waive=wish.waive,
            evidence=wish.evidence, on_behalf_of=wish.on_behalf_of, request_id=request,
        )  # fmt: skip
    return flow.handle(
        id, wish.trigger, by=wish.by, part=wish.part, data=wish.data, occurred=wish.occurred, waive=wish.waive, evidence=wish.evidence,
        on_behalf_of=wish.on_behalf_of, request_id=request,
    )  # fmt: skip


def erasing_changes_no_other_state(start: Case, attempts: Sequence[Attempt], records: Sequence[Record]) -> Iterator[str]:
    """
    After the personal pieces of a part, or of everything, are gone, the log verifies and every other part stands where it stood.

    Whether a part is settled stays known of all.
    """
    events = _events(attempts)
    if any(event.type in (VOIDED, REDACTED_TYPE) for event in events):
        return
    whole = _ends(attempts)
    personal = frozenset(lifecycle.name for lifecycle in start.type.lifecycles.values() if lifecycle.personal)
    about_parts = [part.address for name in sorted(personal) for part in whole.parts.of(name)][:3]
    chosen = [about(records, personal, part=address) for address in about_parts]
    chosen.append(frozenset(record.seq for record in records))
    for seqs in chosen:
        emptied = [record.seq for record in records if record.seq in seqs and record.personal is not None]
        if not emptied:
            continue
        erased = [*(_emptied(record) if record.seq in emptied else record for record in records)]
        now = attempts[-1].command.now
        erased += seal(whole, [_said(whole, emptied, now)], Stamp(now + timedelta(seconds=1)), records[-1].hash)
        verify(erased, start.id)
        after = fold(erased, start.type, start.id, start.profile.name)
        gone = {address for event in events if event.seq in emptied for address in (event.part, *_taken_over(event))}
        for part in (whole.root, *whole.parts.values()):
            state = after[part.address].state
            if part.lifecycle.state_of(part.state).settled != part.lifecycle.state_of(state).settled:
                yield f"{part.address} is settled or not, and after an erasure it is the other"
            may_go = part.address in gone and part.lifecycle.personal and state in ERASED_STATES
            if state != part.state and not may_go:
                yield f"{part.address} was {part.state}, and is {state} after an erasure"


def _taken_over(event: Event[Any]) -> Iterable[str]:
    """The parts that an event is about beside its own."""
    return event.body.states if event.type == TAKEN_OVER else ()


def _emptied(record: Record) -> Record:
    return Record(record.stream, record.seq, record.header, record.hash, record.data, None)


def _said(case: Case, emptied: Sequence[int], now: datetime) -> Event[Any]:
    root = case.root
    body = Redaction(tuple(emptied), "a test")
    return Event(case.revision + 1, REDACTED_TYPE, root.address, REDACT.name, root.state, root.state, now, NOBODY, body)


HISTORY_LAWS: Final[Mapping[str, HistoryLaw]] = {
    law.__name__: law
    for law in (a_history_replays_to_the_case, a_log_reads_back, a_store_leads_to_the_same_case, erasing_changes_no_other_state)
}
"""What holds of every history, by name."""
