"""
Words: guards, events, labels and codes, wherever they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, get_origin, get_type_hints

import attrs

from ..bodies import Unfit, has_contact, shape_of, subjects_of
from ..guards import WEIGHT, Guard
from ..labels import CODE, Label
from ..lifecycle import EventType, Lifecycle, Transition
from ..privacy import DataClass, data_classes

__all__ = [
    "RESERVED_GUARDS", "RESERVED_TRIGGERS", "arrow", "body_type_problems", "event_problems", "guard_problems", "hints_of", "is_a", "named_problems",
    "severity_problems", "wish",
]  # fmt: skip

RESERVED_TRIGGERS: Final = frozenset({"take_over", "waive", "void", "change_profile", "migrate", "redact", "destroy"})
RESERVED_EVENTS: Final = frozenset({"taken_over", "waived", "voided", "profile_changed", "migrated", "redacted"})
RESERVED_GUARDS: Final = frozenset({
    "wrong_state", "role", "data_missing", "data_malformed", "cannot_be_established", "unknown_events", "part_limit", "waiver_not_allowed",
    "second_person", "cannot_be_voided", "does_not_fit",
})  # fmt: skip


def guard_problems(guard: Guard[Any]) -> Iterator[str]:
    """What is wrong with a guard by itself."""
    where = f"guard {guard.code!r}"
    yield from coded_problems(where, guard.code)
    yield from guard.label.problems(where)
    if guard.advice is not None:
        yield from guard.advice.problems(f"{where}: advice")
    if guard.code in RESERVED_GUARDS:
        yield f"{where}: this word is reserved"
    yield from severity_problems(where, guard.severity)


def severity_problems(where: str, severity: Any) -> Iterator[str]:
    """What is wrong with a severity; `where` says whose."""
    if severity.name not in WEIGHT:
        yield f"{where}: there is no severity {severity.name!r}"
    if severity.name == "waivable" and not severity.by:
        yield f"{where}: waivable by nobody; name a role"


def event_problems(kind: EventType[Any, Any], lifecycle: Lifecycle[Any]) -> Iterator[str]:
    """What is wrong with a type of event in its lifecycle."""
    where = f"event {kind.name!r}"
    yield from named_problems(where, kind)
    if kind.name in RESERVED_EVENTS:
        yield f"{where}: this word is reserved"
    if kind.body is not None:
        yield from body_type_problems(kind.body, where, needs_class=True)
    lifted = sorted(kind.upcasters)
    if lifted and lifted != [*range(max(lifted[0], 1), kind.schema)]:
        given = ", ".join(map(str, lifted))
        yield f"{where}: its upcasters lift schema {given}; give one for each from the oldest to {kind.schema - 1}, as it has schema {kind.schema}"
    if kind.then is not None:
        parameters = kind.then.__code__.co_varnames[: kind.then.__code__.co_argcount]
        hints = hints_of(kind.then)
        facts = hints.get(parameters[0]) if parameters else None
        if isinstance(facts, type) and not is_a(lifecycle.facts, facts):
            yield f"{lifecycle.name}: {where}: its reducer is over the facts {facts.__name__}, not {lifecycle.facts.__name__}"
        body = hints.get(parameters[1]) if len(parameters) > 1 else None
        if kind.body is not None and isinstance(body, type) and not is_a(kind.body, body):
            yield f"{where}: its reducer takes {body.__name__}, and the body is {kind.body.__name__}"


def body_type_problems(body: Any, where: str, *, needs_class: bool) -> Iterator[str]:
    """What keeps a class from being a body, or the data of a command."""
    if not (isinstance(body, type) and attrs.has(body)):
        yield f"{where}: {getattr(body, '__name__', body)!r} is no attrs class"
        return
    try:
        shape = shape_of(body)
    except Unfit as unfit:
        yield f"{where}: field {unfit.path!r}: {unfit.what}"
    else:
        yield from (
            f"{where}: field {field.name!r} holds an e-mail address or telephone number, which only a field of class C1 may"
            for field in shape.fields if field.data_class in (DataClass.C0, DataClass.C2) and has_contact(field.shape)
        )  # fmt: skip
    if needs_class:
        yield from (f"{where}: field {name!r} has no data class" for name, mark in data_classes(body).items() if mark is None)
        yield from subject_problems(body, where)


def subject_problems(cls: type, where: str) -> Iterator[str]:
    """Fields that are said to be about nobody, and name a person."""
    named = subjects_of(cls)
    yield from (
        f"{where}: field {name!r} is C0, about nobody, and holds the reference of a person"
        for name, mark in data_classes(cls).items() if mark is DataClass.C0 and name in named
    )  # fmt: skip


def named_problems(where: str, named: Any) -> Iterator[str]:
    """What is wrong with the code and the labels of something."""
    yield from coded_problems(where, named.name)
    yield from Label(named.nl, named.en).problems(where)


def coded_problems(where: str, code: Any) -> Iterator[str]:
    # A case type is named by people in URLs and file names too, so it may have hyphens.
    plain = code.replace("-", "_") if where.startswith("case type") and isinstance(code, str) else code
    if not isinstance(plain, str) or not CODE.fullmatch(plain) or len(plain) > 64:
        yield f"{where}: a code is snake_case in a-z, 0-9 and underscore, of at most 64 characters"


def hints_of(function: Any) -> Mapping[str, Any]:
    """The types that a function says it takes."""
    try:
        return get_type_hints(function)
    except NameError:  # an annotation that only a type checker can resolve: then the type checker has judged it
        return {}


def is_a(cls: type, of: Any) -> bool:
    """Whether a class fits where another type is wanted, as far as that can be told."""
    return of in (object, Any) or get_origin(of) is not None or issubclass(cls, of)  # `Any` is a class since Python 3.11


def arrow(t: Transition[Any]) -> str:
    """A transition as the problems name it."""
    return f"{t.source.name} -> {t.target.name} on {wish(t)}"


def wish(t: Transition[Any]) -> str:
    """What sets it off."""
    return repr(t.trigger.name) if t.trigger is not None else "automatic"
