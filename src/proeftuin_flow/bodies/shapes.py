"""
Shapes: a class, read once.  Checking a value, listing what is missing, and drawing up a form all look at its shape.
"""

from __future__ import annotations

import types
from collections.abc import Mapping, Set
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any, Final, Union, get_args, get_origin, get_type_hints

import attrs
from attrs import frozen

from .._memo import memo
from ..labels import Label
from ..privacy import SUBJECT, DataClass, PartOf, Redacted
from .kinds import Kind, Limit, MustSay

__all__ = ["ORIGINS", "SIMPLE", "WORDS", "Field", "Shape", "Unfit", "is_erasable", "missing", "read_shape", "shape_of", "without_redacted"]


class Unfit(Exception):
    """A type that cannot stand in a log, and where it is."""

    def __init__(self, path: str, what: str) -> None:
        self.path, self.what = path, what
        super().__init__(path, what)


@frozen(eq=False)
class Field:
    """One field of a class: its shape, whether it must be given, and its data class if it has one."""

    name: str
    shape: Shape
    required: bool
    data_class: DataClass | None
    label: Label | None


@frozen(eq=False)
class Shape:
    """
    What a value must look like.

    `name` is one of: text, integer, boolean, none, date, datetime, enum, list, pair, set, mapping, object.
    `subject` says that the text is the reference of a person, `part_of` that the number is that of a part of this lifecycle.
    """

    name: str
    type: Any
    optional: bool = False
    erasable: bool = False
    kind: Kind | None = None
    limit: Limit | None = None
    filled: bool = False
    subject: bool = False
    part_of: str | None = None
    items: tuple[Shape, ...] = ()
    fields: tuple[Field, ...] = ()


SIMPLE: Final[Mapping[Any, str]] = {str: "text", int: "integer", bool: "boolean", types.NoneType: "none", date: "date", datetime: "datetime"}
ORIGINS: Final[Mapping[Any, str]] = {frozenset: "set", Set: "set", Mapping: "mapping", dict: "mapping"}
WORDS: Final[Mapping[str, str]] = {
    "text": "str", "integer": "int", "boolean": "bool", "none": "None", "date": "date", "datetime": "datetime", "list": "tuple", "pair": "tuple",
    "set": "frozenset", "mapping": "mapping",
}  # fmt: skip


@memo
def shape_of(cls: type) -> Shape:
    """
    The shape of a class.

    Raises:
        Unfit: If something in it has no canonical text.
    """
    return read_shape(cls, "", ())


def missing(cls: type) -> tuple[str, ...]:
    """The names of the fields that must be given."""
    return tuple(each.name for each in shape_of(cls).fields if each.required)


def read_shape(hint: Any, path: str, above: tuple[Any, ...]) -> Shape:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        inner = read_shape(arguments[0], path, above)
        kind = next((mark for mark in arguments[1:] if isinstance(mark, Kind)), inner.kind)
        limit = next((mark for mark in arguments[1:] if isinstance(mark, Limit)), inner.limit)
        filled = inner.filled or any(isinstance(mark, MustSay) for mark in arguments[1:])
        subject = inner.subject or SUBJECT in arguments[1:]
        if subject and inner.name != "text":
            raise Unfit(path, "only a text is the reference of a person")
        part_of = next((mark.kind for mark in arguments[1:] if isinstance(mark, PartOf)), inner.part_of)
        if part_of is not None and inner.name != "integer":
            raise Unfit(path, "only a whole number is the number of a part")
        return attrs.evolve(inner, kind=kind, limit=limit, filled=filled, subject=subject, part_of=part_of)
    if origin in (Union, types.UnionType):
        return _choice(arguments, path, above)
    if hint in SIMPLE:
        return Shape(SIMPLE[hint], hint)
    if isinstance(hint, type) and issubclass(hint, Enum):
        if not all(type(member.value) in (str, int) for member in hint):
            raise Unfit(path, f"the values of {hint.__name__} must be text or whole numbers")
        return Shape("enum", hint)
    if origin is tuple and arguments:
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return Shape("list", hint, items=(read_shape(arguments[0], f"{path}[]", above),))
        return Shape("pair", hint, items=tuple(read_shape(each, f"{path}[{place}]", above) for place, each in enumerate(arguments)))
    if origin in ORIGINS:
        if ORIGINS[origin] == "mapping" and arguments[0] is not str:
            raise Unfit(path, "a mapping must have text keys")
        return Shape(ORIGINS[origin], hint, items=(read_shape(arguments[-1], f"{path}[]", above),))
    if isinstance(hint, type) and attrs.has(hint):
        return _object(hint, path, above)
    raise Unfit(path, f"{getattr(hint, '__name__', hint)} has no canonical text")


def _choice(arguments: tuple[Any, ...], path: str, above: tuple[Any, ...]) -> Shape:
    """`T | None`, `T | Redacted`; other unions cannot be told apart in JSON."""
    rest = [each for each in arguments if each not in (types.NoneType, Redacted)]
    if len(rest) != 1:
        raise Unfit(path, "a union may only be with None")
    inner = read_shape(rest[0], path, above)
    return attrs.evolve(inner, optional=inner.optional or types.NoneType in arguments, erasable=inner.erasable or Redacted in arguments)


def _object(cls: type, path: str, above: tuple[Any, ...]) -> Shape:
    if cls in above:
        raise Unfit(path, f"{cls.__name__} contains itself")
    hints = get_type_hints(cls, include_extras=True)
    fields = []
    for each in attrs.fields(cls):
        hint = hints[each.name]
        marks = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
        shape = read_shape(hint, f"{path}.{each.name}" if path else each.name, (*above, cls))
        data_class = next((mark for mark in marks if isinstance(mark, DataClass)), None)
        fields.append(Field(each.name, shape, each.default is attrs.NOTHING, data_class, each.metadata.get(Label)))
    return Shape("object", cls, fields=tuple(fields))


def is_erasable(hint: Any) -> bool:
    """Whether a type is `T | Redacted`."""
    return get_origin(hint) in (Union, types.UnionType) and Redacted in get_args(hint)


def without_redacted(hint: Any) -> Any:
    """The type `T` of `T | Redacted`."""
    rest = tuple(each for each in get_args(hint) if each != Redacted)
    return Union[rest]  # noqa: UP007  # the members are values here
