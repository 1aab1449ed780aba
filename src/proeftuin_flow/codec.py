"""
Codec: bodies to the bytes of a log and back.

Writing goes through `cattrs`, which knows sets, enums and mappings, into canonical JSON.  Reading is `msgspec` straight into the class
wherever it knows all the types, because replay does it a million times.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from operator import itemgetter
from typing import Any, Final, TypeAlias, get_args, get_type_hints

import attrs
import msgspec
from attrs import frozen
from msgspec.structs import astuple

from ._memo import memo
from .bodies import Finder, is_erasable, subjects_of, value_problems, without_redacted
from .canonical import canonical, plain
from .privacy import REDACTED, DataClass, data_classes

__all__ = ["Codec", "Fields", "as_json", "body_of", "codec_of", "converted", "fields_of", "read_facts", "write_facts"]

Fields: TypeAlias = dict[str, Any]


# ── bodies ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


@frozen(eq=False)
class Codec:
    """One class of bodies: what of it is about nobody, what is about somebody, and how it is read."""

    public: tuple[str, ...]
    personal: tuple[str, ...]
    _unstructure: Mapping[str, Callable[[Any], Any]]
    load: Callable[[bytes | None, bytes | None], Any]
    """The body from its two pieces; what is not in them is `REDACTED`.  Raises a ValueError if a piece is not what this class writes."""
    finders: tuple[tuple[str, Finder], ...] = ()
    """The fields that may name persons, and what finds their references; empty for most."""

    def subjects(self, body: Any) -> set[str]:
        """The references of the persons that a body names."""
        found: set[str] = set()
        for name, find in self.finders:
            find(getattr(body, name), found)
        return found

    def write(self, body: Any, names: tuple[str, ...]) -> Fields | None:
        """Some fields of a body in JSON types, None if there are none to keep; what was erased is left out."""
        kept = {name: self._unstructure[name](value) for name in names if (value := getattr(body, name)) is not REDACTED}
        return kept if kept or (names and not self.personal) else None


@memo
def codec_of(body: type) -> Codec:
    """The codec of a class of bodies."""
    from ._cattrs import reading

    marks = data_classes(body)
    public = tuple(name for name, mark in marks.items() if mark is DataClass.C0)
    personal = tuple(name for name, mark in marks.items() if mark is not DataClass.C0)
    hints = get_type_hints(body)
    return Codec(
        public,
        personal,
        {name: reading.get_unstructure_hook(hints[name]) for name in marks},
        _straight(body, public, personal) or _through_cattrs(body),
        tuple(subjects_of(body).items()),
    )


class _Bodied(msgspec.Struct):
    """The part of a piece in which a body stands, whatever it holds."""

    body: Fields = {}


_read_any: Final = msgspec.json.Decoder(_Bodied).decode


def fields_of(piece: bytes | None) -> Fields:
    """The fields of a body that stand in a piece, in JSON types, whatever class they are of."""
    return {} if piece is None else _read_any(piece).body


def body_of(body: type, fields: Fields, *, erased: bool) -> Any:
    """
    A body from its fields in JSON types; what is about somebody and not among them is `REDACTED`, if it was `erased`, else its default.

    Raises:
        ValueError: If the fields are not those of this class.
    """
    structure, gone = _slowly(body)
    try:
        return structure(gone | fields if erased else fields, body)
    except (TypeError, KeyError) as error:
        raise ValueError(f"{body.__name__}: {error}") from None


@memo
def _slowly(body: type) -> tuple[Callable[[Any, Any], Any], Fields]:
    """How `cattrs` makes such a body of its fields, and what stands for those that were erased."""
    from ._cattrs import reading

    return reading.get_structure_hook(body), {name: REDACTED for name, mark in data_classes(body).items() if mark is not DataClass.C0}


def _through_cattrs(body: type) -> Callable[[bytes | None, bytes | None], Any]:
    return lambda data, personal: body_of(body, fields_of(data) | fields_of(personal), erased=True)


def _straight(body: type, public: tuple[str, ...], personal: tuple[str, ...]) -> Callable[[bytes | None, bytes | None], Any] | None:
    """Bytes to body in C, if msgspec knows all of its types and nothing is converted on the way."""
    if any(field.converter is not None or not field.init for field in attrs.fields(body)):
        return None
    try:
        if not personal:
            decode = _decoder("body", [("body", body)])
            return lambda data, _: decode(data).body
        hints = get_type_hints(body, include_extras=True)
        read_public = _decoder("body", [("body", _struct(body, {name: hints[name] for name in public}))])
        read_personal = _decoder("body", [("body", _struct(body, {name: hints[name] for name in personal}))])
    except (TypeError, NotImplementedError):  # a type, or a default, that msgspec does not know
        return None
    erased = (REDACTED,) * len(personal)
    if not public:
        return lambda _, piece: body(*(erased if piece is None else astuple(read_personal(piece).body)))
    found = (*public, *personal)
    in_order = itemgetter(*[found.index(field.name) for field in attrs.fields(body)])

    def load(data: bytes | None, piece: bytes | None) -> Any:
        known = astuple(read_public(data).body) + (erased if piece is None else astuple(read_personal(piece).body))
        return body(*in_order(known))

    return load


def _struct(body: type, hints: Mapping[str, Any]) -> type[msgspec.Struct]:
    """The same fields as a struct; where one may be erased it is absent, and then `REDACTED`."""
    fields: list[Any] = []
    for name, hint in hints.items():
        bare = get_args(hint)[0]
        fields.append((name, without_redacted(bare), REDACTED) if is_erasable(bare) else (name, hint))
    return msgspec.defstruct(body.__name__, fields, kw_only=True)


def _decoder(name: str, fields: list[Any]) -> Callable[[Any], Any]:
    return msgspec.json.Decoder(msgspec.defstruct(name, fields)).decode


def as_json(value: Any) -> bytes:
    """Any value that a command may carry as its data, in canonical JSON: to be compared, not to be read back."""
    from ._cattrs import reading

    return canonical(reading.unstructure(value))


# ── facts at taking over ─────────────────────────────────────────────────────────────────────────────────────────────────


def write_facts(facts: type, known: Mapping[str, Any]) -> tuple[Fields, Fields]:
    """Some facts of a class in JSON types: those marked C0, and the others."""
    from ._cattrs import reading

    hints, marks = get_type_hints(facts), data_classes(facts)
    written = {name: reading.unstructure(value, hints[name]) for name, value in known.items()}
    return (
        {name: value for name, value in written.items() if marks[name] is DataClass.C0},
        {name: value for name, value in written.items() if marks[name] is not DataClass.C0},
    )


def read_facts(facts: type, written: Mapping[str, Any]) -> Fields:
    """The facts that `write_facts` wrote; fields that the class no longer has are left out."""
    from ._cattrs import reading

    hints = get_type_hints(facts)
    return {name: reading.structure(value, hints[name]) for name, value in written.items() if name in hints}


def converted(facts: object, to: type, unknown: Collection[str]) -> tuple[Fields, Mapping[str, str]]:
    """
    The facts that another class has too, but for unknown ones: written as their own class has them, and read as the other one does.

    And by name, in English, why some of them cannot be read there.
    """
    from ._cattrs import reading

    before, hints = get_type_hints(type(facts)), get_type_hints(to)
    marked, marks = get_type_hints(type(facts), include_extras=True), get_type_hints(to, include_extras=True)
    found: Fields = {}
    failed: dict[str, str] = {}
    for name in [name for name in hints if name in before and name not in unknown]:
        value = getattr(facts, name)
        if value is REDACTED:
            if is_erasable(hints[name]):
                found[name] = value
            else:
                failed[name] = "it was erased"
            continue
        try:
            value = reading.structure(plain(canonical(reading.unstructure(value, before[name]))), hints[name])
        except Exception as error:  # whatever a class says of its own values
            failed[name] = f"{type(error).__name__}: {error}"[:80]
            continue
        problems = [] if marked[name] == marks[name] else value_problems(to, name, value, name)
        if problems:
            failed[name] = problems[0].text("en")
        else:
            found[name] = value
    return found, failed
