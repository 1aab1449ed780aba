"""
Terms: a day that counts, the rules that find such days, and where a rule may look.

A rule looks at what is known.  A pilot that was taken over has facts that nobody knows: here they read as their defaults, mostly None, and so
give no day.  Where a default would say too much (nothing reported yet, nothing submitted yet), a rule has to ask whether it `is_known`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Literal, TypeAlias, TypeVar

from attrs import frozen
from msgspec import Struct

from .._unknown import known_facts, unknown_fields
from ..case import Case, Part
from ..guards import Trigger
from ..labels import Label
from ..lifecycle import State
from .days import after
from .facts import Pilot, Plan
from .values import Contract

__all__ = ["Rule", "Term", "When", "agreed", "all_known", "contract_at", "going_on", "is_known", "later", "parts", "pilot_at", "rule"]

F = TypeVar("F")

When: TypeAlias = Literal["by", "on", "from"]
"""Whether a day is the last one, the very day, or the first one."""


class Term(Struct, frozen=True, gc=False):
    """
    A day that counts; None for none.

    `trigger` is what is wished then, of this part; `item` is the id of one thing among several in a part, and `organisation` who sees to it.
    """

    day: date | None
    trigger: Trigger | None = None
    part: Part[Any] | None = None
    item: str | None = None
    organisation: str | None = None


@frozen(eq=False)
class Rule:
    """What a day is called, what sort of day it is, and where it is found.  Its words may have the gaps `{number}` (of the part) and `{item}`."""

    code: str
    label: Label
    when: When
    function: Callable[[Case], Iterator[Term]]

    @property
    def basis(self) -> str:
        """Where it comes from: the docstring of its function."""
        return (self.function.__doc__ or "").strip()

    def named(self, term: Term) -> Label:
        """What one such day is called."""
        if "{" not in self.label.nl:
            return self.label
        gaps = {"number": term.part.number if term.part is not None else None, "item": term.item}
        return Label(self.label.nl.format(**gaps), self.label.en.format(**gaps))


def rule(*, nl: str, en: str, when: When) -> Callable[[Callable[[Case], Iterator[Term]]], Rule]:
    """Declare a rule; its code is the name of the function."""

    def made(function: Callable[[Case], Iterator[Term]]) -> Rule:
        return Rule(function.__name__, Label(nl, en), when, function)

    return made


# ── where they look ──────────────────────────────────────────────────────────────────────────────────────────────────────


def later(day: date | None, period: str | None) -> date | None:
    """The day a period later; None if either is not known, or it lies beyond the year 9999, with which the calendar ends."""
    if day is None or period is None:
        return None
    try:
        return after(day, period)
    except (OverflowError, ValueError):
        return None


def pilot_at(case: Case, *states: State) -> Pilot | None:
    """What is known of the pilot as a whole, if it is in one of these phases."""
    root = case.root
    return known_facts(root.facts) if root.address not in case.memory.foreign and root.at(*states) else None


def contract_at(case: Case, *states: State) -> Contract | None:
    """The contract of the pilot, if it is in one of these phases."""
    pilot = pilot_at(case, *states)
    return None if pilot is None else pilot.contract


def parts(case: Case, facts: type[F], *states: State) -> Iterator[tuple[Part[F], F]]:
    """The parts in these states with what is known of them, oldest first; without those of which this version does not know every event."""
    kind = case.type.part_of_facts[facts].name
    tally = case.parts.tally(kind)
    names = [state.name for state in states if tally.get(state.name)]
    if names:
        foreign = case.memory.foreign
        for part in case.parts.of(kind):
            if part.state in names and part.address not in foreign:
                yield part, known_facts(part.facts)


def going_on(case: Case, facts: type[F], *states: State) -> Iterator[tuple[Part[F], F]]:
    """The same, as long as something may still happen in them: many stand still once the pilot is over."""
    root = case.root
    if case.type.part_of_facts[facts].outlives_root or not root.lifecycle.state_of(root.state).final:
        yield from parts(case, facts, *states)


def is_known(part: Part[Any], fact: str) -> bool:
    """Whether a fact of a part is known: what its default says, is so."""
    return fact not in unknown_fields(part.facts)


def all_known(case: Case, facts: type[Any]) -> bool:
    """Whether there are no other parts than those that are known."""
    kind = case.type.part_of_facts[facts].name
    return kind not in case.memory.incomplete and not any(address.startswith(f"{kind}/") for address in case.memory.foreign)


def agreed(case: Case, fact: str, *states: State) -> Any:
    """What the newest of the plans in these states that says it says; None if none does, or nobody knows whether a newer one does."""
    for part, facts in reversed([*parts(case, Plan, *states)]):
        if not is_known(part, fact):
            return None
        if (found := getattr(facts, fact)) is not None:
            return found
    return None
