"""
Migrating: moving a case to another version of its rules, because somebody decides so.

Nothing is guessed.  A state of the same name is the same state; for any other a mapping says where it leads.  A fact of the same name is
the same fact, written as the older version has it and read as the newer one does; what the older version knew nothing of is unknown, unless
the mapping says what it is.  No guard is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import chain
from typing import Any, Final

import attrs
from attrs import field, frozen

from .._unknown import fact_label, known_facts, unknown_fields, with_unknown
from ..addressing import live
from ..asking import bounded
from ..bodies import PROSE, value_problems
from ..case import ERASED_STATES, Case, Erased, Event, Memory, Part
from ..case_type import MIGRATE, CaseType
from ..codec import converted
from ..decisions import Accepted, Reason, Refused, stands_at
from ..errors import InvalidData
from ..guards import Severity
from ..ids import given_problems
from ..labels import Phrase
from ..lifecycle import NEW, Lifecycle
from ..messages import (
    BAD_VALUE,
    DOES_NOT_MOVE,
    FACT_DOES_NOT_MOVE,
    KIND_DOES_NOT_MOVE,
    NO_REASON,
    OTHER_CASE_TYPE,
    PERSONAL_DOES_NOT_MOVE,
    PROFILE_DOES_NOT_MOVE,
    ROOT_DOES_NOT_MOVE,
    SAME_VERSION,
    STATE_DOES_NOT_MOVE,
    TOO_MANY_MOVE,
    UNKNOWN_EVENT_DOES_NOT_MOVE,
    UNKNOWN_FACT,
    UNKNOWN_LIFECYCLE,
    UNKNOWN_STATE,
)  # fmt: skip
from ..moving import follow
from ..parts import Parts
from ..wishes import Command
from ._shared import may

__all__ = ["MIGRATED", "Migrate", "Migrated", "ask_mapping", "migrate", "migrated", "misfits"]

MIGRATED: Final = "migrated"
"""The type of the event."""


def _each_own(given: Any) -> Any:
    """A copy that nobody else can change; what is no mapping of mappings as it is, to be complained of."""
    if not isinstance(given, Mapping):
        return given
    return {name: dict(each) if isinstance(each, Mapping) else each for name, each in given.items()}


@frozen
class Migrate:
    """
    The version that a case is to live under from now on, and why: the data of the act `migrate`.

    `mapping` has, by lifecycle, the new state for each old one that is called otherwise now; `facts`, by lifecycle, what is to be known of
    every such part that the older version has no fact for.
    """

    to: CaseType
    reason: str
    mapping: Mapping[str, Mapping[str, str]] = field(factory=dict, converter=_each_own)
    facts: Mapping[str, Mapping[str, Any]] = field(factory=dict, converter=_each_own)


@frozen
class Migrated:
    """The body of `migrated`.  The version and its fingerprint stand in the header; `to` is the case type that they name."""

    to: CaseType
    mapping: Mapping[str, Mapping[str, str]]
    facts: Mapping[str, Mapping[str, Any]]
    reason: Any


def migrate(case: Case, command: Command, data: Migrate, occurred: date | datetime) -> Accepted | Refused:
    """
    What migrating leads to: the case under the other version, and whatever follows there by itself.

    The roles are those of the version that it moves to: that says who brings cases into it.

    Raises:
        InvalidData: If it is another case type or the same version, there is no reason, or the mapping names what does not exist.
    """
    ask_mapping(case.type, data.to, data.mapping, data.facts)
    if problems := [*given_problems("reason", data.reason, PROSE, NO_REASON())]:
        raise InvalidData(*problems)
    roles, root = data.to.acts.get(MIGRATE, ()), case.root
    reasons = may(roles, command.by, root)
    if root.state == NEW.name:
        states = tuple(state.label for state in root.lifecycle.states.values())
        reasons = (Reason("wrong_state", stands_at(root, states), (), root.address, Severity.FIXED), *reasons)
    elif blockers := tuple(misfits(case, data.to, data.mapping, data.facts)):
        reasons = (*reasons, Reason("does_not_fit", DOES_NOT_MOVE, bounded(blockers), root.address, Severity.FIXED))
    if reasons:
        return Refused(root, MIGRATE, reasons, roles)
    body = Migrated(data.to, data.mapping, data.facts, data.reason)
    target = _target(root, data.mapping)
    event: Event[Any] = Event(case.revision + 1, MIGRATED, root.address, MIGRATE.name, root.state, target, occurred, command.by, body, (), None,
                              tuple(command.evidence), command.on_behalf_of)  # fmt: skip
    events, after = [event], migrated(case, event)
    after = follow(after, events, iter([root.address, *after.parts]))
    return Accepted(tuple(events), after)


def migrated(case: Case, event: Event[Migrated]) -> Case:
    """The case under the other version."""
    body = event.body
    to, before, memory = body.to, case.type, case.memory
    root, *parts = (_moved(part, to.lifecycles[part.lifecycle.name], body) for part in chain([case.root], case.parts.values()))
    remembered = to.remembered & before.remembered
    forgotten = memory.forgotten | (to.remembered - before.remembered) & before.lifecycle_of.keys()
    after = Memory(
        {trigger: by for trigger, by in memory.did.items() if trigger in remembered},
        tuple(each for each in memory.waivers if each.guard in to.guards and each.trigger in to.lifecycle_of),
        memory.incomplete & {lifecycle.name for lifecycle in to.parts},
        memory.foreign,
        memory.taken_over,
        frozenset(forgotten & to.remembered),
    )
    return Case(case.id, to, to.profile(case.profile.name), case.revision + 1, root, Parts.made(parts), after)


def _moved(part: Part[Any], lifecycle: Lifecycle[Any], body: Migrated) -> Part[Any]:
    """The part as the other version has it; a fact that cannot be read there is unknown."""
    facts = part.facts
    if not isinstance(facts, Erased):
        facts, _ = _facts(part, lifecycle, body.facts.get(lifecycle.name, {}))
    return Part(lifecycle, part.number, part.address, _target(part, body.mapping), facts, part.opened)


def _target(part: Part[Any], mapping: Mapping[str, Mapping[str, str]]) -> str:
    return mapping.get(part.lifecycle.name, {}).get(part.state, part.state)


def _facts(part: Part[Any], lifecycle: Lifecycle[Any], given: Mapping[str, Any]) -> tuple[Any, Mapping[str, str]]:
    """What is known of the part as the other version has it, and why what cannot be read there cannot."""
    before, unknown = known_facts(part.facts), unknown_fields(part.facts)
    known, failed = converted(before, lifecycle.facts, unknown)
    known |= given
    gone = frozenset(each.name for each in attrs.fields(lifecycle.facts)) - known.keys()
    return with_unknown(attrs.evolve(lifecycle.facts(), **known), gone, lifecycle.named(part.number)), failed


# ── what does not fit ────────────────────────────────────────────────────────────────────────────────────────────────────


def ask_mapping(before: CaseType, to: CaseType, mapping: Mapping[str, Mapping[str, str]], facts: Mapping[str, Mapping[str, Any]]) -> None:
    """
    Nothing, if cases of one case type may move to the other, and everything in the mapping exists.

    Raises:
        InvalidData: With all that is wrong.
    """
    if problems := [*_problems(before, to, mapping, facts)]:
        raise InvalidData(*problems)


def _problems(before: CaseType, to: Any, mapping: Any, facts: Any) -> Iterator[Phrase]:
    if not isinstance(to, CaseType):
        yield BAD_VALUE(name="to", value=repr(to)[:80])
        return
    if to.name != before.name:
        yield OTHER_CASE_TYPE(here=before.name, there=to.name)
    elif to.version == before.version:
        yield SAME_VERSION(name=to.name, version=to.version)
    for name, given in (("mapping", mapping), ("facts", facts)):
        if not (isinstance(given, Mapping) and all(isinstance(each, Mapping) for each in given.values())):
            yield BAD_VALUE(name=name, value=repr(given)[:80])
            return
    for kind, states in mapping.items():
        if kind not in before.lifecycles or kind not in to.lifecycles:
            yield UNKNOWN_LIFECYCLE(case_type=before.name, kind=str(kind))
            continue
        for old, new in states.items():
            if old not in before.lifecycles[kind].states:
                yield UNKNOWN_STATE(part=f"{kind} ({before.version})", state=str(old)[:80])
            if new not in to.lifecycles[kind].states:
                yield UNKNOWN_STATE(part=f"{kind} ({to.version})", state=str(new)[:80])
    for kind, given in facts.items():
        if kind not in to.lifecycles:
            yield UNKNOWN_LIFECYCLE(case_type=to.name, kind=str(kind))
            continue
        there, here = to.lifecycles[kind].facts, before.lifecycles.get(kind)
        new = attrs.fields_dict(there).keys() - (attrs.fields_dict(here.facts).keys() if here is not None else set())
        for name, value in given.items():
            if name not in new:
                yield UNKNOWN_FACT(part=f"{kind} ({to.version})", fact=str(name))
            else:
                yield from value_problems(there, name, value, f"{kind}.{name}")


def misfits(case: Case, to: CaseType, mapping: Mapping[str, Mapping[str, str]], facts: Mapping[str, Mapping[str, Any]]) -> Iterator[Phrase]:
    """Everything of a case that does not fit into another version of its case type."""
    if to.root.name != case.type.root.name:
        yield ROOT_DOES_NOT_MOVE(here=case.type.root.label, there=to.root.label)
    if case.profile.name not in {profile.name for profile in to.profiles}:
        yield PROFILE_DOES_NOT_MOVE(profile=case.profile.label, version=to.version)
    for lifecycle in to.parts:
        count = live(case, lifecycle) if lifecycle.name in case.type.lifecycles else 0
        if lifecycle.at_most is not None and count > lifecycle.at_most:
            yield TOO_MANY_MOVE(kind=lifecycle.label, count=count, most=lifecycle.at_most)
    for part in chain([case.root], case.parts.values()):
        yield from _part_misfits(case, part, to, mapping, facts)


def _part_misfits(case: Case, part: Part[Any], to: CaseType, mapping: Mapping[str, Mapping[str, str]], facts: Any) -> Iterator[Phrase]:
    name = part.lifecycle.named(part.number)
    lifecycle = to.lifecycles.get(part.lifecycle.name)
    yield from (UNKNOWN_EVENT_DOES_NOT_MOVE(part=name, event=event) for event in case.memory.foreign.get(part.address, ()))
    if lifecycle is None:
        if part.number:
            yield KIND_DOES_NOT_MOVE(part=name, version=to.version)
        return
    if lifecycle.personal != part.lifecycle.personal:
        yield PERSONAL_DOES_NOT_MOVE(part=name)
    target = _target(part, mapping)
    if target not in lifecycle.states and target not in ERASED_STATES:
        yield STATE_DOES_NOT_MOVE(part=name, state=part.lifecycle.state_of(part.state).label, version=to.version)
    if not isinstance(part.facts, Erased):
        _, failed = _facts(part, lifecycle, facts.get(lifecycle.name, {}))
        yield from (FACT_DOES_NOT_MOVE(part=name, fact=fact_label(lifecycle.facts, fact), cause=cause) for fact, cause in failed.items())
