"""
Unknown facts: what nobody said when a case was taken over.

A part with unknown facts shows them through a view: an object of the same class in which reading an unknown field raises
`NotEstablished`, and whose `attrs.evolve` sets fields without reading the others.  A reducer therefore runs unchanged:
a field that it sets without reading anything unknown becomes known.  If it reads something unknown it runs again over the defaults,
only to see which fields it sets; those are unknown afterwards, because what it would have put there nobody knows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

import attrs

from ._memo import memo
from .errors import NotEstablished
from .labels import Label
from .messages import FACT_UNKNOWN

__all__ = ["fact_label", "known_facts", "set_through", "unknown_fields", "unknown_labels", "with_unknown"]

F = TypeVar("F")


def fact_label(facts: type, name: str) -> Label:
    """What people call a fact: the label that its `fact(…)` gives it, else its bare name."""
    label = getattr(attrs.fields_dict(facts)[name], "metadata", {}).get(Label)
    return label if isinstance(label, Label) else Label(name, name)


def unknown_labels(facts: object) -> tuple[Label, ...]:
    """What people call the fields that nobody knows, in the order of their class."""
    cls, unknown = type(known_facts(facts)), unknown_fields(facts)
    return tuple(fact_label(cls, name) for name in _names(cls) if name in unknown) if unknown else ()


def with_unknown(facts: F, unknown: frozenset[str], part: Label) -> F:
    """The same facts, of which some are unknown; `part` is what people call the part that they are about."""
    if not unknown:
        return facts
    return cast("F", _view_of(type(facts))._showing(facts, unknown, part))


def unknown_fields(facts: object) -> frozenset[str]:
    """The names of the fields that nobody knows."""
    return facts._unknown if isinstance(facts, _View) else frozenset()


def known_facts(facts: F) -> F:
    """The facts themselves, with defaults where nobody knows: to be written, never to be judged by."""
    return cast("F", facts._facts) if isinstance(facts, _View) else facts


def set_through(reducer: Callable[[Any], Any], facts: Any) -> Any:
    """What a reducer makes of facts that may be unknown in part."""
    if not isinstance(facts, _View):
        return reducer(facts)
    try:
        return _merged(facts, reducer(facts), fogged=False)
    except NotEstablished:
        return _merged(facts, reducer(facts._showing(facts._facts, facts._unknown, facts._part, guessing=True)), fogged=True)


def _merged(before: _View, result: Any, *, fogged: bool) -> Any:
    """The facts after a reducer: what it changed is known now, or unknown if it had to guess."""
    if isinstance(result, _Changes):
        changed: Mapping[str, Any] = result.changes
    elif isinstance(result, _View):  # untouched
        changed = {}
    else:  # made anew: every field is set
        changed = {field.name: getattr(result, field.name) for field in attrs.fields(type(result))}
    facts = attrs.evolve(before._facts, **changed)
    unknown = before._unknown | changed.keys() if fogged else before._unknown - changed.keys()
    return with_unknown(facts, frozenset(unknown), before._part)


class _Changes:
    """What `attrs.evolve` of a view gives: only the fields that were set."""

    def __init__(self, changes: Mapping[str, Any]) -> None:
        self.changes = changes


class _View:
    """Mixed into a subclass of the facts class; everything is in the instance dict, so frozen and slotted classes work alike."""

    _facts: Any
    _unknown: frozenset[str]
    _part: Label
    _guessing: bool
    # `attrs.evolve` reads the fields named here before it calls the class; there are none, so it hands over only the changes.
    __attrs_attrs__: tuple[Any, ...] = ()

    def __new__(cls, **changes: Any) -> Any:
        return _Changes(changes)

    @classmethod
    def _showing(cls, facts: Any, unknown: frozenset[str], part: Label, guessing: bool = False) -> Any:
        view = object.__new__(cls)
        for name, value in (("_facts", facts), ("_unknown", unknown), ("_part", part), ("_guessing", guessing)):
            object.__setattr__(view, name, value)
        return view

    def __getattribute__(self, name: str) -> Any:
        if name.startswith("_"):
            return object.__getattribute__(self, name)
        if name in self._unknown and not self._guessing:
            raise NotEstablished(FACT_UNKNOWN(part=self._part, fact=fact_label(type(self._facts), name)))
        if name in _names(type(self._facts)):
            return getattr(self._facts, name)
        return object.__getattribute__(self, name)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _View):
            return NotImplemented
        return (self._facts, self._unknown) == (other._facts, other._unknown)

    def __hash__(self) -> int:
        return hash(self._unknown)

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}=?" if name in self._unknown else f"{name}={getattr(self._facts, name)!r}" for name in _names(type(self._facts)))
        return f"{type(self._facts).__name__}({shown})"


@memo
def _view_of(facts: type) -> Any:
    return type(f"{facts.__name__}View", (_View, facts), {})


@memo
def _names(facts: type) -> tuple[str, ...]:
    return tuple(field.name for field in attrs.fields(facts))
