"""
The whole: names, versions, profiles, and that one code means one thing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..bodies import kinds_named
from .transitions import facts_problems
from .words import RESERVED_TRIGGERS, guard_problems, named_problems, severity_problems

if TYPE_CHECKING:
    from ..case_type import CaseType
    from ..guards import Guard

__all__ = ["case_type_problems", "destruction_problems", "one_meaning", "profile_problems"]


def case_type_problems(case_type: CaseType) -> Iterator[str]:
    """What is wrong with a case type as such."""
    yield from named_problems(f"case type {case_type.name!r}", case_type)
    if type(case_type.version) is not int or case_type.version < 1:
        yield f"its version is {case_type.version!r}; versions are whole numbers from 1"
    try:
        ZoneInfo(case_type.zone)
    except (ZoneInfoNotFoundError, ValueError):
        yield f"there is no time zone {case_type.zone!r}"
    lifecycles = (case_type.root, *case_type.parts)
    for name, count in Counter(lifecycle.name for lifecycle in lifecycles).items():
        if count > 1:
            yield f"{count} lifecycles are called {name!r}"
    for facts, count in Counter(lifecycle.facts for lifecycle in lifecycles).items():
        if count > 1:
            yield f"{count} lifecycles have the facts class {facts.__name__!r}: a guard could not say which it means"
    owners: dict[str, list[str]] = {}
    for lifecycle in lifecycles:
        for name in lifecycle.triggers:
            owners.setdefault(name, []).append(lifecycle.name)
    for name, kinds in owners.items():
        if len(kinds) > 1:
            yield f"trigger {name!r} is in the lifecycles {', '.join(kinds)}: a trigger belongs to one"
        if name in RESERVED_TRIGGERS:
            yield f"trigger {name!r}: this word is reserved"
    for act, roles in case_type.acts.items():
        if act.name not in RESERVED_TRIGGERS:
            yield f"acts: there is no act {act.name!r}"
        for role in roles:
            yield from named_problems(f"role {role.name!r}", role)
    personal = {lifecycle.name for lifecycle in lifecycles if lifecycle.personal}
    for body in dict.fromkeys(t.emits.body for lifecycle in lifecycles for t in lifecycle.transitions if t.emits.body is not None):
        yield from (f"body {body.__name__}: there is no personal lifecycle {kind!r} here" for kind in sorted(kinds_named(body) - personal))
    for name, purpose in ((case_type.name, case_type.purpose), *((lifecycle.name, lifecycle.purpose) for lifecycle in lifecycles)):
        if purpose is not None:
            yield from purpose.problems(f"{name}: its purpose")
    if case_type.root.personal:
        yield f"{case_type.root.name}: the root cannot be personal: what became of the case must stay known"
    if case_type.root.at_most is not None:
        yield f"{case_type.root.name}: the root is one; at_most= is for parts"


def one_meaning(case_type: CaseType) -> Iterator[str]:
    """The same code must not mean two things in one log."""
    known: dict[tuple[str, str], Any] = {}
    for lifecycle in (case_type.root, *case_type.parts):
        for t in lifecycle.transitions:
            things: list[tuple[str, str, Any]] = [("guard", guard.code, guard) for guard in t.guards]
            things += [("role", role.name, role) for role in (*t.roles, *(role for guard in t.guards for role in guard.severity.by))]
            if t.trigger is not None:
                things.append(("trigger", t.trigger.name, t.trigger))
            for what, name, thing in things:
                if known.setdefault((what, name), thing) != thing:
                    yield f"two different {what}s have the code {name!r}"
    for guard in requirements(case_type):
        if known.setdefault(("guard", guard.code), guard) != guard:
            yield f"two different guards have the code {guard.code!r}"


def requirements(case_type: CaseType) -> tuple[Guard[Any], ...]:
    """The guards that are asked when a case is destroyed."""
    return () if case_type.destroyable is None else case_type.destroyable.requires


def destruction_problems(case_type: CaseType) -> Iterator[str]:
    """What is wrong with when a case may be destroyed."""
    if any(act.name == "destroy" and roles for act, roles in case_type.acts.items()) and not requirements(case_type):
        yield "acts: who may destroy a case is said, but not when: name requirements in destroyable=Destroyable([…])"
    for role in () if case_type.destroyable is None else case_type.destroyable.confirmed_by:
        yield from named_problems(f"role {role.name!r}", role)
    for guard in requirements(case_type):
        yield from guard_problems(guard)
        yield from facts_problems(guard, case_type.root, "destroyable")
        if guard.reads_data:
            yield f"destroyable: guard {guard.code!r} reads data, and there is none"


def profile_problems(case_type: CaseType) -> Iterator[str]:
    """What its profiles name that is not there, or loosen that is fixed."""
    guards = {guard.code: guard for lifecycle in (case_type.root, *case_type.parts) for t in lifecycle.transitions for guard in t.guards}
    guards |= {guard.code: guard for guard in requirements(case_type)}
    roles = {role.name for lifecycle in (case_type.root, *case_type.parts) for t in lifecycle.transitions for role in t.roles}
    roles |= {role.name for guard in guards.values() for role in guard.severity.by} | {role.name for by in case_type.acts.values() for role in by}
    if not case_type.profiles:
        yield "it has no profile"
        return
    first = case_type.profiles[0]
    for name, count in Counter(profile.name for profile in case_type.profiles).items():
        if count > 1:
            yield f"{count} profiles are called {name!r}"
    for profile in case_type.profiles:
        where = f"profile {profile.name!r}"
        yield from named_problems(where, profile)
        for code, severity in profile.severities.items():
            guard = guards.get(code)
            if guard is None:
                yield f"{where}: there is no guard {code!r}"
            elif guard.severity.name == "fixed" and severity.name != "fixed":
                yield f"{where}: guard {code!r} is fixed, and cannot be made {severity.name}"
            yield from (f"{where}: there is no role {role.name!r}" for role in severity.by if role.name not in roles)
            yield from severity_problems(f"{where}: guard {code!r}", severity)
        yield from (f"{where}: there is no parameter {name!r} in {first.name!r}" for name in profile.parameters if name not in first.parameters)
        yield from (f"{where}: parameter {name!r} is missing" for name in first.parameters if name not in profile.parameters)
        for name, value in profile.parameters.items():
            if not (isinstance(value, (str, bool)) or value is None or (type(value) is int and abs(value) < 2**53)):
                yield f"{where}: parameter {name!r} must be text, a whole number, a boolean or None, not {type(value).__name__}"
