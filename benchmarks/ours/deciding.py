"""
Deciding: the seven-state table in our own words, accepted, refused, and kept in memory.

Facts and cases are really frozen; a guard reads one of seven facts, and each arrow has two roles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache

from attrs import frozen

from benchmarks.ours.names import ACCEPTED, CACHED, CASE, REFUSED, REFUSED_TWICE
from benchmarks.seven import EDGES, FINAL, STATES
from benchmarks.timing import Contestant, steps
from proeftuin_flow import (
    NEW,
    Accepted,
    Actor,
    Case,
    CaseType,
    Command,
    Guard,
    Lifecycle,
    Part,
    Refused,
    Role,
    Situation,
    State,
    Trigger,
    decide,
    event,
    guard,
)
from proeftuin_flow.cache import Cache, Known

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LEAD = Actor("u-17", roles={"lead"}, organisation="vka")
STRANGER = Actor("u-99", roles={"auditor"})


@frozen
class Facts:
    """What is known of a pilot: everything is fine, unless it is said otherwise."""

    plan_ok: bool = True
    budget_ok: bool = True
    period_over: bool = True
    extension_ok: bool = True
    report_ok: bool = True
    reject_ok: bool = True
    withdraw_ok: bool = True


def fine(is_fine: bool = True) -> Facts:
    return Facts(is_fine, is_fine, is_fine, is_fine, is_fine, is_fine, is_fine)


@guard(nl="het plan klopt", en="the plan is right")
def plan_ok(s: Situation[Facts]) -> Iterator[str]:
    if not s.facts.plan_ok:
        yield "plan"


@guard(nl="het budget klopt", en="the budget is right")
def budget_ok(s: Situation[Facts]) -> Iterator[str]:
    if not s.facts.budget_ok:
        yield "budget"


@guard(nl="de termijn is voorbij", en="the period is over")
def period_over(s: Situation[Facts]) -> Iterator[str]:
    if not s.facts.period_over:
        yield "period"


@guard(nl="verlengen mag", en="an extension is allowed")
def extension_ok(s: Situation[Facts]) -> Iterator[str]:
    if not s.facts.extension_ok:
        yield "extension"


@guard(nl="het rapport klopt", en="the report is right")
def report_ok(s: Situation[Facts]) -> Iterator[str]:
    if not s.facts.report_ok:
        yield "report"


@guard(nl="afwijzen mag", en="a rejection is allowed")
def reject_ok(s: Situation[Facts]) -> Iterator[str]:
    if not s.facts.reject_ok:
        yield "rejection"


@guard(nl="intrekken mag", en="a withdrawal is allowed")
def withdraw_ok(s: Situation[Facts]) -> Iterator[str]:
    if not s.facts.withdraw_ok:
        yield "withdrawal"


GUARDS: dict[str, Guard[Facts]] = {
    each.code: each for each in (plan_ok, budget_ok, period_over, extension_ok, report_ok, reject_ok, withdraw_ok)
}


@cache
def seven() -> CaseType:
    """The table of `benchmarks.seven` as a case type."""
    roles = [Role("lead", nl="trekker", en="lead"), Role("commissioner", nl="opdrachtgever", en="commissioner")]
    states = {name: State(name, nl=name, en=name, final=name in FINAL) for name in STATES}
    triggers = {edge.trigger: Trigger(edge.trigger, nl=edge.trigger, en=edge.trigger) for edge in EDGES}
    made = {name: event(f"{name}_done", nl=name, en=name) for name in ("propose", *triggers)}
    begin = NEW.to(states["proposal"], on=Trigger("propose", nl="voorstellen", en="propose"), by=roles, emits=made["propose"])
    arrows = [
        states[source].to(states[e.target], on=triggers[e.trigger], by=roles, requires=[GUARDS[e.flag]], emits=made[e.trigger])
        for e in EDGES
        for source in e.sources
    ]
    root = Lifecycle("pilot", nl="proeftuin", en="pilot", facts=Facts, transitions=[begin, *arrows])
    return CaseType("seven", version=1, nl="zeven", en="seven", root=root)


def running(facts: Facts, id: str = "pilot-1") -> Case:
    """A case that is running, with these facts."""
    new = seven().new(id)
    return Case(id, new.type, new.profile, 3, Part(new.root.lifecycle, 0, "pilot", "running", facts, NOON))


def accepted() -> dict[str, Contestant]:
    """
    From running to evaluation and back, each time from the case that the step before it led to.
    """
    case = running(Facts())
    evaluate, extend = (Command(trigger, LEAD, NOON) for trigger in ("evaluate", "extend"))

    def once(case: Case, command: Command) -> Case:
        outcome = decide(case, command)
        assert isinstance(outcome, Accepted)
        assert len(outcome.events) == 1
        return outcome.case

    there = once(case, evaluate)
    assert ("evaluation", 4) == (there.state, there.revision)
    assert ("running", 5) == (once(there, extend).state, once(there, extend).revision)

    # That it was accepted the type checker cannot know; a refusal has no case, so it would not pass unseen.
    def outside(n: int) -> Case:
        now = case
        for _ in range(n // 2):
            now = decide(now, evaluate).case  # type: ignore[union-attr]
            now = decide(now, extend).case  # type: ignore[union-attr]
        return now

    def inside(n: int) -> Case:
        now = case
        for _ in range(n // 2):
            now = decide(now, Command("evaluate", LEAD, NOON)).case  # type: ignore[union-attr]
            now = decide(now, Command("extend", LEAD, NOON)).case  # type: ignore[union-attr]
        return now

    def check(result: object) -> None:
        assert isinstance(result, Case)
        assert result.state == "running"
        assert result.revision > case.revision

    return {ACCEPTED: steps(outside, check), "ours: the same, its command made too": steps(inside, check)}


def refused() -> dict[str, Contestant]:
    """
    The role is there and the flag is not; then neither is.
    """
    case = running(fine(False))
    return {
        REFUSED: _refused(case, Command("evaluate", LEAD, NOON), ["period_over"]),
        REFUSED_TWICE: _refused(case, Command("evaluate", STRANGER, NOON), ["role", "period_over"]),
    }


def _refused(case: Case, command: Command, codes: list[str]) -> Contestant:
    def run(n: int) -> object:
        outcome = None
        for _ in range(n):
            outcome = decide(case, command)
            if outcome.__class__ is Accepted:
                raise AssertionError("accepted")
        return outcome

    def check(result: object) -> None:
        assert isinstance(result, Refused)
        assert codes == [reason.code for reason in result.reasons]

    return steps(run, check)


def cases() -> dict[str, Callable[[int], object]]:
    """
    One more case, with its own id and its own facts of seven fields; and the same as the cache of a `Flow` keeps it.
    """
    cache = Cache(1_000_000)

    def one(number: int) -> Case:
        return running(fine(number % 2 == 0), f"pilot-{number:06d}")

    def entry(number: int) -> None:
        recorded = datetime.fromtimestamp(1_700_000_000 + number, UTC)
        cache.keep(Known(one(number), f"{number:064x}", recorded))

    return {CASE: one, CACHED: entry}
