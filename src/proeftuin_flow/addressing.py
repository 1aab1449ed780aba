"""
Addressing: which part a command means.

A trigger belongs to one lifecycle, so it says which kind of part is meant.  Which one, `part` says; it may be left out only where the
definition allows one, so that a call that works today works tomorrow.
"""

from __future__ import annotations

from typing import Any

from .case import Case, Part
from .case_type import ACTS
from .errors import InvalidData, unknown
from .lifecycle import NEW, Lifecycle
from .messages import FOREIGN_PART, UNKNOWN_PART, UNKNOWN_TRIGGER, WHICH_PART
from .wishes import Command

__all__ = ["is_open", "live", "next_part", "part_at", "part_meant"]


def part_meant(case: Case, command: Command) -> Part[Any] | None:
    """
    The part that a command means; None if it is one of the library's own acts.

    The next number of a lifecycle is a part too: one that may be opened.

    Raises:
        InvalidData: If there is no such trigger or part, they do not belong together, or the part cannot be left out.
    """
    lifecycle = case.type.lifecycle_of.get(command.trigger)
    address = command.part
    if lifecycle is None:
        if command.trigger in ACTS:
            return None
        raise unknown(UNKNOWN_TRIGGER(case_type=case.type.name, trigger=str(command.trigger)), str(command.trigger), case.type.lifecycle_of)
    if lifecycle is case.type.root:
        if address is None or address == case.root.address:
            return case.root
        raise InvalidData(FOREIGN_PART(trigger=command.trigger, part=str(address), kind=lifecycle.name))
    if address is not None:
        part = part_at(case, address)
        if part.lifecycle is not lifecycle:
            raise InvalidData(FOREIGN_PART(trigger=command.trigger, part=address, kind=lifecycle.name))
        return part
    if lifecycle.at_most == 1:
        return _newest_live(case, lifecycle) or _settled_one(case, lifecycle, command.trigger)
    if command.trigger in lifecycle.openers:
        return next_part(case, lifecycle)
    raise InvalidData(WHICH_PART(kind=lifecycle.name))


def part_at(case: Case, address: str) -> Part[Any]:
    """
    The part with this address, or the one that may be opened with it.

    Raises:
        InvalidData: If it is neither.
    """
    if address == case.root.address:
        return case.root
    kind, _, number = str(address).partition("/")
    lifecycle = case.type.lifecycles.get(kind)
    if lifecycle is not None and lifecycle is not case.type.root and number.isascii() and number.isdecimal() and len(number) < 10:
        part = case.parts.nth(kind, int(number)) or next_part(case, lifecycle)
        if part.address == address:
            return part
    raise InvalidData(UNKNOWN_PART(case=case.id, part=str(address)))


def next_part(case: Case, lifecycle: Lifecycle[Any]) -> Part[Any]:
    """The part of a lifecycle that would be opened next."""
    number = case.parts.count(lifecycle.name) + 1
    return Part(lifecycle, number, lifecycle.address(number), NEW.name, lifecycle.facts())


def live(case: Case, lifecycle: Lifecycle[Any]) -> int:
    """How many parts of a lifecycle are not in a final state."""
    tally = case.parts.tally(lifecycle.name)
    return sum(number for state, number in tally.items() if not lifecycle.state_of(state).final)


def is_open(case: Case, lifecycle: Lifecycle[Any]) -> bool:
    """Whether anything may still happen in parts of this lifecycle: the case was opened, and is not closed for them."""
    root = case.root
    return lifecycle is root.lifecycle or (
        root.state != NEW.name and (lifecycle.outlives_root or not root.lifecycle.state_of(root.state).final)
    )  # fmt: skip


def _newest_live(case: Case, lifecycle: Lifecycle[Any]) -> Part[Any] | None:
    if not live(case, lifecycle):
        return None
    number = case.parts.count(lifecycle.name)
    while (part := case.parts.nth(lifecycle.name, number)) is not None and lifecycle.state_of(part.state).final:
        number -= 1
    return part


def _settled_one(case: Case, lifecycle: Lifecycle[Any], trigger: str) -> Part[Any]:
    """None is live: the next one if the trigger opens one, else the newest, in its final state."""
    newest = case.parts.nth(lifecycle.name, case.parts.count(lifecycle.name))
    if newest is None or trigger in lifecycle.table[NEW.name]:
        return next_part(case, lifecycle)
    return newest
