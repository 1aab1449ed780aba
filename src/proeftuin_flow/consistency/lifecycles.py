"""
One lifecycle: what can be reached, what tells its arrows apart, and what its facts are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING, Any

import attrs

from ..labels import Label
from ..lifecycle import NEW, Lifecycle, State, Transition
from .words import arrow, named_problems, subject_problems, wish

if TYPE_CHECKING:
    pass

__all__ = ["lifecycle_problems"]


def lifecycle_problems(lifecycle: Lifecycle[Any]) -> Iterator[str]:
    """What is wrong with a lifecycle by itself."""
    yield from named_problems(f"lifecycle {lifecycle.name!r}", lifecycle)
    if lifecycle.at_most is not None and lifecycle.at_most < 1:
        yield f"at_most is {lifecycle.at_most}; it must be 1 or more"
    for state in _states(lifecycle):
        yield from named_problems(f"state {state.name!r}", state)
        if state.final and not state.settled:
            yield f"state {state.name!r} is final, so it is settled too"
    for name, count in Counter(state.name for state in _states(lifecycle)).items():
        if count > 1:
            yield f"{count} different states are called {name!r}"
        if name == NEW.name:
            yield f"state {name!r}: this word is reserved"
    if not any(t.source == NEW for t in lifecycle.transitions):
        yield "nothing opens it: there is no transition from NEW"
    yield from _reach(lifecycle)
    yield from _apart(lifecycle)
    yield from _cycles(lifecycle)
    yield from _one_data_class(lifecycle)
    yield from _facts(lifecycle)


def _states(lifecycle: Lifecycle[Any]) -> list[State]:
    return [*dict.fromkeys(state for t in lifecycle.transitions for state in (t.source, t.target) if state != NEW)]


def _reach(lifecycle: Lifecycle[Any]) -> Iterator[str]:
    ahead: dict[str, list[str]] = {}
    for t in lifecycle.transitions:
        ahead.setdefault(t.source.name, []).append(t.target.name)
    reached, frontier = {NEW.name}, [NEW.name]
    while frontier:
        for name in ahead.get(frontier.pop(), ()):
            if name not in reached:
                reached.add(name)
                frontier.append(name)
    for state in _states(lifecycle):
        if state.name not in reached:
            yield f"state {state.name!r} cannot be reached"
        if not state.final and all(name == state.name for name in ahead.get(state.name, ())):
            yield f"state {state.name!r} is a dead end, and is not final"
    for t in lifecycle.transitions:
        if t.target == NEW:
            yield f"{arrow(t)}: nothing goes back to NEW"
        if t.source.final and t.target != t.source and not t.reopens:
            yield f"final state {t.source.name!r} has a way out: {wish(t)} (mark it reopens=True if it is meant)"
        if t.reopens and not t.source.final:
            yield f"{arrow(t)} is marked reopens=True, but {t.source.name!r} is not final"


def _apart(lifecycle: Lifecycle[Any]) -> Iterator[str]:
    """Two transitions that nothing tells apart: the second can never be taken."""
    groups: dict[tuple[str, str | None], list[Transition[Any]]] = {}
    for t in lifecycle.transitions:
        groups.setdefault((t.source.name, t.trigger.name if t.trigger else None), []).append(t)
    for group in groups.values():
        for first, second in combinations(group, 2):
            same_guards = {guard.code for guard in first.guards} <= {guard.code for guard in second.guards}
            if same_guards and first.role_names >= second.role_names and not any(role.holds for role in first.roles):
                yield f"nothing tells {arrow(first)} and {arrow(second)} apart: the second can never be taken"


def _cycles(lifecycle: Lifecycle[Any]) -> Iterator[str]:
    ahead: dict[str, set[str]] = {}
    for t in lifecycle.transitions:
        if t.trigger is None:
            ahead.setdefault(t.source.name, set()).add(t.target.name)
    for start in ahead:
        seen: set[str] = set()
        frontier = [start]
        while frontier:
            for name in ahead.get(frontier.pop(), set()) - seen:
                seen.add(name)
                frontier.append(name)
        if start in seen:
            yield f"automatic transitions go round through state {start!r}"


def _one_data_class(lifecycle: Lifecycle[Any]) -> Iterator[str]:
    wanted: dict[str, dict[type | None, None]] = {}
    for t in lifecycle.transitions:
        if t.trigger is not None:
            wanted.setdefault(t.trigger.name, {})[t.wants] = None
    for name, classes in wanted.items():
        if len(classes) > 1:
            yield f"trigger {name!r} wants several classes of data: {', '.join(cls.__name__ if cls else 'none' for cls in classes)}"
    for name, count in Counter(name for name, _ in {(t.emits.name, id(t.emits)) for t in lifecycle.transitions}).items():
        if count > 1:
            yield f"{count} different events are called {name!r}"


def _facts(lifecycle: Lifecycle[Any]) -> Iterator[str]:
    facts = lifecycle.facts
    if not (isinstance(facts, type) and attrs.has(facts)):
        yield f"its facts {getattr(facts, '__name__', facts)!r} are no attrs class"
        return
    for each in attrs.fields(facts):
        if each.default is attrs.NOTHING:
            yield f"facts {facts.__name__!r}: field {each.name!r} has no default, and of a new part nothing is known"
        if isinstance(label := each.metadata.get(Label), Label):
            yield from label.problems(f"facts {facts.__name__!r}: field {each.name!r}")
    yield from subject_problems(facts, f"facts {facts.__name__!r}")
