"""
Asking: which requirements of one transition are not met.

All guards are asked, and the roles beside them.  What the profile makes advisory, or a waiver lets pass, becomes a check; the rest are reasons.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final, TypeAlias

from .addressing import live, next_part
from .case import Case, Check, Command, Part, Situation, Standing
from .decisions import Reason
from .errors import NotEstablished
from .guards import Guard, Severity
from .labels import Blocker, PartTitle
from .lifecycle import Transition
from .messages import ALREADY_MET, AND_MORE, IS_FIXED, NOBODY, NOT_ASKED, NOT_WAIVABLE, NOT_YOURS, PART_LIMIT, ROLE, WAIVER_NOT_ALLOWED

__all__ = ["Weighed", "blockers_of", "limit", "role_reason", "severity_of", "unmet", "weigh"]

NAMED: Final = 20
"""So many blockers are named; of the others the number is."""

Weighed: TypeAlias = tuple[tuple[Check, ...], tuple[Reason, ...]]
NOTHING: Final[Weighed] = ((), ())
Unmet: TypeAlias = dict[Guard[Any], Reason]


def weigh(t: Transition[Any], part: Part[Any], case: Case, wish: Command) -> Weighed:
    """What is to be remembered about a transition, and what stands in its way."""
    situation = Situation(part.facts, part, case, wish)
    found: Unmet = {}
    for guard in t.guards:
        try:
            blockers = tuple(guard.blockers(situation))
        except NotEstablished as missing:
            found[guard] = _reason(guard, (missing.fact,), part, case, "cannot_be_established")
            continue
        if blockers:
            found[guard] = _reason(guard, blockers, part, case, guard.code)
    first = () if _may(t, situation, wish) else (role_reason(t, part),)
    if t.opening or (part.state == "new" and part.lifecycle.at_most is not None):
        first += tuple(_openings(t, part, case, wish))
    if not found and not t.decision and not wish.waive:
        return NOTHING if not first else ((), first)
    checks, reasons = _judged(t, found, part, case, wish)
    return checks, first + reasons


def unmet(t: Transition[Any], part: Part[Any], case: Case, wish: Command | None, where: PartTitle | None = None) -> Iterator[Reason]:
    """The unmet guards of a transition, asked of today's facts, but for advice."""
    situation = Situation(part.facts, part, case, wish)
    for guard in t.guards:
        code, blockers = blockers_of(guard, situation)
        if blockers:
            reason = _reason(guard, blockers, part, case, code, where)
            if reason.severity != Severity.ADVISORY:
                yield reason


def blockers_of(guard: Guard[Any], situation: Situation[Any]) -> tuple[str, tuple[Blocker, ...]]:
    """What blocks a guard, under its own code, or what nobody knows, under `cannot_be_established`."""
    try:
        return guard.code, tuple(guard.blockers(situation))
    except NotEstablished as missing:
        return "cannot_be_established", (missing.fact,)


def severity_of(guard: Guard[Any], case: Case) -> Severity:
    """How heavily a guard weighs under the profile of this case."""
    return case.profile.severities.get(guard.code, guard.severity)


def role_reason(t: Transition[Any], part: Part[Any]) -> Reason:
    """Only others may do it."""
    return Reason("role", ROLE, tuple(role.label for role in t.roles) or (NOBODY,), part.address, Severity.FIXED)  # type: ignore[arg-type]  # labels


def limit(case: Case, part: Part[Any], where: PartTitle | None = None) -> Reason | None:
    """The reason why no further part of this lifecycle may be opened, if it may not."""
    lifecycle = part.lifecycle
    if lifecycle.at_most is None or live(case, lifecycle) < lifecycle.at_most:
        return None
    found = (each.title for each in case.parts.of(lifecycle.name) if not lifecycle.state_of(each.state).final)
    return Reason("part_limit", PART_LIMIT, _bounded(tuple(found)), part.address, Severity.FIXED, where=where)


def _may(t: Transition[Any], situation: Situation[Any], wish: Command) -> bool:
    if t.role_names.isdisjoint(wish.by.roles):
        return False
    return not t.particular or any(role.name in wish.by.roles and (role.holds is None or role.holds(situation)) for role in t.roles)


def _openings(t: Transition[Any], part: Part[Any], case: Case, wish: Command) -> Iterator[Reason]:
    """What stands in the way of the parts that it would open."""
    if part.state == "new" and (full := limit(case, part)) is not None:
        yield full
    for opened in t.opening:
        other = next_part(case, case.type.owner_of[opened])
        if (full := limit(case, other, other.title)) is not None:
            yield full
        yield from unmet(opened, other, case, wish, other.title)


def _reason(guard: Guard[Any], blockers: tuple[Blocker, ...], part: Part[Any], case: Case, code: str, where: PartTitle | None = None) -> Reason:
    severity = case.profile.severities.get(guard.code, guard.severity)
    return Reason(code, guard.label, _bounded(blockers), part.address, severity, guard.code, where, guard.advice)


def _bounded(blockers: tuple[Blocker, ...]) -> tuple[Blocker, ...]:
    if len(blockers) <= NAMED:
        return blockers
    return (*islice(blockers, NAMED), AND_MORE(count=len(blockers) - NAMED))


# ── waivers and checks ───────────────────────────────────────────────────────────────────────────────────────────────────


def _judged(t: Transition[Any], found: Unmet, part: Part[Any], case: Case, wish: Command) -> Weighed:
    checks: list[Check] = []
    reasons: list[Reason] = []
    given = {waiver.guard: waiver for waiver in wish.waive}
    for guard in t.guards:
        reason = found.get(guard)
        if reason is None:
            if t.decision:
                checks.append(Check(guard.code, "met"))
            continue
        waiver = given.get(guard.code)
        if reason.severity == Severity.ADVISORY:
            checks.append(Check(guard.code, "advised", blockers=reason.blockers))
        elif waiver is not None and _may_waive(reason.severity, wish):
            checks.append(Check(guard.code, "waived", wish.by.id, waiver.reason, reason.blockers))
        elif (standing := _standing(case, part, wish.trigger, reason)) is not None:
            checks.append(Check(guard.code, "waived", standing.by, standing.reason, reason.blockers))
        else:
            reasons.append(reason)
    if refused := tuple(_refused_waivers(t, found, case, wish)):
        reasons.append(Reason("waiver_not_allowed", WAIVER_NOT_ALLOWED, refused, part.address, Severity.FIXED))
    return tuple(checks), tuple(reasons)


def _may_waive(severity: Severity, wish: Command) -> bool:
    return any(role.name in wish.by.roles for role in severity.by)


def _standing(case: Case, part: Part[Any], trigger: str, reason: Reason) -> Standing | None:
    """A waiver by somebody else that covers everything that blocks now."""
    for waiver in case.memory.waivers:
        if (waiver.part, waiver.trigger, waiver.guard) == (part.address, trigger, reason.guard) and waiver.covers(reason.blockers):
            return waiver
    return None


def _refused_waivers(t: Transition[Any], found: Unmet, case: Case, wish: Command) -> Iterator[Blocker]:
    """Waivers of what is met, fixed, not asked here, or not one's own to waive."""
    asked = {guard.code: guard for guard in t.guards}
    for waiver in wish.waive:
        guard = asked.get(waiver.guard)
        if guard is None:
            yield NOT_ASKED(guard=waiver.guard)
        elif guard not in found:
            yield ALREADY_MET(guard=waiver.guard)
        elif not _may_waive(severity := severity_of(guard, case), wish) and severity != Severity.ADVISORY:
            yield refusal_of(waiver.guard, severity)


def refusal_of(code: str, severity: Severity) -> Blocker:
    """Why somebody may not waive a guard."""
    if severity == Severity.FIXED:
        return IS_FIXED(guard=code)
    if not severity.by:
        return NOT_WAIVABLE(guard=code)
    return NOT_YOURS(guard=code, roles=tuple(role.label for role in severity.by))


