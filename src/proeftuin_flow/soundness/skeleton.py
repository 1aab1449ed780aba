"""
Skeletons: a case type of which only states, roles and arrows are left, so that the real decider goes where facts would keep it from going.

Bodies and reducers are gone, and so nothing is ever known of a part but its state.  In the place of a transition's guards stands one guard,
which asks an oracle.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from attrs import frozen

from ..bodies import Prose
from ..case_type import CaseType, Profile
from ..guards import Guard, Role, guard
from ..lifecycle import NEW, EventType, Lifecycle, Transition
from ..privacy import C0
from ..situation import Situation

__all__ = ["BECAUSE", "MOMENT", "Oracle", "Skeleton", "skeleton_of"]

MOMENT: Final = datetime(2000, 1, 1, 12, tzinfo=UTC)
"""When everything happens: time does not pass here."""

Oracle = Callable[[Transition[Any], Situation[Any]], bool]


@frozen
class Because:
    """What the way out of a final state wants."""

    reason: C0[Prose]


BECAUSE: Final = Because("-")


@frozen
class Skeleton:
    """The skeleton of a case type, the lifecycles in it, and which transition of the case type each event of it stands for."""

    case_type: CaseType
    meant: Mapping[tuple[str, str], Transition[Any]]
    """By lifecycle and event."""


def skeleton_of(case_type: CaseType, profile: Profile, kinds: Collection[str], oracle: Oracle, hidden: object) -> Skeleton:
    """The skeleton of a case type under one profile, in which only parts of these kinds are opened."""
    meant: dict[tuple[str, str], Transition[Any]] = {}
    made: dict[int, Transition[Any]] = {}
    lifecycles = [*case_type.lifecycles.values()]
    for with_opening in (False, True):  # what is opened has to be there before what opens it
        for lifecycle in lifecycles:
            because = {t.trigger.name for t in lifecycle.transitions if t.reopens and t.trigger is not None}
            for number, t in enumerate(lifecycle.transitions):
                if bool(t.opening) is with_opening:
                    opening = tuple(made[id(each)] for each in t.opening if case_type.owner_of[each].name in kinds)
                    meant[lifecycle.name, f"e{number}"] = t
                    made[id(t)] = _bare(t, f"e{number}", lifecycle, opening, oracle, hidden, because)
    bare = {
        lifecycle.name: Lifecycle[Any](
            lifecycle.name, nl=lifecycle.nl, en=lifecycle.en, facts=lifecycle.facts, at_most=lifecycle.at_most,
            outlives_root=lifecycle.outlives_root, transitions=[made[id(t)] for t in lifecycle.transitions],
        )
        for lifecycle in lifecycles
    }  # fmt: skip
    root, *parts = bare.values()
    only = Profile(profile.name, nl=profile.nl, en=profile.en, parameters=profile.parameters)
    named = case_type.name
    return Skeleton(
        CaseType(named, version=case_type.version, nl=case_type.nl, en=case_type.en, root=root, parts=parts, profiles=[only], zone=case_type.zone),
        meant,
    )


def _bare(
    t: Transition[Any], name: str, lifecycle: Lifecycle[Any], opening: tuple[Transition[Any], ...], oracle: Oracle, hidden: object,
    because: set[str],
) -> Transition[Any]:  # fmt: skip
    body = Because if t.trigger is not None and t.trigger.name in because else None
    emits = EventType[Any, Any](name, nl=t.emits.nl, en=t.emits.en, body=body, then=(lambda facts, body: hidden) if t.source == NEW else None)
    # A role that looks at the case is supposed to be held by somebody, but it must keep apart what it keeps apart.
    requires = (_asking(t, f"g_{lifecycle.name}_{name}"[:64], oracle),) if t.guards or t.particular or t.opening else ()
    roles = tuple(Role(role.name, nl=role.nl, en=role.en) for role in t.roles)
    return Transition(t.source, t.target, t.trigger, emits, roles, requires, None, None, False, t.reopens, opening, t.watches)


def _asking(t: Transition[Any], code: str, oracle: Oracle) -> Guard[Any]:
    def asks(s: Situation[object]) -> Iterator[str]:
        if not oracle(t, s):
            yield "-"

    return guard(nl=t.emits.nl, en=t.emits.en, code=code)(asks)
