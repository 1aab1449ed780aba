"""
Structure: a case type as plain data, its fingerprint, and what differs between two.

The structure holds everything that could change a decision and nothing else.  Guards and reducers count by code and version: what their
functions say is not in it, and neither is any label.  `texts_of` has the labels, so that a store can keep what people read at the time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from attrs import frozen

from .bodies import Shape, shape_of
from .guards import Guard, Named, Severity
from .labels import Label
from .lifecycle import EventType, Lifecycle, Transition

if TYPE_CHECKING:
    from .case_type import CaseType, Destroyable

__all__ = ["Difference", "diff", "fingerprint_of", "structure_of", "texts_of"]


def structure_of(case_type: CaseType) -> dict[str, Any]:
    """Everything that could change a decision, in JSON types."""
    lifecycles = case_type.lifecycles.values()
    return {
        "name": case_type.name,
        "version": case_type.version,
        "zone": case_type.zone,
        "root": case_type.root.name,
        "lifecycles": {lifecycle.name: _lifecycle(lifecycle, case_type) for lifecycle in lifecycles},
        "guards": {guard.code: _guard(guard) for guard in case_type.guards.values()},
        "profiles": {
            profile.name: {
                "severities": {guard: _severity(severity) for guard, severity in profile.severities.items()},
                "parameters": dict(profile.parameters),
            }
            for profile in case_type.profiles
        },
        "acts": {act.name: sorted(role.name for role in roles) for act, roles in case_type.acts.items()},
        **({} if case_type.destroyable is None else {"destroyable": _destroyable(case_type.destroyable)}),
    }


def fingerprint_of(structure: Mapping[str, Any]) -> str:
    """The SHA-256 of a structure."""
    from .canonical import canonical, digest  # loads OpenSSL, which a definition alone does not need

    return digest(b"pf1:definition", canonical(structure))


def texts_of(case_type: CaseType) -> dict[str, Any]:
    """Every label of a case type, by kind and code."""
    lifecycles = case_type.lifecycles
    return {
        "case_type": _label(case_type),
        "lifecycles": {name: _label(lifecycle) for name, lifecycle in lifecycles.items()},
        "states": {name: {state.name: _label(state) for state in lifecycle.states.values()} for name, lifecycle in lifecycles.items()},
        "triggers": {name: _label(trigger) for lifecycle in lifecycles.values() for name, trigger in lifecycle.triggers.items()},
        "events": {name: {kind.name: _label(kind) for kind in lifecycle.events.values()} for name, lifecycle in lifecycles.items()},
        "guards": {code: {"nl": guard.label.nl, "en": guard.label.en, "basis": guard.basis} for code, guard in case_type.guards.items()},
        "roles": {name: _label(role) for name, role in case_type.roles.items()},
        "profiles": {profile.name: _label(profile) for profile in case_type.profiles},
        "purposes": _purposes(case_type),
    }


def _purposes(case_type: CaseType) -> dict[str, Any]:
    """What for it keeps what is about persons, and each lifecycle that says it itself."""

    def said(purpose: Label | None) -> dict[str, str] | None:
        return None if purpose is None else {"nl": purpose.nl, "en": purpose.en}

    return {
        "case_type": said(case_type.purpose),
        "lifecycles": {name: said(lifecycle.purpose) for name, lifecycle in case_type.lifecycles.items() if lifecycle.purpose is not None},
    }


@frozen
class Difference:
    """What differs between two case types: a line for each thing, in a fixed order.  Falsy if there is nothing."""

    lines: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.lines)

    def __str__(self) -> str:
        return "\n".join(self.lines) or "no difference"


def diff(old: CaseType | Mapping[str, Any], new: CaseType | Mapping[str, Any]) -> Difference:
    """
    What changed from one case type to another; each may also be a structure that a store kept.

    Labels do not count: they change no decision.
    """
    before: Mapping[str, Any] = old if isinstance(old, Mapping) else old.structure
    after: Mapping[str, Any] = new if isinstance(new, Mapping) else new.structure
    return Difference(tuple(_differences("", before, after)))


def _differences(path: str, old: Any, new: Any) -> Iterator[str]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in dict.fromkeys((*old, *new)):
            yield from _differences(f"{path} {name}".strip(), old.get(name, ABSENT), new.get(name, ABSENT))
    elif isinstance(old, list) and isinstance(new, list) and (_transitions(old) or _transitions(new)):
        yield from _differences(path, {_arrow(each): each for each in old}, {_arrow(each): each for each in new})
        if [*map(_arrow, old)] != [*map(_arrow, new)] and {*map(_arrow, old)} == {*map(_arrow, new)}:
            yield f"~ {path}: in another order"
    elif old is ABSENT:
        yield f"+ {path}{_short(new)}"
    elif new is ABSENT:
        yield f"- {path}{_short(old)}"
    elif old != new:
        yield f"~ {path}: {old!r} -> {new!r}"


class _Absent:
    def __repr__(self) -> str:
        return "nothing"


ABSENT = _Absent()


def _transitions(items: list[Any]) -> bool:
    return any(isinstance(each, Mapping) and "source" in each for each in items)


def _arrow(transition: Mapping[str, Any]) -> str:
    trigger = transition["trigger"] or "by itself"
    return f"{transition['source']} -> {transition['target']} ({trigger}, {transition['emits']})"


def _short(value: Any) -> str:
    return "" if isinstance(value, (Mapping, list)) else f": {value!r}"


def _label(named: Named | Lifecycle[Any] | CaseType) -> dict[str, str]:
    return {"nl": named.nl, "en": named.en}


def _destroyable(destroyable: Destroyable) -> dict[str, Any]:
    return {
        "requires": [guard.code for guard in destroyable.requires],
        "confirmed_by": sorted(role.name for role in destroyable.confirmed_by),
    }


def _lifecycle(lifecycle: Lifecycle[Any], case_type: CaseType) -> dict[str, Any]:
    return {
        "at_most": lifecycle.at_most,
        "personal": lifecycle.personal,
        "outlives_root": lifecycle.outlives_root,
        "states": {state.name: {"final": state.final, "settled": state.settled} for state in lifecycle.states.values()},
        "events": {kind.name: _event(kind) for kind in lifecycle.events.values()},
        "transitions": [_transition(transition, case_type) for transition in lifecycle.transitions],
    }


def _transition(t: Transition[Any], case_type: CaseType) -> dict[str, Any]:
    watched = {lifecycle.facts: lifecycle.name for lifecycle in case_type.lifecycles.values()}
    return {
        "source": t.source.name,
        "target": t.target.name,
        "trigger": t.trigger.name if t.trigger else None,
        "emits": t.emits.name,
        "roles": sorted(t.role_names),
        "guards": [guard.code for guard in t.guards],
        "data": _shape(shape_of(t.wants)) if t.wants and t.wants is not t.emits.body else None,
        "makes_body": t.make is not None,
        "decision": t.decision,
        "reopens": t.reopens,
        "opening": [f"{case_type.owner_of[each].name} {each.trigger.name if each.trigger else ''}" for each in t.opening],
        "watches": [watched[facts] for facts in t.watches],
    }


def _event(kind: EventType[Any, Any]) -> dict[str, Any]:
    return {
        "schema": kind.schema,
        "reducer": kind.reducer_version if kind.then else None,
        "body": _shape(shape_of(kind.body)) if kind.body else None,
    }


def _guard(guard: Guard[Any]) -> dict[str, Any]:
    return {
        "version": guard.version,
        "severity": _severity(guard.severity),
        "reads_data": guard.reads_data,
        "asks_who": [trigger.name for trigger in guard.asks_who],
    }


def _severity(severity: Severity) -> dict[str, Any]:
    return {"name": severity.name, "by": sorted(role.name for role in severity.by)}


def _shape(shape: Shape) -> Any:
    kind: dict[str, Any] = {"type": shape.name}
    if shape.optional:
        kind["optional"] = True
    if shape.kind:
        kind["kind"] = shape.kind.name
    if shape.limit:
        kind["limit"] = {"most": shape.limit.most, "breaks": shape.limit.breaks}
    if shape.filled:
        kind["filled"] = True
    if shape.name == "enum":
        kind["values"] = [member.value for member in shape.type]
    if shape.items:
        kind["items"] = [*map(_shape, shape.items)]
    if shape.fields:
        kind["fields"] = {
            each.name: {
                **_shape(each.shape),
                **({"class": each.data_class.name} if each.data_class else {}),
                **({"required": True} if each.required else {}),
            }
            for each in shape.fields
        }
    return kind
