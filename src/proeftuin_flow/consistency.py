"""
Consistency: everything about a case type that does not hold together, said at once.

Each check is a small generator of sentences over the definition as it was written; none stops the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import attrs

from .bodies import Unfit, shape_of
from .guards import WEIGHT, Guard
from .labels import CODE, Label
from .lifecycle import NEW, EventType, Lifecycle, State, Transition
from .privacy import data_classes

if TYPE_CHECKING:
    from .case_type import CaseType

__all__ = ["problems_of"]

RESERVED_TRIGGERS: Final = frozenset({"take_over", "waive", "void", "change_profile", "migrate", "redact", "destroy"})
RESERVED_EVENTS: Final = frozenset({"taken_over", "waived", "voided", "profile_changed", "migrated", "redacted"})
RESERVED_GUARDS: Final = frozenset({
    "wrong_state", "role", "data_missing", "data_malformed", "cannot_be_established", "unknown_events", "part_limit", "waiver_not_allowed",
})  # fmt: skip


def problems_of(case_type: CaseType) -> Iterator[str]:
    """Everything that does not hold together, a sentence each, without repeating any."""
    yield from dict.fromkeys(_all_problems(case_type))


def _all_problems(case_type: CaseType) -> Iterator[str]:
    yield from _case_type(case_type)
    lifecycles = (case_type.root, *case_type.parts)
    for lifecycle in lifecycles:
        for problem in _lifecycle(lifecycle):
            yield f"{lifecycle.name}: {problem}"
        for transition in lifecycle.transitions:
            for problem in _transition(transition, lifecycle, case_type):
                yield f"{lifecycle.name}: {problem}"
        for kind in {id(t.emits): t.emits for t in lifecycle.transitions}.values():
            yield from _event(kind, lifecycle)
    for guard in {id(g): g for lifecycle in lifecycles for t in lifecycle.transitions for g in t.guards}.values():
        yield from _guard(guard)
    yield from _one_meaning(case_type)
    yield from _profiles(case_type)


# ── the whole ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _case_type(case_type: CaseType) -> Iterator[str]:
    yield from _named(f"case type {case_type.name!r}", case_type)
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
            yield from _named(f"role {role.name!r}", role)
    if case_type.root.personal:
        yield f"{case_type.root.name}: the root cannot be personal: what became of the case must stay known"
    if case_type.root.at_most is not None:
        yield f"{case_type.root.name}: the root is one; at_most= is for parts"


def _one_meaning(case_type: CaseType) -> Iterator[str]:
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


def _profiles(case_type: CaseType) -> Iterator[str]:
    guards = {guard.code: guard for lifecycle in (case_type.root, *case_type.parts) for t in lifecycle.transitions for guard in t.guards}
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
        yield from _named(where, profile)
        for code, severity in profile.severities.items():
            guard = guards.get(code)
            if guard is None:
                yield f"{where}: there is no guard {code!r}"
            elif guard.severity.name == "fixed" and severity.name != "fixed":
                yield f"{where}: guard {code!r} is fixed, and cannot be made {severity.name}"
            yield from (f"{where}: there is no role {role.name!r}" for role in severity.by if role.name not in roles)
            yield from _severity(f"{where}: guard {code!r}", severity)
        yield from (f"{where}: there is no parameter {name!r} in {first.name!r}" for name in profile.parameters if name not in first.parameters)
        yield from (f"{where}: parameter {name!r} is missing" for name in first.parameters if name not in profile.parameters)
        for name, value in profile.parameters.items():
            if not (isinstance(value, (str, bool)) or value is None or (type(value) is int and abs(value) < 2**53)):
                yield f"{where}: parameter {name!r} must be text, a whole number, a boolean or None, not {type(value).__name__}"


# ── one lifecycle ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _lifecycle(lifecycle: Lifecycle[Any]) -> Iterator[str]:
    yield from _named(f"lifecycle {lifecycle.name!r}", lifecycle)
    if lifecycle.at_most is not None and lifecycle.at_most < 1:
        yield f"at_most is {lifecycle.at_most}; it must be 1 or more"
    for state in _states(lifecycle):
        yield from _named(f"state {state.name!r}", state)
        if state.final and not state.settled:
            yield f"state {state.name!r} is final, so it is settled too"
    for name, count in Counter(state.name for state in _states(lifecycle)).items():
        if count > 1:
            yield f"{count} different states are called {name!r}"
        if name == NEW.name:
            yield f"state {name!r}: this word is reserved"
    if not any(t.source == NEW for t in lifecycle.transitions):
        yield "nothing opens it: there is no transition from NEW"
    yield from _reach(lifecycle)
    yield from _apart(lifecycle)
    yield from _cycles(lifecycle)
    yield from _one_data_class(lifecycle)
    yield from _facts(lifecycle)


def _states(lifecycle: Lifecycle[Any]) -> list[State]:
    return [*dict.fromkeys(state for t in lifecycle.transitions for state in (t.source, t.target) if state != NEW)]


def _reach(lifecycle: Lifecycle[Any]) -> Iterator[str]:
    ahead: dict[str, list[str]] = {}
    for t in lifecycle.transitions:
        ahead.setdefault(t.source.name, []).append(t.target.name)
    reached, frontier = {NEW.name}, [NEW.name]
    while frontier:
        for name in ahead.get(frontier.pop(), ()):
            if name not in reached:
                reached.add(name)
                frontier.append(name)
    for state in _states(lifecycle):
        if state.name not in reached:
            yield f"state {state.name!r} cannot be reached"
        if not state.final and all(name == state.name for name in ahead.get(state.name, ())):
            yield f"state {state.name!r} is a dead end, and is not final"
    for t in lifecycle.transitions:
        if t.target == NEW:
            yield f"{_arrow(t)}: nothing goes back to NEW"
        if t.source.final and t.target != t.source and not t.reopens:
            yield f"final state {t.source.name!r} has a way out: {_wish(t)} (mark it reopens=True if it is meant)"
        if t.reopens and not t.source.final:
            yield f"{_arrow(t)} is marked reopens=True, but {t.source.name!r} is not final"


def _apart(lifecycle: Lifecycle[Any]) -> Iterator[str]:
    """Two transitions that nothing tells apart: the second can never be taken."""
    groups: dict[tuple[str, str | None], list[Transition[Any]]] = {}
    for t in lifecycle.transitions:
        groups.setdefault((t.source.name, t.trigger.name if t.trigger else None), []).append(t)
    for group in groups.values():
        for first, second in combinations(group, 2):
            same_guards = {guard.code for guard in first.guards} <= {guard.code for guard in second.guards}
            if same_guards and first.role_names >= second.role_names and not any(role.holds for role in first.roles):
                yield f"nothing tells {_arrow(first)} and {_arrow(second)} apart: the second can never be taken"


def _cycles(lifecycle: Lifecycle[Any]) -> Iterator[str]:
    ahead: dict[str, set[str]] = {}
    for t in lifecycle.transitions:
        if t.trigger is None:
            ahead.setdefault(t.source.name, set()).add(t.target.name)
    for start in ahead:
        seen: set[str] = set()
        frontier = [start]
        while frontier:
            for name in ahead.get(frontier.pop(), set()) - seen:
                seen.add(name)
                frontier.append(name)
        if start in seen:
            yield f"automatic transitions go round through state {start!r}"


def _one_data_class(lifecycle: Lifecycle[Any]) -> Iterator[str]:
    wanted: dict[str, dict[type | None, None]] = {}
    for t in lifecycle.transitions:
        if t.trigger is not None:
            wanted.setdefault(t.trigger.name, {})[t.wants] = None
    for name, classes in wanted.items():
        if len(classes) > 1:
            yield f"trigger {name!r} wants several classes of data: {', '.join(cls.__name__ if cls else 'none' for cls in classes)}"
    for name, count in Counter(name for name, _ in {(t.emits.name, id(t.emits)) for t in lifecycle.transitions}).items():
        if count > 1:
            yield f"{count} different events are called {name!r}"


def _facts(lifecycle: Lifecycle[Any]) -> Iterator[str]:
    facts = lifecycle.facts
    if not (isinstance(facts, type) and attrs.has(facts)):
        yield f"its facts {getattr(facts, '__name__', facts)!r} are no attrs class"
        return
    for each in attrs.fields(facts):
        if each.default is attrs.NOTHING:
            yield f"facts {facts.__name__!r}: field {each.name!r} has no default, and of a new part nothing is known"
        if isinstance(label := each.metadata.get(Label), Label):
            yield from label.problems(f"facts {facts.__name__!r}: field {each.name!r}")


# ── one transition ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _transition(t: Transition[Any], lifecycle: Lifecycle[Any], case_type: CaseType) -> Iterator[str]:
    where = _arrow(t)
    if t.trigger is None:
        yield from _automatic(t, where)
    else:
        yield from _named(f"trigger {t.trigger.name!r}", t.trigger)
        if t.watches:
            yield f"{where}: only an automatic transition watches"
    for role in t.roles:
        yield from _named(f"role {role.name!r}", role)
    known = {each.facts for each in (case_type.root, *case_type.parts)}
    yield from (f"{where} watches {facts.__name__}, which are the facts of no lifecycle here" for facts in t.watches if facts not in known)
    for guard in t.guards:
        yield from _fits(guard, t, lifecycle, where)
    if t.emits.body is not None and t.make is None and t.data is not None:
        yield f"{where}: data={t.data.__name__} needs a make= that gives the body {t.emits.body.__name__}"
    if t.make is not None and t.emits.body is None:
        yield f"{where}: make= gives a body, but event {t.emits.name!r} has none"
    if t.make is not None and t.make.__code__.co_argcount > 1 and t.wants is None:
        yield f"{where}: make= takes data; say of which class, with data= or by its annotation"
    if t.wants is not None and t.wants is not t.emits.body:
        yield from _body(t.wants, f"{where}: data {t.wants.__name__}", needs_class=False)
    if t.reopens:
        yield from _reopening(t, where)
    for opened in t.opening:
        yield from _opened(opened, t, where, case_type)


def _automatic(t: Transition[Any], where: str) -> Iterator[str]:
    if t.source == t.target:
        yield f"{where}: an automatic transition must move to another state"
    if t.source == NEW:
        yield f"{where}: an automatic transition cannot open a part"
    if t.source.final:
        yield f"{where}: an automatic transition cannot leave a final state"
    if not t.guards:
        yield f"{where}: an automatic transition needs a guard, or the state before it would never be seen"
    if t.emits.body is not None and t.make is None:
        yield f"{where}: event {t.emits.name!r} has a body, which only make= can give it here"
    yield from (f"{where}: guard {guard.code!r} reads data, and an automatic transition has none" for guard in t.guards if guard.reads_data)


def _reopening(t: Transition[Any], where: str) -> Iterator[str]:
    if not t.roles:
        yield f"{where}: to reopen needs a role"
    wanted = t.wants
    if wanted is None or not attrs.has(wanted) or not any(f.name == "reason" and f.default is attrs.NOTHING for f in attrs.fields(wanted)):
        yield f"{where}: to reopen needs a reason: a required field 'reason' in its data"


def _opened(opened: Transition[Any], t: Transition[Any], where: str, case_type: CaseType) -> Iterator[str]:
    if opened.source != NEW or opened.trigger is None:
        yield f"{where} opens {_arrow(opened)}, which is no opening transition"
    elif not any(opened is each for lifecycle in case_type.parts for each in lifecycle.transitions):
        yield f"{where} opens {_arrow(opened)}, which belongs to no part here"
    if opened.wants is not None:
        yield f"{where} opens {_arrow(opened)}, which wants data of its own"
    if opened.opening:
        yield f"{where} opens {_arrow(opened)}, which opens parts in turn"


def _fits(guard: Guard[Any], t: Transition[Any], lifecycle: Lifecycle[Any], where: str) -> Iterator[str]:
    """Whether a guard looks at the facts and the data that are there."""
    parameters = guard.function.__code__.co_varnames[: guard.function.__code__.co_argcount]
    hints = _hints(guard.function)
    facts = (get_args(hints.get(parameters[0])) or (object,))[0] if parameters else object
    if isinstance(facts, type) and not _is_a(lifecycle.facts, facts):
        yield f"{where}: guard {guard.code!r} is over the facts {facts.__name__}, not {lifecycle.facts.__name__}"
    if guard.reads_data and t.trigger is not None:
        data = hints.get(parameters[1])
        if t.wants is None:
            yield f"{where}: guard {guard.code!r} reads data, and {t.trigger.name!r} has none"
        elif isinstance(data, type) and not _is_a(t.wants, data):
            yield f"{where}: guard {guard.code!r} reads {data.__name__}, and the data is {t.wants.__name__}"


# ── guards, events, labels ───────────────────────────────────────────────────────────────────────────────────────────────


def _guard(guard: Guard[Any]) -> Iterator[str]:
    where = f"guard {guard.code!r}"
    yield from _coded(where, guard.code)
    yield from guard.label.problems(where)
    if guard.advice is not None:
        yield from guard.advice.problems(f"{where}: advice")
    if guard.code in RESERVED_GUARDS:
        yield f"{where}: this word is reserved"
    yield from _severity(where, guard.severity)


def _severity(where: str, severity: Any) -> Iterator[str]:
    if severity.name not in WEIGHT:
        yield f"{where}: there is no severity {severity.name!r}"
    if severity.name == "waivable" and not severity.by:
        yield f"{where}: waivable by nobody; name a role"


def _event(kind: EventType[Any, Any], lifecycle: Lifecycle[Any]) -> Iterator[str]:
    where = f"event {kind.name!r}"
    yield from _named(where, kind)
    if kind.name in RESERVED_EVENTS:
        yield f"{where}: this word is reserved"
    if kind.body is not None:
        yield from _body(kind.body, where, needs_class=True)
    if kind.then is not None:
        parameters = kind.then.__code__.co_varnames[: kind.then.__code__.co_argcount]
        hints = _hints(kind.then)
        facts = hints.get(parameters[0]) if parameters else None
        if isinstance(facts, type) and not _is_a(lifecycle.facts, facts):
            yield f"{lifecycle.name}: {where}: its reducer is over the facts {facts.__name__}, not {lifecycle.facts.__name__}"
        body = hints.get(parameters[1]) if len(parameters) > 1 else None
        if kind.body is not None and isinstance(body, type) and not _is_a(kind.body, body):
            yield f"{where}: its reducer takes {body.__name__}, and the body is {kind.body.__name__}"


def _body(body: Any, where: str, *, needs_class: bool) -> Iterator[str]:
    if not (isinstance(body, type) and attrs.has(body)):
        yield f"{where}: {getattr(body, '__name__', body)!r} is no attrs class"
        return
    try:
        shape_of(body)
    except Unfit as unfit:
        yield f"{where}: field {unfit.path!r}: {unfit.what}"
    if needs_class:
        yield from (f"{where}: field {name!r} has no data class" for name, mark in data_classes(body).items() if mark is None)


def _named(where: str, named: Any) -> Iterator[str]:
    yield from _coded(where, named.name)
    yield from Label(named.nl, named.en).problems(where)


def _coded(where: str, code: Any) -> Iterator[str]:
    # A case type is named by people in URLs and file names too, so it may have hyphens.
    plain = code.replace("-", "_") if where.startswith("case type") and isinstance(code, str) else code
    if not isinstance(plain, str) or not CODE.fullmatch(plain) or len(plain) > 64:
        yield f"{where}: a code is snake_case in a-z, 0-9 and underscore, of at most 64 characters"


def _hints(function: Any) -> Mapping[str, Any]:
    try:
        return get_type_hints(function)
    except NameError:  # an annotation that only a type checker can resolve: then the type checker has judged it
        return {}


def _is_a(cls: type, of: Any) -> bool:
    return of is object or get_origin(of) is not None or issubclass(cls, of)


def _arrow(t: Transition[Any]) -> str:
    return f"{t.source.name} -> {t.target.name} on {_wish(t)}"


def _wish(t: Transition[Any]) -> str:
    return repr(t.trigger.name) if t.trigger is not None else "automatic"


