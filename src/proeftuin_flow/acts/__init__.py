"""
Acts: what the library itself can do to a case, with roles like anything else.

    take_over        open a case that already lived before it came here
    waive            let somebody else's requirement pass, by name and with a reason
    change_profile   choose another profile for a case that goes on
    void             say of a wrong entry that it does not count
    migrate          move a case to another version of its rules
    redact           remove what is about somebody, and say so
    destroy          remove the whole case; of this only a register speaks

An act without roles in `CaseType(acts={…})` is allowed to nobody.  Who may waive a guard, the guard itself says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final, TypeAlias

from ..case import ERASED_STATES, Case, Erased, Event, Part
from ..case_type import CHANGE_PROFILE, DESTROY, MIGRATE, REDACT, TAKE_OVER, VOID, WAIVE
from ..decisions import Accepted, Refused
from ..errors import InvalidData
from ..messages import BAD_ACT, NEEDS_HISTORY
from ..wishes import Command
from ._shared import erased_part, foreign_kept, next_case
from .destroying import Destroy, destroy
from .migrating import MIGRATED, Migrate, Migrated, ask_mapping, migrate, migrated, misfits
from .profiles import PROFILE_CHANGED, ChangeProfile, ProfileChanged, change_profile, profile_changed
from .redacting import REDACTED_TYPE, Redact, Redaction, redact
from .taking_over import TAKEN_OVER, TakeOver, take_over, taken_over
from .voiding import VOIDED, Past, Void, Voided, void, voided_in
from .waiving import WAIVED, Waive, Waived, waive, waived, waiver_kept

__all__ = [
    "ASKED", "BODIES", "MIGRATED", "PROFILE_CHANGED", "REDACTED_TYPE", "TAKEN_OVER", "VOIDED", "WAIVED", "ChangeProfile", "Destroy",
    "Migrate", "Migrated", "Past", "ProfileChanged", "Redact", "Redaction", "TakeOver", "Void", "Voided", "Waive", "Waived", "ask_mapping",
    "decide_act", "erased_part", "evolve_act", "foreign_kept", "migrated", "misfits", "profile_changed", "redact", "voided_in",
    "waiver_kept",
]  # fmt: skip

Act: TypeAlias = Callable[[Case, Command, Any, date | datetime], Accepted | Refused]

ACTS: Final[Mapping[str, tuple[type[Any], Act]]] = {
    TAKE_OVER.name: (TakeOver, take_over), WAIVE.name: (Waive, waive), CHANGE_PROFILE.name: (ChangeProfile, change_profile),
    DESTROY.name: (Destroy, destroy), REDACT.name: (Redact, redact), VOID.name: (Void, void), MIGRATE.name: (Migrate, migrate),
}  # fmt: skip
"""By name: the class of the data that an act wants, and what it leads to."""

ASKED: Final = frozenset({DESTROY.name, REDACT.name})
"""What is asked about before it is known with what data.  It is done by methods of its own, for more must be done than to record it."""

BODIES: Final[Mapping[str, type[Any]]] = {WAIVED: Waived, PROFILE_CHANGED: ProfileChanged, REDACTED_TYPE: Redaction, VOIDED: Voided}
"""The bodies of the library's own events, but for `taken_over` and `migrated`, whose facts are of the case type."""


def decide_act(case: Case, command: Command, occurred: date | datetime) -> Accepted | Refused:
    """
    What an act leads to.

    Raises:
        InvalidData: If its data is not what it wants, or names what does not exist.
    """
    wanted, act = ACTS[command.trigger]
    data: Any = command.data
    asked = command.data is None and command.trigger in ASKED
    if data.__class__ is not wanted and not asked:
        raise InvalidData(BAD_ACT(trigger=command.trigger, wanted=wanted.__name__))
    return act(case, command, data, occurred)


def evolve_act(case: Case, part: Part[Any], event: Event[Any]) -> Case:
    """The case after an event of the library itself, or after one that this version does not know."""
    if event.type == TAKEN_OVER:
        return taken_over(case, event)
    if event.type == WAIVED:
        return waived(case, part, event)
    if event.type == PROFILE_CHANGED:
        return profile_changed(case, event)
    if event.type == MIGRATED:
        return migrated(case, event)
    if event.type == VOIDED:
        raise InvalidData(NEEDS_HISTORY(trigger=VOID.name))
    if event.type == REDACTED_TYPE:
        return next_case(case, part, case.memory)
    if not event.type or isinstance(part.facts, Erased):
        settled = part.lifecycle.state_of(event.target).settled
        return next_case(case, erased_part(part, ERASED_STATES[settled]), case.memory)
    return next_case(case, part.after(event, part.facts), foreign_kept(case.memory, event))
