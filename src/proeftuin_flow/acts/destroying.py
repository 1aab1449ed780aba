"""
Destroying: whether a whole case may go.

Nothing is left to record it in, so it leads to no event: of destruction only the register of the store speaks.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from attrs import frozen

from ..asking import unmet_guards
from ..bodies import PROSE
from ..case import Case
from ..case_type import DESTROY
from ..decisions import Accepted, Reason, Refused, stands_at
from ..errors import InvalidData
from ..guards import Role, Severity
from ..ids import given_problems
from ..labels import Blocker
from ..lifecycle import NEW
from ..messages import (
    BAD_VALUE,
    CONFIRMS_AS,
    DATA_MISSING,
    NO_GROUND,
    NOT_WAIVABLE,
    SAME_PERSON,
    SECOND_PERSON,
    UNKNOWN_EVENTS,
    WAIVER_NOT_ALLOWED,
)
from ..wishes import Actor, Command
from ._shared import may

__all__ = ["Destroy", "destroy"]

FIXED: Final = Severity.FIXED


@frozen
class Destroy:
    """
    Who confirms it, and on what ground: the data of the act `destroy`.

    Whoever confirms is somebody else, with a role for that; if the case type names none, with one of the same roles.  The ground stays for
    ever, so it names nobody.

    Raises:
        InvalidData: If it is not confirmed by an actor, there is no ground, it is longer than 500 characters, or it may hold a BSN.
    """

    confirmed_by: Actor
    ground: str

    def __attrs_post_init__(self) -> None:
        problems = [*given_problems("ground", self.ground, PROSE, NO_GROUND())]
        if not isinstance(self.confirmed_by, Actor):
            problems.append(BAD_VALUE(name="confirmed_by", value=type(self.confirmed_by).__name__))
        if problems:
            raise InvalidData(*problems)


def destroy(case: Case, command: Command, data: Destroy | None, occurred: date | datetime) -> Accepted | Refused:
    """Everything that keeps a case from being destroyed; nothing that happens, if nothing does.  Without data that is asked beforehand."""
    roles, root = case.type.acts.get(DESTROY, ()), case.root
    reasons = (*may(roles, command.by, root), *_standing(case, command, data, roles))
    if reasons:
        return Refused(root, DESTROY, reasons, roles)
    return Accepted((), case)


def _standing(case: Case, command: Command, data: Destroy | None, roles: tuple[Role, ...]) -> Iterator[Reason]:
    root, destroyable = case.root, case.type.destroyable
    if data is None:
        yield Reason("data_missing", DATA_MISSING, ("confirmed_by", "ground"), root.address, FIXED)
    elif blockers := tuple(_second(command.by, data.confirmed_by, (destroyable.confirmed_by if destroyable is not None else ()) or roles)):
        yield Reason("second_person", SECOND_PERSON, blockers, root.address, FIXED)
    if root.state == NEW.name:
        yield Reason("wrong_state", stands_at(root, tuple(state.label for state in root.lifecycle.states.values())), (), root.address, FIXED)
    for address, types in case.memory.foreign.items():  # it may be a hold
        yield Reason("unknown_events", UNKNOWN_EVENTS, types, address, FIXED)
    if destroyable is not None:
        yield from unmet_guards(destroyable.requires, root, case, command)
    if command.waive:
        refused = tuple(NOT_WAIVABLE(guard=waiver.guard) for waiver in command.waive)
        yield Reason("waiver_not_allowed", WAIVER_NOT_ALLOWED, refused, root.address, FIXED)


def _second(by: Actor, confirmed_by: Actor, roles: tuple[Role, ...]) -> Iterator[Blocker]:
    if confirmed_by.id == by.id:
        yield SAME_PERSON(who=by.id)
    if not any(role.name in confirmed_by.roles for role in roles):
        yield CONFIRMS_AS(roles=tuple(role.label for role in roles))
