"""
Duties: steps that whoever did something before may not take, and whether there are people enough for that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..case import Part
from ..guards import Guard, Trigger
from ..lifecycle import NEW, Transition
from ..wishes import Actor
from . import sentences as say
from .findings import Finding
from .guessing import Hidden, Looked, Looking, answer
from .lives import Life, Lives

__all__ = ["duty_findings"]

SOMEBODY = Actor("somebody", organisation="somewhere")


def duty_findings(lives: Lives, people: Iterable[Actor] | None) -> Iterator[Finding]:
    """Steps that nobody is left for; if it is not said which people there are, one is supposed for each role."""
    given = people is not None
    there = [*people] if people is not None else [Actor(f"a-{name.replace('_', '-')}", [name]) for name in lives.case_type.roles]
    duties = {id(t): found for life in lives.lives.values() for t in life.live if (found := _duties(lives, life, t))}
    doing: dict[str, list[Transition[Any]]] = {}
    for life in lives.lives.values():
        for t in life.live:
            if t.trigger is not None:
                doing.setdefault(t.trigger.name, []).append(t)
    able = {name: [person for person in there if any(not t.role_names.isdisjoint(person.roles) for t in those)] for name, those in doing.items()}
    told: set[tuple[str, str]] = set()
    for life in lives.lives.values():
        for t in life.live:
            for guard, apart, sure in duties.get(id(t), ()):
                assert t.trigger is not None
                key = (t.trigger.name, guard.code)
                before = [each for each in apart if able.get(each.name)]  # what nobody can do, nobody did
                if key in told or not before or _enough(t, before, doing, able, duties, there):
                    continue
                told.add(key)
                needed = sure and all(_needed(life, t, each) for each in before)
                roles = tuple(role.label for role in t.roles)
                says = (say.DUTY_PEOPLE if given else say.DUTY_ROLES)(
                    step=t.trigger.label, before=tuple(each.label for each in before), roles=roles, guard=guard.label
                )
                where = f"{life.lifecycle.name} {t.trigger.name}: {guard.code}"
                looked = say.PEOPLE(count=len(there)) if given else say.ONE_EACH(count=len(there))
                yield Finding("duties", where, says, given and needed, looked, lives.steps(life, [*life.way(t.source.name), t]))


def _duties(lives: Lives, life: Life, t: Transition[Any]) -> list[tuple[Guard[Any], tuple[Trigger, ...], bool]]:
    """The guards of a transition that keep out who did something; which triggers those are; and whether that is certain."""
    found: list[tuple[Guard[Any], tuple[Trigger, ...], bool]] = []
    if t.trigger is None:
        return found
    for guard in t.guards:
        if not guard.asks_who or lives.severity(guard).name in ("advisory", "waivable"):
            continue
        nobody = _said(lives, life, t, guard, {})
        answers = {each: _said(lives, life, t, guard, {each.name: frozenset({SOMEBODY.id})}) for each in guard.asks_who}
        apart = tuple(each for each, said in answers.items() if said != "met")
        if apart and nobody != "unmet":
            found.append((guard, apart, nobody == "met" and all(answers[each] == "unmet" for each in apart)))
    return found


def _said(lives: Lives, life: Life, t: Transition[Any], guard: Guard[Any], done: Mapping[str, frozenset[str]]) -> str:
    """What a guard says of somebody who did what is named."""
    looked = Looked()
    hidden = Hidden(lambda: looked)
    lifecycle = life.lifecycle
    number = 0 if lifecycle is lives.case_type.root else 1
    part: Part[Any] = Part(lifecycle, number, lifecycle.address(number), t.source.name, hidden)
    case = lives.case_type.new("duties")
    return answer(guard, Looking(hidden, part, case, None, looked, frozenset(), SOMEBODY, done), hidden)


def _enough(
    t: Transition[Any], before: Sequence[Trigger], doing: Mapping[str, Sequence[Transition[Any]]], able: Mapping[str, Sequence[Actor]],
    duties: Mapping[int, Sequence[tuple[Guard[Any], tuple[Trigger, ...], bool]]], there: Sequence[Actor],
) -> bool:  # fmt: skip
    """Whether everybody who is needed can be somebody else: for the step, for what came before it, and for what came before that."""
    steps: dict[str, list[Actor]] = {"": [person for person in there if not t.role_names.isdisjoint(person.roles)]}
    if not steps[""]:  # that nobody may do it at all is another finding
        return True
    apart: set[frozenset[str]] = set()
    ahead: list[tuple[str, Trigger]] = [("", each) for each in before]
    for name, trigger in ahead:
        apart.add(frozenset({name, trigger.name}))
        if trigger.name not in steps:
            steps[trigger.name] = [*able[trigger.name]]
            first = [duties.get(id(each), ()) for each in doing[trigger.name]]
            if all(first):  # on every way to do it somebody is kept out
                ahead += [(trigger.name, other) for _, others, _ in first[0] for other in others if able.get(other.name)]
    # Somebody is left for whatever as many can do as there are steps, so no more are tried.
    return _assigned([*steps], {name: those[: len(steps)] for name, those in steps.items()}, apart, {})


def _assigned(left: Sequence[str], steps: Mapping[str, Sequence[Actor]], apart: set[frozenset[str]], chosen: dict[str, str]) -> bool:
    """Whether people can be found for the steps that are left."""
    if not left:
        return True
    name, *others = left
    for person in steps[name]:
        taken = any(who == person.id and frozenset({name, other}) in apart for other, who in chosen.items())
        if not taken and _assigned(others, steps, apart, {**chosen, name: person.id}):
            return True
    return False


def _needed(life: Life, t: Transition[Any], before: Trigger) -> bool:
    """Whether a step of this lifecycle always comes after that one."""
    others = [each for each in life.live if each.trigger is None or each.trigger.name != before.name]
    return len(others) < len(life.live) and NEW.name not in Life(life.lifecycle, {}, others).leading_to([t.source.name])
