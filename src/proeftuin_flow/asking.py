"""
Asking: which requirements of one transition are not met.

All guards are asked, and the roles beside them.  What the profile makes advisory, or a waiver lets pass, becomes a check; the rest are reasons.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final, TypeAlias

from .addressing import live, next_part
from .case import Case, Check, Erased, Part, Standing
from .decisions import Reason
from .errors import NotEstablished
from .guards import Guard, Severity
from .labels import Blocker, PartTitle
from .lifecycle import Transition
from .messages import (
    ALREADY_MET,
    AND_MORE,
    IS_FIXED,
    NOBODY,
    NOT_ASKED,
    NOT_WAIVABLE,
    NOT_YOURS,
    PART_LIMIT,
    PARTS_ERASED,
    ROLE,
    WAIVER_NOT_ALLOWED,
)
from .situation import Situation
from .wishes import Command

__all__ = [
    "NAMED", "Weighed", "blockers_of", "bounded", "holds", "limit", "may_waive", "refusal_of", "role_reason", "severity_of", "unmet",
    "unmet_guards", "weigh",
]  # fmt: skip

NAMED: Final = 20
"""So many blockers are named; of the others the number is."""

Weighed: TypeAlias = tuple[tuple[Check, ...], tuple[Reason, ...]]
FIXED: Final = Severity.FIXED
HEAVY: Final = frozenset({"fixed", "hard"})
"""What nothing lets pass; so there is nothing to look for."""


def weigh(t: Transition[Any], part: Part[Any], case: Case, wish: Command) -> Weighed:
    """What is to be remembered about a transition, and what stands in its way."""
    situation = Situation(part.facts, part, case, wish)
    checks: tuple[Check, ...] = ()
    reasons: tuple[Reason, ...] = ()
    if t.role_names.isdisjoint(wish.by.roles) or (t.particular and not holds(t, situation, wish)):
        reasons = (role_reason(t, part),)
    if t.opens:
        reasons += tuple(_openings(t, part, case, wish))
    for guard in t.guards:
        found = None
        try:
            # Most guards are met, and a loop that does not run costs a third less than `tuple(…)`.
            for blocker in guard.blockers(situation):
                if found is None:
                    found = [blocker]
                else:
                    found.append(blocker)
        except NotEstablished as missing:
            reason = _reason(guard, "cannot_be_established", (missing.fact,), part, case)
        else:
            if found is None:
                if t.decision:
                    checks += (Check(guard.code, "met"),)
                continue
            reason = _reason(guard, guard.code, tuple(found), part, case)
        check = None if reason.severity.name in HEAVY else _let_pass(reason, part, case, wish)
        if check is None:
            reasons += (reason,)
        else:
            checks += (check,)
    if wish.waive and (refused := tuple(_refused_waivers(t, situation, case, wish))):
        reasons += (Reason("waiver_not_allowed", WAIVER_NOT_ALLOWED, refused, part.address, FIXED),)
    return checks, reasons


def unmet(t: Transition[Any], part: Part[Any], case: Case, wish: Command | None, where: PartTitle | None = None) -> Iterator[Reason]:
    """The unmet guards of a transition, asked of today's facts, but for advice."""
    return unmet_guards(t.guards, part, case, wish, where)


def unmet_guards(
    guards: Iterable[Guard[Any]], part: Part[Any], case: Case, wish: Command | None, where: PartTitle | None = None
) -> Iterator[Reason]:
    """Those that are unmet, asked of today's facts, but for advice."""
    situation = Situation(part.facts, part, case, wish)
    for guard in guards:
        code, blockers = blockers_of(guard, situation)
        if blockers:
            reason = _reason(guard, code, blockers, part, case, where)
            if reason.severity != Severity.ADVISORY:
                yield reason


def blockers_of(guard: Guard[Any], situation: Situation[Any]) -> tuple[str, tuple[Blocker, ...]]:
    """What blocks a guard, under its own code, or what nobody knows, under `cannot_be_established`."""
    if isinstance(situation.facts, Erased):
        return "cannot_be_established", (PARTS_ERASED(kind=situation.part.lifecycle.label),)
    try:
        return guard.code, tuple(guard.blockers(situation))
    except NotEstablished as missing:
        return "cannot_be_established", (missing.fact,)


def holds(t: Transition[Any], situation: Situation[Any], wish: Command) -> bool:
    """Whether one of the actor's roles may do it, and also holds in this case.  A role that cannot be established is not held."""
    for role in t.roles:
        if role.name in wish.by.roles:
            try:
                if role.holds is None or role.holds(situation):
                    return True
            except NotEstablished:
                continue
    return False


def severity_of(guard: Guard[Any], case: Case) -> Severity:
    """How heavily a guard weighs under the profile of this case."""
    return case.profile.severities.get(guard.code, guard.severity)


def role_reason(t: Transition[Any], part: Part[Any]) -> Reason:
    """Only others may do it."""
    return Reason("role", ROLE, t.role_labels or (NOBODY,), part.address, FIXED)


def limit(case: Case, part: Part[Any], where: PartTitle | None = None) -> Reason | None:
    """The reason why no further part of this lifecycle may be opened, if it may not."""
    lifecycle = part.lifecycle
    if lifecycle.at_most is None or live(case, lifecycle) < lifecycle.at_most:
        return None
    found = (each.title for each in case.parts.of(lifecycle.name) if not lifecycle.state_of(each.state).final)
    return Reason("part_limit", PART_LIMIT, bounded(tuple(found)), part.address, FIXED, where=where)


def _openings(t: Transition[Any], part: Part[Any], case: Case, wish: Command) -> Iterator[Reason]:
    """What stands in the way of the parts that it would open."""
    if part.state == "new" and (full := limit(case, part)) is not None:
        yield full
    for opened in t.opening:
        other = next_part(case, case.type.owner_of[opened])
        if (full := limit(case, other, other.title)) is not None:
            yield full
        yield from unmet(opened, other, case, wish, other.title)


def _reason(guard: Guard[Any], code: str, blockers: tuple[Blocker, ...], part: Part[Any], case: Case, where: PartTitle | None = None) -> Reason:
    severity = case.profile.severities.get(guard.code, guard.severity)
    shown = blockers if len(blockers) <= NAMED else bounded(blockers)
    return Reason(code, guard.label, shown, part.address, severity, guard.code, where, guard.advice)


def bounded(blockers: tuple[Blocker, ...]) -> tuple[Blocker, ...]:
    """The first twenty blockers, and how many more there are."""
    if len(blockers) <= NAMED:
        return blockers
    return (*islice(blockers, NAMED), AND_MORE(count=len(blockers) - NAMED))


# ── waivers and checks ───────────────────────────────────────────────────────────────────────────────────────────────────


def _let_pass(reason: Reason, part: Part[Any], case: Case, wish: Command) -> Check | None:
    """The check of a requirement that is not met but does not block: because it is advice, or somebody waives it."""
    guard, severity = str(reason.guard), reason.severity
    if severity.name == "advisory":
        return Check(guard, "advised", blockers=reason.blockers)
    own = next((waiver for waiver in wish.waive if waiver.guard == guard), None)
    if own is not None and may_waive(severity, wish):
        return Check(guard, "waived", wish.by.id, own.reason, reason.blockers)
    other = _standing(case, part, wish.trigger, reason)
    return None if other is None else Check(guard, "waived", other.by, other.reason, reason.blockers)


def may_waive(severity: Severity, wish: Command) -> bool:
    """Whether the actor has a role that may waive what weighs like this."""
    return any(role.name in wish.by.roles for role in severity.by)


def _standing(case: Case, part: Part[Any], trigger: str, reason: Reason) -> Standing | None:
    """A waiver by somebody else that covers everything that blocks now."""
    for waiver in case.memory.waivers:
        if (waiver.part, waiver.trigger, waiver.guard) == (part.address, trigger, reason.guard) and waiver.covers(reason.blockers):
            return waiver
    return None


def _refused_waivers(t: Transition[Any], situation: Situation[Any], case: Case, wish: Command) -> Iterator[Blocker]:
    """Waivers of what is met, fixed, not asked here, or not one's own to waive."""
    asked = {guard.code: guard for guard in t.guards}
    for waiver in wish.waive:
        guard = asked.get(waiver.guard)
        if guard is None:
            yield NOT_ASKED(guard=waiver.guard)
        elif not blockers_of(guard, situation)[1]:
            yield ALREADY_MET(guard=waiver.guard)
        elif not may_waive(severity := severity_of(guard, case), wish) and severity.name != "advisory":
            yield refusal_of(waiver.guard, severity)


def refusal_of(code: str, severity: Severity) -> Blocker:
    """Why somebody may not waive a guard."""
    if severity == Severity.FIXED:
        return IS_FIXED(guard=code)
    if not severity.by:
        return NOT_WAIVABLE(guard=code)
    return NOT_YOURS(guard=code, roles=tuple(role.label for role in severity.by))


