"""
Moving: where a fact leaves a case, and what follows by itself.

Replay is a fold of `evolve`.  It asks no guard and runs no automation: what followed by itself is in the log too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec.structs import replace

from ._unknown import set_through, unknown_fields
from .addressing import is_open, part_at
from .bodies import body_problems
from .case import Case, Erased, Event, Memory, Part, Unread
from .errors import DefinitionError, InvalidData, NotEstablished
from .lifecycle import EventType, Transition
from .situation import Situation
from .wishes import NOBODY

__all__ = ["evolve", "follow", "made_body", "moved", "remember", "replay", "touched"]


def evolve(case: Case, event: Event[Any]) -> Case:
    """
    The case after a fact.

    Raises:
        InvalidData: If the event is about a part that is neither there nor next; or it voids others: `replay` leaves those out.
    """
    part = part_at(case, event.part)
    emits = part.lifecycle.events.get(event.type)
    if emits is not None and not isinstance(part.facts, Erased) and not isinstance(event.body, Unread):
        return moved(case, part, emits, event)
    from .acts import evolve_act

    return evolve_act(case, part, event)


def replay(case: Case, events: Iterable[Event[Any]]) -> Case:
    """
    The case after many facts, in their order, without those that a later one voids.

    Raises:
        InvalidData: If one of them does not fit, or voids what lies before the first of them.
    """
    from .acts import VOIDED, voided_in

    facts = [*events]
    without, before = voided_in(facts), case.revision
    for event in facts:
        if without and (event.seq in without or (event.type == VOIDED and min(event.body.records) > before)):
            case = replace(case, revision=case.revision + 1)
        else:
            case = evolve(case, event)
    return case


def moved(case: Case, part: Part[Any], emits: EventType[Any, Any], event: Event[Any]) -> Case:
    """The case one revision further, with its part where the event leads, and with what is known then."""
    facts = part.facts if emits.then is None else folded(emits, part.facts, event)
    opened = event.occurred if part.state == "new" else part.opened
    after = Part(part.lifecycle, part.number, part.address, event.target, facts, opened)
    memory = case.memory
    if case.type.remembered or memory.waivers:
        memory = remember(memory, case.type.remembered, event.part, event.trigger, event.by.id, event.checks)
    if part.number:
        return Case(case.id, case.type, case.profile, case.revision + 1, case.root, case.parts.with_part(after), memory)
    return Case(case.id, case.type, case.profile, case.revision + 1, after, case.parts, memory)


def folded(emits: EventType[Any, Any], facts: Any, event: Event[Any]) -> Any:
    """The facts after an event."""
    then = emits.then
    assert then is not None
    if unknown_fields(facts):
        return set_through(lambda view: then(view, event.body, event) if emits.sees_event else then(view, event.body), facts)
    return then(facts, event.body, event) if emits.sees_event else then(facts, event.body)


def remember(memory: Memory, remembered: frozenset[str], part: str, trigger: str | None, by: str, checks: Iterable[Any]) -> Memory:
    """Who did it, if some rule asks; and no longer the waivers that were used: in `checks`, those of the event or of its header."""
    if trigger not in remembered and not memory.waivers:
        return memory
    did = memory.did
    if trigger is not None and trigger in remembered:
        did = {**did, trigger: did.get(trigger, frozenset()) | {by}}
    waivers = memory.waivers
    if waivers:
        used = {check.guard for check in checks if check.outcome == "waived"}
        waivers = tuple(each for each in waivers if not (each.part == part and each.trigger == trigger and each.guard in used))
    return Memory(did, waivers, memory.incomplete, memory.foreign, memory.taken_over, memory.forgotten)


# ── what follows by itself ───────────────────────────────────────────────────────────────────────────────────────────────


def follow(case: Case, events: list[Event[Any]], first: Iterator[str] | None = None) -> Case:
    """
    The case after what follows by itself from the events; what follows is added to them.  `first` are the parts that the first one touched,
    if it touched others than its own.

    After every event the automatic transitions of the part that it touched are tried, then those of the lifecycles that watch it, in the
    order of the definition and of the part numbers.  What one of them leads to is followed first, so that each names what set it moving.
    Within one lifecycle they form no cycle, so this ends.
    """
    for cause in [*events]:
        ahead = [(cause, touched(case, cause.part) if first is None else first)]
        first = None
        while ahead:
            cause, addresses = ahead[-1]
            address = next(addresses, None)
            if address is None:
                ahead.pop()
            elif (event := _moves_itself(case, case[address], cause)) is not None:
                part = case[address]
                case = moved(case, part, part.lifecycle.events[event.type], event)
                events.append(event)
                ahead.append((event, touched(case, event.part)))
    return case


def touched(case: Case, address: str) -> Iterator[str]:
    """The addresses of the parts that an event of this one may set moving, as the case is when it is their turn."""
    yield address
    kind = address.partition("/")[0]
    for lifecycle, state in case.type.watchers[kind]:
        if lifecycle is case.type.root:
            if address != case.root.address:
                yield case.root.address
        else:
            yield from (lifecycle.address(number) for number in case.parts.waiting(lifecycle.name, state))


def _moves_itself(case: Case, part: Part[Any], cause: Event[Any]) -> Event[Any] | None:
    """The event of the first automatic transition of which every guard is met; what cannot be established is not met."""
    arrows = part.lifecycle.automatic.get(part.state)
    if arrows is None or not is_open(case, part.lifecycle) or part.address in case.memory.foreign:
        return None
    situation = Situation(part.facts, part, case)
    for t in arrows:
        try:
            if not any(True for guard in t.guards for _ in guard.blockers(situation)):
                body = made_body(t, situation)
                return Event(case.revision + 1, t.emits.name, part.address, None, part.state, t.target.name, cause.occurred, NOBODY, body,
                             (), cause.seq)  # fmt: skip
        except NotEstablished:
            continue
    return None


def made_body(t: Transition[Any], situation: Situation[Any]) -> Any:
    """
    The body of the event: the command's data, or what `make=` makes of it.

    Raises:
        DefinitionError: If it makes something else than the event's body.
        NotEstablished: If it needs what nobody knows.
    """
    data = None if situation.command is None else situation.command.data
    if t.make is None:
        return None if t.emits.body is None else data
    body = t.make(situation) if t.make.__code__.co_argcount < 2 else t.make(situation, data)
    wanted = t.emits.body
    if body.__class__ is not wanted:
        what = f"{situation.part.lifecycle.name}: make= of {t!r} gave {type(body).__name__}, not {wanted.__name__ if wanted else None}"
        raise DefinitionError(situation.case.type.name, situation.case.type.version, [what])
    # What a guard or a role could see of somebody may have been erased since, so the body may hold it.
    if problems := body_problems(body, erasure=True):
        raise InvalidData(*problems)
    return body
