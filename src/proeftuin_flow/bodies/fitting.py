"""
Fitting: whether a value is what its shape says, and everything that is wrong with it.
"""

from __future__ import annotations

import re
import types
import unicodedata
from collections.abc import Callable, Collection, Mapping, Set
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any, Final, TypeAlias, cast, get_type_hints

from .._memo import memo
from ..labels import Label, Phrase
from ..messages import FIELD_CONTACT, FIELD_EMPTY, FIELD_FORBIDDEN, FIELD_REDACTED, FIELD_TYPE, FIELD_VALUE
from ..privacy import REDACTED, contact_detail, forbidden_number, suspicious
from .shapes import WORDS, Shape, Unfit, read_shape, shape_of

__all__ = ["LARGEST", "aware", "body_problems", "proper_text", "value_problems"]

LARGEST: Final = 2**53 - 1

PROPER: Final = Label("tekst in Unicode NFC zonder losse surrogaten", "text in Unicode NFC without lone surrogates")
WITHIN: Final = Label("een geheel getal tussen -2^53 en 2^53", "a whole number between -2^53 and 2^53")
AWARE: Final = Label("een tijdstip met een tijdzone op hele minuten", "a moment with a time zone of whole minutes")
KEEPABLE: Final = Label("van een soort die in een logboek past", "of a type that fits in a log")
SHORT_KEYS: Final = Label("een afbeelding met sleutels van hoogstens 200 tekens in ASCII", "a mapping with keys of at most 200 characters in ASCII")
KEY: Final = re.compile(r"[\x20-\x7e]{0,200}")

Checker: TypeAlias = Callable[[Any, str, list[Phrase], bool], None]


def body_problems(body: object, *, erasure: bool = False) -> list[Phrase]:
    """
    What is wrong with an instance of an attrs class: wrong types, text that is not NFC, numbers that are too large or forbidden.

    `REDACTED` is a problem too, unless `erasure` says that it may have been erased.
    """
    found: list[Phrase] = []
    _checker(body.__class__)(body, "", found, erasure)
    return found


def value_problems(cls: type, field: str, value: object, path: str) -> list[Phrase]:
    """What is wrong with a value for one field of a class of facts."""
    found: list[Phrase] = []
    hint = get_type_hints(cls, include_extras=True)[field]
    try:
        shape = read_shape(hint, field, ())
    except Unfit:
        return [FIELD_VALUE(path=path, wanted=KEEPABLE)]
    _checking(shape)(value, path, found, True)
    return found


@memo
def _checker(cls: type) -> Checker:
    return _checking(shape_of(cls))


def _checking(shape: Shape) -> Checker:
    """A function that checks values of this shape; made once, because it runs for every command that has data."""
    check = _CHECKERS[shape.name](shape)
    if shape.filled:
        check = _saying_something(check)
    if not (shape.optional or shape.erasable):
        return check

    def checked(value: Any, path: str, found: list[Phrase], erasure: bool) -> None:
        if value is None and shape.optional:
            return
        if value is REDACTED and shape.erasable:
            if not erasure:
                found.append(FIELD_REDACTED(path=path))
            return
        check(value, path, found, erasure)

    return checked


def _saying_something(check: Checker) -> Checker:
    def checked(value: Any, path: str, found: list[Phrase], erasure: bool) -> None:
        if isinstance(value, str | tuple | Set | Mapping) and not (value.strip() if isinstance(value, str) else value):
            found.append(FIELD_EMPTY(path=path))
        else:
            check(value, path, found, erasure)

    return checked


def _misfit(shape: Shape, value: object, path: str) -> Phrase:
    wanted = WORDS.get(shape.name) or shape.type.__name__
    return FIELD_TYPE(path=path or "data", wanted=wanted, got="REDACTED" if value is REDACTED else type(value).__name__)


def _text(shape: Shape) -> Checker:
    kind, limit = shape.kind, shape.limit

    def check(value: Any, path: str, found: list[Phrase], erasure: bool) -> None:
        if not isinstance(value, str) or isinstance(value, Enum):
            found.append(_misfit(shape, value, path))
        elif not proper_text(value):
            found.append(FIELD_VALUE(path=path, wanted=PROPER))
        else:
            if limit is not None:
                found += limit.problems(value, path)
            if kind is None:
                if suspicious(value):
                    if forbidden_number(value):
                        found.append(FIELD_FORBIDDEN(path=path))
                    if contact_detail(value):
                        found.append(FIELD_CONTACT(path=path))
            elif not kind.fits(value):
                found.append(FIELD_VALUE(path=path, wanted=kind.label))

    return check


def proper_text(text: str) -> bool:
    """Whether it is NFC and has no lone surrogates: such text is the same bytes for everybody."""
    if text.isascii():
        return True
    return unicodedata.is_normalized("NFC", text) and not any("\ud800" <= character <= "\udfff" for character in text)


def aware(moment: datetime) -> bool:
    """Whether it has a time zone, at a whole number of minutes from UTC."""
    offset = moment.utcoffset()
    return offset is not None and offset % timedelta(minutes=1) == timedelta(0)


def _instance(*classes: type) -> Callable[[Shape], Checker]:
    def checking(shape: Shape) -> Checker:
        def check(value: Any, path: str, found: list[Phrase], erasure: bool) -> None:
            # Exactly: a bool is no number here, and a datetime no date.
            if type(value) not in classes:
                found.append(_misfit(shape, value, path))
            elif type(value) is int and not -LARGEST <= value <= LARGEST:
                found.append(FIELD_VALUE(path=path, wanted=WITHIN))
            elif type(value) is datetime and not aware(value):
                found.append(FIELD_VALUE(path=path, wanted=AWARE))

        return check

    return checking


def _enum(shape: Shape) -> Checker:
    def check(value: Any, path: str, found: list[Phrase], erasure: bool) -> None:
        if not isinstance(value, shape.type):
            found.append(_misfit(shape, value, path))

    return check


def _many(shape: Shape) -> Checker:
    (item,) = map(_checking, shape.items)
    kind: type = tuple if shape.name == "list" else frozenset

    def check(value: Any, path: str, found: list[Phrase], erasure: bool) -> None:
        if not isinstance(value, kind):
            found.append(_misfit(shape, value, path))
            return
        for place, each in enumerate(cast("Collection[Any]", value)):
            item(each, f"{path}[{place}]", found, erasure)

    return check


def _pair(shape: Shape) -> Checker:
    items = [*map(_checking, shape.items)]

    def check(value: Any, path: str, found: list[Phrase], erasure: bool) -> None:
        if not isinstance(value, tuple) or len(value) != len(items):
            found.append(_misfit(shape, value, path))
            return
        for place, (item, each) in enumerate(zip(items, value, strict=True)):
            item(each, f"{path}[{place}]", found, erasure)

    return check


def _mapping(shape: Shape) -> Checker:
    (item,) = map(_checking, shape.items)

    def check(value: Any, path: str, found: list[Phrase], erasure: bool) -> None:
        if not isinstance(value, Mapping):
            found.append(_misfit(shape, value, path))
            return
        for key, each in value.items():
            if not isinstance(key, str) or not KEY.fullmatch(key):
                found.append(FIELD_VALUE(path=path, wanted=SHORT_KEYS))
            elif forbidden_number(key):
                found.append(FIELD_FORBIDDEN(path=path))
            elif contact_detail(key):
                found.append(FIELD_CONTACT(path=path))
            else:
                item(each, f"{path}[{key!r}]", found, erasure)

    return check


def _attrs(shape: Shape) -> Checker:
    fields = [(each.name, _checking(each.shape)) for each in shape.fields]

    def check(value: Any, path: str, found: list[Phrase], erasure: bool) -> None:
        # Exactly this class: a subclass could bring fields that nobody wrote down.
        if value.__class__ is not shape.type:
            found.append(_misfit(shape, value, path))
            return
        inside = f"{path}." if path else ""
        for name, item in fields:
            item(getattr(value, name), inside + name, found, erasure)

    return check


_CHECKERS: Final[Mapping[str, Callable[[Shape], Checker]]] = {
    "text": _text, "integer": _instance(int), "boolean": _instance(bool), "none": _instance(types.NoneType), "date": _instance(date),
    "datetime": _instance(datetime), "enum": _enum, "list": _many, "set": _many, "pair": _pair, "mapping": _mapping, "object": _attrs,
}  # fmt: skip
