"""
Laws: what holds of every decision and of every history, whatever the rules are.

    broken(attempt)                    what one decision breaks
    broken_by_options(case, by, now)   what the options of somebody break

A law yields what is wrong, as a guard yields what blocks: nothing yielded means that it holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Final, TypeAlias

from attrs import frozen
from msgspec.structs import replace

from .._unknown import unknown_fields
from ..acts import MIGRATED, PROFILE_CHANGED, REDACTED_TYPE, TAKEN_OVER, VOIDED, WAIVED, Void
from ..asking import severity_of
from ..bodies import Unfit, body_problems, shape_of
from ..case import Case, Erased, Event, Part
from ..case_type import ACTS
from ..decider import decide, evolve, options, replay
from ..decisions import Accepted, Reason, Refused
from ..guards import Severity
from ..lifecycle import Transition
from ..soundness import arrow_key
from ..soundness.watching import key_of
from ..wishes import Actor, Command, Waiver

__all__ = ["LAWS", "Attempt", "Law", "broken", "broken_by_options", "key_of"]


@frozen(eq=False)
class Attempt:
    """What somebody wished of a case, and what was decided."""

    case: Case
    command: Command
    decision: Accepted | Refused


Law: TypeAlias = Callable[[Attempt], Iterator[str]]

OWN_EVENTS: Final = frozenset({TAKEN_OVER, WAIVED, VOIDED, PROFILE_CHANGED, MIGRATED, REDACTED_TYPE})
"""What the library itself writes: no lifecycle has an arrow for it."""
SHOWN: Final = 5
"""So many parts are looked at, to see whether deciding changes one."""


def broken(attempt: Attempt) -> list[str]:
    """The laws that a decision breaks: each by name, with what is wrong."""
    return [f"{name}: {problem}" for name, law in LAWS.items() for problem in law(attempt)]


# ── decisions ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def deciding_is_a_function(attempt: Attempt) -> Iterator[str]:
    """Asked again it says the same, and neither the case nor the wish has changed by being asked."""
    before = _shown(attempt)
    again = decide(attempt.case, attempt.command)
    if again != attempt.decision:
        yield f"decided {_said(attempt.decision)}, and then {_said(again)}"
    if _shown(attempt) != before:
        yield "the case or the wish is another one after deciding"


def _shown(attempt: Attempt) -> str:
    """The case and the wish, with what is known of the root and of some parts."""
    case = attempt.case
    return repr((case, case.root, *islice(case.parts.values(), SHOWN), attempt.command))


def a_refusal_says_why(attempt: Attempt) -> Iterator[str]:
    """There is at least one reason, each can be read in both languages, and none is given twice."""
    if not isinstance(attempt.decision, Refused):
        return
    reasons = attempt.decision.reasons
    if not reasons:
        yield "refused without a reason"
    for language in ("nl", "en"):
        yield from (f"{reason.code} has no text in {language}" for reason in reasons if not reason.text(language).strip())
    told = [(reason.code, reason.guard, reason.part, reason.text("en")) for reason in reasons]
    yield from (f"{each[0]} is given twice" for each in dict.fromkeys(told) if told.count(each) > 1)


def an_event_is_an_arrow(attempt: Attempt) -> Iterator[str]:
    """Source, target, trigger and type are those of one transition of its lifecycle; only the library's own events have none."""
    for event in _happened(attempt):
        if event.type not in OWN_EVENTS and _arrow(attempt.case, event) is None:
            yield f"{event.type} from {event.source} to {event.target} is no arrow of {event.part}"


def a_final_state_is_left_by_reopening_only(attempt: Attempt) -> Iterator[str]:
    """Nothing more is expected there, so nobody leaves it by the way."""
    for event in _happened(attempt):
        lifecycle = attempt.case.type.lifecycles[event.part.partition("/")[0]]
        if event.source == event.target or event.type in OWN_EVENTS or not lifecycle.state_of(event.source).final:
            continue
        arrow = _arrow(attempt.case, event)
        if arrow is None or not arrow.reopens:
            yield f"{event.type} leaves the final state {event.source} of {event.part}"


def causes_come_first(attempt: Attempt) -> Iterator[str]:
    """The first event is what was wished; the others follow from one before them.  All are numbered on from the case."""
    events = _happened(attempt)
    if not events or not isinstance(attempt.decision, Accepted):
        return
    first, *others = events
    if first.caused_by is not None or first.trigger != attempt.command.trigger:
        yield f"{first.type} is not what was wished"
    for event in others:
        if event.caused_by is None or not first.seq <= event.caused_by < event.seq:
            yield f"{event.type} has no cause before it"
    if [event.seq for event in events] != [*range(attempt.case.revision + 1, attempt.decision.case.revision + 1)]:
        yield f"the events are not numbered on from {attempt.case.revision}"


def what_is_decided_is_what_evolves(attempt: Attempt) -> Iterator[str]:
    """The case that a decision hands out is the one that its events lead to, without a guard being asked."""
    if not isinstance(attempt.decision, Accepted):
        return
    data = attempt.command.data
    past = data.past if isinstance(data, Void) else None
    start, before = (attempt.case, ()) if past is None else (past.start, past.events)
    if replay(start, [*before, *attempt.decision.events]) != attempt.decision.case:
        yield "its events lead to another case than it hands out"


def a_reducer_keeps_to_its_facts(attempt: Attempt) -> Iterator[str]:
    """After an event its part has facts of the class of its lifecycle, each of its type; and every other part is as it was."""
    case = attempt.case
    for event in _happened(attempt):
        if event.type in OWN_EVENTS:
            return
        after = evolve(case, event)
        yield from _of_its_class(after[event.part], event)
        others = [case.root, *case.parts.values()]
        yield from (
            f"{event.type} changes {part.address}" for part in others
            if part.address != event.part and (part.state, part.facts) != (after[part.address].state, after[part.address].facts)
        )  # fmt: skip
        case = after


def _of_its_class(part: Part[Any], event: Event[Any]) -> Iterator[str]:
    if isinstance(part.facts, Erased) or unknown_fields(part.facts):
        return
    wanted = part.lifecycle.facts
    if type(part.facts) is not wanted:
        yield f"{event.type} makes {type(part.facts).__name__} of the facts of {part.address}, which are {wanted.__name__}"
        return
    try:
        shape_of(wanted)
    except Unfit:
        return  # nothing of the sort has to stand in a log
    yield from (f"{event.type}: {problem.text('en')}" for problem in body_problems(part.facts, erasure=True))


def data_only_adds_reasons(attempt: Attempt) -> Iterator[str]:
    """What is refused without data is refused with it, for the same reasons but that it was missing."""
    wish = attempt.command
    if wish.data is None or wish.trigger in ACTS or _refused_for(attempt.decision, "data_malformed"):
        return
    without = decide(attempt.case, replace(wish, data=None))
    told = {(reason.guard or reason.code, reason.part) for reason in _reasons(attempt.decision)}
    for reason in _reasons(without):
        if reason.code not in ("data_missing", "waiver_not_allowed") and (reason.guard or reason.code, reason.part) not in told:
            yield f"{reason.guard or reason.code} goes away when there is data"


def a_waiver_changes_only_what_it_names(attempt: Attempt) -> Iterator[str]:
    """Its own requirement no longer blocks; every other reason stays.  What may not be waived is one reason more."""
    case = attempt.case
    arrows = _arrows(case, attempt.command)
    if not isinstance(attempt.decision, Refused) or len(arrows) != 1 or case.memory.waivers:
        return
    wish = replace(attempt.command, waive=())
    plain = decide(case, wish)
    if not isinstance(plain, Refused):
        return
    for guard in arrows[0].guards:
        severity = severity_of(guard, case)
        if severity == Severity.ADVISORY:
            continue
        waived = decide(case, replace(wish, waive=[Waiver(guard.code, "it follows")]))
        more = tuple(reason for reason in _reasons(waived) if reason.code == "waiver_not_allowed")
        unmet = any(reason.guard == guard.code and reason.where is None for reason in plain.reasons)
        if unmet and any(role.name in wish.by.roles for role in severity.by):
            expected = tuple(reason for reason in plain.reasons if reason.guard != guard.code or reason.where is not None)
        else:
            expected = (*plain.reasons, *more)
            if not more:
                yield f"{guard.code} is waived, although it is met, or not to be waived by {wish.by.id}"
        if expected != _reasons(waived):
            yield f"waiving {guard.code} changes other reasons"


LAWS: Final[Mapping[str, Law]] = {
    law.__name__: law
    for law in (
        deciding_is_a_function, a_refusal_says_why, an_event_is_an_arrow, a_final_state_is_left_by_reopening_only, causes_come_first,
        what_is_decided_is_what_evolves, a_reducer_keeps_to_its_facts, data_only_adds_reasons, a_waiver_changes_only_what_it_names,
    )
}  # fmt: skip
"""What holds of every decision, by name."""


# ── options ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def broken_by_options(
    case: Case, by: Actor, now: datetime, see: Callable[[Case, Command, Accepted | Refused], object] | None = None
) -> Iterator[str]:
    """
    `ready` is accepted, `needs_data` lacks nothing else, `blocked` is refused for the same reasons.

    `see` is shown each decision that this takes.
    """
    for option in options(case, by, now):
        command = Command(option.trigger, by, now, option.part)
        decision = decide(case, command)
        if see is not None:
            see(case, command, decision)
        codes = {reason.code for reason in option.reasons}
        status = "ready" if isinstance(decision, Accepted) else "needs_data" if codes == {"data_missing"} else "blocked"
        if option.reasons != _reasons(decision):
            yield f"options_and_decide_agree: {option.trigger} on {option.part} is refused for other reasons than its option has"
        if option.status != status:
            yield f"options_and_decide_agree: {option.trigger} on {option.part} is {option.status}, and decided as {status}"


# ── shared ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _happened(attempt: Attempt) -> Sequence[Event[Any]]:
    return attempt.decision.events if isinstance(attempt.decision, Accepted) else ()


def _reasons(decision: Accepted | Refused) -> tuple[Reason, ...]:
    return decision.reasons if isinstance(decision, Refused) else ()


def _refused_for(decision: Accepted | Refused, code: str) -> bool:
    return any(reason.code == code for reason in _reasons(decision))


def _arrow(case: Case, event: Event[Any]) -> Transition[Any] | None:
    kind, key = event.part.partition("/")[0], key_of(event)
    lifecycle = case.type.lifecycles[kind]
    return next((t for t in lifecycle.transitions if arrow_key(lifecycle, t) == key), None)


def _arrows(case: Case, wish: Command) -> Sequence[Transition[Any]]:
    """The transitions that a wish may take where its part stands now."""
    lifecycle = case.type.lifecycle_of.get(wish.trigger)
    if lifecycle is None:
        return ()
    part = case.root if wish.part in (None, case.root.address) else case.parts.get(wish.part or "")
    return lifecycle.table.get("new" if part is None else part.state, {}).get(wish.trigger, ())


def _said(decision: Accepted | Refused) -> str:
    if isinstance(decision, Accepted):
        return f"accepted: {', '.join(event.type for event in decision.events)}"
    return f"refused: {', '.join(reason.code for reason in decision.reasons)}"
