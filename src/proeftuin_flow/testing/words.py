"""
Words: the texts and numbers that the rules of a case type look at, and those that are known in a case.

A guard that wants a map and an identity says so in its code, and says again what is missing when it refuses.  Data that is made of such
words goes further than data made by chance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from enum import Enum
from functools import cache
from types import CodeType, FunctionType
from typing import Any, Final

import attrs
from attrs import frozen

from .._unknown import known_facts
from ..bodies import proper_text
from ..case import Case
from ..case_type import CaseType
from ..decisions import Reason
from ..labels import Blocker, PartTitle, Phrase
from ..privacy import contact_detail, forbidden_number

__all__ = ["Words", "inside", "words_of"]

LONGEST: Final = 60
"""A longer text in the code of a rule is a sentence."""
RECENT: Final = 10
"""In so many parts of each kind, the newest, is looked for what is known."""
PLAIN_TEXTS: Final = ("a", "b", "c")
PLAIN_NUMBERS: Final = (1, 0, 2, 3, 10, 1_000, 90_000)


@frozen
class Words:
    """Texts and numbers, those first that matter most."""

    texts: tuple[str, ...]
    numbers: tuple[int, ...]

    def known_in(self, case: Case, reasons: Iterable[Reason] = ()) -> Words:
        """With what blocks somebody now, and what is known in a case, before them."""
        found = [value for reason in reasons for blocker in reason.blockers for value in _said(blocker)]
        recent = [part for lifecycle in case.type.parts for part in [*case.parts.of(lifecycle.name)][-RECENT:]]
        found += [value for part in (case.root, *recent) for value in (*inside(known_facts(part.facts)), *([part.number] if part.number else []))]
        return _sorted_out([*found, *self.texts, *self.numbers])


@cache
def words_of(case_type: CaseType) -> Words:
    """What the guards, roles, reducers and makers of a case type look at, by their code; and some plain words."""
    functions: list[Any] = [guard.function for guard in case_type.guards.values()]
    functions += [role.holds for role in case_type.roles.values()]
    for lifecycle in case_type.lifecycles.values():
        functions += [each for t in lifecycle.transitions for each in (t.make, t.emits.then)]
    seen: set[int] = set()
    found = [value for function in functions for value in _constants(function, seen)]
    near = [number + step for number in found if isinstance(number, int) for step in (0, 1, -1)]
    parameters = [value for profile in case_type.profiles for value in inside(profile.parameters)]
    return _sorted_out([*found, *parameters, *PLAIN_TEXTS, *PLAIN_NUMBERS, *near])


def _sorted_out(found: Iterable[Any]) -> Words:
    texts = [each for each in found if isinstance(each, str) and 0 < len(each) <= LONGEST and _allowed(each)]
    numbers = [each for each in found if isinstance(each, int)]
    return Words(tuple(dict.fromkeys(texts)), tuple(dict.fromkeys(numbers)))


def _allowed(text: str) -> bool:
    return text.isprintable() and proper_text(text) and not forbidden_number(text) and not contact_detail(text)


def _said(blocker: Blocker) -> Iterator[Any]:
    """What a blocker names."""
    if isinstance(blocker, str):
        yield blocker
    elif isinstance(blocker, PartTitle):
        yield blocker.number
    elif isinstance(blocker, Phrase):
        for _, value in blocker.values:
            yield from inside(value)


def inside(value: Any) -> Iterator[Any]:
    """The texts and whole numbers in a value, those in a set in one order everywhere."""
    if isinstance(value, Enum | bool):
        return
    if isinstance(value, str | int):
        yield value
    elif isinstance(value, Mapping):
        yield from (each for pair in value.items() for item in pair for each in inside(item))
    elif isinstance(value, Set):
        yield from (each for item in sorted(value, key=repr) for each in inside(item))
    elif isinstance(value, tuple | list):
        yield from (each for item in value for each in inside(item))
    elif attrs.has(type(value)):
        yield from (each for field in attrs.fields(type(value)) for each in inside(getattr(value, field.name)))


def _constants(function: Callable[..., Any] | None, seen: set[int]) -> Iterator[Any]:
    """What a function looks at: the constants in its code, in what it closes over, and in the functions beside it that it calls."""
    if not isinstance(function, FunctionType) or id(function) in seen:
        return
    seen.add(id(function))
    code = function.__code__
    yield from (value for value in _in_code(code) if value != function.__doc__)
    closed_over = [cell.cell_contents for cell in function.__closure__ or ()]
    named = [function.__globals__[name] for name in _names(code) if name in function.__globals__]
    beside = [value for value in named if getattr(value, "__module__", function.__module__) == function.__module__]  # not what it imports
    for value in (*closed_over, *beside):
        if isinstance(value, FunctionType):
            yield from _constants(value, seen)
        elif isinstance(value, str | int | Set | tuple | Mapping):
            yield from inside(value)


def _in_code(code: CodeType) -> Iterator[Any]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _in_code(constant)
        else:
            yield from inside(constant)


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)
