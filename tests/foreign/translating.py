"""
A published lifecycle as a case type of this library, by its public door.

Names here are codes: small letters, digits and underscores.  A source has spaces, capitals, dashes and ranges of numbers, so its own words are the
labels, and the codes are made of them and cut short; two names that would get the same code get a number, and so does a word that is taken here.

What an arrow hangs on, where one trigger leads from one state to several, is told with the command, and a guard asks it: this library does not know
whether a timer of somebody else's is running.

A state that a source calls closed and leaves again is settled, not final: what is final is left here only by a reopening, which wants a reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import attrs
from attrs import frozen

from proeftuin_flow import C0, NEW, Blocker, CaseType, Guard, Lifecycle, Role, Situation, State, Transition, Trigger, event, guard
from proeftuin_flow.labels import folded
from tests.foreign.published import ANYBODY, Arrow, Published

TAKEN = ("new", "void")
"""The state of what does not exist yet, and an act of the library itself."""


LONGEST = 60
"""A code has 64 characters at most; there must be room for a number."""


def codes(names: Iterable[str]) -> dict[str, str]:
    """A code for each name, no two the same: `300-699` is `n_300_699`, and an empty name is `unnamed`."""
    made: dict[str, str] = {}
    for name in sorted(names):
        code = re.sub(r"[^a-z0-9]+", "_", folded(name)).strip("_") or "unnamed"
        code = (f"n_{code}" if code[0].isdigit() else code)[:LONGEST].rstrip("_")
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
    conditions: dict[str, str]
    told: type[Any]
    hanging: frozenset[str]

    def telling(self, trigger: str, holding: Iterable[str]) -> Any:
        """What goes with a trigger: which conditions hold, if that matters for it anywhere."""
        return self.told(**{self.conditions[name]: True for name in holding}) if trigger in self.hanging else None


def requirement(condition: str, code: str) -> Guard[NoFacts]:
    """What an arrow hangs on, as a guard that asks what was told."""
    wanted = not condition.startswith("not ")

    @guard(nl=condition, en=condition, code=code if wanted else f"not_{code}")
    def as_told(s: Situation[NoFacts], told: Any) -> Iterator[Blocker]:
        if getattr(told, code) != wanted:
            yield "as told"

    return as_told


def words(arrow: Arrow) -> str:
    """An arrow in the words of the source."""
    return " – ".join(filter(None, arrow))


def translated(source: Published) -> Translated:
    """The case type that has just the arrows of the source."""
    ways_in = [trigger for trigger, _ in source.entries]
    states, roles = codes(source.states), codes([*source.roles, ANYBODY])
    triggers = codes([*source.triggers, *(trigger for trigger in ways_in if trigger not in source.triggers)])
    by = {name: Role(code, nl=source.nl(name), en=name) for name, code in roles.items()}
    on = {name: Trigger(code, nl=source.nl(name) or source.name, en=name or source.name) for name, code in triggers.items()}
    closed = source.final | source.over
    there = {
        name: State(code, nl=source.nl(name), en=name, final=name in source.final, settled=name in closed)
        for name, code in states.items()
    }

    conditions, hanging = codes(source.conditions), frozenset(trigger for _, trigger, _ in source.when)
    told = attrs.make_class(
        "Told", {code: attrs.field(type=C0[bool], default=False) for code in conditions.values()}, frozen=True
    )
    hangs_on = {each: requirement(each, conditions[each.removeprefix("not ")]) for each in source.when.values()}
    facts = codes(words(arrow) for arrow in [*(("", *way) for way in source.entries), *source.arrows])

    def said(arrow: Arrow) -> Any:
        name, nl, en = facts[words(arrow)], words((source.nl(arrow[0]), source.nl(arrow[1]), source.nl(arrow[2]))), words(arrow)
        return event(name, told, nl=nl, en=en) if arrow[1] in hanging else event(name, nl=nl, en=en)

    transitions: list[Transition[Any]] = [
        NEW.to(there[target], on=on[trigger], by=by.values(), emits=said(("", trigger, target)))
        for trigger, target in source.entries
    ]
    for arrow in sorted(source.arrows):
        source_state, trigger, target = arrow
        allowed = [by[name] for name in sorted(source.who(arrow))]
        asked = [hangs_on[source.when[arrow]]] if arrow in source.when else []
        if source_state == target:
            transitions.append(there[target].stays(on=on[trigger], by=allowed, requires=asked, emits=said(arrow)))
        else:
            transitions.append(
                there[source_state].to(there[target], on=on[trigger], by=allowed, requires=asked, emits=said(arrow))
            )
    name = codes([source.name])[source.name]
    lifecycle = Lifecycle(name, nl=source.name, en=source.name, facts=NoFacts, transitions=transitions)
    case_type = CaseType(name, version=1, nl=source.name, en=source.name, root=lifecycle)
    return Translated(case_type, states, triggers, roles, conditions, told, hanging)
