"""
Redacting: saying in the log which personal pieces were removed, on what ground, and by whom.

The record has numbers only, never the reference of the person: it stays for ever.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from attrs import frozen

from ..bodies import PROSE, Prose
from ..case import Case, Event
from ..case_type import REDACT
from ..decisions import Accepted, Refused
from ..errors import InvalidData
from ..ids import given_problems
from ..messages import NO_GROUND
from ..privacy import C0
from ..wishes import Command
from ._shared import may, next_case

__all__ = ["REDACTED_TYPE", "Redact", "Redaction", "redact"]

REDACTED_TYPE: Final = "redacted"
"""The type of the event."""


@frozen
class Redact:
    """The numbers of the records whose personal pieces go, and the ground for it."""

    emptied: tuple[int, ...]
    ground: str


@frozen
class Redaction:
    """The body of `redacted`.  The ground stays for ever, so it names nobody."""

    emptied: C0[tuple[int, ...]]
    ground: C0[Prose]


def redact(case: Case, command: Command, data: Redact | None, occurred: date | datetime) -> Accepted | Refused:
    """
    What removing these pieces leads to: a record on the root part, which stays where it is.

    Without data it is asked whether somebody may at all.

    Raises:
        InvalidData: If there is no ground, or it cannot be kept.
    """
    if data is not None and (problems := [*given_problems("ground", data.ground, PROSE, NO_GROUND())]):
        raise InvalidData(*problems)
    roles, root = case.type.acts.get(REDACT, ()), case.root
    if reasons := may(roles, command.by, root):
        return Refused(root, REDACT, reasons, roles)
    if data is None:
        return Accepted((), case)
    body = Redaction(tuple(sorted(data.emptied)), data.ground)
    event: Event[Any] = Event(case.revision + 1, REDACTED_TYPE, root.address, REDACT.name, root.state, root.state, occurred, command.by, body,
                              (), None, tuple(command.evidence), command.on_behalf_of)  # fmt: skip
    return Accepted((event,), next_case(case, root, case.memory))
