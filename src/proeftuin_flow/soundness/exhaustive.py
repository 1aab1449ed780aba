"""
Exhaustive: what can be said of each lifecycle by looking at all of it.

It supposes that every requirement is met when it matters, so what it says is impossible is impossible.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from ..guards import Guard, Trigger
from ..labels import Label
from ..lifecycle import NEW, Lifecycle, State, Transition
from ..wishes import Actor
from . import sentences as say
from .findings import Finding
from .lives import Life, Lives

__all__ = ["arrow", "arrow_label", "exhaustive_findings"]

DETOUR = 3
"""How many steps another way to a state may have."""


def exhaustive_findings(lives: Lives, people: Iterable[Actor] | None) -> Iterator[Finding]:
    """What is wrong with the lifecycles, by whatever way their parts go."""
    roles = None if people is None else frozenset(chain.from_iterable(person.roles for person in people))
    for life in lives.lives.values():
        yield from _nobody(lives, life, roles)
        yield from _never(lives, life)
        yield from _traps(lives, life)
        yield from _idle(lives, life)
        yield from _bypasses(lives, life)


def arrow(lifecycle: Lifecycle[Any], t: Transition[Any]) -> str:
    """An arrow by code, as a finding's name has it."""
    return f"{lifecycle.name} {t.source.name} -> {t.target.name} ({t.trigger.name if t.trigger is not None else t.emits.name})"


def arrow_label(t: Transition[Any]) -> Label:
    """An arrow as people call it: the trigger, or the event if it is taken by itself."""
    return t.trigger.label if t.trigger is not None else t.emits.label


# ── what never happens ───────────────────────────────────────────────────────────────────────────────────────────────────


def _nobody(lives: Lives, life: Life, roles: frozenset[str] | None) -> Iterator[Finding]:
    """Triggers that no role can do."""
    lifecycle = life.lifecycle
    arrows: dict[Trigger, list[Transition[Any]]] = {}
    for t in lifecycle.transitions:
        if t.trigger is not None:
            arrows.setdefault(t.trigger, []).append(t)
    for trigger, those in arrows.items():
        where = f"{lifecycle.name} {trigger.name}"
        if not any(t.roles or id(t) in lives.opened for t in those):
            yield Finding("nobody", where, say.NOBODY_MAY(trigger=trigger.label), True, say.WHOLE(lifecycle=lifecycle.label))
        elif roles is not None and any(t.roles for t in those) and not any(t.role_names & roles for t in those):
            wanted = tuple(dict.fromkeys(role.label for t in those for role in t.roles))
            yield Finding("nobody", where, say.NOBODY_HAS(trigger=trigger.label, roles=wanted), True, say.WHOLE(lifecycle=lifecycle.label))


def _never(lives: Lives, life: Life) -> Iterator[Finding]:
    """States, transitions and events that cannot happen."""
    lifecycle = life.lifecycle
    live = {id(t) for t in life.live}
    looked = say.WHOLE(lifecycle=lifecycle.label)
    for state in lifecycle.states.values():
        if state.name not in life.reached:
            yield Finding("state_never", f"{lifecycle.name} {state.name}", say.STATE_NEVER(state=state.label), True, looked)
    for t in lifecycle.transitions:
        if id(t) in live:
            continue
        first = lives.shadowed.get(id(t))
        if first is not None:
            says = say.SHADOWED(arrow=arrow_label(t), first=first.target.label, target=t.target.label)
        elif t.source.name in life.reached and t.trigger is not None:
            says = say.NOT_TAKEN(arrow=arrow_label(t), state=t.source.label)
        else:
            says = say.NOT_REACHED(arrow=arrow_label(t), state=t.source.label)
        steps = lives.steps(life, life.way(t.source.name))
        yield Finding("transition_never", arrow(lifecycle, t), says, True, looked, steps)
    happening = {t.emits.name for t in life.live}
    for kind in lifecycle.events.values():
        if kind.name not in happening:
            yield Finding("event_never", f"{lifecycle.name} {kind.name}", say.EVENT_NEVER(event=kind.label), True, looked)


# ── where it does not go on ──────────────────────────────────────────────────────────────────────────────────────────────


def _good(lives: Lives, life: Life, state: State) -> bool:
    """Whether a part may stay there: a root that is final, a part that is settled."""
    return state.final if life.lifecycle is lives.case_type.root else state.settled


def _stranded(lives: Lives, life: Life) -> list[str]:
    """The states, in the order in which they are reached, from which there is no way to where a part may stay."""
    states = life.lifecycle.states
    saved = life.leading_to(name for name in life.reached if name in states and _good(lives, life, states[name]))
    return [name for name in life.reached if name in states and name not in saved]


def _traps(lives: Lives, life: Life) -> Iterator[Finding]:
    """States without a way out: for each group that hangs together, its first."""
    stranded = _stranded(lives, life)
    together: dict[str, list[str]] = {}
    for t in life.live:
        together.setdefault(t.source.name, []).append(t.target.name)
        together.setdefault(t.target.name, []).append(t.source.name)
    left = set(stranded)
    for name in stranded:
        if name not in left:
            continue
        left.remove(name)
        group = [name]
        for each in group:
            new = [other for other in dict.fromkeys(together.get(each, ())) if other in left]
            left.difference_update(new)
            group += new
        states = life.lifecycle.states
        says = say.TRAP(state=states[name].label, states=tuple(states[each].label for each in group))
        looked = say.WHOLE(lifecycle=life.lifecycle.label)
        yield Finding("trap", f"{life.lifecycle.name} {name}", says, True, looked, lives.steps(life, life.way(name)))


def _idle(lives: Lives, life: Life) -> Iterator[Finding]:
    """States that need something, and in which nobody can do anything."""
    lifecycle = life.lifecycle
    busy = {t.source.name for t in life.live if t.trigger is not None}
    automatic: dict[str, list[Transition[Any]]] = {}
    for t in life.live:
        if t.trigger is None:
            automatic.setdefault(t.source.name, []).append(t)
    trapped = set(_stranded(lives, life))
    labels = {each.facts: each.label for each in lives.case_type.lifecycles.values()}
    for name, state in lifecycle.states.items():
        if name not in life.reached or name in busy or name in trapped or state.final or state.settled:
            continue
        watched = tuple(dict.fromkeys(labels[facts] for t in automatic.get(name, ()) for facts in t.watches))
        says = say.IDLE(state=state.label, watched=watched) if watched else say.ASKED_ONCE(state=state.label)
        looked = say.WHOLE(lifecycle=lifecycle.label)
        yield Finding("idle", f"{lifecycle.name} {name}", says, not watched, looked, lives.steps(life, life.way(name)))


# ── past a fixed guard ───────────────────────────────────────────────────────────────────────────────────────────────────


def _bypasses(lives: Lives, life: Life) -> Iterator[Finding]:
    """Fixed guards on the way into a state that can also be reached without them, by waiving."""
    leaving: dict[str, list[Transition[Any]]] = {}
    for t in life.live:
        if t.source != t.target:
            leaving.setdefault(t.source.name, []).append(t)
    told: set[tuple[str, str, str]] = set()
    for t in life.live:
        if t.source in (t.target, NEW) or t.trigger is None:
            continue
        for guard in t.guards:
            key = (guard.code, t.source.name, t.target.name)
            if lives.severity(guard).name != "fixed" or key in told:
                continue
            told.add(key)
            detour = _detour(lives, guard, t, leaving)
            if detour is not None:
                yield _bypass(lives, life, guard, t, detour)


def _bypass(lives: Lives, life: Life, guard: Guard[Any], t: Transition[Any], detour: list[Transition[Any]]) -> Finding:
    waived = tuple(each.label for other in detour for each in other.guards if lives.severity(each).name == "waivable")
    says = say.BYPASS(guard=guard.label, target=t.target.label, source=t.source.label, waived=waived)
    where = f"{life.lifecycle.name} {guard.code}: {t.source.name} -> {t.target.name}"
    steps = lives.steps(life, [*life.way(t.source.name), *detour])
    return Finding("bypass", where, says, len(detour) == 1, say.DETOURS(lifecycle=life.lifecycle.label, most=DETOUR), steps)


def _detour(lives: Lives, guard: Guard[Any], t: Transition[Any], leaving: dict[str, list[Transition[Any]]]) -> list[Transition[Any]] | None:
    """A shortest other way to the same state, on which the guard is not asked and something else may be waived."""
    ways: list[tuple[list[Transition[Any]], bool]] = [([], False)]
    seen = {(t.source.name, False)}
    for way, waives in ways:
        at = way[-1].target.name if way else t.source.name
        for other in leaving.get(at, ()):
            if any(each is guard for each in other.guards):
                continue
            waiving = waives or (other.trigger is not None and any(lives.severity(each).name == "waivable" for each in other.guards))
            if other.target == t.target and waiving:
                return [*way, other]
            if other.target != t.target and (other.target.name, waiving) not in seen and len(way) + 1 < DETOUR:
                seen.add((other.target.name, waiving))
                ways.append(([*way, other], waiving))
    return None
