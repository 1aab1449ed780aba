"""
Definitions: whole case types that hold together, of made-up states, triggers, roles, guards and parts.

They are for testing what works for any case type (a store, an export, a projection), not for testing rules.  This module needs hypothesis.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Final

from attrs import evolve, frozen
from hypothesis import strategies as st

from ..bodies import Line, Prose
from ..case_type import CHANGE_PROFILE, REDACT, TAKE_OVER, VOID, CaseType, Profile
from ..guards import Guard, Role, Severity, Trigger, guard, not_by_whoever, waivable
from ..labels import Label, phrase
from ..lifecycle import NEW, EventType, Lifecycle, State, Transition, fact
from ..privacy import C0, C1, C2, REDACTED, Subject
from ..situation import Situation

__all__ = ["definitions"]


@frozen
class Affair:
    """What is known of a made-up case."""

    notes: int = fact(0, nl="het aantal notities", en="the number of notes")
    last: str | None = None


@frozen
class Errand:
    """What is known of a part of one kind."""

    notes: int = fact(0, nl="het aantal notities", en="the number of notes")


@frozen
class Visit:
    """What is known of a part of another kind."""

    notes: int = fact(0, nl="het aantal notities", en="the number of notes")


@frozen
class Remark:
    """What is noted down, and by whom."""

    words: C0[Line]
    author: C1[Subject[str]]
    number: C0[int] = 0


@frozen
class Secret:
    """What is noted down about somebody."""

    words: C2[Line]


@frozen
class Again:
    """Why something is open again."""

    reason: C0[Prose]


CLERK: Final = Role("clerk", nl="behandelaar", en="clerk")
CHIEF: Final = Role("chief", nl="hoofd", en="head")
ROLES: Final = (CLERK, CHIEF)

too_few = phrase("too_few", nl="{number} te weinig", en="{number} too few", number=int)


@guard(nl="er is iets genoteerd", en="something was noted down", severity=waivable(by=[CHIEF]))
def noted(s: Situation[Any]) -> Iterator[Any]:
    if s.facts.notes < 1:
        yield too_few(number=1 - s.facts.notes)


@guard(nl="er is niet te veel genoteerd", en="not too much was noted down")
def not_too_much(s: Situation[Any]) -> Iterator[str]:
    if s.facts.notes > 2:
        yield str(s.facts.notes)


@guard(nl="er is vaak genoteerd", en="it was noted down often", severity=Severity.ADVISORY, advice=Label("noteer meer", "note down more"))
def noted_often(s: Situation[Any]) -> Iterator[str]:
    if s.facts.notes < 2:
        yield "2"


@guard(nl="de zaak loopt", en="the case is running", severity=Severity.FIXED)
def running(s: Situation[Any]) -> Iterator[Any]:
    if s.root(Affair).lifecycle.state_of(s.root(Affair).state).final:
        yield s.root(Affair).title


GUARDS: Final[Sequence[Guard[Any]]] = (noted, not_too_much, noted_often, running)


def _trigger(kind: str, number: int) -> Trigger:
    return Trigger(f"{kind}_do_{number}", nl=f"{kind} doe {number}", en=f"{kind} do {number}")


ANOTHER: Final = {
    kind: not_by_whoever(_trigger(kind, 0), nl="een ander dan wie begon", en="another than who began") for kind in ("affair", "errand", "visit")
}
"""By lifecycle: who goes on is not who began."""


def counted(facts: Any, _: Any) -> Any:
    """One note more."""
    return evolve(facts, notes=facts.notes + 1)


def remarked(facts: Affair, remark: Remark) -> Affair:
    """One note more, and the last one."""
    return evolve(facts, notes=facts.notes + 1, last=None if remark.author is REDACTED else remark.words)


def _state(kind: str, number: int, final: bool, settled: bool) -> State:
    name = f"{kind}_{number}"
    return State(name, nl=f"{kind} stand {number}", en=f"{kind} place {number}", final=final, settled=final or settled)


def _event(kind: str, number: int, body: type | None, root: bool) -> Any:
    name = f"{kind}_done_{number}"
    then = remarked if root and body is Remark else counted
    return EventType(name, nl=f"{kind} gebeurd {number}", en=f"{kind} happened {number}", body=body, then=then)


@st.composite
def _lifecycles(draw: st.DrawFn, kind: str, facts: type, *, root: bool) -> Lifecycle[Any]:
    """One lifecycle: a chain from NEW to a final state, and arrows across."""
    count = draw(st.integers(1, 4))
    states = [_state(kind, number, number == count, draw(st.booleans())) for number in range(count + 1)]
    personal = not root and draw(st.booleans())
    transitions: list[Transition[Any]] = []

    def arrow(source: State, target: State, *, reopens: bool = False) -> None:
        number = len(transitions)
        body = Again if reopens else draw(st.sampled_from([None, Secret if personal else Remark]))
        roles = draw(st.sampled_from([(CLERK,), (CHIEF,), ROLES]))
        guards = tuple(draw(st.lists(st.sampled_from(GUARDS), max_size=2, unique=True))) if source != NEW else ()
        trigger = _trigger(kind, number)
        if source != NEW and not guards and draw(st.booleans()):
            guards = (ANOTHER[kind],)
        transitions.append(Transition(source, target, trigger, _event(kind, number, body, root), roles, guards, decision=draw(st.booleans()),
                                      reopens=reopens))  # fmt: skip

    arrow(NEW, states[0])
    for source, target in pairwise(states):
        arrow(source, target)
    for _ in range(draw(st.integers(0, 3))):
        source, target = draw(st.sampled_from(states[:-1])), draw(st.sampled_from(states))
        arrow(source, target)
    if draw(st.booleans()):
        arrow(states[-1], states[0], reopens=True)
    if count > 1 and draw(st.booleans()):
        number = len(transitions)
        transitions.append(states[0].becomes(states[1], emits=_event(kind, number, None, root), requires=[noted]))
    at_most = None if root else draw(st.sampled_from([None, 1, 3]))
    return Lifecycle(kind, nl=f"de {kind}", en=f"the {kind}", facts=facts, transitions=transitions, at_most=at_most, personal=personal,
                     outlives_root=not root and draw(st.booleans()))  # fmt: skip


@st.composite
def definitions(draw: st.DrawFn) -> CaseType:
    """A case type that holds together."""
    root = draw(_lifecycles("affair", Affair, root=True))
    kinds = draw(st.sampled_from([(), (("errand", Errand),), (("errand", Errand), ("visit", Visit))]))
    parts = [draw(_lifecycles(kind, facts, root=False)) for kind, facts in kinds]
    profiles = [Profile("usual", nl="gewoon", en="usual", parameters={"most": 3})]
    if draw(st.booleans()):
        most = draw(st.integers(0, 9))
        profiles.append(Profile("strict", nl="streng", en="strict", severities={"noted": Severity.HARD}, parameters={"most": most}))
    acts = draw(st.sets(st.sampled_from([TAKE_OVER, VOID, REDACT, CHANGE_PROFILE])))
    used = {guard.code for lifecycle in (root, *parts) for t in lifecycle.transitions for guard in t.guards}
    return CaseType(
        "affair", version=draw(st.integers(1, 3)), nl="een zaak", en="a case", root=root, parts=parts,
        profiles=[profile for profile in profiles if profile.severities.keys() <= used], acts={act: [CHIEF] for act in sorted(acts, key=_name)},
    )  # fmt: skip


def _name(trigger: Trigger) -> str:
    return trigger.name
