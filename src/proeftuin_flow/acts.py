"""
Acts: what the library itself can do to a case, with roles like anything else.

    take_over   open a case that already lived before it came here
    waive       let somebody else's requirement pass, by name and with a reason

An act without roles in `CaseType(acts={…})` is allowed to nobody.  Who may waive a guard, the guard itself says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

import attrs
from attrs import field, frozen
from msgspec.structs import replace

from ._unknown import with_unknown
from .addressing import part_at, part_meant
from .asking import blockers_of, refusal_of, severity_of
from .bodies import value_problems
from .canonical import canonical
from .case import ERASED_STATES, Case, Check, Erased, Event, Memory, Part, Standing
from .case_type import TAKE_OVER, WAIVE
from .decisions import Accepted, Reason, Refused, stands_at
from .errors import InvalidData, unknown
from .guards import Role, Severity
from .ids import text_problems
from .labels import Phrase, blocker_data
from .lifecycle import NEW, Lifecycle
from .messages import (
    ALREADY_MET,
    BAD_VALUE,
    BAD_WAIVE,
    NO_REASON,
    NO_SOURCE,
    NOBODY,
    NOT_ASKED,
    PARTS_HAVE_GAPS,
    ROLE,
    UNKNOWN_FACT,
    UNKNOWN_GUARD,
    UNKNOWN_LIFECYCLE,
    UNKNOWN_PART,
    UNKNOWN_STATE,
    UNKNOWN_TRIGGER,
    WAIVER_NOT_ALLOWED,
)  # fmt: skip
from .parts import Parts
from .privacy import C0
from .situation import Situation
from .wishes import Actor, Command, names_in

__all__ = ["TAKEN_OVER", "WAIVED", "TakeOver", "Waive", "Waived", "decide_act", "evolve_act"]

def _own(given: Any) -> Any:
    """A copy that nobody else can change; what is no mapping as it is, to be complained of."""
    return dict(given) if isinstance(given, Mapping) else given


def _each_own(given: Any) -> Any:
    return {name: _own(value) for name, value in given.items()} if isinstance(given, Mapping) else given


TAKEN_OVER: Final = "taken_over"
WAIVED: Final = "waived"


@frozen
class TakeOver:
    """
    Where a case stood when it came here: its states by part, the facts that are known, and the source that says so.

    Every fact that is not named is unknown, and so is every lifecycle of parts that is not in `complete`.
    """

    source: str
    states: Mapping[str, str] = field(converter=_own)
    facts: Mapping[str, Mapping[str, Any]] = field(factory=dict, converter=_each_own)
    complete: frozenset[str] = field(factory=frozenset, converter=names_in)

    def __attrs_post_init__(self) -> None:
        facts = self.facts.values() if isinstance(self.facts, Mapping) else [None]
        if problems := [
            BAD_VALUE(name=name, value=type(value).__name__)
            for name, value in [("states", self.states), ("facts", self.facts), *(("facts", each) for each in facts)]
            if not (isinstance(value, Mapping) and all(isinstance(key, str) for key in value))
        ]:
            raise InvalidData(*dict.fromkeys(problems))


@frozen
class Waive:
    """
    A waiver of one guard of a trigger, for whoever does it later: the data of the act `waive`.

    `for_` is who is expected to do it, for a guard that asks who does.
    """

    trigger: str
    guard: str
    reason: str
    for_: Actor | None = None

    def __attrs_post_init__(self) -> None:
        if problems := [*text_problems("trigger", self.trigger), *text_problems("guard", self.guard)]:
            raise InvalidData(*problems)


@frozen
class Waived:
    """The body of `waived`.  The reason and what blocked the guard stand with the check, where they can be erased."""

    trigger: C0[str]
    guard: C0[str]


def decide_act(case: Case, command: Command, occurred: date | datetime) -> Accepted | Refused:
    """
    What an act leads to.

    Raises:
        InvalidData: If its data is not what it wants, or names what does not exist.
    """
    if command.trigger == TAKE_OVER.name and isinstance(command.data, TakeOver):
        return _take_over(case, command, command.data, occurred)
    if command.trigger == WAIVE.name and isinstance(command.data, Waive):
        return _waive(case, command, command.data, occurred)
    wanted = {TAKE_OVER.name: TakeOver.__name__, WAIVE.name: Waive.__name__}.get(command.trigger)
    if wanted is None:
        raise InvalidData(UNKNOWN_TRIGGER(case_type=case.type.name, trigger=command.trigger))
    raise InvalidData(BAD_WAIVE(trigger=command.trigger, wanted=wanted))


def evolve_act(case: Case, part: Part[Any], event: Event[Any]) -> Case:
    """The case after an event of the library itself, or after one that this version does not know."""
    if event.type == TAKEN_OVER:
        return _taken_over(case, event)
    if event.type == WAIVED:
        return _next(case, part, waiver_kept(case.memory, event))
    if not event.type or isinstance(part.facts, Erased):
        settled = part.lifecycle.state_of(event.target).settled
        return _next(case, erased_part(part, ERASED_STATES[settled]), case.memory)
    after = Part(part.lifecycle, part.number, part.address, event.target, part.facts, event.occurred if part.state == NEW.name else part.opened)
    return _next(case, after, foreign_kept(case.memory, event))


def erased_part(part: Part[Any], state: str) -> Part[Any]:
    """The part of a personal lifecycle after an event whose personal piece was removed."""
    return Part(part.lifecycle, part.number, part.address, state, Erased(state == ERASED_STATES[1]))


def waiver_kept(memory: Memory, event: Event[Waived]) -> Memory:
    """With a waiver that stands until it is used."""
    (check,) = event.checks
    seen = frozenset(canonical(blocker_data(blocker)) for blocker in check.blockers)
    standing = Standing(event.part, event.body.trigger, event.body.guard, event.by.id, check.reason, seen)
    return Memory(memory.did, (*memory.waivers, standing), memory.incomplete, memory.foreign, memory.taken_over)


def foreign_kept(memory: Memory, event: Event[Any]) -> Memory:
    """With an event that this version does not know: kept, reported, and no part of it decided on."""
    types = (*memory.foreign.get(event.part, ()), event.type)
    return Memory(memory.did, memory.waivers, memory.incomplete, {**memory.foreign, event.part: tuple(dict.fromkeys(types))}, memory.taken_over)


def _next(case: Case, part: Part[Any], memory: Memory) -> Case:
    if part.number:
        return Case(case.id, case.type, case.profile, case.revision + 1, case.root, case.parts.with_part(part), memory)
    return Case(case.id, case.type, case.profile, case.revision + 1, part, case.parts, memory)


def _allowed(roles: tuple[Role, ...], by: Actor, part: Part[Any]) -> tuple[Reason, ...]:
    if any(role.name in by.roles for role in roles):
        return ()
    return (Reason("role", ROLE, tuple(role.label for role in roles) or (NOBODY,), part.address, Severity.FIXED),)


# ── taking over ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _take_over(case: Case, command: Command, data: TakeOver, occurred: date | datetime) -> Accepted | Refused:
    if problems := [*_problems(case, data)]:
        raise InvalidData(*problems)
    roles = case.type.acts.get(TAKE_OVER, ())
    reasons = _allowed(roles, command.by, case.root)
    if case.revision:
        reasons = (Reason("wrong_state", stands_at(case.root, (NEW.label,)), (), case.root.address, Severity.FIXED), *reasons)
    if reasons:
        return Refused(case.root, TAKE_OVER, reasons, roles)
    target = data.states[case.root.address]
    event = Event(1, TAKEN_OVER, case.root.address, TAKE_OVER.name, NEW.name, target, occurred, command.by, data,
                  evidence=tuple(command.evidence), on_behalf_of=command.on_behalf_of)  # fmt: skip
    return Accepted((event,), _taken_over(case, event))


def _taken_over(case: Case, event: Event[TakeOver]) -> Case:
    data = event.body
    parts = {address: _known_part(case.type.lifecycles[address.partition("/")[0]], address, data) for address in _in_order(data.states)}
    root = parts.pop(case.root.address)
    incomplete = frozenset(lifecycle.name for lifecycle in case.type.parts) - data.complete
    memory = Memory(incomplete=incomplete, taken_over=True)
    return Case(case.id, case.type, case.profile, case.revision + 1, root, Parts.made(parts.values()), memory)


def _known_part(lifecycle: Lifecycle[Any], address: str, data: TakeOver) -> Part[Any]:
    known = data.facts.get(address, {})
    facts = attrs.evolve(lifecycle.facts(), **known)
    unknown_ones = frozenset(each.name for each in attrs.fields(lifecycle.facts)) - known.keys()
    number = int(address.partition("/")[2] or 0)
    part = Part(lifecycle, number, address, data.states[address], with_unknown(facts, unknown_ones, lifecycle.named(number)))
    return erased_part(part, part.state) if part.state in ERASED_STATES else part


def _in_order(states: Mapping[str, str]) -> list[str]:
    """`plan/10` after `plan/9`."""
    return sorted(states, key=lambda address: (address.partition("/")[0], int(address.partition("/")[2] or 0)))


def _problems(case: Case, data: TakeOver) -> Iterator[Phrase]:
    yield from text_problems("source", data.source)
    if isinstance(data.source, str) and not data.source.strip():
        yield NO_SOURCE()
    type, root = case.type, case.root.address
    if root not in data.states:
        yield UNKNOWN_PART(case=case.id, part=root)
    kinds = {lifecycle.name for lifecycle in type.parts}
    numbers: dict[str, int] = {}
    for address in sorted(data.states, key=lambda each: (str(each).partition("/")[0], len(str(each)), str(each))):
        kind, _, number = str(address).partition("/")
        if address != root and (kind not in kinds or not (number.isascii() and number.isdecimal())):
            yield UNKNOWN_PART(case=case.id, part=str(address))
            continue
        if address != root:
            numbers[kind] = numbers.get(kind, 0) + 1
            if number != str(numbers[kind]):
                yield PARTS_HAVE_GAPS(part=str(address))
        state = data.states[address]
        if not isinstance(state, str) or state not in type.lifecycles[kind].states:
            yield UNKNOWN_STATE(part=str(address), state=str(state)[:80])
    yield from (UNKNOWN_LIFECYCLE(case_type=type.name, kind=str(kind)) for kind in sorted(data.complete, key=str) if kind not in kinds)
    for address, facts in data.facts.items():
        lifecycle = type.lifecycles.get(str(address).partition("/")[0])
        if address not in data.states or lifecycle is None:
            yield UNKNOWN_PART(case=case.id, part=str(address))
            continue
        known = attrs.fields_dict(lifecycle.facts)
        for name, value in facts.items():
            if name not in known:
                yield UNKNOWN_FACT(part=str(address), fact=str(name))
            else:
                yield from value_problems(lifecycle.facts, name, value, f"{address}.{name}")


# ── waiving for somebody else ────────────────────────────────────────────────────────────────────────────────────────────


def _waive(case: Case, command: Command, data: Waive, occurred: date | datetime) -> Accepted | Refused:
    lifecycle = case.type.lifecycle_of.get(data.trigger)
    if lifecycle is None:
        raise unknown(UNKNOWN_TRIGGER(case_type=case.type.name, trigger=str(data.trigger)), str(data.trigger), case.type.lifecycle_of)
    guard = case.type.guards.get(data.guard)
    if guard is None:
        raise unknown(UNKNOWN_GUARD(case_type=case.type.name, guard=str(data.guard)), str(data.guard), case.type.guards)
    if problems := [*text_problems("reason", data.reason)]:
        raise InvalidData(*problems)
    if not data.reason.strip():
        raise InvalidData(NO_REASON())
    # The data is that of the waiver; what a guard reads, whoever does it later will bring.
    wish = replace(command, trigger=data.trigger, data=None, by=command.by if data.for_ is None else data.for_)
    part = part_meant(case, wish) if command.part is None else part_at(case, command.part)
    if part is None or part.lifecycle is not lifecycle:
        raise InvalidData(UNKNOWN_PART(case=case.id, part=str(command.part)))
    severity = severity_of(guard, case)
    blockers: tuple[Any, ...] = ()
    refused: list[Any] = []
    if not any(guard in t.guards for t in lifecycle.transitions if t.trigger is not None and t.trigger.name == data.trigger):
        refused.append(NOT_ASKED(guard=guard.code))
    elif not any(role.name in command.by.roles for role in severity.by):
        refused.append(refusal_of(guard.code, severity))
    else:
        _, blockers = blockers_of(guard, Situation(part.facts, part, case, wish))
        if not blockers:
            refused.append(ALREADY_MET(guard=guard.code))
    if refused:
        return Refused(part, WAIVE, (Reason("waiver_not_allowed", WAIVER_NOT_ALLOWED, tuple(refused), part.address, Severity.FIXED),), severity.by)
    check = Check(guard.code, "waived", command.by.id, data.reason, blockers)
    event = Event(case.revision + 1, WAIVED, part.address, WAIVE.name, part.state, part.state, occurred, command.by,
                  Waived(data.trigger, data.guard), (check,), None, tuple(command.evidence), command.on_behalf_of)  # fmt: skip
    return Accepted((event,), evolve_act(case, part, event))


