"""
Making: small definitions, in which nothing matters but what a check is to find.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from attrs import frozen

from proeftuin_flow.case_type import CaseType
from proeftuin_flow.guards import Guard, Role, Severity, Trigger, guard, waivable
from proeftuin_flow.lifecycle import NEW, Lifecycle, State, Transition, event
from proeftuin_flow.privacy import C0


@frozen
class Root:
    """What is known of the case."""

    ready: bool = False


@frozen
class One:
    """What is known of a part of one kind."""

    ready: bool = False


@frozen
class Two:
    """What is known of a part of another kind."""


@frozen
class Reason:
    """Why something is opened again."""

    reason: C0[str]


CLERK = Role("clerk", nl="behandelaar", en="clerk")
HEAD = Role("head", nl="hoofd", en="head of department")

a = State("a", nl="stand a", en="place a")
b = State("b", nl="stand b", en="place b")
c = State("c", nl="stand c", en="place c")
at_rest = State("at_rest", nl="in rust", en="at rest", settled=True)
end = State("end", nl="einde", en="the end", final=True)
other_end = State("other_end", nl="ander einde", en="the other end", final=True)


def trigger(name: str) -> Trigger:
    return Trigger(name, nl=f"doe {name}", en=f"do {name}")


def goes(
    source: State, target: State, on: str, *requires: Guard[Any], by: Iterable[Role] = (CLERK,), emits: str = "",
    opening: Iterable[Transition[Any]] = (), reopens: bool = False,
) -> Transition[Any]:  # fmt: skip
    """An arrow that somebody takes; its event is called after the trigger and the target."""
    name = emits or f"{on}_{target.name}_done"
    kind: Any = event(name, Reason, nl=f"{name} gedaan", en=f"{name} done") if reopens else event(name, nl=f"{name} gedaan", en=f"{name} done")
    return Transition(source, target, trigger(on), kind, tuple(by), requires, reopens=reopens, opening=tuple(opening))


def itself(source: State, target: State, *requires: Guard[Any], watches: Iterable[type] = (), emits: str = "") -> Transition[Any]:
    """An arrow that is taken by itself."""
    name = emits or f"became_{target.name}"
    return source.becomes(target, emits=event(name, nl=f"{name} vanzelf", en=f"{name} by itself"), requires=requires, watches=watches)


def free(code: str, severity: Severity = Severity.HARD) -> Guard[Any]:
    """A guard that only facts can answer."""

    def is_ready(s: Any) -> Iterator[str]:
        if not s.facts.ready:
            yield "facts"

    return guard(nl=f"{code} is zo", en=f"{code} is so", code=code, severity=severity)(is_ready)


def over(code: str, kind: type, *states: State, severity: Severity = Severity.HARD) -> Guard[Any]:
    """A guard that is met if some part of a kind stands in one of these states."""

    def some(s: Any) -> Iterator[str]:
        if not s.count(kind, *states):
            yield "none"

    return guard(nl=f"{code} is er", en=f"{code} is there", code=code, severity=severity)(some)


def none_left(code: str, kind: type) -> Guard[Any]:
    """A guard that is met if every part of a kind is settled; also if there is none."""

    def all_settled(s: Any) -> Iterator[Any]:
        yield from (part.title for part in s.unsettled_parts(kind))

    return guard(nl=f"{code}: alles af", en=f"{code}: all settled", code=code)(all_settled)


def none_at(code: str, kind: type, *states: State) -> Guard[Any]:
    """A guard that is met if no part of a kind stands in one of these states."""

    def nowhere(s: Any) -> Iterator[Any]:
        yield from (part.title for part in s.parts(kind, *states))

    return guard(nl=f"{code}: niets daar", en=f"{code}: none there", code=code)(nowhere)


def root_at(code: str, *states: State) -> Guard[Any]:
    """A guard that is met if the root stands in one of these states."""

    def there(s: Any) -> Iterator[Any]:
        if not s.root(Root).at(*states):
            yield s.root(Root).title

    return guard(nl=f"{code}: de zaak is er", en=f"{code}: the case is there", code=code)(there)


WAIVABLE = waivable(by=[HEAD])


def lifecycle(name: str, facts: type, *transitions: Transition[Any], **settings: Any) -> Lifecycle[Any]:
    return Lifecycle(name, nl=f"de {name}", en=f"the {name}", facts=facts, transitions=transitions, **settings)


def a_case(*transitions: Transition[Any], parts: Iterable[Lifecycle[Any]] = ()) -> CaseType:
    """A case type with a root of these arrows, which `start` opens in `a` if none of them opens it."""
    if not any(t.source == NEW for t in transitions):
        transitions = (goes(NEW, a, "start"), *transitions)
    return CaseType("thing", version=1, nl="ding", en="thing", root=lifecycle("root", Root, *transitions), parts=parts)


def one(*transitions: Transition[Any], **settings: Any) -> Lifecycle[Any]:
    """A kind of part, which `open_one` opens in `a` if none of these arrows opens it."""
    if not any(t.source == NEW for t in transitions):
        transitions = (goes(NEW, a, "open_one"), *transitions)
    return lifecycle("one", One, *transitions, **settings)


def two(*transitions: Transition[Any], **settings: Any) -> Lifecycle[Any]:
    """Another kind of part, which `open_two` opens in `a`."""
    return lifecycle("two", Two, goes(NEW, a, "open_two"), *transitions, **settings)
