"""
The decider: what a wish leads to.

    decide(case, command)  →  Accepted(events, case) | Refused(reasons)

It is pure: no clock, no store, no chance.  It asks every guard, says every reason, and hands out the case that it arrived at, so that
nobody has to work it out a second time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from .addressing import is_open, next_part, part_at, part_meant
from .asking import weigh
from .bodies import aware, body_problems, missing
from .case import Case, Check, Event, Part
from .decisions import Accepted, Option, Reason, Refused, Status
from .errors import InvalidData, NotEstablished
from .guards import Severity
from .ids import check_id
from .labels import Phrase
from .lifecycle import NEW, Transition
from .messages import (
    BEFORE_OPENING,
    DATA_MALFORMED,
    DATA_MISSING,
    FIELD_TYPE,
    FUTURE_TIME,
    NAIVE_TIME,
    NOT_A_TIME,
    ODD_OFFSET,
    UNKNOWN_EVENTS,
)  # fmt: skip
from .moving import evolve, follow, made_body, moved, replay
from .obstacles import closed, out_of_reach
from .situation import Situation
from .wishes import Actor, Command, check_wish

__all__ = ["decide", "evolve", "options", "replay"]


def decide(case: Case, command: Command) -> Accepted | Refused:
    """
    What happens if somebody wishes this: the events and the case after them, or every reason why not.

    Raises:
        InvalidData: If it cannot even be decided: unknown trigger or part, a part left out that must be named, a time that is naive,
            in the future, or before the part began; or something in the wish is not of its type.
    """
    try:
        return _decided(case, command)
    except (AttributeError, OverflowError, TypeError):
        check_wish(command)  # looked at only now, because almost always all is well
        raise


def _decided(case: Case, command: Command) -> Accepted | Refused:
    root = case.root
    arrows = root.lifecycle.table.get(root.state, NO_ARROWS).get(command.trigger) if command.part is None else None
    part = root if arrows is not None else part_meant(case, command)
    if command.now.tzinfo is None:
        raise InvalidData(NAIVE_TIME(name="now"))
    if command.on_behalf_of is not None:
        check_id("on_behalf_of", command.on_behalf_of)
    occurred = command.now if command.occurred is None else _occurred(case, part, command.now, command.occurred)
    if part is None:
        from .acts import decide_act

        check_wish(command)
        return decide_act(case, command, occurred)
    if arrows is None:  # not the root's, or not from where it stands
        arrows = part.lifecycle.table.get(part.state, NO_ARROWS).get(command.trigger, ())
    if command.data is None and arrows and arrows[0].bare:
        wish, standing = command, NO_REASONS
    else:
        wish, standing = _with_data(case, part, command)
    if part is not root or case.memory.foreign:
        standing += _shut(case, part)
    if not arrows:
        return _refused(part, command.trigger, out_of_reach(case, part, wish, standing))
    reasons = standing
    for t in arrows:
        checks, unmet = weigh(t, part, case, wish)
        if not unmet:
            if not standing:
                return _accepted(t, part, case, wish, occurred, checks)
            reasons = standing  # this one would be taken, so what is unmet of the others stands in nobody's way
            break
        reasons += unmet
    return _refused(part, command.trigger, reasons if len(arrows) == 1 else tuple(dict.fromkeys(reasons)))


def options(case: Case, by: Actor, now: datetime, part: str | None = None) -> Iterator[Option]:
    """
    Everything that exists here for this person, possible or not: of the whole case, or of one part.

    `ready` means that `decide` accepts; `needs_data` that only the data is missing; `blocked` that it refuses, for the same reasons.

    Raises:
        InvalidData: If there is no such part, or the time is naive.
    """
    for each in [part_at(case, part)] if part is not None else _existing(case):
        for trigger, arrows in each.lifecycle.table.get(each.state, NO_ARROWS).items():
            if not each.lifecycle.allowed[trigger]:
                continue  # only what somebody else does opens this
            reasons = _reasons(case, Command(trigger, by, now, each.address))
            status: Status = "ready" if not reasons else "needs_data" if all(reason.code == "data_missing" for reason in reasons) else "blocked"
            yield Option(trigger, each.lifecycle.triggers[trigger].label, each.address, status, reasons, arrows[0].wants)


NO_ARROWS: Final[Mapping[str, tuple[Transition[Any], ...]]] = {}
NO_REASONS: Final[tuple[Reason, ...]] = ()


def _reasons(case: Case, command: Command) -> tuple[Reason, ...]:
    decision = decide(case, command)
    return decision.reasons if isinstance(decision, Refused) else ()


def _existing(case: Case) -> Iterator[Part[Any]]:
    """The root, its parts, and the parts that may be opened."""
    yield case.root
    for lifecycle in case.type.parts:
        if is_open(case, lifecycle):
            yield from case.parts.of(lifecycle.name)
            yield next_part(case, lifecycle)


# ── the wish ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _occurred(case: Case, part: Part[Any] | None, now: datetime, occurred: date | datetime) -> date | datetime:
    """When it happened, as the wish says."""
    if not isinstance(occurred, date):
        raise InvalidData(NOT_A_TIME(name="occurred", got=type(occurred).__name__))
    if isinstance(occurred, datetime) and not aware(occurred):
        raise InvalidData((NAIVE_TIME if occurred.utcoffset() is None else ODD_OFFSET)(name="occurred"))
    if _is_before(case, now, occurred):
        raise InvalidData(FUTURE_TIME(occurred=occurred.isoformat()))
    if part is not None and part.opened is not None and _is_before(case, occurred, part.opened):
        raise InvalidData(BEFORE_OPENING(occurred=occurred.isoformat(), part=part.address, opened=part.opened.isoformat()))
    return occurred


def _is_before(case: Case, one: date | datetime, other: date | datetime) -> bool:
    """If either is a day, both are compared as days in the zone of the case type."""
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one < other
    return case.type.day(one) < case.type.day(other)


def _with_data(case: Case, part: Part[Any], command: Command) -> tuple[Command, tuple[Reason, ...]]:
    """The wish with its data in the class that the trigger wants; without data, and with a reason, if it has none that fits."""
    wanted = part.lifecycle.wanted[command.trigger]
    data = command.data
    if data is None:
        if wanted is None:
            return command, ()
        return command, (Reason("data_missing", DATA_MISSING, missing(wanted) or (wanted.__name__,), part.address, Severity.FIXED),)
    problems: list[Phrase] = []
    if wanted is None:
        problems.append(FIELD_TYPE(path="data", wanted="None", got=type(data).__name__))
    elif isinstance(data, Mapping):
        from ._cattrs import from_wish

        data, problems = from_wish(data, wanted)
    if wanted is not None and not problems:
        problems = body_problems(data) if data.__class__ is wanted else [FIELD_TYPE(path="data", wanted=wanted.__name__, got=type(data).__name__)]
    standing = (Reason("data_malformed", DATA_MALFORMED, tuple(problems), part.address, Severity.FIXED),) if problems else ()
    if data is command.data and not problems:
        return command, ()
    wish = Command(command.trigger, command.by, command.now, command.part, None if problems else data, command.occurred, command.waive,
                   command.evidence, command.on_behalf_of)  # fmt: skip
    return wish, standing


def _shut(case: Case, part: Part[Any]) -> tuple[Reason, ...]:
    """Why nothing at all can be done with a part."""
    reasons: tuple[Reason, ...] = ()
    if not is_open(case, part.lifecycle):
        reasons += (closed(case),)
    if foreign := case.memory.foreign.get(part.address):
        reasons += (Reason("unknown_events", UNKNOWN_EVENTS, foreign, part.address, Severity.FIXED),)
    return reasons


# ── the outcome ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _refused(part: Part[Any], trigger: str, reasons: tuple[Reason, ...]) -> Refused:
    return Refused(part, part.lifecycle.triggers[trigger], reasons, part.lifecycle.allowed[trigger])


def _accepted(
    t: Transition[Any], part: Part[Any], case: Case, wish: Command, occurred: date | datetime, checks: tuple[Check, ...]
) -> Accepted | Refused:
    emits = t.emits
    if wish.evidence or wish.by.__class__ is not Actor:
        check_wish(wish)
    try:
        body = None if emits.body is None else made_body(t, Situation(part.facts, part, case, wish))
        evidence = tuple(wish.evidence) if wish.evidence else ()
        event = Event(case.revision + 1, emits.name, part.address, wish.trigger, part.state, t.target.name, occurred, wish.by, body, checks,
                      None, evidence, wish.on_behalf_of)  # fmt: skip
        after = moved(case, part, emits, event)
        if not t.opening and not case.type.moves_by_itself:
            return Accepted((event,), after)
        events: list[Event[Any]] = [event]
        for opened in t.opening:
            after = _opened(opened, after, event, events)
    except NotEstablished as missing:  # a body that needs what nobody knows
        reason = Reason("cannot_be_established", emits.label, (missing.fact,), part.address, Severity.FIXED)
        return _refused(part, wish.trigger, (reason,))
    if case.type.moves_by_itself:
        after = follow(after, events)  # which adds to the events, so it comes before the next line
    return Accepted(tuple(events), after)


def _opened(t: Transition[Any], case: Case, cause: Event[Any], events: list[Event[Any]]) -> Case:
    """The case with one more part, opened in the same commit; its event is added."""
    part = next_part(case, case.type.owner_of[t])
    trigger = t.trigger.name if t.trigger is not None else None
    body = made_body(t, Situation(part.facts, part, case))
    event = Event(case.revision + 1, t.emits.name, part.address, trigger, NEW.name, t.target.name, cause.occurred, cause.by, body, (), cause.seq)
    events.append(event)
    return moved(case, part, t.emits, event)
