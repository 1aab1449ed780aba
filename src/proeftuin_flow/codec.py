"""
The one door to `cattrs`: bodies to JSON and back, and what a web form sends to the class that a trigger wants.

Writing goes through `cattrs`, which knows sets, enums and mappings, into canonical JSON.  Reading a log is `msgspec` straight into the
class wherever it knows all the types, because replay does it a million times; input from outside is read by `cattrs`, which can say
the path to whatever does not fit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from datetime import date, datetime
from enum import Enum
from operator import itemgetter
from types import NoneType, UnionType
from typing import Annotated, Any, Final, TypeAlias, Union, get_args, get_origin, get_type_hints

import attrs
import msgspec
from attrs import frozen
from cattrs import Converter, transform_error
from cattrs.errors import BaseValidationError, ForbiddenExtraKeysError, IterableValidationError, IterableValidationNote
from cattrs.preconf.msgspec import make_converter
from msgspec.structs import astuple

from ._memo import memo
from .bodies import is_erasable
from .canonical import canonical
from .labels import Phrase
from .messages import FIELD_MISSING, FIELD_TYPE, FIELD_UNKNOWN
from .privacy import REDACTED, DataClass, Redacted, data_classes

__all__ = ["Codec", "as_json", "codec_of", "from_wish", "read_facts", "write_facts"]

Fields: TypeAlias = dict[str, Any]

SETS: Final[tuple[Any, ...]] = (frozenset, set, Set)

_reading: Final = make_converter(detailed_validation=False)
_asking: Final = make_converter(forbid_extra_keys=True, detailed_validation=True)


# ── what cattrs must know ────────────────────────────────────────────────────────────────────────────────────────────────


def _bare(hint: Any) -> Any:
    """The type without `Redacted`."""
    rest = tuple(each for each in get_args(hint) if each != Redacted)
    return Union[rest]  # noqa: UP007  # the members are values here


def _is_set(hint: Any) -> bool:
    return (get_origin(hint) or hint) in SETS


def _exactly(*classes: type) -> Callable[[Any, Any], Any]:
    """No conversion: `3` is no text, and `True` no number."""

    def structure(value: Any, wanted: Any) -> Any:
        if type(value) not in classes:
            raise TypeError(f"{classes[0].__name__}, not {type(value).__name__}")
        return value

    return structure


def _parsed(cls: type[date]) -> Callable[[Any, Any], Any]:
    def structure(value: Any, wanted: Any) -> Any:
        if type(value) is cls:
            return value
        if not isinstance(value, str):
            raise TypeError(f"{cls.__name__}, not {type(value).__name__}")
        try:
            return cls.fromisoformat(value)
        except ValueError:
            raise TypeError(f"{cls.__name__}, not {value[:40]!r}") from None

    return structure


def _prepared(converter: Converter) -> None:
    def erasable(hint: Any) -> Callable[[Any, Any], Any]:
        inner = _bare(hint)
        hook = converter.get_structure_hook(inner)
        return lambda value, _: value if value is REDACTED else hook(value, inner)

    converter.register_structure_hook_factory(is_erasable, erasable)
    converter.register_unstructure_hook_factory(is_erasable, lambda hint: converter.get_unstructure_hook(_bare(hint)))
    # Sets have no order, and their members may have none either; what is hashed needs one.
    converter.register_unstructure_hook_factory(_is_set, lambda _: lambda values: sorted(map(converter.unstructure, values), key=canonical))
    for cls in (str, int, bool, NoneType):
        converter.register_structure_hook(cls, _exactly(cls))
    converter.register_structure_hook(date, _parsed(date))
    converter.register_structure_hook(datetime, _parsed(datetime))


def _has_several(hint: Any) -> bool:
    origin: Any = get_origin(hint)
    return origin is tuple or origin in SETS


def _several(hint: Any) -> Callable[[Any, Any], Any]:
    """A tuple or a set from a list and nothing else: cattrs would take a text for its letters."""
    many: Callable[[Iterable[Any]], Any] = frozenset if _is_set(hint) else tuple
    kinds = get_args(hint)
    endless = many is frozenset or kinds[-1] is Ellipsis
    hooks = [_asking.get_structure_hook(kind) for kind in kinds if kind is not Ellipsis]

    def structure(value: Any, wanted: Any) -> Any:
        if not isinstance(value, (list, tuple, set, frozenset)):
            raise TypeError(f"{many.__name__}, not {type(value).__name__}")
        if not endless and len(value) != len(kinds):
            raise TypeError(f"{many.__name__} of {len(kinds)}, not of {len(value)}")
        found: list[Any] = []
        errors: list[Exception] = []
        for place, each in enumerate(value):
            which = 0 if endless else place
            try:
                found.append(hooks[which](each, kinds[which]))
            except Exception as error:
                error.add_note(IterableValidationNote(f"at {place}", place, kinds[which]))
                errors.append(error)
        if errors:
            raise IterableValidationError(f"while structuring {hint}", errors, hint)  # pyright: ignore[reportCallIssue]  # its own `__new__` takes three
        return many(found)

    return structure


_prepared(_reading)
_prepared(_asking)
_asking.register_structure_hook_factory(_has_several, _several)


# ── bodies ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


@frozen(eq=False)
class Codec:
    """One class of bodies: what of it is about nobody, what is about somebody, and how it is read."""

    public: tuple[str, ...]
    personal: tuple[str, ...]
    _unstructure: Mapping[str, Callable[[Any], Any]]
    _load: Callable[[bytes | None, bytes | None], Any]

    def dump(self, body: Any, names: tuple[str, ...]) -> bytes | None:
        """The canonical JSON of some fields of a body; what was erased is left out."""
        kept = {name: self._unstructure[name](value) for name in names if (value := getattr(body, name)) is not REDACTED}
        return canonical(kept) if kept or (names and not self.personal) else None

    def load(self, data: bytes | None, personal: bytes | None) -> Any:
        """
        The body from its two pieces; what is not in them is `REDACTED`.

        Raises:
            ValueError: If a piece is not what this class writes.
        """
        return self._load(data, personal)


@memo
def codec_of(body: type) -> Codec:
    """The codec of a class of bodies."""
    marks = data_classes(body)
    public = tuple(name for name, mark in marks.items() if mark is DataClass.C0)
    personal = tuple(name for name, mark in marks.items() if mark is not DataClass.C0)
    hints = get_type_hints(body)
    return Codec(
        public,
        personal,
        {name: _reading.get_unstructure_hook(hints[name]) for name in marks},
        _straight(body, public, personal) or _through_cattrs(body),
    )


class _Bodied(msgspec.Struct):
    """The part of a piece in which a body stands, whatever it holds."""

    body: Fields = {}


_read_any: Final = msgspec.json.Decoder(_Bodied).decode


def _through_cattrs(body: type) -> Callable[[bytes | None, bytes | None], Any]:
    structure = _reading.get_structure_hook(body)
    names = [field.name for field in attrs.fields(body)]
    marks = data_classes(body)

    def load(data: bytes | None, personal: bytes | None) -> Any:
        known = {name: REDACTED for name in names if marks[name] is not DataClass.C0}
        for piece in (data, personal):
            if piece is not None:
                known |= _read_any(piece).body
        try:
            return structure(known, body)
        except (TypeError, KeyError) as error:
            raise ValueError(f"{body.__name__}: {error}") from None

    return load


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
        fields.append((name, _bare(bare), REDACTED) if is_erasable(bare) else (name, hint))
    return msgspec.defstruct(body.__name__, fields, kw_only=True)


def _decoder(name: str, fields: list[Any]) -> Callable[[Any], Any]:
    return msgspec.json.Decoder(msgspec.defstruct(name, fields)).decode


def as_json(value: Any) -> bytes:
    """Any value that a command may carry as its data, in canonical JSON: to be compared, not to be read back."""
    return canonical(_reading.unstructure(value))


# ── facts at taking over ─────────────────────────────────────────────────────────────────────────────────────────────────


def write_facts(facts: type, known: Mapping[str, Any]) -> tuple[Fields, Fields]:
    """Some facts of a class in JSON types: those marked C0, and the others."""
    hints, marks = get_type_hints(facts), data_classes(facts)
    written = {name: _reading.unstructure(value, hints[name]) for name, value in known.items()}
    return (
        {name: value for name, value in written.items() if marks[name] is DataClass.C0},
        {name: value for name, value in written.items() if marks[name] is not DataClass.C0},
    )


def read_facts(facts: type, written: Mapping[str, Any]) -> Fields:
    """The facts that `write_facts` wrote; fields that the class no longer has are left out."""
    hints = get_type_hints(facts)
    return {name: _reading.structure(value, hints[name]) for name, value in written.items() if name in hints}


# ── wishes ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


def from_wish(data: Mapping[Any, Any], wanted: type) -> tuple[Any, list[Phrase]]:
    """The data of a command in its class, from a mapping such as a web form sends; or None, and every problem with its path."""
    try:
        return _asking.structure(data, wanted), []
    except BaseValidationError as error:
        return None, _problems(error)
    except TypeError as error:
        return None, [_misfit("data", error, wanted)]


def _problems(error: BaseValidationError) -> list[Phrase]:
    """The problems of a nested error, each with the path to its field."""
    found: list[tuple[BaseException, Any]] = []

    def note(exception: BaseException, kind: Any) -> str:
        found.append((exception, kind))
        return ""

    # Each line is "<what> @ $.path"; the exceptions come in the same order.
    paths = [line.partition(" @ $")[2].lstrip(".") for line in transform_error(error, format_exception=note)]
    return [phrase for (exception, kind), path in zip(found, paths, strict=True) for phrase in _one(exception, kind, path)]


def _one(exception: BaseException, kind: Any, path: str) -> list[Phrase]:
    if isinstance(exception, ForbiddenExtraKeysError):
        return [FIELD_UNKNOWN(path=f"{path}.{name}" if path else str(name)) for name in sorted(map(str, exception.extra_fields))]
    if isinstance(exception, KeyError):
        return [FIELD_MISSING(path=path)]
    return [_misfit(path or "data", exception, kind)]


def _misfit(path: str, exception: BaseException, kind: Any) -> Phrase:
    wanted, _, got = str(exception).partition(", not ")
    if not got:
        inner = get_args(kind)[0] if get_origin(kind) in (Union, UnionType, Annotated) else kind
        wanted = getattr(inner, "__name__", str(inner))
        if isinstance(inner, type) and issubclass(inner, Enum):
            wanted = f"{inner.__name__} ({', '.join(str(member.value) for member in inner)})"
        got = str(exception).partition(" is not a valid ")[0][:80]  # what an enum says
    return FIELD_TYPE(path=path, wanted=wanted, got=got)


