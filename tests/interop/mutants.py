"""
Mutants: lifecycles with one guard, role, target or trigger changed, which every judge must notice.

They are made of the definition, so that all exports of one are wrong in the same place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from random import Random
from typing import Any

import attrs
from attrs import frozen

from proeftuin_flow.exports import escaped
from proeftuin_flow.exports._names import calling, required, who
from proeftuin_flow.lifecycle import NEW, Lifecycle, Transition


@frozen(eq=False)
class Mutant:
    """A lifecycle in which one thing is not as it was."""

    of: str
    what: str
    kind: str
    lifecycle: Lifecycle[Any]


def mutants(lifecycles: Mapping[str, Lifecycle[Any]]) -> Iterator[Mutant]:
    """Every mutant of every lifecycle: a guard or role left out, another target, another trigger; the same each time."""
    for name, lifecycle in lifecycles.items():
        rng = Random(f"mutants {name}")
        for place, t in enumerate(lifecycle.transitions):
            for kind, what, changed in _changes(lifecycle, t, rng):
                transitions = [*lifecycle.transitions[:place], changed, *lifecycle.transitions[place + 1 :]]
                if not _goes_round(transitions):
                    yield Mutant(name, f"{t!r}: {what}", kind, attrs.evolve(lifecycle, transitions=transitions))


def _goes_round(transitions: Sequence[Transition[Any]]) -> bool:
    """Whether automatic transitions form a cycle, which no definition may have, and on which an engine never comes back."""
    following: dict[str, set[str]] = {}
    for t in transitions:
        if t.trigger is None:
            following.setdefault(t.source.name, set()).add(t.target.name)
    while ends := [state for state, next in following.items() if not next & following.keys()]:
        for state in ends:
            del following[state]
    return bool(following)


def _changes(lifecycle: Lifecycle[Any], t: Transition[Any], rng: Random) -> Iterator[tuple[str, str, Transition[Any]]]:
    for guard in t.guards:
        yield "guard", f"without {guard.code}", attrs.evolve(t, guards=tuple(each for each in t.guards if each is not guard))
    for role in t.roles:
        yield "guard", f"not by {role.name}", attrs.evolve(t, roles=tuple(each for each in t.roles if each is not role))
    elsewhere = [state for state in lifecycle.states.values() if state not in (t.target, NEW)]
    if elsewhere:
        there = rng.choice(elsewhere)
        yield "target", f"to {there.name}", attrs.evolve(t, target=there)
    here = {each.trigger for each in lifecycle.transitions if each.source == t.source}
    others = [trigger for trigger in lifecycle.triggers.values() if trigger not in here]
    if others and t.trigger is not None:
        other = rng.choice(others)
        yield "trigger", f"on {other.name}", attrs.evolve(t, trigger=other)


def told_apart(mutant: Mutant, steps: Iterable[Mapping[str, Any]]) -> bool:
    """Whether some step leads elsewhere by the mutant's own arrows, as we read them; else no judge can notice it in these traces."""
    arrows = _arrows(mutant.lifecycle)
    return any(_differs(arrows, step) for step in steps)


def _arrows(lifecycle: Lifecycle[Any]) -> Mapping[tuple[str, str], list[Transition[Any]]]:
    found: dict[tuple[str, str], list[Transition[Any]]] = {}
    for t in lifecycle.transitions:
        found.setdefault((escaped(t.source.name), calling(t)), []).append(t)
    return found


def _differs(arrows: Mapping[tuple[str, str], list[Transition[Any]]], step: Mapping[str, Any]) -> bool:
    state, emitted = step["before"], []
    try:
        for event, (truth, possible) in (step["asked"] or {}).items():
            if (_taken(arrows, state, event, truth) is not None) != possible:
                return True
        for event, truth in ([] if step["event"] is None else [(step["event"], step["truth"])]) + step["then"]:
            t = _taken(arrows, state, event, truth)
            if t is not None:
                state = escaped(t.target.name)
                emitted.append(escaped(t.emits.name))
    except KeyError:  # it asks for what is not in the trace
        return True
    return bool(state != step["after"] or emitted != step["emits"])


def _taken(arrows: Mapping[tuple[str, str], list[Transition[Any]]], state: str, event: str, truth: Mapping[str, bool]) -> Transition[Any] | None:
    for t in arrows.get((state, event), []):
        if (t.trigger is None or any(truth[name] for name in who(t))) and all(truth[name] for name in required(t)):
            return t
    return None
