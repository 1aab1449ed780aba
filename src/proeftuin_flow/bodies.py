"""
Bodies: what may be kept in a log, and whether a value is that.

The types that have one canonical text are few: text, whole numbers, booleans, None, dates, aware datetimes, enums, tuples, frozensets,
mappings with text keys, and attrs classes of these.  Floats are not among them: an amount is a whole number of cents.

`shape_of` reads a class once; checking a value, listing what is missing, and drawing up a form all look at its shape.
"""

from __future__ import annotations

import re
import types
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Set
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Annotated, Any, Final, TypeAlias, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import attrs
from attrs import frozen

from ._memo import memo
from .labels import Label, Phrase
from .messages import FIELD_CONTACT, FIELD_EMPTY, FIELD_FORBIDDEN, FIELD_LENGTH, FIELD_REDACTED, FIELD_TYPE, FIELD_VALUE
from .privacy import (
    E_MAIL,
    REDACTED,
    SUBJECT,
    TELEPHONE,
    DataClass,
    PartOf,
    Redacted,
    contact_detail,
    forbidden_number,
    suspicious,
)

__all__ = [
    "OIN", "REFERENCE", "RSIN", "EmailAddress", "Field", "Filled", "Kind", "KvK", "Limit", "Line", "Money", "PhoneNumber", "Prose", "Sha256",
    "Shape", "Unfit", "Uri", "body_problems", "kinds_named", "missing", "shape_of", "subjects_of", "value_problems",
]  # fmt: skip

T = TypeVar("T")

LARGEST: Final = 2**53 - 1

# No control characters, a tab neither: nothing shows them as they are.
LINES: Final = r"[^\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f]*"
ONE_LINE: Final = r"[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*"


@frozen
class Kind:
    """A declared kind of text.  Its digits mean something, so the search for a BSN, an e-mail address or a telephone number passes it by."""

    name: str
    label: Label
    pattern: str

    def fits(self, text: str) -> bool:
        """Whether the text is of this kind."""
        return re.fullmatch(self.pattern, text) is not None


@frozen
class Limit:
    """How many characters a text may have, and whether on more than one line.  Free text is searched for a BSN, an e-mail address and a
    telephone number all the same."""

    most: int
    breaks: bool = False

    @property
    def pattern(self) -> str:
        """What every text within it matches, but for its length; JSON Schema reads it too."""
        return LINES if self.breaks else ONE_LINE

    def problems(self, text: str, path: str) -> Iterator[Phrase]:
        """What of the text goes past it."""
        if len(text) > self.most:
            yield FIELD_LENGTH(path=path, most=self.most, length=len(text))
        if not re.fullmatch(self.pattern, text):
            yield FIELD_VALUE(path=path, wanted=PLAIN if self.breaks else PLAIN_LINE)


Sha256: TypeAlias = Annotated[str, Kind("sha256", Label("een SHA-256 in 64 kleine hexadecimale tekens",
                                                       "a SHA-256 in 64 lower-case hexadecimal characters"),
                                        r"[0-9a-f]{64}")]
REFERENCE: Final = Limit(2000)
"""How long the name of a document elsewhere may be."""
Uri: TypeAlias = Annotated[str, Kind("uri", Label("een URI met een schema, zoals urn: of https:", "a URI with a scheme, such as urn: or https:"),
                                     r"[A-Za-z][A-Za-z0-9+.-]*:[^\s]+"), REFERENCE]
OIN: TypeAlias = Annotated[str, Kind("oin", Label("een OIN van 20 cijfers", "an OIN of 20 digits"), r"[0-9]{20}")]
RSIN: TypeAlias = Annotated[str, Kind("rsin", Label("een RSIN van 9 cijfers", "an RSIN of 9 digits"), r"[0-9]{9}")]
KvK: TypeAlias = Annotated[str, Kind("kvk", Label("een KvK-nummer van 8 cijfers", "a KvK number of 8 digits"), r"[0-9]{8}")]
EmailAddress: TypeAlias = Annotated[str, Kind("email", Label("een e-mailadres", "an e-mail address"), E_MAIL.pattern), Limit(254)]
"""The e-mail address of a professional contact; elsewhere than in a field of class C1 it is a `DefinitionError`."""
PhoneNumber: TypeAlias = Annotated[str, Kind("phone", Label("een telefoonnummer zoals 020 123 45 67 of +31 20 123 45 67",
                                                            "a telephone number such as 020 123 45 67 or +31 20 123 45 67"),
                                             TELEPHONE.pattern)]
"""The telephone number of a professional contact; as above."""
CONTACTS: Final = frozenset({"email", "phone"})
"""The kinds that only a professional contact has."""
LINE: Final = Limit(200)
PROSE: Final = Limit(500, breaks=True)
Line: TypeAlias = Annotated[str, LINE]
"""A title, a name, a place: one line of at most 200 characters."""
Prose: TypeAlias = Annotated[str, PROSE]
"""A reason, a summary: at most 500 characters, on as many lines as it needs."""


@frozen
class _Filled:
    """The mark of a text that is not blank, or of a collection that is not empty."""


Filled: TypeAlias = Annotated[T, _Filled()]
"""Something must be said: a text that is not blank, a collection that is not empty.  `Filled[Prose]`, `Filled[tuple[Remedy, ...]]`."""
Money: TypeAlias = int
"""An amount in whole euro cents."""


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
    return _shape(cls, "", ())


def missing(cls: type) -> tuple[str, ...]:
    """The names of the fields that must be given."""
    return tuple(each.name for each in shape_of(cls).fields if each.required)


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
        shape = _shape(hint, field, ())
    except Unfit:
        return [FIELD_VALUE(path=path, wanted=KEEPABLE)]
    _checking(shape)(value, path, found, True)
    return found


# ── references of persons ────────────────────────────────────────────────────────────────────────────────────────────────

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
            finder = finder_of(_shape(hint, name, (cls,)))
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
        return frozenset(kinds(_shape(cls, "", ())))
    except Unfit:
        return frozenset()


# ── reading a type ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _shape(hint: Any, path: str, above: tuple[Any, ...]) -> Shape:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        inner = _shape(arguments[0], path, above)
        kind = next((mark for mark in arguments[1:] if isinstance(mark, Kind)), inner.kind)
        limit = next((mark for mark in arguments[1:] if isinstance(mark, Limit)), inner.limit)
        filled = inner.filled or any(isinstance(mark, _Filled) for mark in arguments[1:])
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
            return Shape("list", hint, items=(_shape(arguments[0], f"{path}[]", above),))
        return Shape("pair", hint, items=tuple(_shape(each, f"{path}[{place}]", above) for place, each in enumerate(arguments)))
    if origin in ORIGINS:
        if ORIGINS[origin] == "mapping" and arguments[0] is not str:
            raise Unfit(path, "a mapping must have text keys")
        return Shape(ORIGINS[origin], hint, items=(_shape(arguments[-1], f"{path}[]", above),))
    if isinstance(hint, type) and attrs.has(hint):
        return _object(hint, path, above)
    raise Unfit(path, f"{getattr(hint, '__name__', hint)} has no canonical text")


def _choice(arguments: tuple[Any, ...], path: str, above: tuple[Any, ...]) -> Shape:
    """`T | None`, `T | Redacted`; other unions cannot be told apart in JSON."""
    rest = [each for each in arguments if each not in (types.NoneType, Redacted)]
    if len(rest) != 1:
        raise Unfit(path, "a union may only be with None")
    inner = _shape(rest[0], path, above)
    return attrs.evolve(inner, optional=inner.optional or types.NoneType in arguments, erasable=inner.erasable or Redacted in arguments)


def _object(cls: type, path: str, above: tuple[Any, ...]) -> Shape:
    if cls in above:
        raise Unfit(path, f"{cls.__name__} contains itself")
    hints = get_type_hints(cls, include_extras=True)
    fields = []
    for each in attrs.fields(cls):
        hint = hints[each.name]
        marks = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
        shape = _shape(hint, f"{path}.{each.name}" if path else each.name, (*above, cls))
        data_class = next((mark for mark in marks if isinstance(mark, DataClass)), None)
        fields.append(Field(each.name, shape, each.default is attrs.NOTHING, data_class, each.metadata.get(Label)))
    return Shape("object", cls, fields=tuple(fields))


# ── checking a value ─────────────────────────────────────────────────────────────────────────────────────────────────────

Checker: TypeAlias = Callable[[Any, str, list[Phrase], bool], None]


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


PROPER: Final = Label("tekst in Unicode NFC zonder losse surrogaten", "text in Unicode NFC without lone surrogates")
PLAIN_LINE: Final = Label("tekst op één regel zonder stuurtekens", "text on one line without control characters")
PLAIN: Final = Label("tekst zonder stuurtekens", "text without control characters")
WITHIN: Final = Label("een geheel getal tussen -2^53 en 2^53", "a whole number between -2^53 and 2^53")
AWARE: Final = Label("een tijdstip met een tijdzone op hele minuten", "a moment with a time zone of whole minutes")
KEEPABLE: Final = Label("van een soort die in een logboek past", "of a type that fits in a log")
SHORT_KEYS: Final = Label("een afbeelding met sleutels van hoogstens 200 tekens in ASCII", "a mapping with keys of at most 200 characters in ASCII")
KEY: Final = re.compile(r"[\x20-\x7e]{0,200}")


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


def is_erasable(hint: Any) -> bool:
    """Whether a type is `T | Redacted`."""
    return get_origin(hint) in (Union, types.UnionType) and Redacted in get_args(hint)


def without_redacted(hint: Any) -> Any:
    """The type `T` of `T | Redacted`."""
    rest = tuple(each for each in get_args(hint) if each != Redacted)
    return Union[rest]  # noqa: UP007  # the members are values here


