"""
Profiles: choosing another one for a case that goes on.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from attrs import frozen
from msgspec.structs import replace

from ..bodies import PROSE, Prose
from ..case import Case, Event
from ..case_type import CHANGE_PROFILE
from ..decisions import Accepted, Reason, Refused, stands_at
from ..errors import InvalidData
from ..guards import Severity
from ..ids import given_problems
from ..lifecycle import NEW
from ..messages import NO_REASON, SAME_PROFILE
from ..moving import follow
from ..privacy import C0, C1
from ..wishes import Command
from ._shared import may

__all__ = ["PROFILE_CHANGED", "ChangeProfile", "ProfileChanged", "change_profile", "profile_changed"]

PROFILE_CHANGED: Final = "profile_changed"


@frozen
class ChangeProfile:
    """The profile that a case is to have from now on, and why."""

    profile: str
    reason: str


@frozen
class ProfileChanged:
    """The body of `profile_changed`.  The profile before it stands in the headers before it."""

    profile: C0[str]
    reason: C1[Prose]


def change_profile(case: Case, command: Command, data: ChangeProfile, occurred: date | datetime) -> Accepted | Refused:
    """
    What choosing another profile leads to: other severities and parameters from now on, and whatever follows from them by itself.

    Raises:
        InvalidData: If there is no such profile, it is the one that the case has, or there is no reason.
    """
    profile = case.type.profile(data.profile)
    if problems := [*given_problems("reason", data.reason, PROSE, NO_REASON())]:
        raise InvalidData(*problems)
    if profile is case.profile:
        raise InvalidData(SAME_PROFILE(profile=profile.name))
    roles, root = case.type.acts.get(CHANGE_PROFILE, ()), case.root
    reasons = may(roles, command.by, root)
    if root.state == NEW.name:
        states = tuple(state.label for state in root.lifecycle.states.values())
        reasons = (Reason("wrong_state", stands_at(root, states), (), root.address, Severity.FIXED), *reasons)
    if reasons:
        return Refused(root, CHANGE_PROFILE, reasons, roles)
    event: Event[Any] = Event(case.revision + 1, PROFILE_CHANGED, root.address, CHANGE_PROFILE.name, root.state, root.state, occurred, command.by,
                              ProfileChanged(profile.name, data.reason), (), None, tuple(command.evidence), command.on_behalf_of)  # fmt: skip
    events = [event]
    after = follow(profile_changed(case, event), events)
    return Accepted(tuple(events), after)


def profile_changed(case: Case, event: Event[ProfileChanged]) -> Case:
    """The case under its other profile."""
    return replace(case, profile=case.type.profile(event.body.profile), revision=case.revision + 1)
