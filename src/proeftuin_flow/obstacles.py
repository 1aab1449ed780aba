"""
Obstacles: everything that stands in the way of what cannot be done from here.

Where a trigger does not leave the present state there is nothing to ask at first sight.  But the transitions that it has elsewhere can be
asked of today's facts; and what happens by itself on the way waits for guards of its own, in this part and in those that it watches.
Steps that somebody must take on the way are not searched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from .addressing import is_open
from .asking import NAMED, holds, limit, may_waive, role_reason, unmet
from .case import Case, Erased, Part
from .decisions import Reason, stands_at
from .guards import Severity
from .labels import PartTitle
from .lifecycle import NEW, Transition
from .messages import AND_MORE
from .situation import Situation
from .wishes import Command

__all__ = ["closed", "out_of_reach"]


def out_of_reach(case: Case, part: Part[Any], wish: Command, data: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """Why a trigger cannot be done from the state of its part: the state, the role, the data, and every unmet guard on the road ahead."""
    lifecycle = part.lifecycle
    arrows = [t for t in lifecycle.transitions if t.trigger is not None and t.trigger.name == wish.trigger]
    states = tuple(dict.fromkeys(t.source.label for t in arrows))
    reasons = [Reason("wrong_state", stands_at(part, states), (), part.address, Severity.FIXED)]
    situation = Situation(part.facts, part, case, wish)
    if not any(holds(t, situation, wish) for t in arrows):
        reasons.append(role_reason(arrows[0] if len(arrows) == 1 else _any_of(arrows), part))
    reasons += data
    waived = {waiver.guard for waiver in wish.waive}
    for t in () if isinstance(part.facts, Erased) else arrows:  # of what was erased nothing can be asked
        reasons += (each for each in unmet(t, part, case, wish) if each.guard not in waived or not may_waive(each.severity, wish))
    if part.state == NEW.name and (full := limit(case, part)) is not None:
        reasons.append(full)
    return _in_reading_order(reasons, _on_the_way(case, part, frozenset(t.source.name for t in arrows)))


def closed(case: Case) -> Reason:
    """The case itself is not open for anything in its parts: it has not begun, or is over."""
    root = case.root
    states = tuple(state.label for state in root.lifecycle.states.values() if not state.final) if root.state == NEW.name else ()
    return Reason("wrong_state", stands_at(root, states), (), root.address, Severity.FIXED, where=root.title)


def _any_of(arrows: list[Transition[Any]]) -> Transition[Any]:
    """One transition with the roles of all."""
    roles = tuple(dict.fromkeys(role for t in arrows for role in t.roles))
    first = arrows[0]
    return Transition(first.source, first.target, first.trigger, first.emits, roles)


def _on_the_way(case: Case, start: Part[Any], wanted: frozenset[str]) -> Iterator[Reason]:
    """
    The unmet guards of what happens by itself, from this part on to those that it watches, until nothing is added.

    Of this part only what can lead to a state that is wanted: that a proposal was not rejected keeps nobody from starting.
    """
    seen = {start.address}
    ahead = [start]
    named: Counter[str] = Counter()
    for part in ahead:
        where = part.title if part is not start else None
        for t in part.lifecycle.automatic.get(part.state, ()):
            if part is start and wanted.isdisjoint(part.lifecycle.reachable(t.target.name)):
                continue
            for reason in unmet(t, part, case, None, where):
                named[reason.guard or ""] += 1
                if named[reason.guard or ""] <= NAMED:
                    yield reason
            for other in _watched(case, t):
                if other.address not in seen:
                    seen.add(other.address)
                    ahead.append(other)
    for code, count in named.items():
        if count > NAMED:
            guard = case.type.guards[code]
            yield Reason(code, guard.label, (AND_MORE(count=count - NAMED),), start.address, guard.severity, code)


def _watched(case: Case, t: Transition[Any]) -> Iterator[Part[Any]]:
    for facts in t.watches:
        if facts is case.type.root.facts:
            yield case.root
            continue
        lifecycle = case.type.part_of_facts[facts]
        if is_open(case, lifecycle):
            yield from (part for part in case.parts.of(lifecycle.name) if not lifecycle.state_of(part.state).final)


def _in_reading_order(reasons: Iterable[Reason], on_the_way: Iterable[Reason]) -> tuple[Reason, ...]:
    """Each once; what a part waits for follows where that part is named first."""
    ahead: dict[str, list[Reason]] = {}
    for reason in on_the_way:
        ahead.setdefault(reason.where.part if reason.where else "", []).append(reason)
    told: dict[tuple[str | None, str, str], Reason] = {}

    def tell(reason: Reason) -> None:
        if told.setdefault((reason.guard, reason.code, reason.part), reason) is not reason:
            return
        for blocker in reason.blockers:
            if isinstance(blocker, PartTitle):
                for following in ahead.pop(blocker.part, ()):
                    tell(following)

    for reason in reasons:
        tell(reason)
    for address in [*ahead]:
        for reason in ahead.pop(address, ()):
            tell(reason)
    return tuple(told.values())
