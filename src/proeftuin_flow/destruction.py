"""
Destruction: a whole case goes, and the register says that it did.

Whether it may is decided on what the store has now, and the store is asked to check that nothing came in between: a hold that somebody
places meanwhile wins.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct, structs

from .acts import Destroy
from .cache import Known
from .decider import decide
from .decisions import Refused
from .errors import CaseNotFound, CommandRefused, NotEstablished, RequestReused, RevisionConflict
from .log import checked
from .stores.port import Destroyed
from .use_cases import TRIES, Ask, Asking, UseCases, Wish, read

__all__ = ["Destruction", "destroy"]


class Destruction(Struct, frozen=True):
    """
    What is left of a case: its line in the register.

    `wiped` is False while bytes of it are still in a file because somebody reads what was before; nobody else can read them any more.  Ask
    again then, in the same words, until it is True.  `repeated` says that the case had been destroyed before.
    """

    line: Destroyed
    wiped: bool
    repeated: bool = False


def destroy(use_cases: UseCases, wish: Wish, data: Destroy, moment: datetime) -> Asking[Destruction]:
    """
    Destroy a case, or say everything that keeps it from being destroyed; three times if others are faster and no revision was expected.

    Raises:
        CommandRefused: With every reason.
        BrokenChain: If its records do not stand up: what was tampered with is not destroyed.
        RevisionConflict: If the case is not where it was expected, or others kept being faster.
    """
    conflict: RevisionConflict | None = None
    for _ in range(TRIES):
        if (before := (yield from _before(use_cases, wish, data))) is not None:
            return before
        known = yield from use_cases.current(wish.stream)
        if wish.expected is not None and wish.expected != known.case.revision:
            raise RevisionConflict(wish.stream, wish.expected, known.case.revision)
        try:
            line = yield from _decided(known, wish, data, moment)
            wiped: bool = yield Ask("destroy", (wish.stream, line))
        except RevisionConflict as error:
            conflict = error
            continue
        use_cases.forget(wish.stream)
        if (yield from _entered(wish.stream)) == line:
            return Destruction(line, wiped)
        # Somebody else destroyed it in the same moment, and the first line stays: the next turn tells it.
    assert conflict is not None
    raise conflict


def _before(use_cases: UseCases, wish: Wish, data: Destroy) -> Asking[Destruction | None]:
    """What the register says already, if the same was asked before; bytes that were left then are wiped now."""
    line = yield from _entered(wish.stream)
    if line is None:
        return None
    use_cases.forget(wish.stream)
    asked = (wish.request, wish.command.by.id, data.confirmed_by.id, data.ground)
    if asked != (line.request, line.by, line.confirmed_by, line.ground):
        if wish.request is not None and wish.request == line.request:
            raise RequestReused(wish.stream, wish.request)
        raise CaseNotFound(wish.stream)
    wiped: bool = yield Ask("destroy", (wish.stream, line))
    return Destruction(line, wiped, repeated=True)


def _entered(stream: str) -> Asking[Destroyed | None]:
    lines: Iterator[Destroyed] = yield Ask("register", (stream,))
    return next(iter(lines), None)


def _decided(known: Known, wish: Wish, data: Destroy, moment: datetime) -> Asking[Destroyed]:
    """The line for the register."""
    case, at = known.case, max(moment, known.recorded)  # a clock that went back: the log does not
    decision = decide(case, structs.replace(wish.command, now=at))
    if isinstance(decision, Refused):
        raise CommandRefused(decision)
    first, hashes = None, []
    for record in checked((yield from read(wish.stream)), wish.stream):
        first = first or record
        hashes.append(record.hash)
    if first is None or known.head not in hashes:  # somebody else destroyed it meanwhile
        raise RevisionConflict(wish.stream, case.revision, len(hashes))
    return Destroyed(
        by=wish.command.by.id, case=case.id, case_type=case.type.name, confirmed_by=data.confirmed_by.id, destroyed_at=at,
        first_recorded=first.read().recorded, ground=data.ground, hashes=tuple(hashes[: case.revision]),
        last_recorded=known.recorded, request=wish.request, rule=_rule(known), version=case.type.version,
    )  # fmt: skip


def _rule(known: Known) -> str | None:
    destroyable = known.case.type.destroyable
    if destroyable is None or destroyable.rule is None:
        return None
    try:
        return destroyable.rule(known.case)
    except NotEstablished:  # it came here without
        return None
