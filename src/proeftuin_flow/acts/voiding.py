"""
Voiding: saying of a wrong entry that it counts as if it had never been made.

Nothing is taken out of the log.  A later record names it, and whoever replays the case leaves it out.  That is allowed only while
everything else still fits without it: somebody may have built on it since.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final

from attrs import field, frozen
from msgspec.structs import replace

from ..addressing import is_open, part_at
from ..asking import bounded
from ..bodies import PROSE, Prose
from ..case import ERASED_STATES, Case, Event, Part
from ..case_type import ACTS, VOID
from ..decisions import Accepted, Reason, Refused
from ..errors import InvalidData, NotEstablished
from ..guards import Severity
from ..ids import given_problems
from ..labels import Label, Phrase
from ..lifecycle import NEW
from ..messages import (
    BAD_VALUE,
    CANNOT_BE_VOIDED,
    LATER_FACTS,
    LATER_ITSELF,
    LATER_PART,
    LATER_STATE,
    LATER_VERSION,
    NEEDS_HISTORY,
    NO_REASON,
    NO_REVISION,
    VOID_CAUSED,
    VOID_ERASED,
    VOID_OPENING,
    VOID_OWN,
    VOID_TWICE,
)  # fmt: skip
from ..moving import evolve, follow, touched
from ..privacy import C0, C1
from ..situation import Situation
from ..wishes import Command
from ._shared import may
from .migrating import MIGRATED, misfits

__all__ = ["VOIDED", "Past", "Void", "Voided", "void", "voided_in"]

VOIDED: Final = "voided"
"""The type of the event."""

UNMOVED: Final = frozenset({VOIDED, "waived", "profile_changed", "redacted"})
"""Events that leave their part where it is, wherever that may be."""
KEPT: Final = frozenset({VOIDED, "taken_over", MIGRATED, "redacted"})
"""Events that cannot be voided: a case begins with it, it is written in another version from there, or it says what is gone."""


@frozen
class Past:
    """A case before anything happened in it, and everything that happened, in its order."""

    start: Case
    events: Sequence[Event[Any]]


@frozen
class Void:
    """
    The number of a record that was a wrong entry, and why: the data of the act `void`.

    What followed from it by itself, in the same commit, goes with it.  `Flow` reads the `past`; who decides without it brings it along.
    """

    record: int
    reason: str
    past: Past | None = field(default=None, repr=False)


@frozen
class Voided:
    """The body of `voided`: the numbers of the records that no longer count, and why."""

    records: C0[tuple[int, ...]]
    reason: C1[Prose]


def voided_in(events: Sequence[Event[Any]]) -> frozenset[int]:
    """The numbers of the records that some of these events void."""
    return frozenset(number for event in events if event.type == VOIDED for number in event.body.records)


def void(case: Case, command: Command, data: Void, occurred: date | datetime) -> Accepted | Refused:
    """
    What voiding leads to: the case as if these records had never been made, and whatever follows from that by itself.

    Raises:
        InvalidData: If there is no such record, there is no reason, or the past is not that of this case.
    """
    problems = [*given_problems("reason", data.reason, PROSE, NO_REASON())]
    if type(data.record) is not int or data.record < 1:
        problems.append(BAD_VALUE(name="record", value=repr(data.record)[:80]))
    elif data.record > case.revision:
        problems.append(NO_REVISION(case=case.id, revision=data.record, newest=case.revision))
    elif data.past is None or [event.seq for event in data.past.events] != [*range(1, case.revision + 1)]:
        problems.append(NEEDS_HISTORY(trigger=VOID.name))
    if problems:
        raise InvalidData(*problems)
    assert data.past is not None
    roles, root = case.type.acts.get(VOID, ()), case.root
    reasons = may(roles, command.by, root)
    numbers = _meant(data.past, data.record)
    blockers, after = [*_never(case, data.past, numbers)], case
    if not blockers:
        after, blockers = _without(data.past, frozenset(numbers))
    if blockers:
        reasons = (*reasons, Reason("cannot_be_voided", CANNOT_BE_VOIDED, bounded(tuple(blockers)), root.address, Severity.FIXED))
    if reasons:
        return Refused(root, VOID, reasons, roles)
    event: Event[Any] = Event(case.revision + 1, VOIDED, root.address, VOID.name, root.state, after.root.state, occurred, command.by,
                              Voided(tuple(numbers), data.reason), (), None, tuple(command.evidence), command.on_behalf_of)  # fmt: skip
    events = [event]
    after = replace(after, revision=case.revision + 1)
    after = follow(after, events, _moved(after, data.past, numbers))
    return Accepted(tuple(events), after)


def _meant(past: Past, record: int) -> list[int]:
    """The number of a record, and those of what followed from it by itself."""
    meant = [record]
    for event in past.events[record:]:
        if event.caused_by not in meant:
            break
        meant.append(event.seq)
    return meant


def _never(case: Case, past: Past, numbers: Sequence[int]) -> Iterator[Phrase]:
    """Why these records cannot be voided, whatever came after them."""
    first = past.events[numbers[0] - 1]
    if first.seq == 1:
        yield VOID_OPENING()
    elif first.type in KEPT:
        yield VOID_OWN(what=_label(case, first))
    for event in past.events:
        if event.type == VOIDED and first.seq in event.body.records:
            yield VOID_TWICE(record=first.seq, by=event.seq)
    if first.caused_by is not None:
        yield VOID_CAUSED(record=first.seq, first=_cause(past, first))
    yield from (VOID_ERASED(record=number) for number in numbers if not past.events[number - 1].type)


def _cause(past: Past, event: Event[Any]) -> int:
    while event.caused_by is not None:
        event = past.events[event.caused_by - 1]
    return event.seq


def _moved(case: Case, past: Past, numbers: Sequence[int]) -> Iterator[str]:
    """The addresses of the parts that may move by themselves now that these records do not count."""
    for address in dict.fromkeys([case.root.address, *(past.events[number - 1].part for number in numbers)]):
        yield from (each for each in touched(case, address) if each == case.root.address or each in case.parts)


# ── whether the rest still fits ──────────────────────────────────────────────────────────────────────────────────────────


def _without(past: Past, numbers: frozenset[int]) -> tuple[Case, list[Phrase]]:
    """
    The case without these records, and every later record that does not fit then.

    What does not fit is left out too, with what followed from it by itself, so that what was built on either is named as well.
    """
    earlier = voided_in(past.events)
    before = case = past.start
    opened: set[str] = set()
    found: list[Phrase] = []
    left_out = set(numbers)
    for event in past.events:
        opens = event.source == NEW.name if event.type else event.part not in opened
        if opens:
            opened.add(event.part)
        if event.seq in earlier or event.type == VOIDED:
            before, case = _counted(before), _counted(case)
            continue
        if event.seq in numbers or event.caused_by in left_out:
            left_out.add(event.seq)
            before, case = evolve(before, event), _counted(case)
            continue
        misfit = _misfit(case, before, event, opens)
        before = evolve(before, event)
        if misfit is None:
            try:
                case = evolve(case, event)
                continue
            except Exception as error:  # whatever a reducer raises over facts that it was not written for
                cause = f"{type(error).__name__}: {error}"[:80]
                misfit = LATER_FACTS(record=event.seq, what=_label(case, event), cause=cause)
        case = _counted(case)
        left_out.add(event.seq)
        found.append(misfit)
    return case, found


def _counted(case: Case) -> Case:
    return replace(case, revision=case.revision + 1)


def _misfit(case: Case, before: Case, event: Event[Any], opens: bool) -> Phrase | None:
    """Why an event does not fit in a case from which others were left out; `before` is the case with them."""
    try:
        part = part_at(case, event.part)
    except InvalidData:
        part = None
    what = _label(case, event)
    if part is None or (part.state == NEW.name and not opens):
        return LATER_PART(record=event.seq, what=what, part=_name(before, event.part))
    if event.type in UNMOVED or not event.type or part.state in ERASED_STATES:
        return None
    lifecycle = part.lifecycle
    if is_open(before, lifecycle) and not is_open(case, lifecycle):
        part, source = case.root, before.root.state
    else:
        source = event.source
    if part.state != source:
        lifecycle = part.lifecycle
        found, wanted = (lifecycle.state_of(state).label for state in (part.state, source))
        return LATER_STATE(record=event.seq, what=what, part=lifecycle.named(part.number), found=found, wanted=wanted)
    if event.type == MIGRATED:
        why = tuple(misfits(case, event.body.to, event.body.mapping, event.body.facts))
        return LATER_VERSION(record=event.seq, what=what, why=why) if why else None
    if event.trigger is None and _moves(before, part_at(before, event.part), event) and not _moves(case, part, event):
        return LATER_ITSELF(record=event.seq, what=what)
    return None


def _moves(case: Case, part: Part[Any], event: Event[Any]) -> bool:
    """Whether the part would move by itself as the event says."""
    situation = Situation(part.facts, part, case)
    arrows = part.lifecycle.automatic.get(event.source, ())
    taken = [t for t in arrows if (t.emits.name, t.target.name) == (event.type, event.target)]
    try:
        return any(not any(True for guard in t.guards for _ in guard.blockers(situation)) for t in taken)
    except NotEstablished:
        return False


def _label(case: Case, event: Event[Any]) -> Label:
    """What people call what happened; a case that moved to another version since may not know it any more."""
    lifecycle = case.type.lifecycles.get(event.part.partition("/")[0])
    known = (lifecycle.events.get(event.type) if lifecycle is not None else None) or ACTS.get(event.trigger or "")
    return known.label if known is not None else Label(event.type, event.type)


def _name(case: Case, address: str) -> Label:
    kind, _, number = address.partition("/")
    return case.type.lifecycles[kind].named(int(number or 0))
