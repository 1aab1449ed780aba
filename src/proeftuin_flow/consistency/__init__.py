"""
Consistency: everything about a case type that does not hold together, said at once.

Each check is a small generator of sentences over the definition as it was written; none stops the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .lifecycles import lifecycle_problems
from .transitions import transition_problems
from .whole import case_type_problems, destruction_problems, one_meaning, profile_problems
from .words import RESERVED_GUARDS, event_problems, guard_problems

if TYPE_CHECKING:
    from ..case_type import CaseType

__all__ = ["RESERVED_GUARDS", "problems_of"]


def problems_of(case_type: CaseType) -> Iterator[str]:
    """Everything that does not hold together, a sentence each, without repeating any."""
    yield from dict.fromkeys(_all_problems(case_type))


def _all_problems(case_type: CaseType) -> Iterator[str]:
    yield from case_type_problems(case_type)
    lifecycles = (case_type.root, *case_type.parts)
    for lifecycle in lifecycles:
        for problem in lifecycle_problems(lifecycle):
            yield f"{lifecycle.name}: {problem}"
        for transition in lifecycle.transitions:
            for problem in transition_problems(transition, lifecycle, case_type):
                yield f"{lifecycle.name}: {problem}"
        for kind in {id(t.emits): t.emits for t in lifecycle.transitions}.values():
            yield from event_problems(kind, lifecycle)
    for guard in {id(g): g for lifecycle in lifecycles for t in lifecycle.transitions for g in t.guards}.values():
        yield from guard_problems(guard)
    yield from destruction_problems(case_type)
    yield from one_meaning(case_type)
    yield from profile_problems(case_type)
