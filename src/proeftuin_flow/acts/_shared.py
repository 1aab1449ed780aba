"""
Shared: what every act is made of.
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from ..case import ERASED_STATES, Case, Erased, Event, Memory, Part, Unread
from ..decisions import Reason
from ..guards import Role, Severity
from ..messages import (
    NOBODY,
    ROLE,
)  # fmt: skip
from ..wishes import Actor

__all__ = ["erased_part", "foreign_kept", "may", "next_case"]


def next_case(case: Case, part: Part[Any], memory: Memory) -> Case:
    """The case one revision further, with this part in it and these memories."""
    if part.number:
        return Case(case.id, case.type, case.profile, case.revision + 1, case.root, case.parts.with_part(part), memory)
    return Case(case.id, case.type, case.profile, case.revision + 1, part, case.parts, memory)


def may(roles: tuple[Role, ...], by: Actor, part: Part[Any]) -> tuple[Reason, ...]:
    """Nothing if the actor has one of the roles; else the reason."""
    if any(role.name in by.roles for role in roles):
        return ()
    return (Reason("role", ROLE, tuple(role.label for role in roles) or (NOBODY,), part.address, Severity.FIXED),)


def erased_part(part: Part[Any], state: str) -> Part[Any]:
    """The part of a personal lifecycle after an event whose personal piece was removed."""
    return Part(part.lifecycle, part.number, part.address, state, Erased(state == ERASED_STATES[1]))


def foreign_kept(memory: Memory, event: Event[Any]) -> Memory:
    """With an event that this version does not know: kept, reported, and no part of it decided on."""
    what = f"{event.type} (schema {event.body.schema})" if isinstance(event.body, Unread) else event.type
    types = (*memory.foreign.get(event.part, ()), what)
    return replace(memory, foreign={**memory.foreign, event.part: tuple(dict.fromkeys(types))})
