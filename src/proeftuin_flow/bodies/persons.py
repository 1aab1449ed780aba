"""
Persons: where a body may name somebody, found from its shape.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias, get_type_hints

from .._memo import memo
from ..privacy import REDACTED
from .kinds import CONTACTS
from .shapes import Shape, Unfit, read_shape

__all__ = ["Finder", "has_contact", "kinds_named", "subjects_of"]

Finder: TypeAlias = Callable[[Any, set[str]], None]


@memo
def subjects_of(cls: type) -> Mapping[str, Finder]:
    """
    By field in which a class may name persons: what adds their references to a set.  Fields that fit in no log have none.

    The reference of a part that is about a person is its address.
    """
    found: dict[str, Finder] = {}
    for name, hint in get_type_hints(cls, include_extras=True).items():
        try:
            finder = finder_of(read_shape(hint, name, (cls,)))
        except Unfit:
            continue
        if finder is not None:
            found[name] = finder
    return found


def finder_of(shape: Shape) -> Finder | None:
    """What adds the references in a value of this shape to a set; None if there can be none."""
    if shape.subject:
        return lambda value, found: found.add(value) if isinstance(value, str) else None  # not None, nor what was erased
    if shape.part_of is not None:
        return lambda value, found: found.add(f"{shape.part_of}/{value}") if isinstance(value, int) else None
    inner = [*map(finder_of, shape.items), *(finder_of(each.shape) for each in shape.fields)]
    if not any(inner):
        return None
    names = [each.name for each in shape.fields]

    def find(value: Any, found: set[str]) -> None:
        if value is None or value is REDACTED:
            return
        inside = [getattr(value, name) for name in names] or [*(value.values() if shape.name == "mapping" else value)]
        for finder, each in zip(inner if names or shape.name == "pair" else inner * len(inside), inside, strict=True):
            if finder is not None:
                finder(each, found)

    return find


def has_contact(shape: Shape) -> bool:
    """Whether a value of this shape may hold a declared e-mail address or telephone number."""
    if shape.kind is not None and shape.kind.name in CONTACTS:
        return True
    return any(map(has_contact, (*shape.items, *(field.shape for field in shape.fields))))


def kinds_named(cls: Any) -> frozenset[str]:
    """The names of the lifecycles whose parts a class names by number; none if it fits in no log."""

    def kinds(shape: Shape) -> Iterator[str]:
        if shape.part_of is not None:
            yield shape.part_of
        for each in (*shape.items, *(field.shape for field in shape.fields)):
            yield from kinds(each)

    try:
        return frozenset(kinds(read_shape(cls, "", ())))
    except Unfit:
        return frozenset()
