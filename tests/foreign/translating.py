"""
A published lifecycle as a case type of this library, by its public door.

Names here are codes: small letters, digits and underscores.  A source has spaces, capitals, dashes and ranges of numbers, so its own words are the
labels, and the codes are made of them; two names that would get the same code get a number, and so does a word that is taken here.

A state that a source calls closed and leaves again is settled, not final: what is final is left here only by a reopening, which wants a reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from attrs import frozen

from proeftuin_flow import NEW, CaseType, Lifecycle, Role, State, Transition, Trigger, event
from proeftuin_flow.labels import folded
from tests.foreign.published import ANYBODY, Published

TAKEN = ("new", "void")
"""The state of what does not exist yet, and an act of the library itself."""


def codes(names: Iterable[str]) -> dict[str, str]:
    """A code for each name, no two the same: `300-699` is `n_300_699`, and an empty name is `unnamed`."""
    made: dict[str, str] = {}
    for name in sorted(names):
        code = re.sub(r"[^a-z0-9]+", "_", folded(name)).strip("_") or "unnamed"
        code = f"n_{code}" if code[0].isdigit() else code
        while code in made.values() or code in TAKEN:
            code += "_2"
        made[name] = code
    return made


@frozen
class NoFacts:
    """These sources say nothing about what is known of a thing; only where it stands."""


@frozen
class Translated:
    """The case type, and the code of each name of the source."""

    case_type: CaseType
    states: dict[str, str]
    triggers: dict[str, str]
    roles: dict[str, str]


def translated(source: Published) -> Translated:
    """The case type that has just the arrows of the source."""
    ways_in = [trigger for trigger, _ in source.entries]
    states, roles = codes(source.states), codes([*source.roles, ANYBODY])
    triggers = codes([*source.triggers, *(trigger for trigger in ways_in if trigger not in source.triggers)])
    by = {name: Role(code, nl=name, en=name) for name, code in roles.items()}
    on = {name: Trigger(code, nl=name or source.name, en=name or source.name) for name, code in triggers.items()}
    there = {
        name: State(states[name], nl=name, en=name, final=name in source.final, settled=name in source.final | source.over)
        for name in source.states
    }

    def said(arrow: tuple[str, str, str]) -> Any:
        words = " ".join(filter(None, (arrow[0], "–", arrow[1], "–", arrow[2])))
        return event(f"{triggers[arrow[1]]}_from_{states.get(arrow[0], 'nothing')}"[:64], nl=words, en=words)

    transitions: list[Transition[Any]] = [
        NEW.to(there[target], on=on[trigger], by=by.values(), emits=said(("", trigger, target))) for trigger, target in source.entries
    ]
    for arrow in sorted(source.arrows):
        source_state, trigger, target = arrow
        allowed = [by[name] for name in sorted(source.who(arrow))]
        if source_state == target:
            transitions.append(there[target].stays(on=on[trigger], by=allowed, emits=said(arrow)))
        else:
            transitions.append(there[source_state].to(there[target], on=on[trigger], by=allowed, emits=said(arrow)))
    name = codes([source.name])[source.name]
    lifecycle = Lifecycle(name, nl=source.name, en=source.name, facts=NoFacts, transitions=transitions)
    return Translated(CaseType(name, version=1, nl=source.name, en=source.name, root=lifecycle), states, triggers, roles)
