"""
Lives: what can happen in the lifecycles of a case type at all, if every requirement is met when it matters.

Everything here is exhaustive, and takes time in proportion to the number of arrows.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from attrs import define

from ..asking import severity_of
from ..case_type import CaseType, Profile
from ..guards import Guard, Severity
from ..lifecycle import NEW, Lifecycle, Transition
from .findings import Step
from .sentences import BY_ITSELF, FROM_ELSEWHERE

__all__ = ["Life", "Lives", "lives_of"]


@define(eq=False)
class Life:
    """What can happen in one lifecycle: the states that can be reached, each with the last arrow of a shortest way to it; and all arrows."""

    lifecycle: Lifecycle[Any]
    reached: dict[str, Transition[Any] | None]
    live: list[Transition[Any]]

    def way(self, state: str) -> list[Transition[Any]]:
        """A shortest way to a state."""
        way: list[Transition[Any]] = []
        while (t := self.reached.get(state)) is not None:
            way.append(t)
            state = t.source.name
        return way[::-1]

    def leading_to(self, goals: Iterable[str]) -> frozenset[str]:
        """The states from which one of these can be reached, with themselves."""
        before: dict[str, list[str]] = {}
        for t in self.live:
            before.setdefault(t.target.name, []).append(t.source.name)
        found = set(goals)
        ahead = [*found]
        while ahead:
            new = [name for name in before.get(ahead.pop(), ()) if name not in found]
            found.update(new)
            ahead += new
        return frozenset(found)


@define(eq=False)
class Lives:
    """What can happen in all lifecycles of a case type."""

    case_type: CaseType
    severity: Callable[[Guard[Any]], Severity]
    lives: Mapping[str, Life]
    opened: frozenset[int]
    """The opening arrows, by id, that are taken because of what is done elsewhere."""
    shadowed: Mapping[int, Transition[Any]]
    """Transitions, by id, that are never taken because another comes first."""

    def steps(self, life: Life, way: Iterable[Transition[Any]]) -> tuple[Step, ...]:
        """A way as commands, after the opening of the case."""
        root = self.case_type.root
        steps: list[Step] = []
        if life.lifecycle is not root:
            steps += self._taken(root, self.lives[root.name].live[:1])  # what opens the case came first
        return (*steps, *self._taken(life.lifecycle, way))

    def _taken(self, lifecycle: Lifecycle[Any], way: Iterable[Transition[Any]]) -> Iterator[Step]:
        part = lifecycle.address(0 if lifecycle is self.case_type.root else 1)
        for t in way:
            by_hand = t.trigger is not None and t.roles
            label = t.trigger.label if by_hand and t.trigger is not None else BY_ITSELF if t.trigger is None else FROM_ELSEWHERE
            name = t.trigger.name if t.trigger is not None else ""
            yield Step(name, part, label, () if by_hand else (t.emits.name,), tuple(guard.code for guard in t.guards))


def lives_of(case_type: CaseType, profile: Profile) -> Lives:
    """What can happen at all under one profile."""
    asked = case_type.new("lives", profile.name)

    def severity(guard: Guard[Any]) -> Severity:
        return severity_of(guard, asked)

    shadowed = {id(t): first for lifecycle in case_type.lifecycles.values() for t, first in _shadowed(lifecycle, severity)}
    lives = {name: Life(lifecycle, {}, []) for name, lifecycle in case_type.lifecycles.items()}
    leaving: dict[tuple[str, str], list[Transition[Any]]] = {}
    for name, lifecycle in case_type.lifecycles.items():
        for t in lifecycle.transitions:
            leaving.setdefault((name, t.source.name), []).append(t)
    opened: set[int] = set()
    ahead: deque[tuple[str, str]] = deque()

    def reach(name: str, state: str, by: Transition[Any] | None) -> None:
        if state not in lives[name].reached:
            lives[name].reached[state] = by
            ahead.append((name, state))

    def take(name: str, t: Transition[Any]) -> None:
        lives[name].live.append(t)
        reach(name, t.target.name, t)
        for each in t.opening:
            if id(each) not in opened:
                opened.add(id(each))
                if not each.roles:  # nobody takes it by hand, so it was left
                    take(case_type.owner_of[each].name, each)

    root = case_type.root.name
    reach(root, NEW.name, None)
    begun = False
    while ahead:
        name, state = ahead.popleft()
        if not begun and name == root and state != NEW.name:  # there is a case, so parts may be opened
            begun = True
            for lifecycle in case_type.parts:
                reach(lifecycle.name, NEW.name, None)
        for t in leaving.get((name, state), ()):
            if id(t) not in shadowed and (t.trigger is None or t.roles):
                take(name, t)
    return Lives(case_type, severity, lives, frozenset(opened), shadowed)


def _shadowed(lifecycle: Lifecycle[Any], severity: Callable[[Guard[Any]], Severity]) -> Iterator[tuple[Transition[Any], Transition[Any]]]:
    """
    The transitions that no role ever comes to, because for each of its roles one before it asks no more; with the first of those.

    What may be waived keeps them apart: whoever waives what only the later one asks is not let through by the earlier one.
    """
    before: dict[tuple[str, str, str], list[tuple[Transition[Any], frozenset[str]]]] = {}
    for t in lifecycle.transitions:
        if t.trigger is None:
            continue
        codes = frozenset(guard.code for guard in t.guards)
        firm = frozenset(guard.code for guard in t.guards if severity(guard).name != "waivable")
        first: list[Transition[Any]] = []
        for role in t.roles:
            earlier = before.setdefault((t.source.name, t.trigger.name, role.name), [])
            first += [each for each, asked in earlier if asked <= codes and codes - asked <= firm][:1]
            earlier.append((t, codes))
        if t.roles and len(first) == len(t.roles):
            yield t, first[0]
