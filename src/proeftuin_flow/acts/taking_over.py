"""
Taking over: opening a case that already lived before it came here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

import attrs
from attrs import field, frozen

from .._unknown import with_unknown
from ..bodies import LINE, value_problems
from ..case import ERASED_STATES, Case, Event, Memory, Part
from ..case_type import TAKE_OVER
from ..decisions import Accepted, Reason, Refused, stands_at
from ..errors import InvalidData
from ..guards import Severity
from ..ids import given_problems
from ..labels import Phrase
from ..lifecycle import NEW, Lifecycle
from ..messages import (
    BAD_VALUE,
    NO_SOURCE,
    PARTS_HAVE_GAPS,
    UNKNOWN_FACT,
    UNKNOWN_LIFECYCLE,
    UNKNOWN_PART,
    UNKNOWN_STATE,
)  # fmt: skip
from ..parts import Parts
from ..wishes import Command, names_in
from ._shared import erased_part, may

__all__ = ["TAKEN_OVER", "TakeOver", "take_over", "taken_over"]

TAKEN_OVER: Final = "taken_over"


def _own(given: Any) -> Any:
    """A copy that nobody else can change; what is no mapping as it is, to be complained of."""
    return dict(given) if isinstance(given, Mapping) else given


def _each_own(given: Any) -> Any:
    return {name: _own(value) for name, value in given.items()} if isinstance(given, Mapping) else given


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


def take_over(case: Case, command: Command, data: TakeOver, occurred: date | datetime) -> Accepted | Refused:
    """What taking over leads to; see `TakeOver`."""
    if problems := [*_problems(case, data)]:
        raise InvalidData(*problems)
    roles = case.type.acts.get(TAKE_OVER, ())
    reasons = may(roles, command.by, case.root)
    if case.revision:
        reasons = (Reason("wrong_state", stands_at(case.root, (NEW.label,)), (), case.root.address, Severity.FIXED), *reasons)
    if reasons:
        return Refused(case.root, TAKE_OVER, reasons, roles)
    target = data.states[case.root.address]
    event = Event(1, TAKEN_OVER, case.root.address, TAKE_OVER.name, NEW.name, target, occurred, command.by, data,
                  evidence=tuple(command.evidence), on_behalf_of=command.on_behalf_of)  # fmt: skip
    return Accepted((event,), taken_over(case, event))


def taken_over(case: Case, event: Event[TakeOver]) -> Case:
    """The case as it was when it came here."""
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
    yield from given_problems("source", data.source, LINE, NO_SOURCE())
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
