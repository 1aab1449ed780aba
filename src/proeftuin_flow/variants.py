"""
Variants: a case type made from another one, stricter or looser within its bounds, with arrows more or fewer.

What was fixed stays fixed: a variant that drops a fixed guard from an arrow does not hold together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from attrs import evolve

from .case_type import CaseType, Profile
from .errors import DefinitionError
from .guards import Severity, Trigger
from .lifecycle import Lifecycle, State, Transition

__all__ = ["Addition", "Omission", "variant"]

Omission: TypeAlias = tuple[Lifecycle[Any], State, Trigger | State]
"""An arrow to leave out: its lifecycle, where it starts, and its trigger; for an automatic one, where it leads."""

Addition: TypeAlias = tuple[Lifecycle[Any], Transition[Any]]


def variant(
    base: CaseType, name: str, *, version: int, nl: str | None = None, en: str | None = None, severities: Mapping[str, Severity] | None = None,
    parameters: Mapping[str, Any] | None = None, without: Sequence[Omission] = (), add: Sequence[Addition] = (),
) -> CaseType:  # fmt: skip
    """
    A case type that differs from `base` in what is named.  Severities and parameters hold in every profile.

    Raises:
        DefinitionError: If what is named does not exist, a fixed guard is lost, or the result does not hold together.
    """
    problems = [*_unknown(base, severities or {}, parameters or {}, without, add)]
    changed = {lifecycle.name: _changed(lifecycle, without, add) for lifecycle in base.lifecycles.values()}
    problems += _lost(base, changed, severities or {})
    if problems:
        raise DefinitionError(name, version, problems)
    return evolve(
        base, name=name, version=version, nl=nl or base.nl, en=en or base.en,
        root=changed[base.root.name], parts=[changed[lifecycle.name] for lifecycle in base.parts],
        profiles=[_stricter(profile, severities or {}, parameters or {}) for profile in base.profiles],
    )  # fmt: skip


def _stricter(profile: Profile, severities: Mapping[str, Severity], parameters: Mapping[str, Any]) -> Profile:
    return evolve(profile, severities={**profile.severities, **severities}, parameters={**profile.parameters, **parameters})


def _changed(lifecycle: Lifecycle[Any], without: Iterable[Omission], add: Iterable[Addition]) -> Lifecycle[Any]:
    kept = [t for t in lifecycle.transitions if not any(_is(t, lifecycle, omission) for omission in without)]
    added = [transition for of, transition in add if of is lifecycle]
    if len(kept) == len(lifecycle.transitions) and not added:
        return lifecycle
    return evolve(lifecycle, transitions=[*kept, *added])


def _is(t: Transition[Any], lifecycle: Lifecycle[Any], omission: Omission) -> bool:
    of, source, which = omission
    if of is not lifecycle or t.source != source:
        return False
    return t.trigger == which if isinstance(which, Trigger) else t.trigger is None and t.target == which


def _unknown(
    base: CaseType, severities: Mapping[str, Severity], parameters: Mapping[str, Any], without: Iterable[Omission], add: Iterable[Addition]
) -> Iterator[str]:
    lifecycles = base.lifecycles.values()
    yield from (f"there is no guard {code!r} in {base.name!r}" for code in severities if code not in base.guards)
    yield from (f"there is no parameter {name!r} in {base.name!r}" for name in parameters if name not in base.profiles[0].parameters)
    for omission in without:
        of, source, which = omission
        if of not in lifecycles:
            yield f"without: {of.name!r} is no lifecycle of {base.name!r}"
        elif not any(_is(t, of, omission) for t in of.transitions):
            yield f"without: {of.name} has no transition from {source.name!r} by {which.name!r}"
    yield from (f"add: {of.name!r} is no lifecycle of {base.name!r}" for of, _ in add if of not in lifecycles)


def _lost(base: CaseType, changed: Mapping[str, Lifecycle[Any]], severities: Mapping[str, Severity]) -> Iterator[str]:
    """Fixed guards that would no longer be asked where they were, or no longer be fixed."""
    for code, severity in severities.items():
        if code in base.guards and base.guards[code].severity == Severity.FIXED and severity != Severity.FIXED:
            yield f"guard {code!r} is fixed, and cannot be made {severity.name}"
    for lifecycle in base.lifecycles.values():
        for old in lifecycle.transitions:
            fixed = {guard.code for guard in old.guards if guard.severity == Severity.FIXED}
            for new in changed[lifecycle.name].transitions:
                if (new.source, new.trigger) == (old.source, old.trigger) and new not in lifecycle.transitions:
                    for code in sorted(fixed - {guard.code for guard in new.guards}):
                        yield f"{lifecycle.name}: from {old.source.name!r} the fixed guard {code!r} would be lost"
