"""
Watching: what decisions showed of a case type, and what none of them did.

Laws that hold because nothing happened are no laws.  Whatever makes decisions (walks, games, a whole test suite) can be watched, and what
was never seen is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from attrs import frozen

from ..asking import blockers_of
from ..case import Case, Check, Event
from ..case_type import CaseType
from ..decisions import Accepted, Reason, Refused
from ..guards import Guard
from ..lifecycle import NEW, Lifecycle, Transition
from ..moving import touched
from ..situation import Situation
from ..wishes import Command
from . import sentences as say
from .exhaustive import arrow, arrow_label
from .findings import Expected, Finding, Report, weighed

__all__ = ["ArrowKey", "Observed", "Observer", "arrow_key", "unseen"]

ArrowKey: TypeAlias = tuple[str, str, str, str | None, str]
"""A transition by lifecycle, source, target, trigger and event."""


@frozen
class Observed:
    """
    What was seen of one case type: the transitions that were taken, the guards that were met and those that were not, the refusals that were
    given (trigger and code), and of how many decisions.  What two saw is `one | other`.
    """

    taken: frozenset[ArrowKey] = frozenset()
    met: frozenset[str] = frozenset()
    unmet: frozenset[str] = frozenset()
    refused: frozenset[tuple[str, str]] = frozenset()
    decisions: int = 0

    def __or__(self, other: Observed) -> Observed:
        return Observed(self.taken | other.taken, self.met | other.met, self.unmet | other.unmet, self.refused | other.refused,
                        self.decisions + other.decisions)  # fmt: skip


def arrow_key(lifecycle: Lifecycle[Any], t: Transition[Any]) -> ArrowKey:
    """What names a transition among those that were taken."""
    return lifecycle.name, t.source.name, t.target.name, t.trigger.name if t.trigger is not None else None, t.emits.name


def key_of(event: Event[Any]) -> ArrowKey:
    """The transition that an event came from."""
    return event.part.partition("/")[0], event.source, event.target, event.trigger, event.type


class Observer:
    """
    Watches decisions on cases of one type: `see` each, and `observed` has what they showed.

    A guard counts as met only where that is sure: not if it waited for data, or was waived, or something else was refused before.
    """

    def __init__(self, case_type: CaseType) -> None:
        self._type = case_type
        self._arrows = {arrow_key(lifecycle, t): t for lifecycle in case_type.lifecycles.values() for t in lifecycle.transitions}
        self._taken: set[ArrowKey] = set()
        self._met: set[str] = set()
        self._unmet: set[str] = set()
        self._refused: set[tuple[str, str]] = set()
        self._decisions = 0

    @property
    def observed(self) -> Observed:
        """What was seen so far."""
        return Observed(frozenset(self._taken), frozenset(self._met), frozenset(self._unmet), frozenset(self._refused), self._decisions)

    def see(self, case: Case, command: Command, decision: Accepted | Refused) -> None:
        """Note what a decision shows; of cases of other types, and of the library's own acts, nothing."""
        if case.type is not self._type or command.trigger not in self._type.lifecycle_of:
            return
        self._decisions += 1
        if isinstance(decision, Accepted):
            for event in decision.events:
                key = key_of(event)
                self._taken.add(key)
                self._asked(self._arrows[key].guards, event.checks)
                self._waiting(decision.case, event.part)
            return
        for reason in decision.reasons:
            self._refused.add((command.trigger, reason.code))
            if reason.guard is not None and reason.code == reason.guard:
                self._unmet.add(reason.guard)
        arrows = decision.part.lifecycle.table.get(decision.part.state, {}).get(command.trigger, ())
        if len(arrows) == 1 and not command.waive and not case.memory.waivers:
            self._met.update(_surely_met(arrows[0].guards, decision.reasons, case))

    def _waiting(self, case: Case, address: str) -> None:
        """What could have followed by itself, and did not: some of its guards are unmet."""
        for part in (case[each] for each in touched(case, address)):
            situation = Situation(part.facts, part, case)
            for guard in (guard for t in part.lifecycle.automatic.get(part.state, ()) for guard in t.guards):
                code, blockers = blockers_of(guard, situation)
                if blockers and code == guard.code:
                    self._unmet.add(code)

    def _asked(self, guards: Iterable[Guard[Any]], checks: Iterable[Check]) -> None:
        """All guards of what was taken are met, but for those that did not have to be."""
        unmet = {check.guard for check in checks if check.outcome != "met"}
        for guard in guards:
            (self._unmet if guard.code in unmet else self._met).add(guard.code)


def _surely_met(guards: Iterable[Guard[Any]], reasons: Iterable[Reason], case: Case) -> Iterator[str]:
    """The guards of what was refused that were met; of advice a refusal says nothing."""
    named = {reason.guard for reason in reasons}
    waits = any(reason.code in ("data_missing", "data_malformed") for reason in reasons)
    for guard in guards:
        severity = case.profile.severities.get(guard.code, guard.severity)
        if guard.code not in named and severity.name != "advisory" and not (waits and guard.reads_data):
            yield guard.code


def unseen(case_type: CaseType, observed: Observed, *, expected: Iterable[Expected] = ()) -> Report:
    """
    What was never seen: transitions that were not taken, guards that were not both met and unmet, refusals that were not given.

    Whatever is named may be impossible, or nobody tried it; `expected` says which are as they should be, and why.
    """
    findings, gone = weighed(_unseen(case_type, observed), expected)
    lifecycles = case_type.lifecycles.values()
    counted = say.WATCHED(
        decisions=observed.decisions, taken=len(observed.taken), transitions=sum(len(each.transitions) for each in lifecycles),
        guards=len(observed.met & observed.unmet), of=len(case_type.guards),
    )  # fmt: skip
    return Report(case_type.label, case_type.version, counted, findings, gone)


def _unseen(case_type: CaseType, observed: Observed) -> Iterator[Finding]:
    looked = say.WALKED(decisions=observed.decisions)
    for lifecycle in case_type.lifecycles.values():
        for t in lifecycle.transitions:
            if arrow_key(lifecycle, t) not in observed.taken:
                yield Finding("untaken", arrow(lifecycle, t), say.UNTAKEN(arrow=arrow_label(t), source=t.source.label), False, looked)
    asked = {guard.code: guard for each in case_type.lifecycles.values() for t in each.transitions for guard in t.guards}
    for code, guard in asked.items():
        for outcome, seen, sentence in (("met", observed.met, say.NEVER_MET), ("unmet", observed.unmet, say.NEVER_UNMET)):
            if code not in seen:
                yield Finding("one_sided", f"{code} {outcome}", sentence(guard=guard.label), False, looked)
    for lifecycle in case_type.lifecycles.values():
        for trigger, code in _refusals(lifecycle):
            if (trigger, code) not in observed.refused:
                says = say.UNREFUSED(trigger=lifecycle.triggers[trigger].label, why=code)
                yield Finding("unrefused", f"{lifecycle.name} {trigger}: {code}", says, False, looked)


def _refusals(lifecycle: Lifecycle[Any]) -> Iterator[tuple[str, str]]:
    """The refusals that each trigger may get, by code."""
    for trigger in lifecycle.triggers:
        arrows = [t for t in lifecycle.transitions if t.trigger is not None and t.trigger.name == trigger]
        sources = {t.source.name for t in arrows}
        if {NEW.name, *lifecycle.states} - sources:
            yield trigger, "wrong_state"
        if any(t.roles for t in arrows):
            yield trigger, "role"
        if arrows[0].wants is not None:
            yield from ((trigger, code) for code in ("data_missing", "data_malformed"))
        blocking = (guard.code for t in arrows for guard in t.guards if guard.severity.name != "advisory")
        yield from ((trigger, code) for code in dict.fromkeys(blocking))
