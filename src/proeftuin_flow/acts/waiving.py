"""
Waiving: letting a requirement pass for whoever does it later.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from attrs import frozen
from msgspec.structs import replace

from ..addressing import part_at, part_meant
from ..asking import blockers_of, refusal_of, severity_of
from ..bodies import LINE, PROSE
from ..canonical import canonical
from ..case import Case, Check, Event, Memory, Part, Standing
from ..case_type import WAIVE
from ..decisions import Accepted, Reason, Refused
from ..errors import InvalidData, unknown
from ..guards import Severity
from ..ids import given_problems, text_problems
from ..labels import blocker_data
from ..messages import (
    ALREADY_MET,
    NO_REASON,
    NOT_ASKED,
    UNKNOWN_GUARD,
    UNKNOWN_PART,
    UNKNOWN_TRIGGER,
    WAIVER_NOT_ALLOWED,
)  # fmt: skip
from ..privacy import C0
from ..situation import Situation
from ..wishes import Actor, Command
from ._shared import next_case

__all__ = ["WAIVED", "Waive", "Waived", "waive", "waived", "waiver_kept"]

WAIVED: Final = "waived"


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
        if problems := [*text_problems("trigger", self.trigger, LINE), *text_problems("guard", self.guard, LINE)]:
            raise InvalidData(*problems)


@frozen
class Waived:
    """The body of `waived`.  The reason and what blocked the guard stand with the check, where they can be erased."""

    trigger: C0[str]
    guard: C0[str]


def waive(case: Case, command: Command, data: Waive, occurred: date | datetime) -> Accepted | Refused:
    """What waiving leads to; see `Waive`."""
    lifecycle = case.type.lifecycle_of.get(data.trigger)
    if lifecycle is None:
        raise unknown(UNKNOWN_TRIGGER(case_type=case.type.name, trigger=str(data.trigger)), str(data.trigger), case.type.lifecycle_of)
    guard = case.type.guards.get(data.guard)
    if guard is None:
        raise unknown(UNKNOWN_GUARD(case_type=case.type.name, guard=str(data.guard)), str(data.guard), case.type.guards)
    if problems := [*given_problems("reason", data.reason, PROSE, NO_REASON())]:
        raise InvalidData(*problems)
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
    return Accepted((event,), waived(case, part, event))


def waived(case: Case, part: Part[Any], event: Event[Waived]) -> Case:
    """The case with a waiver that stands."""
    return next_case(case, part, waiver_kept(case.memory, event))


def waiver_kept(memory: Memory, event: Event[Waived]) -> Memory:
    """With a waiver that stands until it is used."""
    (check,) = event.checks
    seen = frozenset(canonical(blocker_data(blocker)) for blocker in check.blockers)
    standing = Standing(event.part, event.body.trigger, event.body.guard, event.by.id, check.reason, seen)
    return replace(memory, waivers=(*memory.waivers, standing))
